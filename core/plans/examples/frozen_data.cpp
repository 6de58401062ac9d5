#include "frozen_data.h"

#include "columns.h"

#include <base/hash.h>
#include <files/safetensors.h>

#include <algorithm>

namespace luthier::examples {
namespace {

template <class T>
std::string_view textOf(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

bool agrees(const FrozenData& data) {
    const auto tokens = static_cast<std::int64_t>(data.ids.size());
    return data.trained.size() == data.ids.size() && data.rowStarts.size() == data.rowIds.size() + 1 &&
           data.datasetIds.size() == data.rowIds.size() && data.rowStarts.front() == 0 &&
           data.rowStarts.back() == tokens && std::is_sorted(data.rowStarts.begin(), data.rowStarts.end());
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
    return std::span(ids).subspan(static_cast<std::size_t>(rowStarts[static_cast<std::size_t>(row)]),
                                  static_cast<std::size_t>(length(row)));
}

std::span<const std::uint8_t> FrozenData::trainedOf(std::int64_t row) const {
    return std::span(trained).subspan(static_cast<std::size_t>(rowStarts[static_cast<std::size_t>(row)]),
                                      static_cast<std::size_t>(length(row)));
}

std::int64_t FrozenData::targets(std::int64_t row) const {
    const auto mask = trainedOf(row);
    return mask.empty() ? 0 : std::count(mask.begin() + 1, mask.end(), std::uint8_t{1});
}

std::int64_t FrozenData::bytes() const {
    return static_cast<std::int64_t>(ids.size() * sizeof(ids[0]) + trained.size() +
                                     (rowStarts.size() + rowIds.size() + datasetIds.size()) *
                                         sizeof(rowIds[0]));
}

std::int64_t FrozenData::totalTargets() const {
    std::int64_t total = 0;
    for (std::int64_t row = 0; row < rows(); ++row)
        total += targets(row);
    return total;
}

void FrozenData::append(std::span<const std::int32_t> tokens, std::span<const std::uint8_t> mask,
                        std::int64_t datasetId, std::int64_t rowId) {
    ids.insert(ids.end(), tokens.begin(), tokens.end());
    trained.insert(trained.end(), mask.begin(), mask.end());
    rowStarts.push_back(static_cast<std::int64_t>(ids.size()));
    rowIds.push_back(rowId);
    datasetIds.push_back(datasetId);
}

std::string hashOf(const FrozenData& data) {
    Hash128Stream hash;
    hash.update(textOf(data.ids));
    hash.update(textOf(data.trained));
    hash.update(textOf(data.rowStarts));
    hash.update(textOf(data.rowIds));
    hash.update(textOf(data.datasetIds));
    return hash.finish().hex();
}

Status writeFrozenData(const std::filesystem::path& file, const FrozenData& data) {
    const std::vector<files::TensorData> tensors = {
        column("ids", files::Dtype::I32, data.ids), column("trained", files::Dtype::U8, data.trained),
        column("row_starts", files::Dtype::I64, data.rowStarts),
        column("row_ids", files::Dtype::I64, data.rowIds),
        column("dataset_ids", files::Dtype::I64, data.datasetIds)};
    return files::writeSafetensors(file, tensors, {{"hash", hashOf(data)}});
}

Result<FrozenData> readFrozenData(const std::filesystem::path& path) {
    TRY(const auto file, files::SafetensorsFile::open(path));
    FrozenData data;
    TRY(data.ids, valuesOf<std::int32_t>(file, "ids", files::Dtype::I32));
    TRY(data.trained, valuesOf<std::uint8_t>(file, "trained", files::Dtype::U8));
    TRY(data.rowStarts, valuesOf<std::int64_t>(file, "row_starts", files::Dtype::I64));
    TRY(data.rowIds, valuesOf<std::int64_t>(file, "row_ids", files::Dtype::I64));
    TRY(data.datasetIds, valuesOf<std::int64_t>(file, "dataset_ids", files::Dtype::I64));
    const auto stored = std::find_if(file.metadata().begin(), file.metadata().end(),
                                     [](const auto& entry) { return entry.first == "hash"; });
    if (data.rowStarts.empty() || !agrees(data) || stored == file.metadata().end() ||
        stored->second != hashOf(data))
        return refused("run.data_corrupt").at(path.string());
    return data;
}

} // namespace luthier::examples
