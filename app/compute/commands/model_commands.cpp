#include "commands.h"

#include "device_lane.h"
#include "loading.h"

#include <evaluating/loss_meter.h>
#include <examples/record_rows.h>
#include <files/safetensors.h>
#include <generation/open_decoder.h>

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
                   const std::vector<float>& logits, std::int64_t vocabulary) {
    const std::vector<std::int64_t> wide(ids.begin(), ids.end());
    const auto tokens = static_cast<std::int64_t>(ids.size());
    const std::vector<files::TensorData> tensors = {
        {{"ids", files::Dtype::I64, {tokens}}, std::as_bytes(std::span(wide))},
        {{"logits", files::Dtype::F32, {tokens, vocabulary}}, std::as_bytes(std::span(logits))}};
    return files::writeSafetensors(out, tensors);
}

Result<int> logits(Session& session, const LogitsArguments& arguments) {
    TRY(const auto lane, takeLaneOf(arguments, session.stopToken()));
    TRY(const LoadedModel loaded, loadModel(arguments, session));
    std::vector<std::int32_t> ids;
    if (!arguments.ids.empty()) {
        TRY(ids, parseIds(arguments.ids));
    } else {
        TRY(const auto tokenizer, loadTokenizer(arguments));
        TRY(ids, tokenizer->encodeIds(arguments.text));
    }
    generation::DecoderOptions options;
    options.maxTokens = static_cast<std::int64_t>(ids.size());
    TRY(auto decoder, generation::openDecoder(loaded.model, loaded.adapter, options));
    const std::int64_t vocabulary = loaded.model->shape().vocabularySize;
    Json rows = Json::array();
    std::vector<float> all;
    TRY_VOID(decoder->appendAll(ids, [&](std::int64_t, std::span<const float> row) {
        if (arguments.out.empty())
            rows.push_back(std::vector<float>(row.begin(), row.end()));
        else
            all.insert(all.end(), row.begin(), row.end());
    }));
    Json answer = {{"ids", ids}, {"shape", {ids.size(), vocabulary}}};
    if (!arguments.out.empty())
        TRY_VOID(writeLogits(arguments.out, ids, all, vocabulary));
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
    TRY(const auto tokenizer, loadTokenizer(arguments));
    recipe::Recipe recipe;
    recipe.tokens.maxLength = arguments.maxLength;
    TRY(const auto chosen, examples::chooseTemplate("model", *tokenizer, {}));
    TRY(const auto records, examples::readRecordRows(arguments.data));
    TRY(const auto rows,
        examples::renderRows(records, examples::ExampleMaker(tokenizer, chosen.chatTemplate, recipe),
                             arguments.data));
    TRY(auto meter, evaluating::LossMeter::create(loaded.model, loaded.adapter, evaluating::boundsOf(rows)));
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
    logitsCommand->add_option("--decoder-ids", logitsArguments->decoderIds)->group(""); // not listed: not yet
    auto* ids = logitsCommand->add_option("--ids", logitsArguments->ids, "Token ids, separated by commas");
    auto* text = logitsCommand->add_option("--text", logitsArguments->text, "A text");
    ids->excludes(text);
    logitsCommand->add_option("--out", logitsArguments->out,
                              "Write tensors ids and logits into this safetensors file");
    session.act(logitsCommand, [&session, logitsArguments]() -> Result<int> {
        if (!logitsArguments->decoderIds.empty())
            return usageError("usage.not_yet")
                .with("name", "--decoder-ids")
                .with("available", "--ids, --text");
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
