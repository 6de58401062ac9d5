#include <templates/chat_template.h>

#include <base/files.h>
#include <base/json.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <random>

namespace luthier::templates {
namespace {

using tests::sharedData;
using tests::sourceFile;

Json readJson(const std::filesystem::path& path) {
    Result<Json> json = readJsonFile(path);
    if (!json)
        throw std::runtime_error(path.string() + ": " + json.error().code());
    return *std::move(json);
}

Result<RenderedText> render(std::string_view source, const Json& messages = Json::array(),
                            TemplateOptions options = {}, const Json& tools = nullptr) {
    options.seconds = 20; // a busy machine must not decide
    Result<ChatTemplate> parsed = ChatTemplate::parse(source);
    if (!parsed)
        return parsed.error();
    return parsed->render(messages, tools, options);
}

std::string textOrCode(const Result<RenderedText>& result) {
    return result ? result->text : "<" + result.error().code() + ">";
}

/// What Jinja2 allows and ours refuses, or prints otherwise: nothing that templates use.
bool differsOnPurpose(const std::string& source) {
    for (const char* part :
         {"d.items()", "d.keys()", "d.values()", "|batch(0)", "{{ self }}", "format_map", "'%c'", "%(a)s",
          "{:.2f}", "{0:>5}", "is_integer", "bit_length", "1.real", "set loop = 9", "autoescape", "{% block"})
        if (source.find(part) != std::string::npos && source.find("{% for") == std::string::npos)
            return true;
    return source.find("set loop = 9") != std::string::npos;
}

TEST(ChatTemplate, RendersWhatJinjaRenders) {
    const Json golden = readJson(sourceFile("tests/golden/templates/rendered.json"));
    TemplateOptions options;
    options.addGenerationPrompt = true;
    options.specialTokens = {{"bos_token", "<s>"}, {"eos_token", "</s>"}};
    options.variables = golden["variables"];
    std::size_t refused = 0;
    for (const Json& test : golden["cases"]) {
        const std::string source = test["template"].get<std::string>();
        if (differsOnPurpose(source) || test.value("text", "").find("generator object") != std::string::npos)
            continue;
        const auto result = render(source, golden["variables"]["messages"], options);
        if (test.contains("error")) {
            ++refused;
            EXPECT_FALSE(result) << source << " gave " << textOrCode(result) << " instead of "
                                 << test["error"];
        } else {
            EXPECT_EQ(textOrCode(result), test["text"].get<std::string>()) << source;
        }
    }
    EXPECT_GT(golden["cases"].size(), 700U);
    EXPECT_GT(refused, 80U);
}

TEST(ChatTemplate, RendersTheSharedTemplatesByteForByte) {
    SKIP_WITHOUT_SHARED_DATA();
    const Json golden = readJson(sharedData() / "goldens/templates/jinja2_reference_renderings.json");
    TemplateOptions options;
    options.specialTokens = {{"bos_token", "<s>"}, {"eos_token", "</s>"}};
    options.now = 1736933400; // 2025-01-15 09:30:00
    for (const Json& test : golden["cases"]) {
        const std::string file = test["template"].get<std::string>();
        const auto source = readFile(sharedData() / file, 1 << 20);
        options.addGenerationPrompt = test["add_generation_prompt"].get<bool>();
        const Json tools = test["tools"].get<bool>() ? golden["tools"] : Json();
        const auto result =
            render(*source, golden["conversations"][test["conversation"].get<std::string>()], options, tools);
        const std::string expected = test.value("text", "<template.raised>");
        EXPECT_EQ(textOrCode(result), expected) << file << " " << test["conversation"];
    }
    EXPECT_EQ(golden["cases"].size(), 88U);
}

TEST(ChatTemplate, RendersTheCasesOfLlamaCppThatArePlainJinja) {
    SKIP_WITHOUT_SHARED_DATA();
    std::size_t plain = 0;
    for (const Json& test : readJson(sharedData() / "goldens/templates/llamacpp_chat_cases_a.json")) {
        const bool matches = test["plain_jinja2_matches"].get<bool>();
        plain += matches ? 1 : 0;
        TemplateOptions options;
        options.addGenerationPrompt = test["add_generation_prompt"].get<bool>();
        options.specialTokens = {{"bos_token", test["bos_token"].get<std::string>()},
                                 {"eos_token", test["eos_token"].get<std::string>()}};
        const auto result = render(test["template"].get<std::string>(), test["messages"], options);
        EXPECT_EQ(textOrCode(result),
                  (matches ? test["expected_jinja"] : test["plain_jinja2"]["text"]).get<std::string>())
            << test["name"];
    }
    EXPECT_EQ(plain, 13U);
}

TEST(ChatTemplate, KnowsWhichBytesCameFromTheConversation) {
    const Json messages =
        Json::parse(R"([{"role": "user", "content": "  a<s>b  "}, {"role": "assistant", "content": "ok"}])");
    const auto contentOf = [&](std::string_view source) {
        const auto result = render(source, messages);
        EXPECT_TRUE(result) << result.error().code();
        std::string out;
        for (const ByteRange& range : result->content)
            out.append("[").append(result->text, range.begin, range.end - range.begin).append("]");
        return out;
    };
    EXPECT_EQ(contentOf("<s>{{ messages[0].content }}</s>"), "[  a<s>b  ]");
    EXPECT_EQ(contentOf("{{ '<s>' + messages[0].content | trim + '</s>' }}"), "[a<s>b]");
    EXPECT_EQ(contentOf("{{ ('<s>' ~ messages[0].content).upper()[2:9] }}"), "[  A<S>]");
    EXPECT_EQ(contentOf("{% set x %}<s>{{ messages[0].content.split('<') | join('|') }}{% endset %}{{ x }}"),
              "[  a][s>b  ]");
    EXPECT_EQ(contentOf("{{ messages[0].content | replace('a', '<s>') }}"), "[  ][<s>b  ]");
    EXPECT_EQ(contentOf("{% macro m(c) %}<s>{{ c.strip() }}{% endmacro %}{{ m(messages[0].content) }}"),
              "[a<s>b]");
    EXPECT_EQ(contentOf("{{ messages[1] | tojson }}"), "[\"role\"][\"assistant\"][\"content\"][\"ok\"]");
    EXPECT_EQ(contentOf("{{ '%s|%s' | format('<s>', messages[1].content) }}"), "[ok]");
}

TEST(ChatTemplate, MarksWhatTheAssistantSays) {
    const auto result =
        render("{% for m in messages %}<{{ m.role }}>{% generation %}{{ m.content }}!{% endgeneration %}\n{% "
               "endfor %}",
               Json::parse(R"([{"role": "a", "content": "한글"}, {"role": "b", "content": "x"}])"));
    ASSERT_TRUE(result);
    ASSERT_EQ(result->generation.size(), 2U);
    EXPECT_EQ(result->generation[0], (ByteRange{3, 10}));
    EXPECT_EQ(result->text.substr(result->generation[1].begin, 2), "x!");
    EXPECT_TRUE(
        ChatTemplate::parse("{% if x %}{% generation %}{% endgeneration %}{% endif %}")->hasGenerationTags());
    EXPECT_FALSE(ChatTemplate::parse("{# {% generation %} #}")->hasGenerationTags());
}

TEST(ChatTemplate, RaisesTheMessageOfTheTemplate) {
    const auto result = render("{{ raise_exception('Roles must alternate') }}");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), "template.raised");
    EXPECT_EQ(result.error().parameters().at("message"), "Roles must alternate");
}

TEST(ChatTemplate, TellsTheTimeItWasGiven) {
    TemplateOptions options;
    options.now = 1736933405; // 2025-01-15 09:30:05, a Wednesday
    const auto result =
        render("{{ strftime_now('%Y-%m-%d %H:%M:%S|%d %b %Y|%A %-d %B %y %I%p|%e|%F %T %Z|%%|%q') }}",
               Json::array(), options);
    EXPECT_EQ(textOrCode(result),
              "2025-01-15 09:30:05|15 Jan 2025|Wednesday 15 January 25 09AM|15|2025-01-15 09:30:05 UTC|%|%q");
}

TEST(ChatTemplate, NamesTheLineOfAMistake) {
    const auto result = ChatTemplate::parse("a\nb\n{% if %}");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), "template.syntax");
    EXPECT_EQ(result.error().place().line, 3);
}

TEST(HostileTemplate, EndsWithinItsBudgets) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "<template.budget_spent>"},
        {"{% for i in range(1000000000000) %}{% endfor %}", "<template.budget_spent>"},
        {"{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
         "<template.budget_spent>"},
        {"{% set ns = namespace(s='x') %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
         "<template.budget_spent>"},
        {"{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
         "<template.budget_spent>"},
        {"{% set ns = namespace(s=[]) %}{% for i in range(90000) %}{% set ns.s = [ns.s] %}{% endfor %}",
         "<template.budget_spent>"},
        {"{% set ns = namespace() %}{% for i in range(90000) %}{% set ns = namespace(a=ns) %}{% endfor %}",
         "<template.budget_spent>"},
        {"{% set a = namespace() %}{% set a.a = a %}{{ a is defined }}", "True"},
        {"{{ 'x' * 9000000 }}", "<template.budget_spent>"},
        {"{{ 'x' * 9223372036854775807 }}", "<template.budget_spent>"},
        {"{{ [1] * 9223372036854775807 }}", "<template.budget_spent>"},
        {"{{ 'a' | center(9000000000) }}", "<template.budget_spent>"},
        {"{{ 'aaaaaaaaaa' | replace('a', 'b' * 8000000) }}", "<template.budget_spent>"},
        {"{% for i in range(99999) %}{{ 'x' * 1000 }}{% endfor %}", "<template.budget_spent>"},
        {"{{ 1 % 0 }}", "<template.division_by_zero>"},
        {"{{ 1 // 0 }}", "<template.division_by_zero>"},
        {"{{ 9223372036854775807 + 1 }}", "<template.overflow>"},
        {"{{ -9223372036854775807 - 2 }}", "<template.overflow>"},
        {"{{ (0 - 9223372036854775807 - 1) // -1 }}", "<template.overflow>"},
        {"{{ (0 - 9223372036854775807 - 1) % -1 }}", "0"},
        {"{{ 10 ** 40 }}", "<template.overflow>"},
        {"{{ [1, 2][9223372036854775807] }}", ""},
        {"{{ 'abc'[-9223372036854775807:9223372036854775807:9223372036854775807] }}", "a"},
        {"{{ none['x'] }}", ""},
        {"{{ 99999999999999999999 }}", "<template.syntax>"},
        {"{{ " + std::string(100'000, '(') + "1" + std::string(100'000, ')') + "}}", "<template.too_deep>"},
        {"{{ " + std::string(100'000, '[') + "1" + std::string(100'000, ']') + "}}", "<template.too_deep>"},
        {"{{ " + std::string(100'000, '-') + "1 }}", "<template.too_deep>"},
        {"{{ 1" + std::string(10'000, '.') + " }}", "<template.syntax>"},
        {"{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "<template.budget_spent>"},
        {"{% set f = 'a'.__class__ %}{{ f() }}", "<template.undefined>"},
        {"{{ ''.__class__.__mro__ }}", "<template.undefined>"},
        {"{{ messages.append(1) }}", "<template.unsafe>"},
    };
    for (const auto& [source, expected] : cases)
        EXPECT_EQ(textOrCode(render(source)).substr(0, 40), expected) << source.substr(0, 100);
    std::string nested;
    for (int i = 0; i < 5000; ++i)
        nested += "{% if 1 %}";
    EXPECT_EQ(textOrCode(render(nested)), "<template.too_deep>");
    EXPECT_EQ(textOrCode(render(std::string(2 << 20, 'x'))), "<template.too_long>");
}

TEST(HostileTemplate, LongChainsNeedNoDepth) {
    std::string sum = "{{ 1";
    for (int i = 0; i < 20'000; ++i)
        sum += " + 1";
    EXPECT_EQ(textOrCode(render(sum + " }}")), "20001");
}

TEST(HostileTemplate, MutatedTemplatesRenderOrAreRefused) {
    const Json golden = readJson(sourceFile("tests/golden/templates/rendered.json"));
    std::mt19937 random(3);
    std::vector<std::string> sources;
    for (const Json& test : golden["cases"])
        sources.push_back(test["template"].get<std::string>());
    TemplateOptions options;
    options.variables = golden["variables"];
    const std::string_view letters = "{}%#|()[]'\".,:+-*/~<>= \n0123456789abcxyz_\\";
    for (int i = 0; i < 4000; ++i) {
        std::string source = sources[random() % sources.size()] + sources[random() % sources.size()];
        for (unsigned k = 0; k < 1 + random() % 4; ++k) {
            const std::size_t at = random() % source.size();
            if (random() % 3 == 0)
                source.erase(at, 1 + random() % 5);
            else if (random() % 2 == 0)
                source[at] = letters[random() % letters.size()];
            else
                source.insert(at, source.substr(random() % source.size(), random() % 20));
            if (source.empty())
                break;
        }
        const auto result = render(source, golden["variables"]["messages"], options);
        EXPECT_TRUE(result || result.error().code().starts_with("template.")) << source;
    }
}

} // namespace
} // namespace luthier::templates
