#include "merge.h"

#include "merged_folder.h"

#include <evaluating/loss_meter.h>
#include <examples/record_rows.h>
#include <files/staged_folder.h>
#include <generation/open_decoder.h>
#include <preflight/base_hash.h>
#include <tokenizing/tokenizer.h>

#include <algorithm>
#include <cmath>
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
    std::vector<files::AdapterValues> adapters;
};

/// Both sides read the texts token by token; the largest difference of their logits goes into the report.
Status compareLogits(const Side& before, const Side& after, const Texts& texts, MergeReport& report) {
    generation::DecoderOptions options;
    for (const auto& text : texts)
        options.maxTokens = std::max(options.maxTokens, static_cast<std::int64_t>(text.size()));
    TRY(auto first, generation::openDecoder(before.model, before.adapters, options));
    TRY(auto second, generation::openDecoder(after.model, after.adapters, options));
    for (const auto& text : texts) {
        first->rewind(0);
        second->rewind(0);
        for (const std::int32_t id : text) {
            TRY(const auto expected, first->append(std::span(&id, 1)));
            TRY(const auto found, second->append(std::span(&id, 1)));
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const double difference =
                    std::abs(static_cast<double>(expected[i]) - static_cast<double>(found[i]));
                // Written so that NaN counts as a difference without bound.
                if (!(difference <= report.maxLogitDifference))
                    report.maxLogitDifference = std::isnan(difference) ? HUGE_VAL : difference;
                report.largestLogit =
                    std::max(report.largestLogit, std::abs(static_cast<double>(expected[i])));
            }
        }
    }
    if (report.maxLogitDifference > toleranceOf(report.dtype) * std::max(1.0, report.largestLogit))
        return failed("merge.not_equal")
            .with("difference", dumpJson(Json(report.maxLogitDifference)))
            .with("largest", dumpJson(Json(report.largestLogit)));
    return {};
}

Result<examples::FrozenData> rowsToVerify(const MergeOptions& options, const files::ModelFolder& folder) {
    TRY(const auto tokenizer, tokenizing::loadTokenizer(folder.path()));
    TRY(const auto chosen, examples::chooseTemplate("model", *tokenizer, {}));
    TRY(const auto rows, examples::readRecordRows(options.verify));
    return examples::renderRows(
        rows, examples::ExampleMaker(tokenizer, chosen.chatTemplate, recipe::Recipe{}), options.verify);
}

/// Nothing where no token of the rows is trained.
Result<std::optional<double>> lossOf(const Side& side, const examples::FrozenData& rows, StopToken stop) {
    TRY(auto meter, evaluating::LossMeter::create(side.model, side.adapters, evaluating::longestRow(rows)));
    TRY(const auto losses, meter.measure(rows, std::move(stop)));
    const evaluating::RowLoss all = evaluating::total(losses);
    return all.tokens > 0 ? std::optional(all.mean()) : std::nullopt;
}

/// Opens what was written, as a stranger would, and runs it beside what it was made of.
Status verify(const MergeOptions& options, const files::ModelFolder& source,
              std::vector<files::AdapterValues> adapters, const std::filesystem::path& written,
              StopToken stop, ProgressSink& progress, MergeReport& report) {
    progress.report({"checking", 0, 0});
    TRY(const auto folder, files::ModelFolder::open(written));
    Side before{nullptr, std::move(adapters)};
    Side after;
    TRY(before.model, engine::Model::load(source, options.device));
    TRY(after.model, engine::Model::load(folder, options.device));
    Texts texts = probesOf(before.model->shape());
    if (options.verify.empty())
        return compareLogits(before, after, texts, report);
    TRY(const auto rows, rowsToVerify(options, folder));
    for (std::int64_t row = 0; row < std::min<std::int64_t>(rows.rows(), kProbes); ++row) {
        const auto ids = rows.idsOf(row);
        texts.emplace_back(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(
                                                          std::min<std::size_t>(ids.size(), kProbeTokens)));
    }
    TRY_VOID(compareLogits(before, after, texts, report));
    TRY(report.lossBefore, lossOf(before, rows, stop));
    TRY(report.lossAfter, lossOf(after, rows, stop));
    return {};
}

} // namespace

Result<MergeReport> merge(const MergeOptions& options, StopToken stop, ProgressSink& progress) {
    TRY(const auto folder, files::ModelFolder::open(options.model));
    TRY(const auto weights, files::ModelWeights::open(folder));
    std::vector<files::AdapterValues> adapters;
    if (!options.adapter.empty()) {
        TRY(const auto adapter, files::AdapterFolder::open(options.adapter));
        TRY(adapters, files::readAdapter(adapter, weights.shape()));
        TRY(const auto other, options.anyBase ? Result<std::optional<Error>>(std::optional<Error>())
                                              : preflight::otherBase(adapter, folder, stop, progress));
        if (other)
            return *other;
    }
    TRY(auto staging, files::StagedFolder::create(options.out));
    const AddedWeights added(weights.shape(), adapters);
    TRY_VOID(writeMergedFolder({folder, weights, added, options.adapter, options.dtype}, staging.path(), stop,
                               progress));
    MergeReport report;
    report.out = staging.target();
    report.dtype = options.dtype.value_or(weights.dtype());
    report.bytes = std::filesystem::file_size(staging.path() / "model.safetensors");
    TRY_VOID(verify(options, folder, std::move(adapters), staging.path(), stop, progress, report));
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
