#include "merged_folder.h"

#include <base/files.h>
#include <families/spellings.h>
#include <files/companions.h>
#include <files/float_values.h>
#include <files/generation_ends.h>
#include <tokenizing/tokenizer.h>

namespace luthier::merging {
namespace {

/// A tensor's bytes as they go into the file; `view` is null for one that the base lacks.
Result<std::vector<std::byte>> mergedBytes(const MergeSources& sources, const files::TensorView* view,
                                           const files::TensorPlan& plan) {
    std::vector<float> values(plan.bytes() / (plan.dtype == files::Dtype::F32 ? 4 : 2));
    if (view)
        files::widenToFloats(view->bytes, view->info->dtype, values);
    sources.added.addTo(plan.name, values);
    std::vector<std::byte> bytes(plan.bytes());
    if (files::narrowFloats(values, plan.dtype, bytes) == files::Fit::Overflows)
        return refused("merge.out_of_range")
            .with("name", plan.name)
            .with("dtype", files::shortName(plan.dtype));
    return bytes;
}

/// All tensors of the model; those of a new head come from the adapter alone.
Result<std::vector<files::TensorPlan>> plansOf(const MergeSources& sources) {
    std::vector<files::TensorPlan> plans;
    for (const families::WeightEntry& entry : families::weightsOf(sources.weights.shape())) {
        const files::TensorView* view = sources.weights.named(entry.name);
        if (!view && !sources.added.replaces(entry.name))
            return refused("model.missing_tensor").with("name", entry.name);
        const files::Dtype stored = view ? view->info->dtype : sources.weights.dtype();
        plans.push_back({entry.name, sources.dtype.value_or(stored), entry.shape});
    }
    return plans;
}

Status writeWeights(const MergeSources& sources, const std::filesystem::path& file, StopToken stop,
                    ProgressSink& progress) {
    const files::ModelWeights& weights = sources.weights;
    TRY(auto plans, plansOf(sources));
    TRY(auto writer, files::SafetensorsWriter::create(file, std::move(plans)));
    std::int64_t done = 0;
    for (const files::TensorPlan& plan : writer.order()) {
        if (stop.stop_requested())
            return interrupted();
        const files::TensorView* view = weights.named(plan.name);
        TRY(const auto bytes, mergedBytes(sources, view, plan));
        TRY_VOID(writer.write(bytes));
        done += view ? static_cast<std::int64_t>(view->bytes.size()) : 0;
        progress.report({"writing model", done, static_cast<std::int64_t>(weights.bytes())});
    }
    return writer.commit();
}

/// Everything but the type stays as it was, so that older and newer readers both succeed.
Status writeConfig(const MergeSources& sources, const std::filesystem::path& to) {
    const bool isLabelled = sources.weights.shape().headIsNew;
    // What is written of a wrapper is its text model, under the names of that.
    const bool isWrapper = families::isWrapper(sources.folder.config());
    if (!sources.dtype && !isLabelled && !isWrapper) {
        TRY(const auto path, sources.folder.pathOf("config.json"));
        TRY(const std::string bytes, readFile(path, std::size_t{4} << 20U));
        return writeAtomically(to, bytes);
    }
    TRY(const Json text, families::textConfigOf(sources.folder.config()));
    Json config = families::configOf(text, sources.weights.shape());
    if (!sources.dtype)
        return writeAtomically(to, dumpJson(config, 2) + "\n");
    const std::string_view name = files::torchName(*sources.dtype);
    bool named = false;
    for (const char* key : {"dtype", "torch_dtype"})
        if (config.contains(key)) {
            config[key] = name;
            named = true;
        }
    if (!named)
        config["torch_dtype"] = name;
    return writeAtomically(to, dumpJson(config, 2) + "\n");
}

std::string lastName(const std::filesystem::path& path) {
    const std::filesystem::path plain = std::filesystem::absolute(path).lexically_normal();
    return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

Status writeCard(const MergeSources& sources, const std::filesystem::path& to) {
    if (sources.adapter.empty()) {
        if (!sources.folder.has("README.md"))
            return {};
        TRY(const auto path, sources.folder.pathOf("README.md"));
        TRY(const std::string bytes, readFile(path, std::size_t{16} << 20U));
        return writeAtomically(to, bytes);
    }
    const std::string base = lastName(sources.folder.path());
    std::string text = "---\nbase_model: " + dumpJson(Json(base)) + "\n";
    if (const std::string license = sources.folder.license(); !license.empty())
        text += "license: " + dumpJson(Json(license)) + "\n";
    text += "library_name: transformers\npipeline_tag: text-generation\ntags:\n- merged\n- lora\n---\n\n# " +
            base + ", merged\n\n";
    text += "The weights of " + base + " with the LoRA adapter " + lastName(sources.adapter) +
            " added to them by Luthier.\n";
    return writeAtomically(to, text);
}

/// Tokenizer and template of the adapter; what ends an answer of the base or of the adapter ends one of both.
Status takeFromAdapter(const MergeSources& sources, const std::filesystem::path& to) {
    TRY_VOID(files::copyTokenizerFiles(sources.adapter, to));
    const std::vector<std::int64_t> ofBase = sources.folder.endIds();
    std::vector<std::int32_t> ends(ofBase.begin(), ofBase.end());
    if (const auto tokenizer = tokenizing::loadTokenizer(to)) {
        const auto& ofTurns = (*tokenizer)->specialTokens().endOfTurnIds;
        ends.insert(ends.end(), ofTurns.begin(), ofTurns.end());
    }
    return files::addGenerationEnds(to, {}, ends);
}

} // namespace

Status writeMergedFolder(const MergeSources& sources, const std::filesystem::path& to, StopToken stop,
                         ProgressSink& progress) {
    TRY_VOID(writeWeights(sources, to / "model.safetensors", std::move(stop), progress));
    TRY_VOID(writeConfig(sources, to / "config.json"));
    TRY_VOID(files::copyTokenizerFiles(sources.folder.path(), to));
    // The adapter's tokenizer and template are those it was tuned with.
    if (!sources.adapter.empty())
        TRY_VOID(takeFromAdapter(sources, to));
    TRY_VOID(files::copyLicenceFiles(sources.folder.path(), to));
    return writeCard(sources, to / "README.md");
}

} // namespace luthier::merging
