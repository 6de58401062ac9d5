#include "yaml.h"

#include <yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string>

namespace luthier::adopting {
namespace {

constexpr std::string_view kCoreTags = "tag:yaml.org,2002:";

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// A whole number with its sign and, between its digits, underscores; 0x and 0o as well.
std::optional<std::int64_t> integerOf(std::string text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.erase(0, 1);
    if (text.empty() || text.front() == '_')
        return std::nullopt;
    std::erase(text, '_');
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0o")) {
        base = text[1] == 'x' ? 16 : 8;
        text.erase(0, 2);
    } else if (text.size() > 1 && text.front() == '0') {
        return std::nullopt; // a code, not a count
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size() || text.starts_with('-'))
        return std::nullopt;
    return negative ? -value : value;
}

std::optional<double> numberOf(std::string text) {
    const bool plus = text.starts_with('+');
    if (plus)
        text.erase(0, 1);
    const bool hasDigit = text.find_first_of("0123456789") != std::string::npos;
    if (!hasDigit || text.find_first_not_of("0123456789.eE+-") != std::string::npos)
        return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

Json plainScalar(const std::string& text) {
    if (text.empty() || isOneOf(text, {"~", "null", "Null", "NULL"}))
        return nullptr;
    if (isOneOf(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"}))
        return true;
    if (isOneOf(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"}))
        return false;
    if (const auto whole = integerOf(text))
        return *whole;
    if (const auto number = numberOf(text))
        return *number;
    return text;
}

/// The events of a text, one after the other.
class Events {
public:
    explicit Events(std::string_view text) {
        yaml_parser_initialize(&m_parser);
        yaml_parser_set_input_string(&m_parser, reinterpret_cast<const unsigned char*>(text.data()),
                                     text.size());
    }
    ~Events() {
        yaml_event_delete(&m_event);
        yaml_parser_delete(&m_parser);
    }
    Events(const Events&) = delete;
    Events& operator=(const Events&) = delete;

    /// The next one, which the last gives way to; none where the text is not YAML.
    const yaml_event_t* next() {
        yaml_event_delete(&m_event);
        m_event = {};
        return yaml_parser_parse(&m_parser, &m_event) != 0 ? &m_event : nullptr;
    }
    std::int64_t line() const {
        const std::size_t at =
            m_parser.problem_mark.line != 0 ? m_parser.problem_mark.line : m_parser.mark.line;
        return static_cast<std::int64_t>(at) + 1;
    }
    std::string problem() const { return m_parser.problem ? m_parser.problem : ""; }

private:
    yaml_parser_t m_parser{};
    yaml_event_t m_event{};
};

std::string textOf(const unsigned char* text) {
    return text ? reinterpret_cast<const char*>(text) : "";
}

/// How many values there are in one, and how deep they lie.
struct Extent {
    std::size_t nodes = 1;
    std::size_t depth = 0;
};

Extent extentOf(const Json& value) {
    Extent extent;
    if (value.is_structured())
        for (const Json& inner : value) {
            const Extent part = extentOf(inner);
            extent.nodes += part.nodes;
            extent.depth = std::max(extent.depth, part.depth + 1);
        }
    return extent;
}

Error tooLarge(const YamlLimits& limits) {
    return refused("yaml.too_large")
        .with("bytes", static_cast<std::int64_t>(limits.bytes))
        .with("values", static_cast<std::int64_t>(limits.nodes));
}

class Reader {
public:
    Reader(std::string_view text, std::string_view file, const YamlLimits& limits)
        : m_events(text)
        , m_file(file)
        , m_limits(limits) {}

    Result<Json> document() {
        for (;;) {
            const yaml_event_t* event = m_events.next();
            if (!event)
                return syntax();
            if (event->type == YAML_STREAM_END_EVENT)
                return Json(nullptr);
            if (event->type == YAML_DOCUMENT_START_EVENT)
                break;
        }
        TRY(Json first, value(0));
        for (;;) {
            const yaml_event_t* event = m_events.next();
            if (!event)
                return syntax();
            if (event->type == YAML_STREAM_END_EVENT)
                return first;
            if (event->type == YAML_DOCUMENT_START_EVENT)
                return at(refused("yaml.second_document"));
        }
    }

private:
    Error syntax() const { return at(refused("yaml.syntax").because(m_events.problem())); }
    Error at(Error error) const { return std::move(error).at(m_file).line(m_events.line()); }
    Status count(std::size_t nodes, std::size_t depth) {
        m_nodes += nodes;
        if (m_nodes > m_limits.nodes)
            return at(tooLarge(m_limits));
        if (depth > m_limits.depth)
            return at(refused("yaml.too_deep").with("limit", static_cast<std::int64_t>(m_limits.depth)));
        return {};
    }
    Status checkTag(const unsigned char* given) const {
        const std::string tag = textOf(given);
        const std::string_view kind = std::string_view(tag).substr(std::min(tag.size(), kCoreTags.size()));
        if (!tag.empty() && tag != "!" &&
            !(tag.starts_with(kCoreTags) &&
              isOneOf(kind, {"str", "int", "float", "bool", "null", "map", "seq"})))
            return at(refused("yaml.tag").with("tag", tag));
        return {};
    }

    /// The next value; of the end of a list or an object nothing.
    Result<Json> value(std::size_t depth) {
        const yaml_event_t* event = m_events.next();
        if (!event)
            return syntax();
        return valueOf(*event, depth);
    }

    Result<Json> valueOf(const yaml_event_t& event, std::size_t depth) {
        TRY_VOID(count(1, depth));
        switch (event.type) {
        case YAML_SCALAR_EVENT:
            return scalar(event);
        case YAML_SEQUENCE_START_EVENT: {
            const std::string anchor = textOf(event.data.sequence_start.anchor);
            TRY_VOID(checkTag(event.data.sequence_start.tag));
            return kept(anchor, list(depth));
        }
        case YAML_MAPPING_START_EVENT: {
            const std::string anchor = textOf(event.data.mapping_start.anchor);
            TRY_VOID(checkTag(event.data.mapping_start.tag));
            return kept(anchor, object(depth));
        }
        case YAML_ALIAS_EVENT: {
            const auto found = m_anchors.find(textOf(event.data.alias.anchor));
            if (found == m_anchors.end())
                return syntax();
            const Extent extent = extentOf(found->second);
            TRY_VOID(count(extent.nodes, depth + extent.depth));
            return found->second;
        }
        default:
            return syntax();
        }
    }

    Result<Json> kept(const std::string& anchor, Result<Json> value) {
        if (value && !anchor.empty())
            m_anchors[anchor] = *value;
        return value;
    }

    Result<Json> scalar(const yaml_event_t& event) {
        const auto& given = event.data.scalar;
        TRY_VOID(checkTag(given.tag));
        const std::string text(reinterpret_cast<const char*>(given.value), given.length);
        const bool isText =
            given.tag ? textOf(given.tag).ends_with("str") : given.style != YAML_PLAIN_SCALAR_STYLE;
        return kept(textOf(given.anchor), isText ? Json(text) : plainScalar(text));
    }

    Result<Json> list(std::size_t depth) {
        Json values = Json::array();
        for (;;) {
            const yaml_event_t* event = m_events.next();
            if (!event)
                return syntax();
            if (event->type == YAML_SEQUENCE_END_EVENT)
                return values;
            TRY(Json value, valueOf(*event, depth + 1));
            values.push_back(std::move(value));
        }
    }

    Result<Json> object(std::size_t depth) {
        Json values = Json::object();
        Json merged = Json::object();
        for (;;) {
            const yaml_event_t* event = m_events.next();
            if (!event)
                return syntax();
            if (event->type == YAML_MAPPING_END_EVENT)
                break;
            if (event->type != YAML_SCALAR_EVENT)
                return syntax();
            const std::string key(reinterpret_cast<const char*>(event->data.scalar.value),
                                  event->data.scalar.length);
            if (values.contains(key))
                return at(refused("yaml.duplicate_key").with("field", key));
            TRY(Json inner, value(depth + 1));
            if (key == "<<")
                merge(inner, merged);
            else
                values[key] = std::move(inner);
        }
        for (auto& [key, inner] : merged.items())
            if (!values.contains(key))
                values[key] = std::move(inner);
        return values;
    }

    /// Of several objects the first has the say.
    static void merge(const Json& from, Json& merged) {
        if (from.is_array())
            for (const Json& one : from)
                merge(one, merged);
        if (from.is_object())
            for (const auto& [key, value] : from.items())
                if (!merged.contains(key))
                    merged[key] = value;
    }

    Events m_events;
    std::string_view m_file;
    const YamlLimits& m_limits;
    std::size_t m_nodes = 0;
    std::map<std::string, Json> m_anchors;
};

} // namespace

Result<Json> readYaml(std::string_view text, std::string_view file, const YamlLimits& limits) {
    if (text.size() > limits.bytes)
        return tooLarge(limits).at(file);
    return Reader(text, file, limits).document();
}

} // namespace luthier::adopting
