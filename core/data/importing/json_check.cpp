#include "json_check.h"

#include <dataset/speakers.h>

#include "options.h"

#include <base/json.h>

#include <simdjson.h>

#include <algorithm>

namespace luthier::importing {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kDeepest = 60; // base reads 64
constexpr std::size_t kMostNodes = 1'900'000;
constexpr std::size_t kFewKeys = 12;
/// Looking a key up in base's Json is linear: an object with more keys would make every later step slow.
constexpr std::size_t kMostKeys = 10'000;
constexpr std::size_t kCapacity = kLongestRecord + 4096;

bool hasRepeatedKey(std::vector<std::string_view>& keys) {
    if (keys.size() <= kFewKeys) {
        for (std::size_t index = 1; index < keys.size(); ++index)
            for (std::size_t other = 0; other < index; ++other)
                if (keys[index] == keys[other])
                    return true;
        return false;
    }
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

/// Half of a surrogate pair by itself: simdjson of this version lets the low half pass.
bool hasLoneSurrogate(std::string_view raw) {
    if (raw.find("\\ud") == std::string_view::npos && raw.find("\\uD") == std::string_view::npos)
        return false;
    bool high = false;
    for (std::size_t at = raw.find('\\'); at < raw.size(); at = raw.find('\\', at)) {
        const bool unit = raw.substr(at).size() >= 6 && raw[at + 1] == 'u';
        const std::string_view digits = unit ? raw.substr(at + 2, 2) : std::string_view();
        const bool surrogate = unit && (digits[0] == 'd' || digits[0] == 'D');
        const bool isHigh = surrogate && digits[1] >= '8' &&
                            (digits[1] <= '9' || digits[1] == 'a' || digits[1] == 'b' || digits[1] == 'A' ||
                             digits[1] == 'B');
        const bool isLow = surrogate && !isHigh && digits[1] >= 'A';
        if (isLow && !high)
            return true;
        high = isHigh && raw.substr(at + 6).starts_with("\\u");
        if (isHigh && !high)
            return true;
        at += unit ? 6 : 2;
    }
    return false;
}

std::string_view codeOf(simdjson::error_code error) {
    switch (error) {
    case simdjson::UTF8_ERROR:
        return "import.bad_encoding";
    case simdjson::DEPTH_ERROR:
        return "import.too_deep";
    case simdjson::CAPACITY:
        return "import.record_too_large";
    case simdjson::NUMBER_ERROR:
        return "import.bad_number";
    case simdjson::UNESCAPED_CHARS:
        return "import.control_character";
    case simdjson::STRING_ERROR:
        return "import.bad_string";
    case simdjson::UNCLOSED_STRING:
        return "import.unclosed_string";
    default:
        return "import.bad_json";
    }
}

} // namespace

struct JsonCheck::State {
    dom::parser parser{kCapacity};
    dom::element root;
    std::size_t nodes = 0;

    std::string_view walk(const dom::element& element, std::size_t depth);
};

/// Duplicate keys, depth and the number of values, which simdjson does not look at.
std::string_view JsonCheck::State::walk(const dom::element& element, std::size_t depth) {
    if (++nodes > kMostNodes)
        return "import.record_too_large";
    if (depth > kDeepest)
        return "import.too_deep";
    if (element.is_array()) {
        for (const auto child : dom::array(element))
            if (const auto code = walk(child, depth + 1); !code.empty())
                return code;
    } else if (element.is_object()) {
        std::vector<std::string_view> keys;
        for (const auto member : dom::object(element)) {
            if (keys.size() == kMostKeys)
                return "import.too_many_columns";
            keys.push_back(member.key);
            if (const auto code = walk(member.value, depth + 1); !code.empty())
                return code;
        }
        if (hasRepeatedKey(keys))
            return "import.repeated_key";
    }
    return {};
}

JsonCheck::JsonCheck()
    : m_state(std::make_unique<State>()) {}
JsonCheck::~JsonCheck() = default;

std::string JsonCheck::check(std::string_view raw, dataset::RecordShape shape, Parameters& parameters) {
    parameters = {{"limit", std::to_string(kLongestRecord)},
                  {"depth", std::to_string(kDeepest)},
                  {"columns", std::to_string(kMostKeys)}};
    if (raw.size() > kLongestRecord)
        return "import.record_too_large";
    const auto error = m_state->parser.parse(raw.data(), raw.size(), false).get(m_state->root);
    if (error)
        return std::string(codeOf(error));
    const bool right =
        shape == dataset::RecordShape::Cells ? m_state->root.is_array() : m_state->root.is_object();
    if (!right)
        return "import.not_an_object";
    m_state->nodes = 0;
    if (const auto code = m_state->walk(m_state->root, 1); !code.empty())
        return std::string(code);
    return hasLoneSurrogate(raw) ? "import.bad_string" : "";
}

namespace {

FieldValue valueOf(const dom::element& element) {
    FieldValue value;
    switch (element.type()) {
    case dom::element_type::STRING:
        value.kind = dataset::kString;
        value.text = std::string_view(element);
        break;
    case dom::element_type::INT64:
        value.kind = dataset::kNumber;
        value.scalar = std::to_string(std::int64_t(element));
        break;
    case dom::element_type::UINT64:
        value.kind = dataset::kNumber;
        value.scalar = std::to_string(std::uint64_t(element));
        break;
    case dom::element_type::DOUBLE:
        value.kind = dataset::kNumber;
        value.scalar = dumpJson(Json(double(element)));
        break;
    case dom::element_type::BOOL:
        value.kind = dataset::kBoolean;
        value.scalar = bool(element) ? "true" : "false";
        break;
    case dom::element_type::ARRAY:
        value.kind = dataset::kList;
        value.isEmptyList = dom::array(element).size() == 0;
        break;
    case dom::element_type::OBJECT:
        value.kind = dataset::kObject;
        break;
    case dom::element_type::NULL_VALUE:
        value.kind = dataset::kNull;
        break;
    }
    return value;
}

} // namespace

namespace {

/// `{"role", "content"}` or `{"from", "value"}`, both texts, and nothing else; null stands for no content.
bool isPlainTurn(const dom::element& element) {
    if (!element.is_object())
        return false;
    bool speaks = false;
    bool says = false;
    for (const auto member : dom::object(element)) {
        const bool text = member.value.is_string();
        if (member.key == "role" || member.key == "from") {
            if (!text || !dataset::roleOfSpeaker(std::string_view(member.value)) || speaks)
                return false;
            speaks = true;
        } else if (member.key == "content" || member.key == "value") {
            if (!text && !member.value.is_null())
                return false;
            says = true;
        } else {
            return false;
        }
    }
    return speaks && says;
}

} // namespace

bool JsonCheck::isPlain(std::string_view column, std::string_view role) const {
    dom::element value;
    if (m_state->root.at_key(column).get(value) != simdjson::SUCCESS || value.is_null())
        return true;
    if (role == "prompt" || role == "response")
        return !value.is_array() && !value.is_object();
    if (!value.is_array())
        return false;
    for (const auto element : dom::array(value))
        if (role != "messages" || !isPlainTurn(element))
            return false;
    return true;
}

void JsonCheck::forEachField(
    const std::function<void(std::string_view name, const FieldValue& value)>& visit) const {
    if (m_state->root.is_array()) {
        for (const auto cell : dom::array(m_state->root))
            visit({}, valueOf(cell));
        return;
    }
    for (const auto member : dom::object(m_state->root))
        visit(member.key, valueOf(member.value));
}

} // namespace luthier::importing
