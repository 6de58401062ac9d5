#include "frozen_data.h"

#include "columns.h"

#include <base/hash.h>
#include <base/json.h>
#include <files/safetensors.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace luthier::examples {
namespace {

constexpr std::string_view kVersion = "2";

template <class T>
std::string_view textOf(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <class T>
std::span<const T> rowOf(const std::vector<T>& values, const std::vector<std::int64_t>& starts,
                         std::int64_t row) {
    const auto at = static_cast<std::size_t>(row);
    return std::span(values).subspan(static_cast<std::size_t>(starts[at]),
                                     static_cast<std::size_t>(starts[at + 1] - starts[at]));
}

template <class T>
std::int64_t bytesOf(const std::vector<T>& values) {
    return static_cast<std::int64_t>(values.size() * sizeof(T));
}

/// Whether starts cut `values` values into rows.
bool cut(const std::vector<std::int64_t>& starts, std::size_t rows, std::size_t values) {
    return starts.size() == rows + 1 && starts.front() == 0 &&
           starts.back() == static_cast<std::int64_t>(values) && std::is_sorted(starts.begin(), starts.end());
}

bool isOneOf(float label, std::int64_t count) {
    return label >= 0 && label < static_cast<float>(count) && label == std::floor(label);
}

/// `labelWidth` a row, each within what the names allow.
bool labelsAgree(const FrozenData& data) {
    const auto names = std::ssize(data.labelNames);
    if (data.labelWidth < 0 || data.labelWidth > (std::int64_t{1} << 24) ||
        std::ssize(data.labels) != data.labelWidth * data.rows())
        return false;
    if (data.labelWidth > 1 && !data.isMultiLabel())
        return false;
    return std::all_of(data.labels.begin(), data.labels.end(), [&](float label) {
        return names == 0 ? std::isfinite(label) : isOneOf(label, data.isMultiLabel() ? 2 : names);
    });
}

bool tokenLabelsAgree(const FrozenData& data) {
    const auto names = std::ssize(data.labelNames);
    return std::all_of(data.tokenLabels.begin(), data.tokenLabels.end(), [&](std::int32_t label) {
        return label == kNoLabel || (label >= 0 && label < names);
    });
}

bool agrees(const FrozenData& data) {
    const std::size_t tokens = data.ids.size();
    const std::size_t rows = data.rowIds.size();
    const bool hasPairs = data.hasPairs() || !data.rejectedIds.empty() || !data.rejectedTrained.empty();
    const bool hasSources = !data.sourceStarts.empty() || !data.sourceIds.empty();
    return data.trained.size() == tokens && data.datasetIds.size() == rows &&
           cut(data.rowStarts, rows, tokens) &&
           (data.tokenTypes.empty() || data.tokenTypes.size() == tokens) &&
           (data.tokenLabels.empty() || data.tokenLabels.size() == tokens) &&
           (!hasSources || cut(data.sourceStarts, rows, data.sourceIds.size())) &&
           (!hasPairs || (cut(data.rejectedStarts, rows, data.rejectedIds.size()) &&
                          data.rejectedTrained.size() == data.rejectedIds.size())) &&
           data.maskedShare >= 0 && data.maskedShare <= 1 && tokenLabelsAgree(data) && labelsAgree(data);
}

/// What version 1 does not have, in the order of the hash.
template <class Take>
void forEachAddition(const FrozenData& data, Take take) {
    take("token_types", textOf(data.tokenTypes));
    take("token_labels", textOf(data.tokenLabels));
    take("source_ids", textOf(data.sourceIds));
    take("source_starts", textOf(data.sourceStarts));
    take("rejected_ids", textOf(data.rejectedIds));
    take("rejected_trained", textOf(data.rejectedTrained));
    take("rejected_starts", textOf(data.rejectedStarts));
    take("labels", textOf(data.labels));
    const std::array<std::int64_t, 1> width = {data.labelWidth};
    const std::array<double, 1> share = {data.maskedShare};
    const std::string names = data.labelNames.empty() ? std::string() : dumpJson(Json(data.labelNames));
    take("label_names", names);
    if (data.labelWidth != 0)
        take("label_width", {reinterpret_cast<const char*>(width.data()), sizeof(width)});
    if (data.maskedShare != 0)
        take("masked_share", {reinterpret_cast<const char*>(share.data()), sizeof(share)});
    if (data.learnsQuestions)
        take("learns_questions", "true");
}

const std::string* entryOf(const files::Metadata& metadata, std::string_view key) {
    const auto found =
        std::find_if(metadata.begin(), metadata.end(), [&](const auto& entry) { return entry.first == key; });
    return found == metadata.end() ? nullptr : &found->second;
}

template <class T>
Result<std::vector<T>> valuesIfThere(const files::SafetensorsFile& file, std::string_view name,
                                     files::Dtype dtype) {
    return file.find(name) == nullptr ? std::vector<T>() : valuesOf<T>(file, name, dtype);
}

/// What version 2 added.
Status readAdditions(const files::SafetensorsFile& file, FrozenData& data) {
    TRY(data.tokenTypes, valuesIfThere<std::uint8_t>(file, "token_types", files::Dtype::U8));
    TRY(data.tokenLabels, valuesIfThere<std::int32_t>(file, "token_labels", files::Dtype::I32));
    TRY(data.sourceIds, valuesIfThere<std::int32_t>(file, "source_ids", files::Dtype::I32));
    TRY(data.sourceStarts, valuesIfThere<std::int64_t>(file, "source_starts", files::Dtype::I64));
    TRY(data.rejectedIds, valuesIfThere<std::int32_t>(file, "rejected_ids", files::Dtype::I32));
    TRY(data.rejectedTrained, valuesIfThere<std::uint8_t>(file, "rejected_trained", files::Dtype::U8));
    TRY(data.rejectedStarts, valuesIfThere<std::int64_t>(file, "rejected_starts", files::Dtype::I64));
    TRY(data.labels, valuesIfThere<float>(file, "labels", files::Dtype::F32));
    if (const files::TensorInfo* labels = file.find("labels"))
        data.labelWidth = labels->shape.size() == 2 ? labels->shape[1] : -1;
    if (const std::string* names = entryOf(file.metadata(), "label_names")) {
        TRY(const Json list, parseJson(*names));
        for (const Json& name : list)
            data.labelNames.push_back(name.is_string() ? name.get<std::string>() : std::string());
    }
    if (const std::string* share = entryOf(file.metadata(), "masked_share")) {
        TRY(const Json number, parseJson(*share));
        data.maskedShare = number.is_number() ? number.get<double>() : -1;
    }
    data.learnsQuestions = entryOf(file.metadata(), "learns_questions") != nullptr;
    return {};
}

} // namespace

std::int64_t FrozenData::length(std::int64_t row) const {
    const auto at = static_cast<std::size_t>(row);
    return rowStarts[at + 1] - rowStarts[at];
}

std::int64_t FrozenData::sourceLength(std::int64_t row) const {
    const auto at = static_cast<std::size_t>(row);
    return at + 1 < sourceStarts.size() ? sourceStarts[at + 1] - sourceStarts[at] : 0;
}

std::span<const std::int32_t> FrozenData::idsOf(std::int64_t row) const {
    return rowOf(ids, rowStarts, row);
}

std::span<const std::uint8_t> FrozenData::trainedOf(std::int64_t row) const {
    return rowOf(trained, rowStarts, row);
}

std::span<const std::int32_t> FrozenData::sourceOf(std::int64_t row) const {
    return rowOf(sourceIds, sourceStarts, row);
}

std::int64_t FrozenData::rejectedLength(std::int64_t row) const {
    const auto at = static_cast<std::size_t>(row);
    return at + 1 < rejectedStarts.size() ? rejectedStarts[at + 1] - rejectedStarts[at] : 0;
}

std::span<const std::int32_t> FrozenData::rejectedOf(std::int64_t row) const {
    return rowOf(rejectedIds, rejectedStarts, row);
}

std::span<const std::uint8_t> FrozenData::rejectedTrainedOf(std::int64_t row) const {
    return rowOf(rejectedTrained, rejectedStarts, row);
}

std::span<const float> FrozenData::labelsOf(std::int64_t row) const {
    return std::span(labels).subspan(static_cast<std::size_t>(row * labelWidth),
                                     static_cast<std::size_t>(labelWidth));
}

std::int64_t maskedTokens(std::int64_t candidates, double share) {
    const std::int64_t hidden = std::llround(share * static_cast<double>(candidates));
    return candidates == 0 ? 0 : std::clamp<std::int64_t>(hidden, 1, candidates);
}

std::int64_t FrozenData::targets(std::int64_t row) const {
    if (labelWidth > 0 && !hasPairs())
        return 1;
    if (!tokenLabels.empty()) {
        const auto found = rowOf(tokenLabels, rowStarts, row);
        return std::ssize(found) - std::count(found.begin(), found.end(), kNoLabel);
    }
    const auto mask = trainedOf(row);
    const auto marked = std::count(mask.begin(), mask.end(), std::uint8_t{1});
    if (!sourceStarts.empty())
        return marked;
    if (maskedShare > 0)
        return maskedTokens(marked, maskedShare);
    // The first token of a text is predicted by nothing.
    std::int64_t predicted = mask.empty() ? 0 : marked - (mask.front() == 1 ? 1 : 0);
    if (learnsQuestions)
        predicted = std::max<std::int64_t>(std::ssize(mask) - 1, 0);
    if (hasPairs() && rejectedLength(row) > 0) {
        const auto worse = rejectedTrainedOf(row);
        predicted += std::count(worse.begin() + 1, worse.end(), std::uint8_t{1});
    }
    return predicted;
}

std::int64_t FrozenData::bytes() const {
    return bytesOf(ids) + bytesOf(trained) + bytesOf(rowStarts) + bytesOf(rowIds) + bytesOf(datasetIds) +
           bytesOf(rejectedIds) + bytesOf(rejectedTrained) + bytesOf(rejectedStarts) + bytesOf(tokenTypes) +
           bytesOf(tokenLabels) + bytesOf(sourceIds) + bytesOf(sourceStarts) + bytesOf(labels);
}

std::int64_t FrozenData::totalTargets() const {
    std::int64_t total = 0;
    for (std::int64_t row = 0; row < rows(); ++row)
        total += targets(row);
    return total;
}

void FrozenData::append(const FrozenRow& row) {
    ids.insert(ids.end(), row.ids.begin(), row.ids.end());
    trained.insert(trained.end(), row.trained.begin(), row.trained.end());
    tokenTypes.insert(tokenTypes.end(), row.tokenTypes.begin(), row.tokenTypes.end());
    tokenLabels.insert(tokenLabels.end(), row.tokenLabels.begin(), row.tokenLabels.end());
    labels.insert(labels.end(), row.labels.begin(), row.labels.end());
    rowStarts.push_back(static_cast<std::int64_t>(ids.size()));
    if (!row.sourceIds.empty()) {
        if (sourceStarts.empty())
            sourceStarts.push_back(0);
        sourceIds.insert(sourceIds.end(), row.sourceIds.begin(), row.sourceIds.end());
        sourceStarts.push_back(static_cast<std::int64_t>(sourceIds.size()));
    }
    if (!row.rejectedIds.empty()) {
        if (rejectedStarts.empty())
            rejectedStarts.push_back(0);
        rejectedIds.insert(rejectedIds.end(), row.rejectedIds.begin(), row.rejectedIds.end());
        rejectedTrained.insert(rejectedTrained.end(), row.rejectedTrained.begin(), row.rejectedTrained.end());
        rejectedStarts.push_back(static_cast<std::int64_t>(rejectedIds.size()));
    }
    rowIds.push_back(row.rowId);
    datasetIds.push_back(row.datasetId);
}

void FrozenData::append(std::span<const std::int32_t> tokens, std::span<const std::uint8_t> mask,
                        std::int64_t datasetId, std::int64_t rowId) {
    FrozenRow row;
    row.ids = tokens;
    row.trained = mask;
    row.datasetId = datasetId;
    row.rowId = rowId;
    append(row);
}

std::string hashOf(const FrozenData& data) {
    Hash128Stream hash;
    hash.update(textOf(data.ids));
    hash.update(textOf(data.trained));
    hash.update(textOf(data.rowStarts));
    hash.update(textOf(data.rowIds));
    hash.update(textOf(data.datasetIds));
    forEachAddition(data, [&](std::string_view name, std::string_view bytes) {
        if (bytes.empty())
            return;
        hash.update(name);
        hash.update(std::to_string(bytes.size()) + ":");
        hash.update(bytes);
    });
    return hash.finish().hex();
}

Status writeFrozenData(const std::filesystem::path& file, const FrozenData& data) {
    std::vector<files::TensorData> tensors = {column("ids", files::Dtype::I32, data.ids),
                                              column("trained", files::Dtype::U8, data.trained),
                                              column("row_starts", files::Dtype::I64, data.rowStarts),
                                              column("row_ids", files::Dtype::I64, data.rowIds),
                                              column("dataset_ids", files::Dtype::I64, data.datasetIds)};
    const auto add = [&](const char* name, files::Dtype dtype, const auto& values) {
        if (!values.empty())
            tensors.push_back(column(name, dtype, values));
    };
    add("token_types", files::Dtype::U8, data.tokenTypes);
    add("token_labels", files::Dtype::I32, data.tokenLabels);
    add("source_ids", files::Dtype::I32, data.sourceIds);
    add("source_starts", files::Dtype::I64, data.sourceStarts);
    add("rejected_ids", files::Dtype::I32, data.rejectedIds);
    add("rejected_trained", files::Dtype::U8, data.rejectedTrained);
    add("rejected_starts", files::Dtype::I64, data.rejectedStarts);
    if (data.labelWidth > 0)
        tensors.push_back({{"labels", files::Dtype::F32, {data.rows(), data.labelWidth}},
                           std::as_bytes(std::span(data.labels))});
    files::Metadata metadata = {{"version", std::string(kVersion)}, {"hash", hashOf(data)}};
    if (!data.labelNames.empty())
        metadata.emplace_back("label_names", dumpJson(Json(data.labelNames)));
    if (data.maskedShare > 0)
        metadata.emplace_back("masked_share", dumpJson(Json(data.maskedShare)));
    if (data.learnsQuestions)
        metadata.emplace_back("learns_questions", "true");
    return files::writeSafetensors(file, tensors, std::move(metadata));
}

Result<FrozenData> readFrozenData(const std::filesystem::path& path) {
    TRY(const auto file, files::SafetensorsFile::open(path));
    FrozenData data;
    TRY(data.ids, valuesOf<std::int32_t>(file, "ids", files::Dtype::I32));
    TRY(data.trained, valuesOf<std::uint8_t>(file, "trained", files::Dtype::U8));
    TRY(data.rowStarts, valuesOf<std::int64_t>(file, "row_starts", files::Dtype::I64));
    TRY(data.rowIds, valuesOf<std::int64_t>(file, "row_ids", files::Dtype::I64));
    TRY(data.datasetIds, valuesOf<std::int64_t>(file, "dataset_ids", files::Dtype::I64));
    const std::string* version = entryOf(file.metadata(), "version");
    const std::string* stored = entryOf(file.metadata(), "hash");
    const auto corrupt = [&] {
        return refused("run.data_corrupt").at(path.string());
    };
    if (version != nullptr && (*version != kVersion || !readAdditions(file, data)))
        return corrupt();
    if (!agrees(data) || stored == nullptr || *stored != hashOf(data))
        return corrupt();
    return data;
}

} // namespace luthier::examples
