#include "commands.h"

#include "device_lane.h"
#include "loading.h"

#include <base/json.h>
#include <examples/example.h>
#include <examples/record_rows.h>
#include <generation/generate.h>
#include <generation/open_decoder.h>

namespace luthier::compute_program {

using command_line::Session;

namespace {

constexpr std::size_t kMessagesBytes = std::size_t{256} << 20;

struct GenerateArguments : ModelArguments {
    std::string prompt;
    std::string messages;
    generation::GenerationOptions options;
    bool stream = false;
};

/// Prompts as ids: the plain text, or each line of messages through the model's template.
Result<std::vector<std::vector<std::int32_t>>>
promptsOf(const GenerateArguments& arguments, const std::shared_ptr<const tokenizing::Tokenizer>& tokenizer) {
    std::vector<std::vector<std::int32_t>> prompts;
    if (arguments.messages.empty()) {
        TRY(auto ids, tokenizer->encodeIds(arguments.prompt));
        prompts.push_back(std::move(ids));
        return prompts;
    }
    TRY(const auto chosen, examples::chooseTemplate("model", *tokenizer, {}));
    const examples::ExampleMaker maker(tokenizer, chosen.chatTemplate, recipe::Recipe{});
    TRY_VOID(readJsonLines(
        arguments.messages, kMessagesBytes, [&](std::int64_t line, Result<Json> value) -> Status {
            TRY(const Json document, std::move(value));
            const Json none;
            const Json* messages = document.is_array() ? &document : member(document, "messages");
            const Json* tools = document.is_array() ? nullptr : member(document, "tools");
            auto rendered = maker.prompt(messages ? *messages : none, tools ? *tools : none);
            if (!rendered)
                return examples::atLine(std::move(rendered).error(), arguments.messages, line);
            prompts.push_back(std::move(rendered->ids));
            return {};
        }));
    return prompts;
}

Result<int> generate(Session& session, const GenerateArguments& arguments) {
    TRY(const auto lane, takeLaneOf(arguments, session.stopToken()));
    TRY(const LoadedModel loaded, loadModel(arguments, session));
    TRY(const auto tokenizer, loadTokenizer(arguments));
    TRY(const auto prompts, promptsOf(arguments, tokenizer));
    generation::GenerationOptions options = arguments.options;
    options.endIds = tokenizer->specialTokens().endOfTurnIds;
    options.startId = generation::startIdOf(loaded.model->shape());
    const StopToken stop = session.stopToken();
    for (const auto& prompt : prompts) {
        generation::DecoderOptions decoding;
        decoding.maxTokens = static_cast<std::int64_t>(prompt.size()) + options.maxNewTokens;
        decoding.sourceTokens = static_cast<std::int64_t>(prompt.size());
        TRY(auto decoder, generation::openDecoder(loaded.model, loaded.adapter, decoding));
        const bool streams = arguments.stream || !session.wantsJson();
        TRY(const auto answer,
            generation::generate(*decoder, tokenizer, prompt, options, stop, [&](std::string_view piece) {
                if (!streams)
                    return;
                if (session.wantsJson())
                    session.printJson({{"token", piece}});
                else
                    session.printRaw(piece);
            }));
        if (session.wantsJson())
            session.printJson({{"text", answer.text},
                               {"ids", answer.ids},
                               {"finish_reason", generation::finishReasonName(answer.reason)},
                               {"tokens_per_second", answer.tokensPerSecond}});
        else
            session.printLine();
        if (answer.reason == generation::FinishReason::Cancelled)
            return interrupted();
    }
    return 0;
}

} // namespace

void addGenerateCommands(CLI::App& app, Session& session) {
    CLI::App* command = command_line::addCommand(
        app, "generate", "Let a model answer",
        "luthier-engine generate models/starter --prompt 'Once upon a time' --stream");
    const auto arguments = std::make_shared<GenerateArguments>();
    addModelArguments(*command, *arguments);
    auto* prompt = command->add_option("--prompt", arguments->prompt, "A text to go on from");
    auto* messages = command->add_option("--messages", arguments->messages, "A JSONL file of conversations");
    prompt->excludes(messages);
    addGenerationOptions(*command, arguments->options);
    command->add_flag("--stream", arguments->stream, "Print the text as it comes");
    session.act(command, [&session, arguments, prompt, messages]() -> Result<int> {
        if (prompt->count() == 0 && messages->count() == 0)
            return usageError("usage.missing").with("what", "--prompt, --messages");
        return generate(session, *arguments);
    });
}

} // namespace luthier::compute_program
