#include <cleaning/characters.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

/// Control tokens of chat templates and vocabularies other than `<|name|>`.
constexpr std::array<std::string_view, 26> kTokens = {
    "<s>",         "</s>",     "<bos>",           "<eos>",         "<pad>",
    "<unk>",       "<mask>",   "<start_of_turn>", "<end_of_turn>", "<<SYS>>",
    "<</SYS>>",    "[INST]",   "[/INST]",         "[CLS]",         "[SEP]",
    "[PAD]",       "[UNK]",    "[MASK]",          "[BOS]",         "[EOS]",
    "[|system|]",  "[|user|]", "[|assistant|]",   "[|endofturn|]", "<tool_call>",
    "</tool_call>"};

/// Headings of Alpaca's template; only at the beginning of a line.
constexpr std::array<std::string_view, 8> kHeadings = {
    "### Instruction:", "### Input:", "### Response:", "### Human:",
    "### Assistant:",   "### 질문:",  "### 답변:",     "### 응답:"};

/// Those that end a turn: at the very end they are left over and nothing else.
constexpr std::array<std::string_view, 9> kEndings = {"</s>",       "<eos>",      "<end_of_turn>",
                                                      "[EOS]",      "<|im_end|>", "<|endoftext|>",
                                                      "<|eot_id|>", "<|end|>",    "[|endofturn|]"};

/// Length of `<|name|>` or `<｜name｜>` at `at`; 0 when there is none.
std::size_t barredLength(std::string_view text, std::size_t at) {
    for (const std::string_view bar : {std::string_view("|"), std::string_view("｜")}) {
        if (text.substr(at + 1, bar.size()) != bar)
            continue;
        constexpr std::size_t kLongestName = 40;
        const std::string_view inside = text.substr(at + 1 + bar.size(), kLongestName + bar.size() + 1);
        const auto end = inside.find(bar);
        if (end == std::string_view::npos || end == 0 || inside.substr(end + bar.size(), 1) != ">")
            return 0;
        for (const char c : inside.substr(0, end))
            if (!isAsciiWord(c) && c != '-' && static_cast<unsigned char>(c) < 0x80)
                return 0;
        return 1 + bar.size() + end + bar.size() + 1;
    }
    return 0;
}

std::size_t tokenLength(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.front() == '#') {
        const bool lineBegins = at == 0 || text[at - 1] == '\n';
        for (const auto heading : kHeadings)
            if (lineBegins && rest.starts_with(heading))
                return heading.size();
        return 0;
    }
    if (rest.front() == '<')
        if (const auto barred = barredLength(text, at); barred > 0)
            return barred;
    for (const auto token : kTokens)
        if (rest.starts_with(token))
            return token.size();
    return 0;
}

/// Where `<s>` and `</s>` are tags of struck-out text: where a `</s>` that is not the end follows a `<s>`.
bool strikesOut(std::string_view text) {
    const auto begin = text.find("<s>");
    return begin != std::string_view::npos && text.find("</s>", begin) < text.size() - 4;
}

void lookAt(const Passage& passage, std::size_t index, Findings& findings) {
    const std::string_view text = passage.text;
    const bool struckOut = strikesOut(text);
    const std::uint32_t textEnd = withoutOuterBlanks(text).end;
    for (auto at = text.find_first_of("<[#"); at != std::string_view::npos && !findings.full();) {
        const std::size_t length = tokenLength(text, at);
        const std::string_view token = text.substr(at, length);
        const bool meant = struckOut && (token == "<s>" || token == "</s>");
        if (length > 0 && !passage.isInsideCode(at) && !meant) {
            const ByteRange span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + length)};
            const bool ends =
                span.end == textEnd && std::find(kEndings.begin(), kEndings.end(), token) != kEndings.end();
            Parameters parameters = {{"token", std::string(token)}};
            if (ends)
                findings.mend("finding.template_tokens.end", index, span, "", std::move(parameters));
            else
                findings.add("finding.template_tokens", index, span, std::move(parameters));
        }
        at = text.find_first_of("<[#", at + std::max<std::size_t>(length, 1));
    }
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const Passage& passage = row.passages[i];
        if (passage.has('<') || passage.has('[') || passage.has('#'))
            lookAt(passage, i, findings);
    }
}

} // namespace

Rule templateTokens() {
    return {.name = "template_tokens",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.template_tokens", "finding.template_tokens.end"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
