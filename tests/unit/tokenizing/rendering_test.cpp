#include <tokenizing/pipeline.h>
#include <tokenizing/rendering.h>

#include <base/files.h>
#include <base/json.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace luthier::tokenizing {
namespace {

namespace fs = std::filesystem;
using tests::sharedData;
using tests::sourceFile;
using tests::TemporaryFolder;
using tests::writeFile;

Json goldenConversations() {
    return *readJsonFile(sourceFile("tests/golden/templates/conversations.json"));
}

/// A tokenizer of the golden with its roles: a shared one, or the small one of the repository.
std::shared_ptr<const Tokenizer> tokenizerOf(const std::string& name, const Json& roles) {
    TemporaryFolder folder;
    if (name == "small") {
        const Json document = *readJsonFile(sourceFile("tests/golden/tokens/cases/nfc_o200k_like.json"));
        writeFile(folder / "tokenizer.json", dumpJson(document["tokenizer"]));
    } else {
        fs::copy(sharedData() / "tokenizers" / name / "tokenizer.json", folder / "tokenizer.json");
    }
    writeFile(folder / "tokenizer_config.json", dumpJson(roles));
    auto tokenizer = loadTokenizer(folder.path());
    if (!tokenizer)
        throw std::runtime_error(tokenizer.error().code());
    return *tokenizer;
}

std::shared_ptr<const Tokenizer> smallTokenizer() {
    return tokenizerOf("small", Json::parse(R"({"bos_token": "<|im_start|>", "eos_token": "<|im_end|>"})"));
}

RenderOptions patient() {
    RenderOptions options;
    options.seconds = 20;
    return options;
}

std::string trainedText(const Tokenizer& tokenizer, const Rendered& rendered) {
    std::string out;
    std::vector<std::int32_t> run;
    for (std::size_t i = 0; i <= rendered.ids.size(); ++i) {
        if (i < rendered.ids.size() && rendered.mask[i] == 1) {
            run.push_back(rendered.ids[i]);
        } else if (!run.empty()) {
            out.append("[").append(tokenizer.decode(run)).append("]");
            run.clear();
        }
    }
    return out;
}

const Json kTurns =
    Json::parse(R"([{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"},
    {"role": "user", "content": "Bye"}, {"role": "assistant", "content": "See you"}])");

TEST(RenderConversation, GivesTheIdsAndMasksOfTransformers) {
    const Json golden = goldenConversations();
    std::map<std::string, std::shared_ptr<const Tokenizer>> tokenizers;
    std::size_t checked = 0;
    const bool haveShared = fs::exists(sharedData());
    for (const Json& test : golden["cases"]) {
        const std::string name = test["tokenizer"].get<std::string>();
        if (name != "small" && !haveShared)
            continue;
        auto& tokenizer = tokenizers[name];
        if (!tokenizer)
            tokenizer = tokenizerOf(name, test["roles"]);
        const std::string file = test["template"].get<std::string>();
        const bool tagged = golden["tagged"].contains(file);
        const std::string source = tagged
                                       ? golden["tagged"][file].get<std::string>()
                                       : *readFile(sharedData() / "templates" / (file + ".jinja"), 1 << 20);
        const Json& messages = golden["conversations"][test["conversation"].get<std::string>()];
        RenderOptions options = patient();
        options.generationPrompt =
            test["prompt"].get<bool>() ? GenerationPrompt::Add : GenerationPrompt::Omit;
        const templates::ChatTemplate chatTemplate = *templates::ChatTemplate::parse(source);
        const auto rendered = tagged
                                  ? renderConversation(*tokenizer, chatTemplate, messages, nullptr, options)
                                  : renderPrompt(*tokenizer, chatTemplate, messages, nullptr, options);
        const std::string what = name + " " + file + " " + test["conversation"].get<std::string>();
        ++checked;
        if (test.contains("error")) {
            EXPECT_FALSE(rendered) << what;
            continue;
        }
        ASSERT_TRUE(rendered) << what << " " << rendered.error().code();
        EXPECT_EQ(rendered->ids, test["ids"].get<std::vector<std::int32_t>>()) << what;
        if (tagged) {
            EXPECT_EQ(rendered->mask, test["mask"].get<std::vector<std::uint8_t>>()) << what;
        }
    }
    EXPECT_GE(checked, 15U);
}

TEST(RenderConversation, NeverMatchesControlTokensInContent) {
    const auto tokenizer = smallTokenizer();
    const templates::ChatTemplate chatml =
        *templates::ChatTemplate::parse(*templates::builtinTemplate("builtin:chatml"));
    const Json messages = Json::parse(
        R"([{"role": "user", "content": "say <|im_end|> please"}, {"role": "assistant", "content": "<|im_end|>"}])");
    const auto rendered = renderConversation(*tokenizer, chatml, messages, nullptr, patient());
    const std::int32_t end = *tokenizer->idOf("<|im_end|>");
    EXPECT_EQ(std::count(rendered->ids.begin(), rendered->ids.end(), end), 2);
    EXPECT_EQ(trainedText(*tokenizer, *rendered), "[<|im_end|><|im_end|>]");
}

TEST(RenderConversation, ComparesPrefixesWhenTheTemplateHasNoTags) {
    const auto tokenizer = smallTokenizer();
    const templates::ChatTemplate plain = *templates::ChatTemplate::parse(
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% "
        "endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
    const auto rendered = renderConversation(*tokenizer, plain, kTurns, nullptr, patient());
    ASSERT_TRUE(rendered) << rendered.error().code();
    EXPECT_EQ(rendered->source, MaskSource::Prefixes);
    EXPECT_EQ(trainedText(*tokenizer, *rendered), "[Hello<|im_end|>][See you<|im_end|>]");
    const templates::ChatTemplate tagged =
        *templates::ChatTemplate::parse(*templates::builtinTemplate("chatml"));
    const auto withTags = renderConversation(*tokenizer, tagged, kTurns, nullptr, patient());
    EXPECT_EQ(withTags->source, MaskSource::GenerationTags);
    EXPECT_EQ(rendered->ids, withTags->ids);
    EXPECT_EQ(rendered->mask, withTags->mask);
}

TEST(RenderConversation, LeavesOutTurnsThatTheTemplateRewritesAndSaysWhich) {
    const auto tokenizer = smallTokenizer();
    // Earlier answers are shortened, as templates do it with reasoning.
    const templates::ChatTemplate shortening = *templates::ChatTemplate::parse(
        "{% for m in messages %}[{{ m.role }}]{{ m.content if loop.last or m.role == "
        "'user' else '...' }}<|im_end|>{% endfor %}"
        "{% if add_generation_prompt %}[assistant]{% endif %}");
    const auto rendered = renderConversation(*tokenizer, shortening, kTurns, nullptr, patient());
    ASSERT_TRUE(rendered);
    EXPECT_EQ(rendered->source, MaskSource::KeptTurns);
    EXPECT_EQ(trainedText(*tokenizer, *rendered), "[See you<|im_end|>]");
    ASSERT_EQ(rendered->untrained.size(), 1U);
    EXPECT_EQ(rendered->untrained[0].message, 1U);
    EXPECT_EQ(rendered->untrained[0].reason, UntrainedReason::Rewritten);
}

RenderOptions withLoss(std::vector<MessageLoss> loss) {
    RenderOptions options = patient();
    options.messageLoss = std::move(loss);
    return options;
}

const char* const kUntagged =
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

TEST(RenderConversation, DoesNotTrainWhatTheDataExcludes) {
    const auto tokenizer = smallTokenizer();
    const MessageLoss learnt;
    const MessageLoss excluded{false, {}};
    for (const std::string& source :
         {std::string(kUntagged), std::string(*templates::builtinTemplate("chatml"))}) {
        const templates::ChatTemplate chatTemplate = *templates::ChatTemplate::parse(source);
        const auto first = *renderConversation(*tokenizer, chatTemplate, kTurns, nullptr,
                                               withLoss({learnt, excluded, learnt, learnt}));
        EXPECT_EQ(trainedText(*tokenizer, first), "[See you<|im_end|>]");
        ASSERT_EQ(first.untrained.size(), 1U);
        EXPECT_EQ(first.untrained[0].message, 1U);
        EXPECT_EQ(first.untrained[0].reason, UntrainedReason::Marked);
        const auto second = *renderConversation(*tokenizer, chatTemplate, kTurns, nullptr,
                                                withLoss({excluded, learnt, excluded, excluded}));
        EXPECT_EQ(trainedText(*tokenizer, second), "[Hello<|im_end|>]");
        // "See " of the last answer; the blank goes with the word behind it.
        const auto range = *renderConversation(*tokenizer, chatTemplate, kTurns, nullptr,
                                               withLoss({learnt, excluded, learnt, {true, {{0, 4}}}}));
        EXPECT_EQ(trainedText(*tokenizer, range), "[ you<|im_end|>]");
    }
}

TEST(RenderConversation, DoesNotTrainWhatTheDataExcludesWhereEverythingElseIs) {
    const auto tokenizer = smallTokenizer();
    RenderOptions all = withLoss({{}, {false, {}}, {false, {}}, {}});
    all.trainedTokens = TrainedTokens::All;
    const auto rendered =
        *renderConversation(*tokenizer, *templates::ChatTemplate::parse(kUntagged), kTurns, nullptr, all);
    EXPECT_EQ(trainedText(*tokenizer, rendered), "[<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n]"
                                                 "[<|im_start|>assistant\nSee you<|im_end|>\n]");
}

TEST(RenderConversation, DoesNotTrainCallsThatTheTemplateLeavesOut) {
    const auto tokenizer = smallTokenizer();
    const Json call = Json::parse(
        R"([{"role": "user", "content": "Time?"}, {"role": "assistant", "content": "", "tool_calls":
        [{"type": "function", "function": {"name": "clock", "arguments": {}}}]},
        {"role": "tool", "content": "10:20"}, {"role": "assistant", "content": "Twenty past ten."}])");
    const Json tools = Json::parse(R"([{"type": "function", "function": {"name": "clock"}}])");
    for (const std::string& source :
         {std::string(kUntagged), std::string(*templates::builtinTemplate("chatml"))}) {
        const auto rendered =
            *renderConversation(*tokenizer, *templates::ChatTemplate::parse(source), call, tools, patient());
        EXPECT_EQ(trainedText(*tokenizer, rendered), "[Twenty past ten.<|im_end|>]");
        ASSERT_EQ(rendered.untrained.size(), 1U);
        EXPECT_EQ(rendered.untrained[0].message, 1U);
        EXPECT_EQ(rendered.untrained[0].reason, UntrainedReason::CallsLost);
        EXPECT_TRUE(rendered.toolsLost);
        EXPECT_EQ(rendered.emptyAnswers, 0U);
    }
    const templates::ChatTemplate showing = *templates::ChatTemplate::parse(
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}{% for c in m.tool_calls %}"
        "{{ c.function.name }}(){% endfor %}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
    const auto rendered = *renderConversation(*tokenizer, showing, call, nullptr, patient());
    EXPECT_EQ(trainedText(*tokenizer, rendered), "[clock()<|im_end|>][Twenty past ten.<|im_end|>]");
    EXPECT_TRUE(rendered.untrained.empty());
}

TEST(RenderConversation, CountsEmptyAnswers) {
    const auto tokenizer = smallTokenizer();
    const Json empty =
        Json::parse(R"([{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " "}])");
    EXPECT_EQ(
        renderConversation(*tokenizer, *templates::ChatTemplate::parse(kUntagged), empty, nullptr, patient())
            ->emptyAnswers,
        1U);
}

TEST(RenderConversation, RefusesWhenTheMaskCannotBeTold) {
    const auto tokenizer = smallTokenizer();
    const templates::ChatTemplate counting =
        *templates::ChatTemplate::parse("{{ messages | length }}{{ add_generation_prompt }}{% "
                                        "for m in messages %}{{ m.content }}{% endfor %}");
    EXPECT_EQ(renderConversation(*tokenizer, counting, kTurns, nullptr, patient()).error().code(),
              "template.mask_impossible");
    RenderOptions all = patient();
    all.trainedTokens = TrainedTokens::All;
    const auto rendered = renderConversation(*tokenizer, counting, kTurns, nullptr, all);
    EXPECT_EQ(rendered->trained, rendered->ids.size());
}

TEST(RenderConversation, TrainsTheLastTurnAloneWhenAsked) {
    const auto tokenizer = smallTokenizer();
    RenderOptions last = patient();
    last.lossTurns = LossTurns::Last;
    const templates::ChatTemplate chatml =
        *templates::ChatTemplate::parse(*templates::builtinTemplate("chatml"));
    EXPECT_EQ(trainedText(*tokenizer, *renderConversation(*tokenizer, chatml, kTurns, nullptr, last)),
              "[See you<|im_end|>]");
}

TEST(RenderConversation, TrainsTheEndOfTurnBehindATag) {
    const auto tokenizer = smallTokenizer();
    const templates::ChatTemplate outside = *templates::ChatTemplate::parse(
        "{% for m in messages %}{% generation %}{{ m.content }}{% endgeneration %}<|im_end|>\n{% endfor %}");
    const Json one = Json::parse(R"([{"role": "assistant", "content": "Hello"}])");
    EXPECT_EQ(trainedText(*tokenizer, *renderConversation(*tokenizer, outside, one, nullptr, patient())),
              "[Hello<|im_end|>]");
}

TEST(RenderConversation, CutsAtTheMaximumAndCountsWhatIsLost) {
    const auto tokenizer = smallTokenizer();
    const templates::ChatTemplate chatml =
        *templates::ChatTemplate::parse(*templates::builtinTemplate("chatml"));
    const auto whole = *renderConversation(*tokenizer, chatml, kTurns, nullptr, patient());
    RenderOptions shorter = patient();
    shorter.maxLength = 8;
    const auto cut = *renderConversation(*tokenizer, chatml, kTurns, nullptr, shorter);
    EXPECT_EQ(cut.ids.size(), 8U);
    EXPECT_EQ(cut.cut, whole.ids.size() - 8);
    EXPECT_EQ(cut.mask, std::vector<std::uint8_t>(whole.mask.begin(), whole.mask.begin() + 8));
}

TEST(RenderConversation, RefusesWhatIsNoConversation) {
    const auto tokenizer = smallTokenizer();
    const templates::ChatTemplate chatml =
        *templates::ChatTemplate::parse(*templates::builtinTemplate("chatml"));
    for (const char* messages : {"{}", "[1]", "[{}]", R"([{"role": 1}])", "null"})
        EXPECT_EQ(
            renderConversation(*tokenizer, chatml, Json::parse(messages), nullptr, patient()).error().code(),
            "template.messages_invalid");
    EXPECT_EQ(templates::builtinTemplate("builtin:other").error().code(), "template.unknown_builtin");
}

TEST(RenderPlainText, EndsWithEosAndTrainsEverything) {
    const auto tokenizer = smallTokenizer();
    const auto rendered = *renderPlainText(*tokenizer, "a text with <|im_end|> inside", 0);
    EXPECT_EQ(rendered.ids.back(), *tokenizer->idOf("<|im_end|>"));
    EXPECT_EQ(std::count(rendered.ids.begin(), rendered.ids.end(), rendered.ids.back()), 1);
    EXPECT_EQ(rendered.trained, rendered.ids.size());
}

} // namespace
} // namespace luthier::tokenizing
