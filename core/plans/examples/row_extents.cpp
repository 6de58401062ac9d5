#include "row_extents.h"

#include "columns.h"
#include "rendered_rows.h"

#include <files/safetensors.h>

#include <algorithm>

namespace luthier::examples {
namespace {

/// The codes of a file's metadata: "codes" is a list of them.
std::vector<std::string> codesOf(const files::Metadata& metadata) {
    std::vector<std::string> codes;
    for (const auto& [key, value] : metadata) {
        const auto list = key == "codes" ? parseJson(value) : Result<Json>(Json::array());
        for (const Json& code : list && list->is_array() ? *list : Json::array())
            codes.push_back(code.is_string() ? code.get<std::string>() : std::string());
    }
    return codes;
}

/// What people are told of remarks, and the largest id beside it.
Json remarksToKeep(const RowRemarks& remarks) {
    return {{"counts", toJson(remarks)},
            {"largest_id", remarks.largestId},
            {"weight_field", remarks.weightField}};
}

Result<RowRemarks> keptRemarks(const Json& document) {
    RowRemarks remarks;
    TRY(const std::int64_t largest, integerAt(document, "largest_id", -1));
    remarks.largestId = static_cast<std::int32_t>(std::clamp<std::int64_t>(largest, -1, INT32_MAX));
    TRY(remarks.weightField, stringAt(document, "weight_field", ""));
    const Json* counts = member(document, "counts");
    RowRemarks::Count toolsLost;
    for (const auto& [name, count] : {std::pair{"marked", &remarks.marked},
                                      {"rewritten", &remarks.rewritten},
                                      {"calls_lost", &remarks.callsLost},
                                      {"empty_answers", &remarks.emptyAnswers},
                                      {"unknown", &remarks.unknown},
                                      {"garbled", &remarks.garbled},
                                      {"row_weights", &remarks.rowWeights},
                                      {"tools_lost", &toolsLost}})
        if (const Json* found = counts ? member(*counts, name) : nullptr) {
            TRY(count->rows, integerAt(*found, "rows"));
            TRY(count->times, integerAt(*found, "times"));
        }
    remarks.toolsLost = toolsLost.rows;
    return remarks;
}

bool agrees(const RowExtents& extents) {
    const std::size_t rows = extents.lengths.size();
    const auto stretches = static_cast<std::int64_t>(extents.stretches.size());
    if (extents.reasons.size() != rows || extents.firstStretch.size() != rows + 1 ||
        extents.firstStretch.front() != 0 || extents.firstStretch.back() != stretches ||
        !std::is_sorted(extents.firstStretch.begin(), extents.firstStretch.end()))
        return false;
    for (std::size_t row = 0; row < rows; ++row) {
        std::int32_t end = 0;
        for (const Stretch& stretch : extents.trained(static_cast<std::int64_t>(row))) {
            if (stretch.begin < end || stretch.end <= stretch.begin)
                return false;
            end = stretch.end;
        }
        if (end > extents.lengths[row] || extents.reasons[row] < 0 ||
            extents.reasons[row] > static_cast<std::int32_t>(extents.codes.size()))
            return false;
    }
    return true;
}

} // namespace

const std::string* RowExtents::refusal(std::int64_t row) const {
    const std::int32_t reason = reasons[static_cast<std::size_t>(row)];
    return reason == 0 ? nullptr : &codes[static_cast<std::size_t>(reason - 1)];
}

std::span<const Stretch> RowExtents::trained(std::int64_t row) const {
    const auto begin = static_cast<std::size_t>(firstStretch[static_cast<std::size_t>(row)]);
    const auto end = static_cast<std::size_t>(firstStretch[static_cast<std::size_t>(row) + 1]);
    return std::span(stretches).subspan(begin, end - begin);
}

std::int64_t RowExtents::targets(std::int64_t row, std::int64_t limit) const {
    std::int64_t count = 0;
    for (const Stretch& stretch : trained(row)) {
        const std::int64_t begin = std::max(stretch.begin, 1);
        const std::int64_t end = limit > 0 ? std::min<std::int64_t>(stretch.end, limit) : stretch.end;
        count += std::max<std::int64_t>(end - begin, 0);
    }
    return count;
}

void RowExtents::append(std::span<const std::uint8_t> mask) {
    const auto size = static_cast<std::int32_t>(mask.size());
    for (std::int32_t at = 0; at < size;) {
        std::int32_t end = at;
        while (end < size && mask[static_cast<std::size_t>(end)] != 0)
            ++end;
        if (end > at)
            stretches.push_back({at, end});
        at = end + 1;
    }
    lengths.push_back(size);
    reasons.push_back(0);
    firstStretch.push_back(static_cast<std::int64_t>(stretches.size()));
}

void RowExtents::appendRefused(const std::string& code) {
    auto known = std::find(codes.begin(), codes.end(), code);
    if (known == codes.end())
        known = codes.insert(codes.end(), code);
    lengths.push_back(0);
    reasons.push_back(static_cast<std::int32_t>(known - codes.begin()) + 1);
    firstStretch.push_back(static_cast<std::int64_t>(stretches.size()));
}

Result<RowExtents> renderExtents(project::Project& project, const dataset::DatasetFacts& facts,
                                 const dataset::RowFilter& filter, const ExampleMaker& whole, StopToken stop,
                                 ProgressSink& progress) {
    RowExtents extents;
    TRY_VOID(forEachRendered(project, facts, filter, whole, stop, progress,
                             [&](const dataset::Row& row, const Result<Example>& rendered) {
                                 if (!rendered)
                                     return extents.appendRefused(rendered.error().code());
                                 extents.append(rendered->mask);
                                 extents.remarks.add(row.fields, facts.roles, *rendered, whole.tokenizer());
                             }));
    return extents;
}

Status writeRowExtents(const std::filesystem::path& file, const RowExtents& extents) {
    const auto stretches = static_cast<std::int64_t>(extents.stretches.size());
    const std::vector<files::TensorData> tensors = {
        column("lengths", files::Dtype::I32, extents.lengths),
        column("reasons", files::Dtype::I32, extents.reasons),
        column("first_stretch", files::Dtype::I64, extents.firstStretch),
        {{"stretches", files::Dtype::I32, {stretches, 2}}, std::as_bytes(std::span(extents.stretches))}};
    return files::writeSafetensors(
        file, tensors,
        {{"codes", dumpJson(Json(extents.codes))}, {"remarks", dumpJson(remarksToKeep(extents.remarks))}});
}

Result<RowExtents> readRowExtents(const std::filesystem::path& path) {
    TRY(const auto file, files::SafetensorsFile::open(path));
    RowExtents extents;
    TRY(extents.lengths, valuesOf<std::int32_t>(file, "lengths", files::Dtype::I32));
    TRY(extents.reasons, valuesOf<std::int32_t>(file, "reasons", files::Dtype::I32));
    TRY(extents.firstStretch, valuesOf<std::int64_t>(file, "first_stretch", files::Dtype::I64));
    TRY(const auto bounds, file.values<std::int32_t>("stretches", files::Dtype::I32));
    for (std::size_t i = 0; i + 1 < bounds.size(); i += 2)
        extents.stretches.push_back({bounds[i], bounds[i + 1]});
    extents.codes = codesOf(file.metadata());
    for (const auto& [key, value] : file.metadata())
        if (key == "remarks") {
            TRY(const Json remarks, parseJson(value, {}, path.string()));
            TRY(extents.remarks, keptRemarks(remarks));
        }
    if (extents.firstStretch.empty() || !agrees(extents))
        return refused("rows.extents_corrupt").at(path.string());
    return extents;
}

} // namespace luthier::examples
