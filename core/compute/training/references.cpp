#include "references.h"

#include <files/safetensors.h>

#include <array>
#include <cmath>

namespace luthier::training {
namespace {

files::TensorData tensorOf(const char* name, const std::vector<float>& values) {
    return {{name, files::Dtype::F32, {static_cast<std::int64_t>(values.size() / 2), 2}},
            std::as_bytes(std::span(values))};
}

Result<std::vector<float>> valuesOf(const files::SafetensorsFile& file, const char* name,
                                    const examples::FrozenData& rows, const std::filesystem::path& path) {
    TRY(const auto values, file.values<float>(name, files::Dtype::F32));
    if (static_cast<std::int64_t>(values.size()) != 2 * rows.rows())
        return refused("run.data_corrupt").at(path.string());
    return std::vector<float>(values.begin(), values.end());
}

} // namespace

void addReferences(engine::PackedBatch& batch, std::span<const std::int64_t> rows,
                   std::span<const float> references) {
    if (references.empty())
        return;
    for (const std::int64_t row : rows)
        for (std::size_t side = 0; side < 2; ++side)
            batch.references.push_back(references[2 * static_cast<std::size_t>(row) + side]);
}

Status writeReferences(const std::filesystem::path& file, const References& references) {
    const std::array tensors = {tensorOf("train", references.train),
                                tensorOf("validation", references.validation)};
    return files::writeSafetensors(file, tensors);
}

Result<std::optional<References>> readReferences(const std::filesystem::path& path,
                                                 const examples::FrozenData& train,
                                                 const examples::FrozenData& validation) {
    if (!std::filesystem::exists(path))
        return std::optional<References>();
    TRY(const auto file, files::SafetensorsFile::open(path));
    References references;
    TRY(references.train, valuesOf(file, "train", train, path));
    TRY(references.validation, valuesOf(file, "validation", validation, path));
    return std::optional(std::move(references));
}

Json toJson(const Rewards& rewards) {
    Json told = Json::object();
    const auto tell = [&](const char* name, const std::optional<double>& value) {
        if (value)
            told[name] = *value;
    };
    tell("chosen", rewards.chosen);
    tell("rejected", rewards.rejected);
    if (rewards.chosen && rewards.rejected)
        told["margins"] = *rewards.chosen - *rewards.rejected;
    tell("accuracies", rewards.accuracy);
    return told;
}

void RewardSum::add(std::span<const float> pairValues) {
    for (std::size_t i = 0; i + 3 < pairValues.size(); i += 4) {
        const auto chosen = static_cast<double>(pairValues[i + 2]);
        const auto rejected = static_cast<double>(pairValues[i + 3]);
        if (!std::isnan(chosen))
            m_chosen.add(chosen);
        if (!std::isnan(rejected))
            m_rejected.add(rejected);
        if (!std::isnan(chosen) && !std::isnan(rejected))
            m_accuracy.add(chosen > rejected ? 1 : 0);
    }
}

std::optional<Rewards> RewardSum::mean() const {
    if (m_chosen.count + m_rejected.count == 0)
        return std::nullopt;
    return Rewards{m_chosen.mean(), m_rejected.mean(), m_accuracy.mean()};
}

} // namespace luthier::training
