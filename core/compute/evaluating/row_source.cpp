#include "row_source.h"

#include "labelling.h"

#include <dataset/catalog.h>
#include <dataset/conversation.h>
#include <dataset/rows.h>
#include <examples/answer_split.h>
#include <examples/freezing.h>
#include <examples/infilling.h>
#include <examples/pairs.h>
#include <examples/row_texts.h>
#include <scoring/matching.h>

#include <algorithm>
#include <random>
#include <unordered_set>

namespace luthier::evaluating {
namespace {

std::string textOf(const Json& message) {
    const Json* content = member(message, "content");
    if (!content)
        return {};
    return content->is_string() ? content->get<std::string>() : dumpJson(*content);
}

/// The one user turn where a system text is all that stands beside it, else every turn after its role.
std::string shownPrompt(const Json& messages) {
    const bool single = !messages.empty() && messages.back().value("role", "") == "user" &&
                        std::all_of(messages.begin(), messages.end() - 1, [](const Json& message) {
                            return message.value("role", "") == "system";
                        });
    if (single)
        return textOf(messages.back());
    std::string text;
    for (const Json& message : messages)
        text += (text.empty() ? "" : "\n") + message.value("role", "") + ": " + textOf(message);
    return text;
}

ComparisonRow textRow(const Subjects& subjects, const tokenizing::Rendered& rendered) {
    const auto split = examples::splitAtAnswer(rendered.ids, rendered.mask);
    ComparisonRow row;
    row.promptIds.assign(split.prompt.begin(), split.prompt.end());
    row.prompt = subjects.tokenizer->decode(split.prompt, tokenizing::Skip::Specials);
    row.reference = subjects.tokenizer->decode(split.answer, tokenizing::Skip::Specials);
    return row;
}

bool hasRows(const std::vector<dataset::SplitCount>& splits, std::string_view name) {
    return std::any_of(splits.begin(), splits.end(), [&](const dataset::SplitCount& split) {
        return split.name == name && split.rows > 0;
    });
}

struct Selection {
    std::string dataset;
    std::optional<std::string> split;
};

Result<Selection> selectionOf(project::Project& project, const Subjects& subjects,
                              const ComparisonOptions& options) {
    if (!options.dataset.empty())
        return Selection{options.dataset, options.split};
    const recipe::Recipe& recipe = subjects.recipe;
    if (recipe.data.empty())
        return usageError("compare.no_default").with("run", subjects.run.number);
    if (options.split)
        return Selection{recipe.data.front().dataset, options.split};
    if (const auto first = dataset::findDataset(project.database(), recipe.data.front().dataset)) {
        TRY(const auto splits, dataset::splitCounts(project.database(), first->id));
        if (hasRows(splits, "test"))
            return Selection{first->name, "test"};
    }
    if (recipe.validation.empty())
        return usageError("compare.no_default").with("run", subjects.run.number);
    return Selection{recipe.validation.front().dataset, recipe.validation.front().split};
}

/// Rows among `ids` that stand in the run's frozen training data.
Result<std::int64_t> countTrained(const project::Project& project, const Subjects& subjects,
                                  const RowSource& source) {
    const std::filesystem::path file =
        registry::folderOf(project, subjects.run) / "data" / "train.safetensors";
    if (!std::filesystem::exists(file))
        return std::int64_t{0};
    TRY(const auto data, examples::readFrozenData(file));
    std::unordered_set<std::int64_t> trained;
    for (std::size_t row = 0; row < data.rowIds.size(); ++row)
        if (data.datasetIds[row] == source.dataset->id.value)
            trained.insert(data.rowIds[row]);
    return static_cast<std::int64_t>(std::count_if(source.ids.begin(), source.ids.end(),
                                                   [&](RowId id) { return trained.contains(id.value); }));
}

/// So many of the rows, each as likely as any other, in their order; the same ones for the same seed.
void takeSample(std::vector<RowId>& ids, std::size_t count, std::uint64_t seed) {
    if (ids.size() <= count)
        return;
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < count; ++i)
        std::swap(ids[i], ids[i + static_cast<std::size_t>(random() % (ids.size() - i))]);
    ids.resize(count);
    std::ranges::sort(ids, {}, &RowId::value);
}

} // namespace

std::int64_t RowSource::rows() const {
    return static_cast<std::int64_t>(prompts.empty() ? ids.size() : prompts.size());
}

namespace {

/// A text with a hole: what stands around it is the prompt, and what filled it is what should be said.
Result<ComparisonRow> holeRow(const Subjects& subjects, const Json& fields, const dataset::Roles& roles,
                              std::int64_t datasetId, std::int64_t row) {
    TRY(const auto texts, examples::textOf(fields, roles, subjects.recipe.chatTemplate.system));
    TRY(examples::Example example,
        examples::infilled(*subjects.tokenizer, texts.first, subjects.recipe, examples::Holes::Always));
    const auto middle = static_cast<std::ptrdiff_t>(example.middle);
    std::fill(example.mask.begin(), example.mask.begin() + middle, std::uint8_t{0});
    ComparisonRow made;
    made.row = row;
    made.promptIds.assign(example.ids.begin(), example.ids.begin() + middle);
    made.prompt = subjects.tokenizer->decode(made.promptIds);
    made.reference = subjects.tokenizer->decode(std::span(example.ids).subspan(example.middle),
                                                tokenizing::Skip::Specials);
    made.scored = !scoring::trimmed(*made.reference).empty();
    made.rendered.append(example.ids, example.mask, datasetId, row);
    return made;
}

/// A row of a task other than a chat's or a plain text's: frozen as it is trained.
Result<ComparisonRow> taskRow(const Subjects& subjects, const Json& fields, const dataset::Roles& roles,
                              std::int64_t datasetId, std::int64_t row) {
    TRY(const examples::Example example, subjects.maker.make(fields, roles));
    examples::Freezer freezer(subjects.recipe, {}, subjects.labelled() ? &subjects.labels : nullptr);
    TRY_VOID(freezer.note(example));
    freezer.append(example, datasetId, row);
    ComparisonRow made;
    TRY(made.rendered, std::move(freezer).finish());
    made.row = row;
    made.prompt = example.text;
    if (subjects.labelled()) {
        made.reference = referenceText(subjects.shape(), made.rendered);
    } else if (subjects.recipe.task == recipe::Task::Seq2seq) {
        made.prompt = example.source.text;
        made.promptIds = example.source.ids;
        made.reference = example.text;
        made.scored = true;
    }
    return made;
}

} // namespace

Result<ComparisonRow> makeRow(const Subjects& subjects, const Json& fields, const dataset::Roles& given,
                              std::int64_t datasetId, std::int64_t row) {
    using recipe::Task;
    const Task task = recipe::answering(subjects.recipe).task;
    if (task == Task::Infilling)
        return holeRow(subjects, fields, given, datasetId, row);
    if (task != Task::Sft && task != Task::Pretrain)
        return taskRow(subjects, fields, given, datasetId, row);
    // Of two answers the better one is what should be said.
    dataset::Roles roles = given;
    if (examples::hasPairs(given)) {
        TRY(roles, examples::rolesOfAnswer(fields, given, examples::Side::Chosen));
    }
    TRY(const auto conversation, dataset::conversationOf(fields, roles));
    ComparisonRow made;
    if (conversation.text) {
        TRY(const auto rendered, subjects.maker.make(fields, roles));
        made = textRow(subjects, rendered);
        made.rendered.append(rendered.ids, rendered.mask, datasetId, row);
    } else {
        TRY(auto prompt, subjects.maker.makePrompt(fields, roles));
        made.promptIds = std::move(prompt.ids);
        made.prompt = shownPrompt(prompt.messages);
        made.messages = std::move(prompt.messages);
        // An answer that is not wanted is none to be measured by.
        const bool unwanted =
            recipe::judgesAnswers(subjects.recipe.task) && !examples::isWanted(fields, roles).value_or(true);
        if (!unwanted && !scoring::trimmed(prompt.reference).empty()) {
            TRY(const auto rendered, subjects.maker.make(fields, roles));
            made.rendered.append(rendered.ids, rendered.mask, datasetId, row);
            made.reference = std::move(prompt.reference);
            made.scored = true;
        }
    }
    made.row = row;
    return made;
}

Result<RowSource> chooseRows(project::Project& project, const Subjects& subjects,
                             const ComparisonOptions& options, StopToken stop) {
    RowSource source;
    source.prompts = options.prompts;
    if (!source.prompts.empty()) {
        if (options.limit > 0 && source.rows() > options.limit)
            source.prompts.resize(static_cast<std::size_t>(options.limit));
        return source;
    }
    TRY(const Selection selection, selectionOf(project, subjects, options));
    TRY(source.dataset, dataset::findDataset(project.database(), selection.dataset));
    source.split = selection.split;
    if (source.split) {
        TRY(const auto splits, dataset::splitCounts(project.database(), source.dataset->id));
        if (!hasRows(splits, *source.split))
            return usageError("compare.no_split")
                .with("dataset", source.dataset->name)
                .with("split", *source.split);
    }
    dataset::RowFilter filter;
    filter.split = source.split;
    TRY(source.ids, dataset::selectRows(project.database(), *source.dataset, filter, stop));
    if (options.limit > 0)
        takeSample(source.ids, static_cast<std::size_t>(options.limit), options.generation.seed);
    if (source.ids.empty())
        return usageError("compare.no_rows").with("dataset", source.dataset->name);
    TRY(source.trained, countTrained(project, subjects, source));
    return source;
}

Result<std::vector<Result<ComparisonRow>>> readRows(project::Project& project, const Subjects& subjects,
                                                    const RowSource& source, std::int64_t begin,
                                                    std::int64_t count) {
    std::vector<Result<ComparisonRow>> rows;
    const auto first = static_cast<std::size_t>(begin);
    const auto size = static_cast<std::size_t>(std::min(count, source.rows() - begin));
    if (!source.dataset) {
        for (const examples::RecordRow& prompt : std::span(source.prompts).subspan(first, size))
            rows.push_back(makeRow(subjects, prompt.fields, prompt.roles, 0, prompt.line));
        return rows;
    }
    TRY(const auto read,
        dataset::readRows(project.database(), *source.dataset, std::span(source.ids).subspan(first, size)));
    for (const dataset::Row& row : read)
        rows.push_back(
            makeRow(subjects, row.fields, source.dataset->roles, source.dataset->id.value, row.id.value));
    return rows;
}

} // namespace luthier::evaluating
