#include "commands.h"

#include "loading.h"

#include <base/files.h>
#include <engine/tuner.h>
#include <examples/example.h>
#include <files/safetensors.h>
#include <training/loop.h>

#include <algorithm>

namespace luthier::compute_program {

using command_line::Session;

namespace {

struct LogitsArguments : ModelArguments {
    std::string ids;
    std::string text;
    std::string out;
};

Status writeLogits(const std::string& out, const std::vector<std::int32_t>& ids, const std::vector<float>& logits, std::int64_t vocabulary) {
    const std::vector<std::int64_t> wide(ids.begin(), ids.end());
    const auto tokens = static_cast<std::int64_t>(ids.size());
    const std::vector<files::TensorData> tensors = {{{"ids", files::Dtype::I64, {tokens}}, std::as_bytes(std::span(wide))},
                                                    {{"logits", files::Dtype::F32, {tokens, vocabulary}}, std::as_bytes(std::span(logits))}};
    return files::writeSafetensors(out, tensors);
}

Result<int> logits(Session& session, const LogitsArguments& arguments) {
    TRY(const LoadedModel loaded, loadModel(arguments));
    std::vector<std::int32_t> ids;
    if (!arguments.ids.empty()) {
        TRY(ids, parseIds(arguments.ids));
    } else {
        TRY(const auto tokenizer, tokenizing::loadTokenizer(loaded.folder.path()));
        TRY(ids, tokenizer->encodeIds(arguments.text));
    }
    engine::Decoder::Options options;
    options.maxTokens = static_cast<std::int64_t>(ids.size());
    TRY(auto decoder, engine::Decoder::create(loaded.model, loaded.adapters, options));
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
    std::string data;
    std::int64_t maxLength = 512;
};

/// The lines of a JSONL file as rows under the recipe's default rendering: the path that training takes.
Result<examples::FrozenData> rowsOf(const std::string& path, const examples::ExampleMaker& maker) {
    TRY(const std::string text, readFile(path, std::size_t{1} << 30U));
    examples::FrozenData data;
    std::int64_t line = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view record = std::string_view(text).substr(begin, end - begin);
        begin = end + 1;
        ++line;
        if (record.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        TRY(const Json fields, parseJson(record, {}, path));
        dataset::Roles roles;
        for (const char* role : {"messages", "prompt", "input", "response", "system", "history", "tools", "text"})
            if (member(fields, role))
                roles.emplace_back(role, role);
        for (const auto& [column, role] : {std::pair{"instruction", "prompt"}, {"output", "response"}, {"completion", "response"}, {"conversations", "messages"}})
            if (member(fields, column))
                roles.emplace_back(column, role);
        TRY(const auto rendered, maker.make(fields, roles));
        data.append(rendered.ids, rendered.mask, 0, line);
    }
    return data;
}

Result<int> loss(Session& session, const LossArguments& arguments) {
    TRY(const LoadedModel loaded, loadModel(arguments));
    TRY(const auto tokenizer, tokenizing::loadTokenizer(loaded.folder.path()));
    recipe::Recipe recipe;
    recipe.tokens.maxLength = arguments.maxLength;
    TRY(const auto chosen, examples::chooseTemplate("model", *tokenizer, {}));
    TRY(const auto data, rowsOf(arguments.data, examples::ExampleMaker(tokenizer, chosen.chatTemplate, recipe)));
    footprint::StepSettings settings;
    for (std::int64_t row = 0; row < data.rows(); ++row)
        settings.longestRow = std::max(settings.longestRow, data.length(row));
    settings.tokens = std::max<std::int64_t>(settings.longestRow, 1024);
    settings.trainedTokens = settings.tokens;
    engine::AdapterOptions options;
    std::vector<float> values;
    for (const engine::AdapterValues& adapter : loaded.adapters) {
        settings.adapters.push_back(adapter.slot);
        options.scaling.push_back(adapter.scaling);
    }
    if (!loaded.adapters.empty())
        settings.tuning = footprint::Tuning::Adapters;
    TRY(auto tuner, engine::Tuner::create(loaded.model, settings, options));
    values.resize(static_cast<std::size_t>(tuner->stateSize()));
    for (std::size_t i = 0; i < loaded.adapters.size(); ++i) {
        const auto& parameters = tuner->layout().parameters();
        std::copy(loaded.adapters[i].a.begin(), loaded.adapters[i].a.end(), values.begin() + parameters[2 * i].offset);
        std::copy(loaded.adapters[i].b.begin(), loaded.adapters[i].b.end(), values.begin() + parameters[2 * i + 1].offset);
    }
    if (!values.empty())
        TRY_VOID(tuner->write(engine::StateArray::Parameters, values));
    const auto engine = training::stepEngineOf(std::move(tuner));
    const StopToken stop = session.stopToken();
    TRY(const double mean, training::evaluate(*engine, data, settings.tokens, [&] { return stop.stop_requested(); }));
    const Json answer = {{"loss", mean}, {"tokens", data.totalTargets()}, {"rows", data.rows()}};
    if (session.wantsJson())
        session.printJson(answer);
    else
        session.printLine("loss " + std::to_string(mean) + " over " + std::to_string(data.totalTargets()) + " trained tokens of " + std::to_string(data.rows()) + " rows");
    return 0;
}

} // namespace

void addModelCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "model", "Models on this machine");
    CLI::App* logitsCommand = command_line::addCommand(*group, "logits", "Logits after each token of a text", "luthier-engine model logits models/starter --text 'Hello' --json");
    const auto logitsArguments = std::make_shared<LogitsArguments>();
    addModelArguments(*logitsCommand, *logitsArguments);
    auto* ids = logitsCommand->add_option("--ids", logitsArguments->ids, "Token ids, separated by commas");
    auto* text = logitsCommand->add_option("--text", logitsArguments->text, "A text");
    ids->excludes(text);
    logitsCommand->add_option("--out", logitsArguments->out, "Write tensors ids and logits into this safetensors file");
    session.act(logitsCommand, [&session, logitsArguments]() -> Result<int> {
        if (logitsArguments->ids.empty() && logitsArguments->text.empty())
            return usageError("usage.missing").with("what", "--ids, --text");
        return logits(session, *logitsArguments);
    });

    CLI::App* lossCommand = command_line::addCommand(*group, "loss", "Mean loss over the trained tokens of a JSONL file", "luthier-engine model loss models/starter --data held_out.jsonl --json");
    const auto lossArguments = std::make_shared<LossArguments>();
    addModelArguments(*lossCommand, *lossArguments);
    lossCommand->add_option("--data", lossArguments->data, "A JSONL file")->required();
    lossCommand->add_option("--max-length", lossArguments->maxLength, "Longer rows are cut")->check(CLI::Range(8, 1 << 20));
    session.act(lossCommand, [&session, lossArguments] { return loss(session, *lossArguments); });
}

} // namespace luthier::compute_program
