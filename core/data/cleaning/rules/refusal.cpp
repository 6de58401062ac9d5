#include <cleaning/characters.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t { kWithin };

/// What only a model says of itself, anywhere in an answer.
constexpr std::array<std::string_view, 13> kSelf = {"as an ai language model",
                                                    "as an ai model",
                                                    "as an artificial intelligence",
                                                    "as a language model",
                                                    "as a large language model",
                                                    "i'm just an ai",
                                                    "i am just an ai",
                                                    "i'm an ai language model",
                                                    "i am an ai language model",
                                                    "ai 언어 모델로서",
                                                    "인공지능 언어 모델",
                                                    "언어 모델로서",
                                                    "저는 ai 언어 모델"};

/// An assistant may be played or asked about; it refuses when it goes on with one of these.
constexpr std::string_view kAssistant = "as an ai assistant, i";
constexpr std::array<std::string_view, 6> kNot = {" don't",  " do not", " can't",
                                                  " cannot", " am not", " am unable"};

/// A refusal in one clause: the first part, and one of the verbs close behind it.
constexpr std::array<std::string_view, 12> kCannot = {
    "i can't",        "i cannot",        "i can not",        "i'm unable to",
    "i am unable to", "i'm not able to", "i am not able to", "i won't be able to",
    "i must decline", "i will not",      "i won't",          "i'm not comfortable"};
constexpr std::array<std::string_view, 22> kVerbs = {" assist",         " help you with that",
                                                     " help with that", " help with this",
                                                     " fulfill",        " fulfil",
                                                     " comply",         " provide",
                                                     " create",         " generate",
                                                     " write",          " engage",
                                                     " support",        " answer",
                                                     " discuss",        " share",
                                                     " participate",    " complete this",
                                                     " complete that",  " offer",
                                                     " condone",        " produce"};

constexpr std::array<std::string_view, 9> kSorry = {"i'm sorry",   "i am sorry",       "sorry,",
                                                    "i apologize", "unfortunately, i", "i regret",
                                                    "죄송하지만",  "죄송합니다",       "미안하지만"};

/// What cannot be done in Korean; only behind an apology or of oneself.
constexpr std::array<std::string_view, 12> kKoreanCannot = {
    "도와드릴 수 없",   "도와 드릴 수 없", "제공할 수 없",      "제공해 드릴 수 없",
    "제공해드릴 수 없", "답변할 수 없",    "답변드릴 수 없",    "답변을 드릴 수 없",
    "응할 수 없",       "작성할 수 없",    "작성해 드릴 수 없", "생성할 수 없"};

struct Hit {
    std::size_t at = std::string::npos;
    std::size_t end = 0;
};

template <std::size_t N>
Hit firstOf(std::string_view text, const std::array<std::string_view, N>& phrases, std::size_t from = 0) {
    Hit hit;
    for (const auto phrase : phrases) {
        const auto at = text.find(phrase, from);
        if (at < hit.at)
            hit = {at, at + phrase.size()};
    }
    return hit;
}

/// Where the sentence that holds `at` ends.
std::size_t sentenceEnd(std::string_view text, std::size_t at) {
    const auto end = text.find_first_of(".!?\n", at);
    return end == std::string_view::npos ? text.size() : end;
}

/// The refusal in the beginning of an answer: in English "I cannot" with a verb of doing for somebody, behind
/// an apology or at the very beginning; in Korean an apology with what cannot be done.
Hit refusalIn(std::string_view head) {
    const Hit sorry = firstOf(head, kSorry);
    const Hit cannot = firstOf(head, kCannot);
    const bool begins = cannot.at <= 2 || sorry.at <= 2;
    if (cannot.at != std::string::npos && begins) {
        const auto end = sentenceEnd(head, cannot.end);
        const Hit verb = firstOf(head.substr(0, end), kVerbs, cannot.end);
        if (verb.at != std::string::npos)
            return {std::min(sorry.at, cannot.at), verb.end};
    }
    const Hit korean = firstOf(head, kKoreanCannot);
    if (korean.at != std::string::npos && sorry.at < korean.at)
        return {sorry.at, korean.end};
    return {};
}

/// What only a model says of itself.
Hit selfIn(std::string_view head) {
    const Hit self = firstOf(head, kSelf);
    if (self.at != std::string::npos)
        return self;
    const auto assistant = head.find(kAssistant);
    if (assistant == std::string::npos)
        return {};
    const auto end = sentenceEnd(head, assistant);
    const Hit negation = firstOf(head.substr(0, end), kNot, assistant);
    return negation.at == std::string::npos ? Hit() : Hit{assistant, negation.end};
}

/// The beginning of an answer in small letters with plain apostrophes, and where each byte stands in it.
struct Head {
    std::string text;
    std::vector<std::uint32_t> places; // one more than bytes
};

Head headOf(std::string_view text) {
    constexpr std::string_view kApostrophe = "’";
    Head head;
    for (std::size_t at = 0; at < text.size();) {
        const bool apostrophe = text.substr(at, kApostrophe.size()) == kApostrophe;
        head.text += apostrophe ? '\'' : asciiLower(text[at]);
        head.places.push_back(static_cast<std::uint32_t>(at));
        at += apostrophe ? kApostrophe.size() : 1;
    }
    head.places.push_back(static_cast<std::uint32_t>(text.size()));
    return head;
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const Passage& passage = row.passages[i];
        if (passage.speaker != Speaker::Assistant || passage.role == "rejected")
            continue;
        const ByteRange inside = withoutOuterBlanks(passage.text);
        const Head head = headOf(utf8Prefix(passage.text.substr(inside.begin, inside.end - inside.begin),
                                            static_cast<std::size_t>(settings.values[kWithin])));
        const Hit self = selfIn(head.text);
        const Hit hit = self.at != std::string::npos ? self : refusalIn(head.text);
        if (hit.at == std::string::npos)
            continue;
        findings.add(self.at != std::string::npos ? "finding.refusal.self" : "finding.refusal", i,
                     {inside.begin + head.places[hit.at], inside.begin + head.places[hit.end]},
                     {{"phrase", head.text.substr(hit.at, hit.end - hit.at)}});
    }
}

} // namespace

Rule refusal() {
    return {.name = "refusal",
            .presets = kInstruction,
            .parameters = {{"within_bytes", 300, 20, 1e6}},
            .reasons = {"finding.refusal", "finding.refusal.self"},
            .find = find};
}

} // namespace luthier::cleaning::rules
