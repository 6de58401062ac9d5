#pragma once

#include "places.h"

#include <base/json.h>

namespace luthier::recipe {

// Settings that are no plain values. Each has its reader, which tells the reader of the group what is wrong,
// and its writer.

void readVersion(ObjectReader& reader, std::string_view key, Recipe& recipe);
Json versionToJson(const Recipe& recipe);
/// A path, or `{"random_init": …, "tokenizer": …}`.
void readModel(ObjectReader& reader, std::string_view key, Recipe& recipe);
Json modelToJson(const Recipe& recipe);
void readTrainingData(ObjectReader& reader, std::string_view key, Recipe& recipe);
Json trainingDataToJson(const Recipe& recipe);
void readValidationData(ObjectReader& reader, std::string_view key, Recipe& recipe);
Json validationDataToJson(const Recipe& recipe);
/// Both in one list.
void readBetas(ObjectReader& reader, std::string_view key, Recipe& recipe);
Json betasToJson(const Recipe& recipe);

inline constexpr Irregular kVersion = {readVersion, versionToJson};
inline constexpr Irregular kModel = {readModel, modelToJson};
inline constexpr Irregular kTrainingData = {readTrainingData, trainingDataToJson};
inline constexpr Irregular kValidationData = {readValidationData, validationDataToJson};
inline constexpr Irregular kBetas = {readBetas, betasToJson};

} // namespace luthier::recipe
