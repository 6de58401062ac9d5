#include "model_card.h"

#include "markdown.h"

#include <base/files.h>
#include <base/hash.h>
#include <files/model_folder.h>
#include <recipe/recipe.h>
#include <registry/result.h>
#include <registry/series.h>

#include <array>
#include <cstdio>

namespace luthier::exporting {
namespace {

/// Everything a card tells of a run.
struct CardFacts {
    const registry::RunFacts& run;
    registry::RunResult result;
    recipe::Recipe recipe;
    std::string base; ///< last name of the base's path
    std::string license;
    std::vector<registry::Evaluation> evaluations;
};

std::string lastName(const std::filesystem::path& path) {
    const std::filesystem::path plain = path.lexically_normal();
    return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

std::string decimals(double number, const char* format) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), format, number);
    return text.data();
}

std::string decimals(const Json* number, const char* format = "%.4f") {
    return number && number->is_number() ? decimals(number->get<double>(), format) : "–";
}

std::string textOf(const Json* value) {
    return !value ? "–" : value->is_string() ? value->get<std::string>() : dumpJson(*value);
}

/// Of the counts in a run's lineage; runs that earlier versions prepared name them `kept`.
std::string trainedRows(const Json* counts) {
    const Json* trained = counts ? member(*counts, "trained") : nullptr;
    return textOf(trained || !counts ? trained : member(*counts, "kept"));
}

Result<CardFacts> factsOf(project::Project& project, const registry::RunFacts& run, StopToken stop) {
    TRY(auto result, registry::findResult(project, run, stop));
    TRY(auto recipe, recipe::recipeFromJson(run.recipe));
    TRY(auto evaluations, registry::listEvaluations(project.database(), run.id));
    CardFacts facts{run, std::move(result), std::move(recipe), {}, {}, std::move(evaluations)};
    const std::filesystem::path model = project.folder() / facts.recipe.model.path;
    facts.base = lastName(facts.recipe.model.randomInit ? model.parent_path() : model);
    // The base may have been moved away since; the card then says nothing of its licence.
    if (const auto folder = files::ModelFolder::open(model))
        facts.license = folder->license();
    return facts;
}

std::string frontMatter(const CardFacts& facts) {
    const bool adapter = facts.result.kind == registry::RunResult::Kind::Adapter;
    std::string text = "---\n";
    if (!facts.recipe.model.randomInit)
        text += "base_model: " + dumpJson(Json(facts.base)) + "\n";
    text += std::string("library_name: ") + (adapter ? "peft" : "transformers") + "\n";
    if (!facts.license.empty())
        text += "license: " + dumpJson(Json(facts.license)) + "\n";
    text += "pipeline_tag: text-generation\ntags:\n- " + std::string(adapter ? "lora" : "fine-tuned") +
            "\n- luthier\n---\n\n";
    return text;
}

void addData(Markdown& card, const CardFacts& facts) {
    card.heading("card.data");
    Table table(card, {"card.use_of_rows", "card.dataset", "card.split", "card.version", "card.rows"});
    for (const auto& [key, use, counts] : {std::array{"datasets", "card.training", "train"},
                                           {"validation", "card.validation", "validation_rows"}}) {
        const Json* sources = member(facts.run.lineage, key);
        const Json* count = member(facts.run.lineage, counts);
        for (const Json& source : sources && sources->is_array() ? *sources : Json::array())
            table.row({card.say(use), textOf(member(source, "dataset")),
                       member(source, "split") ? textOf(member(source, "split")) : card.say("card.all_rows"),
                       textOf(member(source, "version")), sources->size() == 1 ? trainedRows(count) : "–"});
    }
    table.end();
}

void addMethod(Markdown& card, const CardFacts& facts) {
    const recipe::Recipe& recipe = facts.recipe;
    const recipe::Method& method = recipe.method;
    const Json document = recipe::recipeToJson(recipe);
    card.heading("card.method");
    Table table(card, {"card.setting", "card.value"});
    const auto set = [&](const char* name, const std::string& value) {
        table.row({name, value});
    };
    set("task", std::string(recipe::taskName(recipe.task)));
    set("method", std::string(recipe::methodName(method.kind)));
    if (method.kind == recipe::MethodKind::Lora) {
        set("r", std::to_string(method.r));
        set("lora_alpha", decimals(method.loraAlpha, "%g") + (method.useRslora ? " (rsLoRA)" : "") +
                              (method.useDora ? " (DoRA)" : ""));
        set("lora_dropout", decimals(method.loraDropout, "%g"));
        set("target_modules", textOf(member(document["method"], "target_modules")));
    } else {
        for (const auto& [key, value] : document["method"].items())
            if (key != "type" && !value.is_null())
                set(key.c_str(), textOf(&value));
    }
    for (const char* group : {"optimizer", "schedule", "batch", "duration", "tokens"})
        set(group, dumpJson(document[group]));
    set("template", textOf(member(facts.run.lineage, "template")));
    set("seed", std::to_string(recipe.seed));
    table.end();
}

/// One comparison: what was compared, and both sides with their intervals.
void addComparison(Markdown& card, const Json& summary) {
    const auto interval = [](const Json& values, const char* low, const char* high, const char* value) {
        return decimals(member(values, value)) + " [" + decimals(member(values, low)) + ", " +
               decimals(member(values, high)) + "]";
    };
    const bool named = member(summary, "dataset");
    card.sentence(
        named ? "card.compared" : "card.compared_prompts",
        {{"rows", textOf(member(summary, "rows"))},
         {"dataset", textOf(member(summary, "dataset"))},
         {"split", member(summary, "split") ? textOf(member(summary, "split")) : card.say("card.all_rows")}});
    Table table(card, {"card.measure", "card.base", "card.tuned"});
    const Json* base = member(summary, "base");
    const Json* adapted = member(summary, "adapted");
    const Json* baseExact = base ? member(*base, "exact_match") : nullptr;
    const Json* adaptedExact = adapted ? member(*adapted, "exact_match") : nullptr;
    if (baseExact && adaptedExact) {
        table.row({card.say("card.loss"), interval(*base, "loss_low", "loss_high", "loss"),
                   interval(*adapted, "loss_low", "loss_high", "loss")});
        table.row({card.say("card.exact_match"), interval(*baseExact, "low", "high", "value"),
                   interval(*adaptedExact, "low", "high", "value")});
    }
    table.end();
    card.sentence("card.flips", {{"fixed", textOf(member(summary, "fixed"))},
                                 {"broken", textOf(member(summary, "broken"))},
                                 {"p", decimals(member(summary, "mcnemar_p"), "%.3g")}});
    if (const Json* trained = member(summary, "trained_rows"); trained && *trained != 0)
        card.sentence("card.trained_rows", {{"rows", textOf(trained)}});
}

/// The last comparison on each dataset and split, in the order they were made.
std::vector<const Json*> newestComparisons(const std::vector<registry::Evaluation>& evaluations) {
    std::vector<const Json*> newest;
    const auto sameRows = [](const Json& a, const Json& b) {
        return textOf(member(a, "dataset")) == textOf(member(b, "dataset")) &&
               textOf(member(a, "split")) == textOf(member(b, "split"));
    };
    for (const registry::Evaluation& evaluation : evaluations) {
        if (evaluation.kind != "compare")
            continue;
        std::erase_if(newest, [&](const Json* earlier) { return sameRows(*earlier, evaluation.summary); });
        newest.push_back(&evaluation.summary);
    }
    return newest;
}

void addResults(Markdown& card, const CardFacts& facts) {
    const Json& summary = facts.run.summary;
    card.heading("card.results");
    card.sentence("card.training_result", {{"steps", textOf(member(summary, "steps"))},
                                           {"tokens", textOf(member(summary, "trained_tokens"))},
                                           {"loss", decimals(member(summary, "loss"))}});
    if (const Json* best = member(summary, "best_loss"); best && best->is_number())
        card.sentence("card.best_result",
                      {{"loss", decimals(best)}, {"step", textOf(member(summary, "best_step"))}});
    const auto newest = newestComparisons(facts.evaluations);
    for (const Json* comparison : newest)
        addComparison(card, *comparison);
    card.sentence(newest.empty() ? "card.not_compared" : "card.intervals");
}

void addCircumstances(Markdown& card, const CardFacts& facts) {
    const Json& lineage = facts.run.lineage;
    card.heading("card.circumstances");
    Table table(card, {"card.setting", "card.value"});
    for (const char* key : {"device", "threads", "engine_version", "commit", "train_hash", "tokenizer_hash"})
        if (const Json* value = member(lineage, key))
            table.row({key, textOf(value)});
    if (const Json* model = member(lineage, "model"))
        table.row({"base_model_hash", textOf(member(*model, "hash"))});
    if (const Json* peak = member(facts.run.summary, "peak_bytes"))
        table.row({"peak_bytes", textOf(peak)});
    table.row({"created_at", facts.run.createdAt});
    table.end();
}

void addUse(Markdown& card, const CardFacts& facts) {
    card.heading("card.use");
    const std::string base = dumpJson(Json(facts.base));
    if (facts.result.kind == registry::RunResult::Kind::Adapter)
        card.code("python", "from peft import PeftModel\n"
                            "from transformers import AutoModelForCausalLM, AutoTokenizer\n"
                            "base = AutoModelForCausalLM.from_pretrained(" +
                                base +
                                ")\n"
                                "model = PeftModel.from_pretrained(base, \"path/to/adapter\")\n"
                                "tokenizer = AutoTokenizer.from_pretrained(\"path/to/adapter\")\n");
    else
        card.code("python", "from transformers import AutoModelForCausalLM, AutoTokenizer\n"
                            "model = AutoModelForCausalLM.from_pretrained(\"path/to/model\")\n"
                            "tokenizer = AutoTokenizer.from_pretrained(\"path/to/model\")\n");
}

void addLimits(Markdown& card, const CardFacts& facts) {
    card.heading("card.limits");
    const Json* counts = member(facts.run.lineage, "train");
    card.item("card.limit_rows", {{"rows", trainedRows(counts)}});
    card.item("card.limit_length", {{"tokens", std::to_string(facts.recipe.tokens.maxLength)}});
    if (facts.recipe.keepBest && !facts.recipe.validation.empty())
        card.item("card.limit_best");
    if (!facts.recipe.model.randomInit)
        card.item("card.limit_base", {{"base", facts.base}});
}

} // namespace

Result<std::string> modelCard(project::Project& project, const registry::RunFacts& run,
                              texts::Language language, StopToken stop) {
    TRY(const CardFacts facts, factsOf(project, run, std::move(stop)));
    Markdown card(language, frontMatter(facts));
    card.title(run.name);
    const bool adapter = facts.result.kind == registry::RunResult::Kind::Adapter;
    card.sentence(facts.recipe.model.randomInit ? "card.from_scratch"
                  : adapter                     ? "card.adapter_of"
                                                : "card.tuned_from",
                  {{"base", facts.base}});
    addData(card, facts);
    addMethod(card, facts);
    addResults(card, facts);
    addCircumstances(card, facts);
    addUse(card, facts);
    addLimits(card, facts);
    return card.take();
}

Result<CardReport> exportCard(project::Project& project, const registry::RunFacts& run,
                              const std::filesystem::path& out, texts::Language language, StopToken stop) {
    TRY(const std::string text, modelCard(project, run, language, std::move(stop)));
    TRY_VOID(writeAtomically(out, text));
    TRY(const std::string written, readFile(out, text.size() + 1));
    if (written != text)
        return failed("export.damaged").at(out.string());
    return CardReport{static_cast<std::int64_t>(text.size()), sha256Hex(written)};
}

} // namespace luthier::exporting
