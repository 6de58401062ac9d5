#include "commands.h"

#include "answers/rendering.h"
#include "project_access.h"

#include <base/files.h>
#include <base/json.h>
#include <base/utf8.h>
#include <command_line/table.h>
#include <files/adapter_folder.h>
#include <tokenizing/tokenizer.h>
#include <vocabulary/training.h>

#include <memory>
#include <thread>

namespace luthier::engine_program {

using command_line::Session;

namespace {

constexpr std::size_t kFileBytes = std::size_t{256} << 20;
constexpr auto kAdapterHelp = "A PEFT folder; its tokenizer is taken where it carries one";

struct TokenizeArguments {
    std::string model;
    std::string adapter;
    std::string text;
    std::string file;
    std::string jsonl;
    bool noSpecialTokens = false;
    bool content = false;
};

/// The texts that were asked for: one, or one a line of a JSONL file of strings.
Result<std::vector<std::string>> textsOf(const TokenizeArguments& arguments) {
    if (!arguments.file.empty()) {
        TRY(std::string text, readFile(arguments.file, kFileBytes));
        if (!isValidUtf8(text))
            return refused("file.not_utf8").at(arguments.file);
        return std::vector<std::string>{std::move(text)};
    }
    if (arguments.jsonl.empty())
        return std::vector<std::string>{arguments.text};
    std::vector<std::string> texts;
    TRY_VOID(readJsonLines(arguments.jsonl, kFileBytes, [&](std::int64_t line, Result<Json> value) -> Status {
        TRY(const Json text, std::move(value));
        if (!text.is_string())
            return refused("json.wrong_type")
                .field("text")
                .with("expected", "string")
                .with("found", text.type_name())
                .at(arguments.jsonl)
                .line(line);
        texts.push_back(text.get<std::string>());
        return {};
    }));
    return texts;
}

void printEncoding(Session& session, const tokenizing::Tokenizer& tokenizer,
                   const tokenizing::Encoding& encoding) {
    if (session.wantsJson()) {
        session.printJson(toJson(tokenizer, encoding));
        return;
    }
    command_line::Table table({"id", "token", "characters"});
    for (std::size_t i = 0; i < encoding.ids.size(); ++i)
        table.add(
            {std::to_string(encoding.ids[i]), encoding.tokens[i],
             std::to_string(encoding.offsets[i].begin) + "-" + std::to_string(encoding.offsets[i].end)});
    session.printRaw(table.text());
    session.printLine(std::to_string(encoding.ids.size()) + " tokens");
}

Result<int> tokenize(Session& session, const TokenizeArguments& arguments) {
    TRY(const auto folder, files::tokenizerFolderOf(arguments.model, arguments.adapter));
    TRY(const auto tokenizer, tokenizing::loadTokenizer(folder));
    TRY(const std::vector<std::string> texts, textsOf(arguments));
    tokenizing::EncodeOptions options;
    options.specialTokens =
        arguments.noSpecialTokens ? tokenizing::Specials::Omit : tokenizing::Specials::Add;
    options.controlTokens =
        arguments.content ? tokenizing::ControlTokens::AsText : tokenizing::ControlTokens::Match;
    for (const std::string& text : texts) {
        if (session.stopToken().stop_requested())
            return interrupted();
        TRY(const tokenizing::Encoding encoding, tokenizer->encode(text, options));
        printEncoding(session, *tokenizer, encoding);
    }
    return 0;
}

void addTokenize(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<TokenizeArguments>();
    CLI::App* command = command_line::addCommand(app, "tokenize", "Cut a text into tokens",
                                                 "luthier-engine tokenize models/starter --text \"Hello\"");
    command->add_option("MODEL", arguments->model, "Model folder")->required();
    command->add_option("--adapter", arguments->adapter, kAdapterHelp);
    CLI::Option_group* source = command->add_option_group("text");
    source->add_option("--text", arguments->text, "The text itself");
    source->add_option("--file", arguments->file, "A text file");
    source->add_option("--jsonl", arguments->jsonl, "A file with a JSON string on each line");
    source->require_option(1);
    command->add_flag("--no-special-tokens", arguments->noSpecialTokens,
                      "Without the tokens that the tokenizer adds");
    command->add_flag("--content", arguments->content, "Control tokens in the text stay plain text");
    session.act(command, [&session, arguments] { return tokenize(session, *arguments); });
}

void addDetokenize(CLI::App& app, Session& session) {
    struct Arguments {
        std::string model;
        std::string adapter;
        std::vector<std::int32_t> ids;
        bool skipSpecialTokens = false;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App* command = command_line::addCommand(app, "detokenize", "Turn token ids into text",
                                                 "luthier-engine detokenize models/starter --ids 1,2,3");
    command->add_option("MODEL", arguments->model, "Model folder")->required();
    command->add_option("--adapter", arguments->adapter, kAdapterHelp);
    command->add_option("--ids", arguments->ids, "Ids, with commas between them")->delimiter(',')->required();
    command->add_flag("--skip-special-tokens", arguments->skipSpecialTokens, "Leave control tokens out");
    session.act(command, [&session, arguments]() -> Result<int> {
        TRY(const auto folder, files::tokenizerFolderOf(arguments->model, arguments->adapter));
        TRY(const auto tokenizer, tokenizing::loadTokenizer(folder));
        const auto skip =
            arguments->skipSpecialTokens ? tokenizing::Skip::Specials : tokenizing::Skip::Nothing;
        const std::string text = tokenizer->decode(arguments->ids, skip);
        if (session.wantsJson())
            session.printJson({{"text", text}});
        else
            session.printLine(text);
        return 0;
    });
}

void addTokenizerTrain(CLI::App& app, Session& session) {
    struct Arguments {
        std::vector<std::string> inputs;
        vocabulary::TrainingOptions options;
        std::string out;
    };
    auto arguments = std::make_shared<Arguments>();
    arguments->options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    CLI::App* group = command_line::commandGroup(app, "tokenizer", "Make tokenizers");
    CLI::App* command = command_line::addCommand(
        *group, "train", "Train a tokenizer on text files",
        "luthier-engine tokenizer train --input a.txt b.txt --kind bpe --vocab-size 8000 --out tok");
    command->add_option("--input", arguments->inputs, "Text files")->required();
    command->add_option("--kind", arguments->options.kind, "bpe or unigram")->required();
    command->add_option("--vocab-size", arguments->options.vocabularySize, "Number of tokens")->required();
    command->add_option("--out", arguments->out, "Folder for the tokenizer")->required();
    command->add_option("--threads", arguments->options.threads, "Processor threads")
        ->check(CLI::Range(1, 64));
    session.act(command, [&session, arguments]() -> Result<int> {
        arguments->options.inputs.assign(arguments->inputs.begin(), arguments->inputs.end());
        arguments->options.folder = arguments->out;
        TRY(const auto trained,
            vocabulary::trainTokenizer(arguments->options, session.stopToken(), session.progress()));
        if (session.wantsJson())
            session.printJson({{"vocab_size", trained.vocabularySize}, {"seconds", trained.seconds}});
        else
            session.printLine(arguments->out + ": " + command_line::grouped(trained.vocabularySize) +
                              " tokens");
        return 0;
    });
}

struct RenderArguments {
    std::string model;
    std::string adapter;
    std::string messages;
    std::string tools;
    std::string chatTemplate;
    bool addGenerationPrompt = false;
    bool mask = false;
    std::size_t maxLength = 0;
};

void printRendered(Session& session, const ConversationRenderer& renderer,
                   const tokenizing::Rendered& rendered, bool mask) {
    if (session.wantsJson())
        return session.printJson(renderer.document(rendered));
    session.printRaw(rendered.text + "\n");
    session.printLine("(" + std::to_string(rendered.ids.size()) + " tokens" +
                      (mask ? ", " + std::to_string(rendered.trained) + " trained" : std::string()) + ")");
}

Result<int> render(Session& session, const RenderArguments& arguments) {
    TRY(auto folder, files::tokenizerFolderOf(arguments.model, arguments.adapter));
    RenderRequest request = {std::move(folder),      Json(),
                             arguments.chatTemplate, tokenizing::GenerationPrompt::Omit,
                             arguments.mask,         arguments.maxLength};
    if (arguments.addGenerationPrompt)
        request.generationPrompt = tokenizing::GenerationPrompt::Add;
    if (!arguments.tools.empty()) {
        TRY(request.tools, readJsonFile(arguments.tools));
    }
    preflight::Workshop workshop(openForReading);
    TRY(const auto renderer, ConversationRenderer::open(std::move(request), workshop));
    int code = 0;
    TRY_VOID(renderer.renderFile(arguments.messages, session.stopToken(),
                                 [&](Result<tokenizing::Rendered> rendered) {
                                     if (rendered)
                                         return printRendered(session, renderer, *rendered, arguments.mask);
                                     // The other lines are rendered all the same; the exit code tells.
                                     code = static_cast<int>(rendered.error().kind());
                                     if (session.wantsJson())
                                         session.printJson(session.errorJson(rendered.error()));
                                     else
                                         session.printError(rendered.error());
                                 }));
    return code;
}

void addRender(CLI::App& app, Session& session) {
    auto arguments = std::make_shared<RenderArguments>();
    CLI::App* command =
        command_line::addCommand(app, "render", "Render conversations as a model sees them",
                                 "luthier-engine render models/starter --messages chats.jsonl --mask");
    command->add_option("MODEL", arguments->model, "Model folder")->required();
    command->add_option("--adapter", arguments->adapter, kAdapterHelp);
    command->add_option("--messages", arguments->messages, "A conversation on each line (JSON)")->required();
    command->add_option("--tools", arguments->tools, "Tool definitions (JSON)");
    command->add_option("--template", arguments->chatTemplate,
                        "A Jinja file, builtin:chatml or builtin:plain");
    command->add_option("--max-length", arguments->maxLength, "Cut after this many tokens");
    command->add_flag("--add-generation-prompt", arguments->addGenerationPrompt,
                      "End where the assistant begins");
    command->add_flag("--mask", arguments->mask, "Say which tokens are trained");
    session.act(command, [&session, arguments] { return render(session, *arguments); });
}

} // namespace

void addTokenCommands(CLI::App& app, Session& session) {
    addTokenize(app, session);
    addDetokenize(app, session);
    addTokenizerTrain(app, session);
    addRender(app, session);
}

} // namespace luthier::engine_program
