#include "commands.h"

#include "device_lane.h"
#include "loading.h"

#include <evaluating/loss_meter.h>
#include <examples/record_rows.h>
#include <files/safetensors.h>
#include <generation/open_decoder.h>
#include <packing/row_packer.h>
#include <preflight/model_source.h>

#include <algorithm>

namespace luthier::compute_program {

using command_line::Session;

namespace {

struct LogitsArguments : ModelArguments {
    LogitsArguments() { dtype = "fp32"; }
    std::string ids;
    std::string text;
    std::string decoderIds;
    std::string out;
};

Status writeLogits(const std::string& out, const std::vector<std::int32_t>& ids,
                   const std::vector<float>& logits, std::int64_t columns) {
    const std::vector<std::int64_t> wide(ids.begin(), ids.end());
    const std::vector<files::TensorData> tensors = {
        {{"ids", files::Dtype::I64, {static_cast<std::int64_t>(ids.size())}}, std::as_bytes(std::span(wide))},
        {{"logits", files::Dtype::F32, {static_cast<std::int64_t>(logits.size()) / columns, columns}},
         std::as_bytes(std::span(logits))}};
    return files::writeSafetensors(out, tensors);
}

/// A body without a head says nothing.
Status refuseWithoutHead(const families::ModelShape& shape) {
    return shape.head == families::Head::None ? refused("model.no_head").with("model_type", shape.family)
                                              : Status();
}

/// What the model says: behind each token of a text that grows, else wherever it speaks (packing::wholeText).
/// `decoderIds`: what the decoder reads, where an encoder reads `ids`; without any, what answers begin with.
Result<std::vector<float>> logitsOf(const LoadedModel& loaded, const std::vector<std::int32_t>& ids,
                                    std::vector<std::int32_t> decoderIds) {
    std::vector<float> all;
    const auto take = [&](std::int64_t, std::span<const float> row) {
        all.insert(all.end(), row.begin(), row.end());
    };
    const families::ModelShape& shape = loaded.model->shape();
    const auto tokens = static_cast<std::int64_t>(ids.size());
    if (shape.kind == families::ModelKind::Decoder && shape.head == families::Head::Words) {
        generation::DecoderOptions options;
        options.maxTokens = tokens;
        TRY(auto decoder, generation::openDecoder(loaded.model, loaded.adapter, options));
        TRY_VOID(decoder->appendAll(ids, take));
        return all;
    }
    const auto startId = generation::startIdOf(shape);
    if (startId && decoderIds.empty())
        decoderIds = {*startId};
    const auto read = static_cast<std::int64_t>(std::max(ids.size(), decoderIds.size()));
    TRY(auto scorer,
        generation::openScorer(loaded.model, loaded.adapter,
                               {.tokens = read, .targets = read, .source = startId ? tokens : 0}));
    const engine::PackedBatch batch =
        startId ? packing::wholeText(shape, decoderIds, ids) : packing::wholeText(shape, ids);
    TRY_VOID(scorer->score(batch, take));
    return all;
}

Result<int> logits(Session& session, const LogitsArguments& arguments) {
    TRY(const auto lane, takeLaneOf(arguments, session.stopToken()));
    TRY(const LoadedModel loaded, loadModel(arguments, session));
    const families::ModelShape& shape = loaded.model->shape();
    TRY_VOID(refuseWithoutHead(shape));
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> decoderIds;
    if (!arguments.decoderIds.empty()) {
        if (shape.kind != families::ModelKind::EncoderDecoder)
            return usageError("usage.bad_value")
                .with("name", "--decoder-ids")
                .with("value", arguments.decoderIds)
                .with("expected", "T5, mT5");
        TRY(decoderIds, parseIds(arguments.decoderIds));
    }
    if (!arguments.ids.empty()) {
        TRY(ids, parseIds(arguments.ids));
    } else {
        TRY(const auto tokenizer, loadTokenizer(arguments));
        TRY(ids, tokenizer->encodeIds(arguments.text));
    }
    TRY(const std::vector<float> all, logitsOf(loaded, ids, decoderIds));
    const std::int64_t columns = shape.head == families::Head::Words ? shape.vocabularySize : shape.labels;
    Json rows = Json::array();
    for (std::size_t at = 0; arguments.out.empty() && at < all.size();
         at += static_cast<std::size_t>(columns))
        rows.push_back(std::vector<float>(all.begin() + static_cast<std::ptrdiff_t>(at),
                                          all.begin() + static_cast<std::ptrdiff_t>(at) + columns));
    Json answer = {{"ids", ids}, {"shape", {static_cast<std::int64_t>(all.size()) / columns, columns}}};
    if (!arguments.out.empty())
        TRY_VOID(writeLogits(arguments.out, ids, all, columns));
    else
        answer["logits"] = std::move(rows);
    session.printJson(answer);
    return 0;
}

struct LossArguments : ModelArguments {
    LossArguments() { dtype = "fp32"; }
    std::string data;
    std::int64_t maxLength = 512;
};

Result<int> loss(Session& session, const LossArguments& arguments) {
    TRY(const auto lane, takeLaneOf(arguments, session.stopToken()));
    TRY(const LoadedModel loaded, loadModel(arguments, session));
    TRY_VOID(refuseWithoutHead(loaded.model->shape()));
    TRY(const auto tokenizer, loadTokenizer(arguments));
    const recipe::Recipe recipe = preflight::recipeOfShape(loaded.model->shape(), arguments.maxLength);
    const packing::Masking masking = packing::maskingOf(tokenizer->specialTokens(), recipe.seed);
    if (recipe.task == recipe::Task::Mlm && masking.maskId < 0)
        return refused("recipe.no_mask_token");
    TRY(const auto chosen, examples::chooseTemplate("model", *tokenizer, {}));
    TRY(const auto records, examples::readRecordRows(arguments.data));
    TRY(const auto rows,
        examples::renderRows(records, examples::ExampleMaker(tokenizer, chosen.chatTemplate, recipe),
                             arguments.data));
    TRY(auto meter,
        evaluating::LossMeter::create(loaded.model, loaded.adapter, evaluating::boundsOf(rows), masking));
    TRY(const auto losses, meter.measure(rows, session.stopToken()));
    const evaluating::RowLoss all = evaluating::total(losses);
    if (session.wantsJson())
        session.printJson({{"loss", all.tokens > 0 ? Json(all.mean()) : Json(nullptr)},
                           {"tokens", all.tokens},
                           {"rows", rows.rows()}});
    else if (all.tokens == 0)
        session.printLine("no loss: none of " + std::to_string(rows.rows()) + " rows has a trained token");
    else
        session.printLine("loss " + std::to_string(all.mean()) + " over " + std::to_string(all.tokens) +
                          " trained tokens of " + std::to_string(rows.rows()) + " rows");
    return 0;
}

} // namespace

void addModelCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "model", "Models on this machine");
    CLI::App* logitsCommand =
        command_line::addCommand(*group, "logits", "Logits after each token of a text",
                                 "luthier-engine model logits models/starter --text 'Hello' --json");
    const auto logitsArguments = std::make_shared<LogitsArguments>();
    addModelArguments(*logitsCommand, *logitsArguments);
    addUnusedSeed(*logitsCommand);
    logitsCommand->add_option("--decoder-ids", logitsArguments->decoderIds,
                              "What the decoder reads of a model whose encoder reads the text");
    auto* ids = logitsCommand->add_option("--ids", logitsArguments->ids, "Token ids, separated by commas");
    auto* text = logitsCommand->add_option("--text", logitsArguments->text, "A text");
    ids->excludes(text);
    logitsCommand->add_option("--out", logitsArguments->out,
                              "Write tensors ids and logits into this safetensors file");
    session.act(logitsCommand, [&session, logitsArguments]() -> Result<int> {
        if (logitsArguments->ids.empty() && logitsArguments->text.empty())
            return usageError("usage.missing").with("what", "--ids, --text");
        return logits(session, *logitsArguments);
    });

    CLI::App* lossCommand =
        command_line::addCommand(*group, "loss", "Mean loss over the trained tokens of a JSONL file",
                                 "luthier-engine model loss models/starter --data held_out.jsonl --json");
    const auto lossArguments = std::make_shared<LossArguments>();
    addModelArguments(*lossCommand, *lossArguments);
    addUnusedSeed(*lossCommand);
    lossCommand->add_option("--data", lossArguments->data, "A JSONL file")->required();
    lossCommand->add_option("--max-length", lossArguments->maxLength, "Longer rows are cut")
        ->check(CLI::Range(8, 1 << 20));
    session.act(lossCommand, [&session, lossArguments] { return loss(session, *lossArguments); });
}

} // namespace luthier::compute_program
