#include "check.h"

#include "leakage_findings.h"
#include "row_findings.h"
#include "target_findings.h"

#include <dataset/catalog.h>
#include <devices/devices.h>

#include <algorithm>
#include <cmath>

namespace luthier::preflight {
namespace {

using recipe::Finding;
using recipe::Fix;
using recipe::Severity;
using Findings = std::vector<Finding>;

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

/// The first task of the recipe's model, where it is not for the recipe's.
std::optional<Fix> otherTask(const CheckInputs& inputs, const recipe::Recipe& recipe, Workshop& workshop) {
    const auto model = workshop.model(recipe.model, inputs.folder,
                                      inputs.project ? inputs.project->folder() : std::filesystem::path());
    const auto tasks = model ? tasksOf((*model)->shape) : std::vector<recipe::Task>{};
    return tasks.empty() ? std::nullopt
                         : std::optional(Fix{"task", std::string(recipe::taskName(tasks.front()))});
}

/// Its weights stay as they are.
void checkGguf(const recipe::Recipe& recipe, Findings& findings) {
    if (recipe.method.kind == recipe::MethodKind::Full)
        add(findings, Severity::Error, "recipe.gguf_full", "method.type", {}, Fix{"method.type", "lora"});
    if (recipe.quantization.kind != recipe::QuantizationKind::None)
        add(findings, Severity::Error, "gguf.stays_as_it_is", "quantization.type", {},
            Fix{"quantization.type", "none"});
}

void checkModel(const OpenRecipe& open, const tokenizing::Tokenizer& tokenizer, Findings& findings) {
    const auto& shape = open.source.shape;
    if (open.source.folder && open.source.folder->weightFiles().empty())
        add(findings, refused("model.no_weights").at(open.source.path.string()), "model");
    tellTokensBeyond(tokenizer, shape.vocabularySize, findings);
    const std::int64_t inFront = recipe::virtualTokens(open.recipe);
    if (open.recipe.tokens.maxLength + inFront > shape.maxPositions) {
        const bool learned = shape.positionsEnd();
        add(findings, learned ? Severity::Error : Severity::Warning, "recipe.longer_than_model",
            "tokens.max_length",
            {{"length", std::to_string(open.recipe.tokens.maxLength + inFront)},
             {"positions", std::to_string(shape.maxPositions)}},
            Fix{"tokens.max_length", shape.maxPositions - inFront});
    }
    if (open.source.folder && open.source.folder->gguf())
        checkGguf(open.recipe, findings);
    if (open.source.folder && open.source.folder->quantised() &&
        open.recipe.method.kind == recipe::MethodKind::Full)
        add(findings, Severity::Error, "recipe.quantized_full", "method.type", {},
            Fix{"method.type", "lora"});
    const auto& mask = tokenizer.specialTokens().mask;
    if (open.recipe.task == recipe::Task::Mlm && (!mask || !mask->id))
        add(findings, Severity::Error, "recipe.no_mask_token", "task", {});
    checkTargets(open.recipe.method, shape, open.source.path.string(), findings);
    const auto device = measuredDevice(open.recipe);
    if (!device)
        add(findings, device.error(), "compute.device");
    else if (open.recipe.dtype == "bf16")
        checkRounding(device->measured, findings);
}

/// The limit of length under which the row at the 95th percentile is whole.
std::int64_t enoughFor(std::int64_t p95, std::int64_t positions) {
    return std::min(positions, (p95 + kLengthStep - 1) / kLengthStep * kLengthStep);
}

/// What becomes of the rows of one source.
class RowFindings {
public:
    RowFindings(const OpenRecipe& open, const examples::SourceRows& rows, const recipe::DataSource& source,
                std::string field, Findings& findings)
        : m_open(open)
        , m_rows(rows)
        , m_source(source)
        , m_field(std::move(field))
        , m_trains(m_field.starts_with("data"))
        , m_findings(findings) {}

    void tell() {
        const examples::RowCounts& counts = m_rows.counts;
        // A validation without rows is none; a training without rows is nothing.
        const Severity severity = m_trains && counts.trained == 0 ? Severity::Error : Severity::Note;
        for (const auto& [code, rows] : counts.refused)
            add(m_findings, severity, "recipe.rows_refused", m_field, with(rows, code));
        if (counts.withoutTrained > 0)
            add(m_findings, severity, "recipe.rows_without_trained", m_field, with(counts.withoutTrained));
        if (counts.dropped > 0)
            add(m_findings, severity, "recipe.rows_dropped", "tokens.max_length", with(counts.dropped),
                longer());
        if (m_trains && counts.cut > 0)
            // What the fix leaves need not be accepted: at least 95 of 100 rows are whole then.
            add(m_findings, m_rows.p95 > limit() ? Severity::Warning : Severity::Note, "recipe.rows_cut",
                "tokens.max_length", with(counts.cut), longer());
    }

private:
    std::int64_t limit() const { return m_open.recipe.tokens.maxLength; }
    std::optional<Fix> longer() const {
        const std::int64_t enough = enoughFor(m_rows.p95, m_open.source.shape.maxPositions);
        return enough > limit() ? std::optional(Fix{"tokens.max_length", enough}) : std::nullopt;
    }
    Parameters with(std::int64_t rows, const std::string& reason = {}) const {
        return {{"dataset", m_source.dataset},
                {"seen", std::to_string(m_rows.counts.rows)},
                {"length", std::to_string(limit())},
                {"rows", std::to_string(rows)},
                {"reason", reason}};
    }

    const OpenRecipe& m_open;
    const examples::SourceRows& m_rows;
    const recipe::DataSource& m_source;
    std::string m_field;
    bool m_trains;
    Findings& m_findings;
};

void tellRows(const OpenRecipe& open, const RunRows& rows, const tokenizing::Tokenizer& tokenizer,
              Findings& findings) {
    const recipe::Recipe& recipe = open.recipe;
    if (rows.labelFault && rows.trainCounts().trained > 0)
        add(findings, *rows.labelFault, "labels.names");
    else
        tellNewHead(open, rows.labels, findings);
    for (std::size_t i = 0; i < recipe.data.size(); ++i) {
        const examples::SourceRows& source = rows.train[i];
        const std::string& dataset = recipe.data[i].dataset;
        RowFindings(open, source, recipe.data[i], fieldOf("data", i), findings).tell();
        tellRemarks(source.remarks, dataset, source.counts.rows, fieldOf("data", i), findings);
        tellUsedTokenBeyond(source.remarks, tokenizer, open.source.shape.vocabularySize, dataset,
                            fieldOf("data", i), findings);
    }
    for (std::size_t i = 0; i < recipe.validation.size(); ++i)
        RowFindings(open, rows.validation[i], recipe.validation[i], fieldOf("validation", i), findings)
            .tell();
    if (const examples::RowCounts counts = rows.trainCounts(); counts.trained > 0 && isAskedAbout(counts))
        add(findings, Severity::Warning, "recipe.rows_left_out", "data",
            {{"left_out", std::to_string(counts.leftOut())},
             {"rows", std::to_string(counts.rows)},
             {"reasons", counts.reasons()}});
    // With a number of steps in the recipe its form alone tells.
    const std::int64_t steps = rows.facts.steps;
    if (!recipe.maxSteps && steps > 0 && recipe.schedule.warmupSteps >= steps)
        add(findings, Severity::Warning, "recipe.warmup_long", "schedule.warmup_steps",
            {{"warmup", std::to_string(recipe.schedule.warmupSteps)}, {"steps", std::to_string(steps)}},
            Fix{"schedule.warmup_steps", steps / 10});
}

void checkTemplate(const OpenRecipe& open, const examples::ChosenTemplate& chosen, Findings& findings) {
    if (chosen.standsIn && recipe::rendersChats(open.recipe.task))
        add(findings, Severity::Warning, "recipe.template_stands_in", "template.source",
            {{"template", chosen.source}}, Fix{"template.source", chosen.source});
    if (open.recipe.validation.empty())
        add(findings, Severity::Note, "recipe.no_validation", "validation", {});
}

} // namespace

Result<CheckedRecipe> checkRecipe(const CheckInputs& inputs, Workshop& workshop, StopToken stop,
                                  ProgressSink& progress) {
    CheckedRecipe checked;
    recipe::ReadRecipe read = recipe::readRecipe(inputs.document);
    checked.recipe = std::move(read.recipe);
    Findings& findings = checked.findings;
    findings = std::move(read.findings);
    if (inputs.project) {
        TRY_VOID(checkSources(*inputs.project, "data", checked.recipe.data, findings));
        TRY_VOID(checkSources(*inputs.project, "validation", checked.recipe.validation, findings));
        TRY_VOID(tellLeakage(*inputs.project, checked.recipe.data, findings));
    }
    checkOverlap(checked.recipe, findings);
    if (recipe::hasErrors(findings))
        return checked;
    auto open = openRecipe(checked.recipe, inputs.folder,
                           inputs.project ? inputs.project->folder() : std::filesystem::path(), workshop);
    if (!open) {
        const std::string& code = open.error().code();
        const bool ofTask = code == "recipe.task_not_of_model" || code == "model.no_label_head";
        add(findings, open.error(), code == "file.outside" ? "template.source" : ofTask ? "task" : "model");
        if (ofTask)
            findings.back().fix = otherTask(inputs, checked.recipe, workshop);
        return checked;
    }
    checked.open = std::move(*open);
    RowRendering rendering;
    auto tokenizer = workshop.tokenizer(checked.open->source.tokenizerFolder);
    if (!tokenizer) {
        add(findings, tokenizer.error(), "model");
        return checked;
    }
    rendering.tokenizer = std::move(*tokenizer);
    checkModel(*checked.open, *rendering.tokenizer, findings);
    auto chosen = workshop.chatTemplate(checked.open->recipe.chatTemplate.source, *rendering.tokenizer);
    if (!chosen) {
        add(findings, chosen.error(), "template.source");
        if (const auto& named = rendering.tokenizer->namedTemplates();
            chosen.error().code() == "template.name_one")
            findings.back().fix = Fix{"template.source", "model:" + named.front().first};
        return checked;
    }
    rendering.chosen = std::move(*chosen);
    checkTemplate(*checked.open, *rendering.chosen, findings);
    if (!inputs.project || recipe::hasErrors(findings))
        return checked;
    auto counted = countRun(*inputs.project, *checked.open, rendering, workshop, inputs.waiting,
                            std::move(stop), progress);
    if (!counted && counted.error().code() == "recipe.too_many_rows") {
        add(findings, counted.error(), "data");
        return checked;
    }
    if (!counted)
        return counted.error();
    checked.counting = counted->counting;
    checked.rows = std::move(counted->rows);
    if (checked.rows)
        tellRows(*checked.open, *checked.rows, *rendering.tokenizer, findings);
    return checked;
}

} // namespace luthier::preflight
