#include "texts.h"

#include "particles.h"

#include <base/json.h>

#include <algorithm>
#include <cstdlib>

namespace luthier::texts {

// Written by resources/CMakeLists.txt from resources/texts.
extern const std::string_view kEnglishDocument;
extern const std::string_view kKoreanDocument;

namespace {

/// "31 recipe.rows_dropped, 2 conversation.bad_role" or a code alone, in words; a code that has none stays as
/// it is.
std::string inWords(const Texts& texts, std::string_view counted) {
    std::string words;
    while (!counted.empty()) {
        const std::string_view one = counted.substr(0, counted.find(", "));
        counted.remove_prefix(std::min(counted.size(), one.size() + 2));
        const std::size_t blank = one.find(' ');
        const std::string_view code = one.substr(blank == std::string_view::npos ? 0 : blank + 1);
        const std::string shortly = std::string(code) + ".short";
        const std::string reason = texts.has(shortly) ? texts.raw(shortly) : std::string(code);
        words += words.empty() ? "" : ", ";
        words += blank == std::string_view::npos
                     ? reason
                     : texts.sentence("rows.counted",
                                      {{"count", std::string(one.substr(0, blank))}, {"reason", reason}});
    }
    return words;
}

/// Fills `{key}`, `{key|을/를}` (the value with its particle), `{|을/를}` (the particle of what stands before
/// it, as behind a quotation mark) and `{key|codes}` (codes in words).
std::string filled(const Texts& texts, std::string_view sentence, const Parameters& parameters) {
    std::string text;
    std::size_t position = 0;
    while (position < sentence.size()) {
        const std::size_t open = sentence.find('{', position);
        const std::size_t close = open == std::string_view::npos ? open : sentence.find('}', open);
        if (close == std::string_view::npos)
            break;
        text += sentence.substr(position, open - position);
        std::string_view key = sentence.substr(open + 1, close - open - 1);
        std::string_view particle;
        if (const auto bar = key.find('|'); bar != std::string_view::npos) {
            particle = key.substr(bar + 1);
            key = key.substr(0, bar);
        }
        position = close + 1;
        if (key.empty()) {
            text += particleAfter(text, particle);
            continue;
        }
        const auto found = parameters.find(std::string(key));
        const std::string_view value = found == parameters.end() ? std::string_view("?") : found->second;
        if (particle == "codes") {
            text += inWords(texts, value);
            continue;
        }
        text += value;
        text += particleAfter(value, particle);
    }
    text += sentence.substr(position);
    return text;
}

} // namespace

Language languageFromEnvironment() {
    const char* name = std::getenv("LUTHIER_LANGUAGE");
    return name && std::string_view(name).starts_with("ko") ? Language::Korean : Language::English;
}

Texts::Texts(std::string_view document) {
    const Result<Json> parsed = parseJson(document);
    if (!parsed)
        return;
    for (const auto& [code, sentence] : parsed->items())
        m_sentences.emplace(code, sentence.get<std::string>());
}

const Texts& Texts::of(Language language) {
    static const Texts english(kEnglishDocument);
    static const Texts korean(kKoreanDocument);
    return language == Language::Korean ? korean : english;
}

std::string Texts::sentence(std::string_view code, const Parameters& parameters) const {
    const auto found = m_sentences.find(std::string(code));
    return found == m_sentences.end() ? std::string(code) : filled(*this, found->second, parameters);
}

std::string Texts::message(const Error& error) const {
    const std::string text = sentence(error.code(), error.parameters());
    const ErrorPlace& place = error.place();
    const std::string written = raw(error.code());
    const auto says = [&written](std::string_view parameter) {
        return written.find(parameter) != std::string::npos;
    };
    if (!place.line || place.file.empty() || says("{line"))
        return text;
    return sentence(says("{file") ? "place.line" : "place.file_and_line",
                    {{"file", place.file}, {"line", std::to_string(*place.line)}, {"sentence", text}});
}

std::string Texts::hint(const Error& error) const {
    const std::string code = error.code() + ".hint";
    return has(code) ? sentence(code, error.parameters()) : std::string();
}

Json Texts::document(const Error& error) const {
    const auto orNull = [](const std::string& text) {
        return text.empty() ? Json(nullptr) : Json(text);
    };
    const ErrorPlace& place = error.place();
    Json document = errorToJson(error);
    document["message"] = message(error);
    document["where"] = {{"file", orNull(place.file)},
                         {"field", orNull(place.field)},
                         {"line", place.line ? Json(*place.line) : Json(nullptr)}};
    document["hint"] = orNull(hint(error));
    return document;
}

bool Texts::has(std::string_view code) const {
    return m_sentences.contains(std::string(code));
}

std::string Texts::raw(std::string_view code) const {
    const auto found = m_sentences.find(std::string(code));
    return found == m_sentences.end() ? std::string() : found->second;
}

std::vector<std::string> Texts::codes() const {
    std::vector<std::string> all;
    all.reserve(m_sentences.size());
    for (const auto& [code, sentence] : m_sentences)
        all.push_back(code);
    return all;
}

} // namespace luthier::texts
