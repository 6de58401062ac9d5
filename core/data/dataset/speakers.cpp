#include "speakers.h"

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::dataset {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 52> kSpeakers = {{
    {"human", "user"},          {"user", "user"},
    {"prompter", "user"},       {"question", "user"},
    {"instruction", "user"},    {"input", "user"},
    {"customer", "user"},       {"client", "user"},
    {"student", "user"},        {"사용자", "user"},
    {"유저", "user"},           {"고객", "user"},
    {"질문자", "user"},         {"질문", "user"},
    {"gpt", "assistant"},       {"gpt3", "assistant"},
    {"gpt35", "assistant"},     {"gpt4", "assistant"},
    {"gpt4o", "assistant"},     {"chatgpt", "assistant"},
    {"assistant", "assistant"}, {"ai", "assistant"},
    {"bot", "assistant"},       {"chatbot", "assistant"},
    {"model", "assistant"},     {"llm", "assistant"},
    {"bing", "assistant"},      {"bard", "assistant"},
    {"claude", "assistant"},    {"gemini", "assistant"},
    {"output", "assistant"},    {"answer", "assistant"},
    {"response", "assistant"},  {"어시스턴트", "assistant"},
    {"챗봇", "assistant"},      {"봇", "assistant"},
    {"상담사", "assistant"},    {"상담원", "assistant"},
    {"답변", "assistant"},      {"system", "system"},
    {"시스템", "system"},       {"functioncall", "call"},
    {"toolcall", "call"},       {"toolcalls", "call"},
    {"observation", "tool"},    {"functionresponse", "tool"},
    {"functionresult", "tool"}, {"toolresponse", "tool"},
    {"toolresult", "tool"},     {"tooloutput", "tool"},
    {"function", "tool"},       {"tool", "tool"},
}};

/// Lower case, without what names are written apart with.
std::string plainSpeaker(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (c >= 'A' && c <= 'Z')
            plain += static_cast<char>(c + 32);
        else if (std::string_view(" \t_-.:").find(c) == std::string_view::npos)
            plain += c;
    return plain;
}

} // namespace

std::optional<std::string> roleOfSpeaker(std::string_view name) {
    const std::string plain = plainSpeaker(name);
    const auto known = std::find_if(kSpeakers.begin(), kSpeakers.end(),
                                    [&](const auto& speaker) { return speaker.first == plain; });
    return known == kSpeakers.end() ? std::nullopt : std::optional(std::string(known->second));
}

} // namespace luthier::dataset
