#include "check.h"

#include "open_recipe.h"
#include "row_findings.h"
#include "target_findings.h"

#include <dataset/catalog.h>
#include <devices/devices.h>
#include <examples/lengths.h>

#include <algorithm>
#include <cmath>

namespace luthier::preflight {
namespace {

using recipe::Finding;
using recipe::Fix;
using recipe::Severity;
using Findings = std::vector<Finding>;

/// Rows of a dataset that are looked at: enough to tell a wrong role or limit, quick enough for every change
/// of a control.
constexpr std::int64_t kSampledRows = 200;
constexpr std::int64_t kLengthStep = 64;

void add(Findings& findings, Severity severity, std::string_view code, std::string_view field,
         Parameters parameters, std::optional<Fix> fix = {}) {
    findings.push_back(
        {severity, std::string(code), std::string(field), std::move(parameters), std::move(fix)});
}

void add(Findings& findings, const Error& error, std::string_view field) {
    add(findings, Severity::Error, error.code(), field, error.parameters());
}

std::string fieldOf(std::string_view group, std::size_t index) {
    return std::string(group) + "." + std::to_string(index);
}

/// Datasets and splits that the recipe names must be there.
Status checkSources(project::Project& project, std::string_view group,
                    const std::vector<recipe::DataSource>& sources, Findings& findings) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const recipe::DataSource& source = sources[i];
        const auto facts = dataset::findDataset(project.database(), source.dataset);
        if (!facts) {
            add(findings, Severity::Error, "recipe.no_dataset", fieldOf(group, i) + ".dataset",
                {{"dataset", source.dataset}});
            continue;
        }
        if (!source.split)
            continue;
        TRY(const auto splits, dataset::splitCounts(project.database(), facts->id));
        const bool there = std::any_of(splits.begin(), splits.end(), [&](const auto& split) {
            return split.name == *source.split && split.rows > 0;
        });
        if (!there)
            add(findings, Severity::Error, "recipe.no_split", fieldOf(group, i) + ".split",
                {{"dataset", source.dataset}, {"split", *source.split}});
    }
    return {};
}

/// A validation on rows that are trained says nothing.
void checkOverlap(const recipe::Recipe& recipe, Findings& findings) {
    for (std::size_t i = 0; i < recipe.validation.size(); ++i)
        for (const recipe::DataSource& trained : recipe.data) {
            const recipe::DataSource& held = recipe.validation[i];
            if (held.dataset == trained.dataset &&
                (!trained.split || !held.split || *trained.split == *held.split))
                add(findings, Severity::Warning, "recipe.validation_is_trained", fieldOf("validation", i),
                    {{"dataset", held.dataset}});
        }
}

/// bf16 where it was never measured, or measured slower.
void checkRounding(const devices::Measured& measured, Findings& findings) {
    if (!measured.fp32Gflops || !measured.bf16Gflops) {
        add(findings, Severity::Note, "recipe.bf16_not_measured", "compute.dtype", {},
            Fix{"compute.dtype", "auto"});
        return;
    }
    if (*measured.bf16Gflops >= *measured.fp32Gflops)
        return;
    const auto percent = std::llround(100 * *measured.bf16Gflops / *measured.fp32Gflops);
    add(findings, Severity::Warning, "recipe.bf16_slower", "compute.dtype",
        {{"percent", std::to_string(percent)}}, Fix{"compute.dtype", "fp32"});
}

void checkModel(const OpenRecipe& open, const tokenizing::Tokenizer& tokenizer, Findings& findings) {
    const auto& shape = open.source.shape;
    tellTokensBeyond(tokenizer, shape.vocabularySize, findings);
    if (open.recipe.tokens.maxLength > shape.maxPositions) {
        const bool learned = shape.position == families::PositionKind::Learned;
        add(findings, learned ? Severity::Error : Severity::Warning, "recipe.longer_than_model",
            "tokens.max_length",
            {{"length", std::to_string(open.recipe.tokens.maxLength)},
             {"positions", std::to_string(shape.maxPositions)}},
            Fix{"tokens.max_length", shape.maxPositions});
    }
    checkTargets(open.recipe.method, shape, open.source.path.string(), findings);
    const auto device = measuredDevice(open.recipe);
    if (!device)
        add(findings, device.error(), "compute.device");
    else if (open.recipe.dtype == "bf16")
        checkRounding(device->measured, findings);
}

/// The limit of length under which the row at the 95th percentile is whole.
std::int64_t enoughFor(const examples::TokenLengths& lengths, std::int64_t positions) {
    return std::min(positions, (lengths.p95 + kLengthStep - 1) / kLengthStep * kLengthStep);
}

void tellRows(const examples::TokenLengths& lengths, const OpenRecipe& open, std::size_t index,
              Findings& findings) {
    const std::string& dataset = open.recipe.data[index].dataset;
    const std::int64_t seen = lengths.rows + lengths.refused;
    const std::int64_t limit = open.recipe.tokens.maxLength;
    const Parameters common = {
        {"dataset", dataset}, {"seen", std::to_string(seen)}, {"length", std::to_string(limit)}};
    const auto with = [&](std::int64_t rows, std::string_view reason = {}) {
        Parameters all = common;
        all["rows"] = std::to_string(rows);
        all["reason"] = std::string(reason);
        return all;
    };
    if (lengths.refused > 0)
        add(findings, lengths.rows == 0 ? Severity::Error : Severity::Warning, "recipe.rows_refused",
            fieldOf("data", index), with(lengths.refused, lengths.firstRefusal));
    const bool nothing = lengths.rows > 0 && lengths.rowsWithoutTrained == lengths.rows;
    if (lengths.rowsWithoutTrained > 0)
        add(findings, nothing ? Severity::Error : Severity::Warning, "recipe.rows_without_trained",
            fieldOf("data", index), with(lengths.rowsWithoutTrained));
    if (lengths.cutRows == 0)
        return;
    const std::int64_t enough = enoughFor(lengths, open.source.shape.maxPositions);
    const std::string_view code =
        open.recipe.tokens.overlong == recipe::Overlong::Drop ? "recipe.rows_dropped" : "recipe.rows_cut";
    // What the fix leaves need not be accepted: at least 95 of 100 rows are whole then.
    const Severity severity = lengths.p95 > limit ? Severity::Warning : Severity::Note;
    add(findings, severity, code, "tokens.max_length", with(lengths.cutRows),
        enough > limit ? std::optional(Fix{"tokens.max_length", enough}) : std::nullopt);
}

Status checkRows(project::Project& project, const OpenRecipe& open, const examples::ExampleMaker& maker,
                 StopToken stop, Findings& findings) {
    NullProgress silent;
    for (std::size_t i = 0; i < open.recipe.data.size(); ++i) {
        const recipe::DataSource& source = open.recipe.data[i];
        TRY(const auto facts, dataset::findDataset(project.database(), source.dataset));
        dataset::RowFilter filter;
        filter.split = source.split;
        TRY(const auto lengths,
            examples::measureLengths(project, facts, filter, maker, open.recipe.tokens.maxLength,
                                     kSampledRows, stop, silent));
        tellRows(lengths, open, i, findings);
        tellRemarks(lengths.remarks, source.dataset, lengths.rows + lengths.refused, fieldOf("data", i),
                    findings);
        tellUsedTokenBeyond(lengths.remarks, maker.tokenizer(), open.source.shape.vocabularySize,
                            source.dataset, fieldOf("data", i), findings);
    }
    return {};
}

} // namespace

Result<recipe::ReadRecipe> checkRecipe(const Json& document, const std::filesystem::path& folder,
                                       project::Project* project, StopToken stop) {
    recipe::ReadRecipe read = recipe::readRecipe(document);
    Findings& findings = read.findings;
    if (project) {
        TRY_VOID(checkSources(*project, "data", read.recipe.data, findings));
        TRY_VOID(checkSources(*project, "validation", read.recipe.validation, findings));
    }
    checkOverlap(read.recipe, findings);
    if (recipe::hasErrors(findings))
        return read;
    const auto open = openRecipe(document, folder, project ? project->folder() : std::filesystem::path());
    if (!open) {
        add(findings, open.error(), open.error().code() == "file.outside" ? "template.source" : "model");
        return read;
    }
    const auto tokenizer = tokenizing::loadTokenizer(open->source.tokenizerFolder);
    if (!tokenizer) {
        add(findings, tokenizer.error(), "model");
        return read;
    }
    checkModel(*open, **tokenizer, findings);
    auto chosen = examples::chooseTemplate(open->recipe.chatTemplate.source, **tokenizer, {});
    if (!chosen) {
        add(findings, chosen.error(), "template.source");
        if (const auto& named = (*tokenizer)->namedTemplates(); chosen.error().code() == "template.name_one")
            findings.back().fix = Fix{"template.source", "model:" + named.front().first};
        return read;
    }
    if (chosen->standsIn && open->recipe.task == recipe::Task::Sft)
        add(findings, Severity::Warning, "recipe.template_stands_in", "template.source",
            {{"template", chosen->source}}, Fix{"template.source", chosen->source});
    if (read.recipe.validation.empty())
        add(findings, Severity::Note, "recipe.no_validation", "validation", {});
    if (project && !recipe::hasErrors(findings)) {
        const examples::ExampleMaker maker(*tokenizer, std::move(chosen->chatTemplate),
                                           examples::withoutLimit(open->recipe));
        TRY_VOID(checkRows(*project, *open, maker, stop, findings));
    }
    return read;
}

} // namespace luthier::preflight
