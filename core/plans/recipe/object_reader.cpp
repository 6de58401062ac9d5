#include "object_reader.h"

#include "peer_keys.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

namespace luthier::recipe {
namespace {

/// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

std::string numberText(double number) {
    return dumpJson(Json(number));
}

} // namespace

std::string joinedNames(std::span<const std::string_view> names) {
    std::string text;
    for (const std::string_view name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

std::string nearestName(std::string_view word, std::span<const std::string> candidates) {
    std::string best;
    std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string& candidate : candidates)
        if (const std::size_t steps = distance(word, candidate); steps < least) {
            least = steps;
            best = candidate;
        }
    return best;
}

ObjectReader::ObjectReader(const Json& object, std::string path, std::vector<Finding>& findings)
    : m_object(object)
    , m_path(std::move(path))
    , m_findings(findings) {}

std::string ObjectReader::pathOf(std::string_view key) const {
    return m_path.empty() ? std::string(key) : m_path + "." + std::string(key);
}

const Json* ObjectReader::take(std::string_view key) {
    m_known.emplace_back(key);
    return member(m_object, key);
}

void ObjectReader::wrongType(std::string_view key, std::string_view expected) {
    const Json* value = member(m_object, key);
    // Programs that read YAML write 2e-4 as a text.
    std::optional<Fix> fix;
    if (expected == "number" && value && value->is_string())
        if (const auto number = parseJson(value->get_ref<const std::string&>());
            number && number->is_number())
            fix = Fix{pathOf(key), *number};
    m_findings.push_back({Severity::Error,
                          "recipe.wrong_type",
                          pathOf(key),
                          {{"field", pathOf(key)},
                           {"expected", std::string(expected)},
                           {"found", value ? value->type_name() : "null"}},
                          std::move(fix)});
}

void ObjectReader::badValue(std::string_view key, std::string_view value, std::string_view expected) {
    m_findings.push_back(
        {Severity::Error,
         "recipe.bad_value",
         pathOf(key),
         {{"field", pathOf(key)}, {"value", std::string(value)}, {"expected", std::string(expected)}},
         {}});
}

const Json* ObjectReader::typed(std::string_view key, bool (Json::*check)() const noexcept,
                                std::string_view expected) {
    const Json* value = take(key);
    if (!value)
        return nullptr;
    if (!(value->*check)()) {
        wrongType(key, expected);
        return nullptr;
    }
    return value;
}

void ObjectReader::text(std::string_view key, std::string& value) {
    if (const Json* found = typed(key, &Json::is_string, "string"))
        value = found->get<std::string>();
}

void ObjectReader::optionalText(std::string_view key, std::optional<std::string>& value) {
    if (const Json* found = typed(key, &Json::is_string, "string"))
        value = found->get<std::string>();
}

void ObjectReader::flag(std::string_view key, bool& value) {
    if (const Json* found = typed(key, &Json::is_boolean, "boolean"))
        value = found->get<bool>();
}

std::optional<double> ObjectReader::bounded(std::string_view key, Bounds bounds, bool whole) {
    const Json* found = typed(key, &Json::is_number, whole ? "integer" : "number");
    if (!found)
        return std::nullopt;
    const auto value = found->get<double>();
    if (whole && value != std::floor(value)) {
        wrongType(key, "integer");
        return std::nullopt;
    }
    if (!(value >= bounds.least && value <= bounds.most)) {
        badValue(key, dumpJson(*found), numberText(bounds.least) + " … " + numberText(bounds.most));
        return std::nullopt;
    }
    return value;
}

void ObjectReader::integer(std::string_view key, std::int64_t& value, Bounds bounds) {
    if (const auto number = bounded(key, bounds, true))
        value = static_cast<std::int64_t>(*number);
}

void ObjectReader::optionalInteger(std::string_view key, std::optional<std::int64_t>& value, Bounds bounds) {
    if (const auto number = bounded(key, bounds, true))
        value = static_cast<std::int64_t>(*number);
}

void ObjectReader::number(std::string_view key, double& value, Bounds bounds) {
    if (const auto number = bounded(key, bounds, false))
        value = *number;
}

void ObjectReader::optionalNumber(std::string_view key, std::optional<double>& value, Bounds bounds) {
    if (const auto number = bounded(key, bounds, false))
        value = *number;
}

std::optional<std::size_t> ObjectReader::choice(std::string_view key, std::span<const std::string_view> names,
                                                std::span<const std::string_view> ready,
                                                std::span<const std::string_view> later) {
    const auto has = [](std::span<const std::string_view> list, std::string_view name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    const Json* found = typed(key, &Json::is_string, "string");
    if (!found)
        return std::nullopt;
    const auto& value = found->get_ref<const std::string&>();
    if (has(ready, value))
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), value) - names.begin());
    if (has(names, value) || has(later, value))
        m_findings.push_back({Severity::Error,
                              "usage.not_yet",
                              pathOf(key),
                              {{"name", value}, {"available", joinedNames(ready)}},
                              Fix{pathOf(key), Json(ready.front())}});
    else
        badValue(key, value, joinedNames(ready));
    return std::nullopt;
}

bool ObjectReader::names(std::string_view key, std::vector<std::string>& value, Bounds count) {
    const Json* found = take(key);
    if (!found)
        return false;
    const bool texts = found->is_array() &&
                       std::all_of(found->begin(), found->end(), [](const Json& i) { return i.is_string(); });
    const auto size = static_cast<double>(found->size());
    if (!texts || size < count.least || size > count.most) {
        wrongType(key, "list of names");
        return false;
    }
    value = found->get<std::vector<std::string>>();
    return true;
}

void ObjectReader::layers(std::string_view key, std::vector<std::int64_t>& value) {
    const Json* found = take(key);
    if (!found)
        return;
    const bool whole = found->is_array() && std::all_of(found->begin(), found->end(), [](const Json& i) {
                           return i.is_number_integer() && i.get<std::int64_t>() >= 0;
                       });
    if (whole)
        value = found->get<std::vector<std::int64_t>>();
    else
        wrongType(key, "list of whole numbers");
}

template <class Number>
void ObjectReader::pattern(std::string_view key, std::vector<std::pair<std::string, Number>>& value) {
    const Json* found = typed(key, &Json::is_object, "object");
    if (!found)
        return;
    std::vector<std::pair<std::string, Number>> read;
    constexpr bool kWhole = std::is_integral_v<Number>;
    for (const auto& [name, number] : found->items()) {
        const double given = number.is_number() ? number.template get<double>() : 0;
        if (given <= 0 || (kWhole && given != std::floor(given)))
            badValue(key, dumpJson(number), kWhole ? "a whole number above 0" : "a number above 0");
        else
            read.emplace_back(name, number.template get<Number>());
    }
    value = std::move(read);
}

template void ObjectReader::pattern(std::string_view, std::vector<std::pair<std::string, std::int64_t>>&);
template void ObjectReader::pattern(std::string_view, std::vector<std::pair<std::string, double>>&);

void ObjectReader::later(std::string_view key, std::string_view available) {
    if (take(key))
        m_findings.push_back({Severity::Error,
                              "usage.not_yet",
                              pathOf(key),
                              {{"name", pathOf(key)}, {"available", std::string(available)}},
                              {}});
}

void ObjectReader::notYet(std::string_view key, const Json& usual) {
    const Json* found = member(m_object, key);
    m_findings.push_back(
        {Severity::Error,
         "usage.not_yet",
         pathOf(key),
         {{"name", pathOf(key) + ": " + (found ? dumpJson(*found) : "null")}, {"available", dumpJson(usual)}},
         Fix{pathOf(key), usual}});
}

void ObjectReader::object(std::string_view key, const std::function<void(ObjectReader&)>& read) {
    const Json* found = typed(key, &Json::is_object, "object");
    if (!found)
        return;
    ObjectReader reader(*found, pathOf(key), m_findings);
    read(reader);
    reader.finish();
}

void ObjectReader::objects(std::string_view key, const std::function<void(ObjectReader&)>& read) {
    const Json* found = typed(key, &Json::is_array, "array");
    if (!found)
        return;
    std::size_t index = 0;
    for (const Json& item : *found) {
        const std::string path = pathOf(key) + "." + std::to_string(index++);
        if (!item.is_object()) {
            m_findings.push_back({Severity::Error,
                                  "recipe.wrong_type",
                                  path,
                                  {{"field", path}, {"expected", "object"}, {"found", item.type_name()}},
                                  {}});
            continue;
        }
        ObjectReader reader(item, path, m_findings);
        read(reader);
        reader.finish();
    }
}

void ObjectReader::finish() {
    if (!m_object.is_object())
        return;
    for (const auto& [key, value] : m_object.items()) {
        if (std::find(m_known.begin(), m_known.end(), key) != m_known.end())
            continue;
        // A key that another program or another group has means that one, whatever is spelt alike here.
        std::string meant = keyMeantBy(key);
        if (meant.empty())
            meant = nearestName(key, m_known);
        Finding finding{Severity::Error,
                        meant.empty() ? "recipe.unknown_key" : "recipe.unknown_key_meant",
                        pathOf(key),
                        {{"field", pathOf(key)}},
                        {}};
        if (!meant.empty())
            finding.parameters.emplace("meant", meant);
        m_findings.push_back(std::move(finding));
    }
}

} // namespace luthier::recipe
