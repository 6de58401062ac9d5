#include "references.h"

#include <files/safetensors.h>

#include <array>

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
    return {{"chosen", rewards.chosen},
            {"rejected", rewards.rejected},
            {"margins", rewards.margin()},
            {"accuracies", rewards.accuracy}};
}

void RewardSum::add(std::span<const float> pairValues) {
    for (std::size_t i = 0; i + 3 < pairValues.size(); i += 4) {
        const double chosen = pairValues[i + 2];
        const double rejected = pairValues[i + 3];
        m_sum.chosen += chosen;
        m_sum.rejected += rejected;
        m_sum.accuracy += chosen > rejected ? 1 : 0;
        ++m_pairs;
    }
}

std::optional<Rewards> RewardSum::mean() const {
    if (m_pairs == 0)
        return std::nullopt;
    const auto pairs = static_cast<double>(m_pairs);
    return Rewards{m_sum.chosen / pairs, m_sum.rejected / pairs, m_sum.accuracy / pairs};
}

} // namespace luthier::training
