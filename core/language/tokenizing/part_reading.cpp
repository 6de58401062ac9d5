#include "part_reading.h"

#include <templates/unicode.h>

namespace luthier::tokenizing {

Result<std::string> partType(const Json& json, std::string_view part) {
    if (!json.is_object())
        return refused("tokenizer.part_invalid").with("part", part);
    return stringAt(json, "type");
}

Error partNotSupported(std::string_view part, std::string_view type) {
    return refused("tokenizer.part_not_supported").with("part", part).with("type", type.substr(0, 60));
}

Result<const Json*> sequenceOf(const Json& json, std::string_view key, int depth) {
    const Json* members = member(json, key);
    if (members == nullptr || !members->is_array() || members->size() > kPartCount || depth >= kPartDepth)
        return refused("tokenizer.part_invalid").with("part", key);
    return members;
}

Result<Pattern> patternOf(const Json& json) {
    const Json* pattern = member(json, "pattern");
    if (pattern == nullptr)
        return refused("json.missing_field").field("pattern");
    if (const Json* text = member(*pattern, "String"); text != nullptr && text->is_string())
        return Pattern::literal(text->get_ref<const std::string&>());
    if (const Json* text = member(*pattern, "Regex"); text != nullptr && text->is_string())
        return Pattern::expression(text->get_ref<const std::string&>());
    return refused("tokenizer.part_invalid").with("part", "pattern");
}

Result<char32_t> characterAt(const Json& json, std::string_view key) {
    TRY(const std::string text, stringAt(json, key));
    const std::u32string characters = templates::toCodePoints(text);
    if (characters.size() != 1)
        return refused("tokenizer.part_invalid").with("part", key);
    return characters.front();
}

} // namespace luthier::tokenizing
