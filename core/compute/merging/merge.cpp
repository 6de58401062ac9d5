#include "merge.h"

#include "merged_folder.h"

#include <evaluating/loss_meter.h>
#include <examples/record_rows.h>
#include <files/staged_folder.h>
#include <generation/open_decoder.h>
#include <packing/row_packer.h>
#include <preflight/base_hash.h>
#include <preflight/model_source.h>
#include <tokenizing/tokenizer.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

namespace luthier::merging {
namespace {

constexpr std::size_t kProbes = 2;
constexpr std::size_t kProbeTokens = 16;

/// How far logits may move, as a share of the largest: products of fp32 in another order, or weights rounded
/// once.
double toleranceOf(files::Dtype dtype) {
    return dtype == files::Dtype::F32 ? 1e-4 : dtype == files::Dtype::F16 ? 2e-2 : 1e-1;
}

using Texts = std::vector<std::vector<std::int32_t>>;

/// The same few texts of arbitrary tokens for every model of this vocabulary.
Texts probesOf(const families::ModelShape& shape) {
    std::mt19937_64 draws(20'261);
    const auto length = std::min<std::size_t>(kProbeTokens, static_cast<std::size_t>(shape.maxPositions));
    Texts texts(kProbes, std::vector<std::int32_t>(length));
    for (auto& text : texts)
        for (std::int32_t& id : text)
            id = static_cast<std::int32_t>(draws() % static_cast<std::uint64_t>(shape.vocabularySize));
    return texts;
}

/// A model with what lies on it.
struct Side {
    std::shared_ptr<const engine::Model> model;
    files::Adapter adapter;
};

using Sink = std::function<void(std::span<const float>)>;

/// Of a text that grows, its tokens taken one by one: the logits behind each.
Status sayToken(engine::Decoder& decoder, const std::vector<std::int32_t>& text, const Sink& sink) {
    decoder.rewind(0);
    for (const std::int32_t id : text) {
        TRY(const auto logits, decoder.append(std::span(&id, 1)));
        sink(logits);
    }
    return {};
}

/// Of a text that is read at once: the logits of each token, or of the text where it has labels. An encoder's
/// source is the text itself.
Status scoreText(engine::Scorer& scorer, const families::ModelShape& shape,
                 const std::vector<std::int32_t>& text, const Sink& sink) {
    const engine::PackedBatch batch = packing::wholeText(shape, text, text);
    return scorer.score(batch, [&](std::int64_t, std::span<const float> logits) { sink(logits); });
}

/// The logits of all texts, one behind the other.
Result<std::vector<float>> logitsOf(const Side& side, const Texts& texts) {
    std::vector<float> all;
    const Sink sink = [&](std::span<const float> logits) {
        all.insert(all.end(), logits.begin(), logits.end());
    };
    std::int64_t longest = 1;
    for (const auto& text : texts)
        longest = std::max(longest, static_cast<std::int64_t>(text.size()));
    const families::ModelShape& shape = side.model->shape();
    if (shape.kind == families::ModelKind::Decoder && shape.head == families::Head::Words) {
        generation::DecoderOptions options;
        options.maxTokens = std::max(options.maxTokens, longest);
        TRY(auto decoder, generation::openDecoder(side.model, side.adapter, options));
        for (const auto& text : texts)
            TRY_VOID(sayToken(*decoder, text, sink));
        return all;
    }
    TRY(auto scorer, generation::openScorer(side.model, side.adapter,
                                            {.tokens = longest, .targets = longest, .source = longest}));
    for (const auto& text : texts)
        TRY_VOID(scoreText(*scorer, shape, text, sink));
    return all;
}

/// Both sides read the texts; the largest difference of their logits goes into the report.
Status compareLogits(const Side& before, const Side& after, const Texts& texts, MergeReport& report) {
    TRY(const auto expected, logitsOf(before, texts));
    TRY(const auto found, logitsOf(after, texts));
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double difference =
            i < found.size() ? std::abs(static_cast<double>(expected[i]) - static_cast<double>(found[i]))
                             : HUGE_VAL;
        // Written so that NaN counts as a difference without bound.
        if (!(difference <= report.maxLogitDifference))
            report.maxLogitDifference = std::isnan(difference) ? HUGE_VAL : difference;
        report.largestLogit = std::max(report.largestLogit, std::abs(static_cast<double>(expected[i])));
    }
    if (report.maxLogitDifference > toleranceOf(report.dtype) * std::max(1.0, report.largestLogit))
        return failed("merge.not_equal")
            .with("difference", dumpJson(Json(report.maxLogitDifference)))
            .with("largest", dumpJson(Json(report.largestLogit)));
    return {};
}

/// The rows as the merged model is trained on them.
struct RowsToVerify {
    examples::FrozenData rows;
    packing::Masking masking;
};

Result<RowsToVerify> rowsToVerify(const MergeOptions& options, const files::ModelFolder& folder,
                                  const families::ModelShape& shape) {
    constexpr std::int64_t kLength = 512;
    TRY(const auto tokenizer, tokenizing::loadTokenizer(folder.path()));
    const recipe::Recipe recipe = preflight::recipeOfShape(shape, kLength);
    RowsToVerify verified;
    verified.masking = packing::maskingOf(tokenizer->specialTokens(), recipe.seed);
    if (recipe.task == recipe::Task::Mlm && verified.masking.maskId < 0)
        return refused("recipe.no_mask_token");
    TRY(const auto chosen, examples::chooseTemplate("model", *tokenizer, {}));
    TRY(const auto rows, examples::readRecordRows(options.verify));
    TRY(verified.rows,
        examples::renderRows(rows, examples::ExampleMaker(tokenizer, chosen.chatTemplate, recipe),
                             options.verify));
    return verified;
}

/// Nothing where no token of the rows is trained.
Result<std::optional<double>> lossOf(const Side& side, const RowsToVerify& verified, StopToken stop) {
    TRY(auto meter, evaluating::LossMeter::create(side.model, side.adapter,
                                                  evaluating::boundsOf(verified.rows), verified.masking));
    TRY(const auto losses, meter.measure(verified.rows, std::move(stop)));
    const evaluating::RowLoss all = evaluating::total(losses);
    return all.tokens > 0 ? std::optional(all.mean()) : std::nullopt;
}

/// Opens what was written, as a stranger would, and runs it beside what it was made of.
Status verify(const MergeOptions& options, const files::ModelFolder& source, files::Adapter adapter,
              const std::filesystem::path& written, StopToken stop, ProgressSink& progress,
              MergeReport& report) {
    progress.report({"checking", 0, 0});
    TRY(const auto folder, files::ModelFolder::open(written));
    Side before{nullptr, std::move(adapter)};
    Side after;
    TRY(before.model, engine::Model::load(source, options.device));
    TRY(after.model, engine::Model::load(folder, options.device));
    Texts texts = probesOf(before.model->shape());
    if (options.verify.empty())
        return compareLogits(before, after, texts, report);
    TRY(const RowsToVerify verified, rowsToVerify(options, folder, before.model->shape()));
    for (std::int64_t row = 0; row < std::min<std::int64_t>(verified.rows.rows(), kProbes); ++row) {
        const auto ids = verified.rows.idsOf(row);
        texts.emplace_back(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(
                                                          std::min<std::size_t>(ids.size(), kProbeTokens)));
    }
    TRY_VOID(compareLogits(before, after, texts, report));
    TRY(report.lossBefore, lossOf(before, verified, stop));
    TRY(report.lossAfter, lossOf(after, verified, stop));
    return {};
}

} // namespace

Result<MergeReport> merge(const MergeOptions& options, StopToken stop, ProgressSink& progress) {
    TRY(auto folder, files::ModelFolder::open(options.model));
    if (folder.gguf())
        return refused("gguf.no_merge").at(folder.path().string());
    files::Adapter adapter;
    if (!options.adapter.empty()) {
        if (!folder.shape())
            return folder.shape().error();
        TRY(const auto opened, files::AdapterFolder::open(options.adapter));
        TRY(auto shape, files::shapeWithAdapter(opened, *folder.shape()));
        TRY(adapter, files::readAdapter(opened, shape));
        if (!adapter.form.whyNotMerged.empty())
            return refused(adapter.form.whyNotMerged).at(options.adapter.string());
        TRY(const auto other, options.anyBase ? Result<std::optional<Error>>(std::optional<Error>())
                                              : preflight::otherBase(opened, folder, stop, progress));
        if (other)
            return *other;
        folder.setShape(std::move(shape));
    }
    TRY(const auto weights, files::ModelWeights::open(folder));
    if (weights.quantised())
        return refused("merge.quantised_base").at(folder.path().string());
    TRY(auto staging, files::StagedFolder::create(options.out));
    const AddedWeights added(adapter);
    TRY_VOID(writeMergedFolder({folder, weights, added, options.adapter, options.dtype}, staging.path(), stop,
                               progress));
    MergeReport report;
    report.out = staging.target();
    report.dtype = options.dtype.value_or(weights.dtype());
    report.bytes = std::filesystem::file_size(staging.path() / "model.safetensors");
    TRY_VOID(verify(options, folder, std::move(adapter), staging.path(), stop, progress, report));
    TRY_VOID(staging.publish());
    return report;
}

Result<std::optional<files::Dtype>> mergeDtypeNamed(std::string_view name) {
    if (name == "as_file")
        return std::optional<files::Dtype>();
    for (const files::Dtype dtype : {files::Dtype::F32, files::Dtype::BF16, files::Dtype::F16})
        if (name == files::shortName(dtype))
            return std::optional(dtype);
    return usageError("usage.bad_value")
        .with("name", "--dtype")
        .with("value", name)
        .with("expected", "fp32, bf16, fp16, as_file");
}

Json reportToJson(const MergeReport& report) {
    const auto orNull = [](const std::optional<double>& value) {
        return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
    };
    return {{"out", report.out.string()},
            {"dtype", files::shortName(report.dtype)},
            {"bytes", report.bytes},
            {"max_abs_logit_difference", report.maxLogitDifference},
            {"max_abs_logit", report.largestLogit},
            {"loss_before", orNull(report.lossBefore)},
            {"loss_after", orNull(report.lossAfter)}};
}

} // namespace luthier::merging
