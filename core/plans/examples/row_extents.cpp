#include "row_extents.h"

#include "columns.h"
#include "frozen_data.h"
#include "rendered_rows.h"

#include <files/safetensors.h>

#include <algorithm>
#include <utility>

namespace luthier::examples {
namespace {

/// A list of texts in a file's metadata.
std::vector<std::string> textsIn(const files::Metadata& metadata, std::string_view name) {
    std::vector<std::string> codes;
    for (const auto& [key, value] : metadata) {
        const auto list = key == name ? parseJson(value) : Result<Json>(Json::array());
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
                                      {"control_text", &remarks.controlText},
                                      {"tools_lost", &toolsLost}})
        if (const Json* found = counts ? member(*counts, name) : nullptr) {
            TRY(count->rows, integerAt(*found, "rows"));
            TRY(count->times, integerAt(*found, "times"));
        }
    remarks.toolsLost = toolsLost.rows;
    return remarks;
}

/// What only some tasks have is there for all rows or for none.
bool additionsAgree(const RowExtents& extents) {
    const std::size_t rows = extents.tails.empty() ? 0 : extents.lengths.size();
    const auto places = static_cast<std::int32_t>(extents.labels.size());
    const auto& starts = extents.firstLabel;
    if (extents.tails.size() != rows || extents.answers.size() != rows || extents.listed.size() != rows)
        return false;
    if (starts.size() != (rows == 0 ? 0 : rows + 1) || (starts.empty() && !extents.rowLabels.empty()))
        return false;
    if (!starts.empty() && (starts.front() != 0 || !std::is_sorted(starts.begin(), starts.end()) ||
                            starts.back() != static_cast<std::int64_t>(extents.rowLabels.size())))
        return false;
    const auto isLength = [](std::int32_t length) {
        return length >= 0;
    };
    return std::all_of(extents.lengths.begin(), extents.lengths.end(), isLength) &&
           std::all_of(extents.tails.begin(), extents.tails.end(), isLength) &&
           std::all_of(extents.answers.begin(), extents.answers.end(), isLength) &&
           std::all_of(extents.rowLabels.begin(), extents.rowLabels.end(),
                       [&](std::int32_t place) { return place >= 0 && place < places; });
}

Result<std::vector<Stretch>> stretchesIn(const files::SafetensorsFile& file, std::string_view name) {
    TRY(const auto bounds, file.values<std::int32_t>(name, files::Dtype::I32));
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i + 1 < bounds.size(); i += 2)
        stretches.push_back({bounds[i], bounds[i + 1]});
    return stretches;
}

bool agrees(const RowExtents& extents) {
    const std::size_t rows = extents.lengths.size();
    for (const RowExtents& other : extents.rejected)
        if (other.lengths.size() != rows || other.firstStretch.empty() || !agrees(other))
            return false;
    const auto stretches = static_cast<std::int64_t>(extents.stretches.size());
    if (extents.reasons.size() != rows || extents.firstStretch.size() != rows + 1 ||
        extents.firstStretch.front() != 0 || extents.firstStretch.back() != stretches ||
        !std::is_sorted(extents.firstStretch.begin(), extents.firstStretch.end()))
        return false;
    if (!additionsAgree(extents))
        return false;
    for (std::size_t row = 0; row < rows; ++row) {
        std::int32_t end = 0;
        for (const Stretch& stretch : extents.trained(static_cast<std::int64_t>(row))) {
            if (stretch.begin < end || stretch.end <= stretch.begin)
                return false;
            end = stretch.end;
        }
        const bool hasAnswer = !extents.answers.empty() && extents.answers[row] > 0;
        if (end > (hasAnswer ? extents.answers[row] : extents.lengths[row]) || extents.reasons[row] < 0 ||
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

std::vector<std::string> RowExtents::labelsOf(std::int64_t row) const {
    std::vector<std::string> texts;
    if (firstLabel.empty())
        return texts;
    const auto at = static_cast<std::size_t>(row);
    for (auto i = static_cast<std::size_t>(firstLabel[at]); i < static_cast<std::size_t>(firstLabel[at + 1]);
         ++i)
        texts.push_back(labels[static_cast<std::size_t>(rowLabels[i])]);
    return texts;
}

bool RowExtents::isListed(std::int64_t row) const {
    return !listed.empty() && listed[static_cast<std::size_t>(row)] != 0;
}

std::int64_t RowExtents::longest(std::int64_t row) const {
    const std::int64_t own = lengths[static_cast<std::size_t>(row)];
    return rejected.empty() ? own : std::max(own, rejected.front().longest(row));
}

bool RowExtents::isLonger(std::int64_t row, const recipe::Recipe& recipe) const {
    const auto at = static_cast<std::size_t>(row);
    if (!rejected.empty() && rejected.front().isLonger(row, recipe))
        return true;
    const auto over = [](std::int64_t length, std::int64_t limit) {
        return limit > 0 && length > limit;
    };
    return over(lengths[at], recipe.tokens.maxLength) ||
           (!answers.empty() && over(answers[at], recipe.tokens.maxTargetLength));
}

/// Trained tokens within a limit, from the token `from` on.
std::int64_t RowExtents::marked(std::int64_t row, std::int64_t length, std::int64_t limit,
                                std::int32_t from) const {
    const std::int64_t tail = tails.empty() ? 0 : tails[static_cast<std::size_t>(row)];
    const bool isCut = limit > 0 && length > limit;
    const std::int64_t end = isCut ? std::max<std::int64_t>(limit - tail, 0) : length;
    std::int64_t count = 0;
    for (const Stretch& stretch : trained(row)) {
        count += std::max<std::int64_t>(
            std::min<std::int64_t>(stretch.end, end) - std::max(stretch.begin, from), 0);
        if (isCut) // what stays behind the cut
            count +=
                std::max<std::int64_t>(stretch.end - std::max<std::int64_t>(stretch.begin, length - tail), 0);
    }
    return count;
}

/// Both answers count, and a row with nothing to learn in one of them has nothing to learn.
RowSize RowExtents::pairSize(std::int64_t row, const recipe::Recipe& recipe) const {
    const std::int64_t limit = recipe.tokens.maxLength;
    const auto at = static_cast<std::size_t>(row);
    const RowExtents& other = rejected.front();
    const auto within = [&](std::int64_t length) {
        return static_cast<std::int32_t>(limit > 0 ? std::min(length, limit) : length);
    };
    if (recipe.task == recipe::Task::Reward) // each text has its score, wherever it ends
        return {within(lengths[at]), lengths[at] > 1 && other.lengths[at] > 1 ? 2 : 0, 0,
                within(other.lengths[at])};
    std::int64_t better = marked(row, lengths[at], limit, 1);
    const std::int64_t worse = other.marked(row, other.lengths[at], limit, 1);
    if (better > 0 && recipe::learnsQuestions(recipe.task))
        better = within(lengths[at]) - 1;
    return {within(lengths[at]), static_cast<std::int32_t>(better > 0 && worse > 0 ? better + worse : 0), 0,
            within(other.lengths[at])};
}

RowSize RowExtents::sizeOf(std::int64_t row, const recipe::Recipe& recipe) const {
    const auto at = static_cast<std::size_t>(row);
    const auto within = [](std::int64_t length, std::int64_t limit) {
        return limit > 0 ? std::min(length, limit) : length;
    };
    const std::int64_t limit = recipe.tokens.maxLength;
    const std::int64_t kept = within(lengths[at], limit);
    std::int64_t targets = 0;
    if (!rejected.empty())
        return pairSize(row, recipe);
    switch (recipe.task) {
    case recipe::Task::Classification:
    case recipe::Task::Regression:
        targets = kept > 0 ? 1 : 0;
        break;
    case recipe::Task::TokenClassification:
        targets = marked(row, lengths[at], limit, 0);
        break;
    case recipe::Task::Mlm:
        targets = maskedTokens(marked(row, lengths[at], limit, 0), recipe.tokens.mlmProbability);
        break;
    case recipe::Task::Seq2seq: {
        const std::int64_t longest = recipe.tokens.maxTargetLength;
        const std::int64_t answer = answers.empty() ? 0 : answers[at];
        targets = kept > 0 ? marked(row, answer, longest, 0) : 0;
        return {static_cast<std::int32_t>(within(answer, longest)), static_cast<std::int32_t>(targets),
                static_cast<std::int32_t>(kept)};
    }
    default: // its first token is predicted by nothing
        targets = marked(row, lengths[at], limit, 1);
    }
    RowSize size{static_cast<std::int32_t>(kept), static_cast<std::int32_t>(targets)};
    if (recipe::judgesAnswers(recipe.task) && targets > 0)
        size.question = trained(row).front().begin;
    return size;
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

void RowExtents::append(const Example& example, bool cutsLeft) {
    if (!example.rejected.ids.empty()) {
        if (rejected.empty())
            rejected.emplace_back();
        while (rejected.front().rows() < rows()) // those that were refused
            rejected.front().append(std::span<const std::uint8_t>());
        rejected.front().append(example.rejected.mask);
    }
    if (example.texts.empty()) // of no task but next tokens
        return append(example.mask);
    std::vector<std::uint8_t> mask = example.mask;
    if (cutsLeft)
        std::reverse(mask.begin(), mask.end());
    padAdditions();
    append(mask);
    tails.push_back(static_cast<std::int32_t>(example.tail));
    listed.push_back(example.labels.listed ? 1 : 0);
    answers.push_back(0);
    if (!example.source.ids.empty())
        answers.back() = std::exchange(lengths.back(), static_cast<std::int32_t>(example.source.ids.size()));
    for (const std::string& label : example.labels.texts) {
        const auto [known, isNew] = m_places.emplace(label, static_cast<std::int32_t>(labels.size()));
        if (isNew)
            labels.push_back(label);
        rowLabels.push_back(known->second);
    }
    firstLabel.push_back(static_cast<std::int64_t>(rowLabels.size()));
}

/// Rows that were refused have nothing of what only some tasks have.
void RowExtents::padAdditions() {
    tails.resize(lengths.size());
    listed.resize(lengths.size());
    answers.resize(lengths.size());
    firstLabel.resize(lengths.size() + 1, static_cast<std::int64_t>(rowLabels.size()));
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
                                 extents.append(*rendered, whole.tokenizer().truncatesLeft());
                                 extents.remarks.add(row.fields, facts.roles, *rendered, whole.tokenizer());
                             }));
    if (!extents.tails.empty())
        extents.padAdditions();
    while (!extents.rejected.empty() && extents.rejected.front().rows() < extents.rows())
        extents.rejected.front().append(std::span<const std::uint8_t>());
    return extents;
}

Status writeRowExtents(const std::filesystem::path& file, const RowExtents& extents) {
    const auto stretches = static_cast<std::int64_t>(extents.stretches.size());
    std::vector<files::TensorData> tensors = {
        column("lengths", files::Dtype::I32, extents.lengths),
        column("reasons", files::Dtype::I32, extents.reasons),
        column("first_stretch", files::Dtype::I64, extents.firstStretch),
        {{"stretches", files::Dtype::I32, {stretches, 2}}, std::as_bytes(std::span(extents.stretches))}};
    if (!extents.tails.empty()) {
        tensors.push_back(column("tails", files::Dtype::I32, extents.tails));
        tensors.push_back(column("answers", files::Dtype::I32, extents.answers));
        tensors.push_back(column("listed", files::Dtype::U8, extents.listed));
        tensors.push_back(column("first_label", files::Dtype::I64, extents.firstLabel));
        tensors.push_back(column("row_labels", files::Dtype::I32, extents.rowLabels));
    }
    if (!extents.rejected.empty()) {
        const RowExtents& other = extents.rejected.front();
        const auto count = static_cast<std::int64_t>(other.stretches.size());
        tensors.push_back(column("rejected_lengths", files::Dtype::I32, other.lengths));
        tensors.push_back(column("rejected_first_stretch", files::Dtype::I64, other.firstStretch));
        tensors.push_back({{"rejected_stretches", files::Dtype::I32, {count, 2}},
                           std::as_bytes(std::span(other.stretches))});
    }
    return files::writeSafetensors(file, tensors,
                                   {{"codes", dumpJson(Json(extents.codes))},
                                    {"labels", dumpJson(Json(extents.labels))},
                                    {"remarks", dumpJson(remarksToKeep(extents.remarks))}});
}

Result<RowExtents> readRowExtents(const std::filesystem::path& path) {
    TRY(const auto file, files::SafetensorsFile::open(path));
    RowExtents extents;
    TRY(extents.lengths, valuesOf<std::int32_t>(file, "lengths", files::Dtype::I32));
    TRY(extents.reasons, valuesOf<std::int32_t>(file, "reasons", files::Dtype::I32));
    TRY(extents.firstStretch, valuesOf<std::int64_t>(file, "first_stretch", files::Dtype::I64));
    TRY(extents.stretches, stretchesIn(file, "stretches"));
    if (file.find("rejected_lengths") != nullptr) {
        RowExtents& other = extents.rejected.emplace_back();
        TRY(other.lengths, valuesOf<std::int32_t>(file, "rejected_lengths", files::Dtype::I32));
        TRY(other.firstStretch, valuesOf<std::int64_t>(file, "rejected_first_stretch", files::Dtype::I64));
        TRY(other.stretches, stretchesIn(file, "rejected_stretches"));
        other.reasons.assign(other.lengths.size(), 0);
    }
    extents.codes = textsIn(file.metadata(), "codes");
    extents.labels = textsIn(file.metadata(), "labels");
    if (file.find("tails") != nullptr) {
        TRY(extents.tails, valuesOf<std::int32_t>(file, "tails", files::Dtype::I32));
        TRY(extents.answers, valuesOf<std::int32_t>(file, "answers", files::Dtype::I32));
        TRY(extents.listed, valuesOf<std::uint8_t>(file, "listed", files::Dtype::U8));
        TRY(extents.firstLabel, valuesOf<std::int64_t>(file, "first_label", files::Dtype::I64));
        TRY(extents.rowLabels, valuesOf<std::int32_t>(file, "row_labels", files::Dtype::I32));
    }
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
