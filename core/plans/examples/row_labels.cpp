#include "row_labels.h"

#include <base/utf8.h>
#include <dataset/probe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace luthier::examples {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr double kMostExact = 9007199254740992.0; // integers up to here are exact in a double

std::string_view withoutBlanks(std::string_view text) {
    const auto begin = text.find_first_not_of(kBlanks);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

Error notANumber(const Json& value) {
    return refused("labels.not_a_number").with("label", utf8Prefix(dumpJson(value), 60));
}

} // namespace

Result<std::string> labelText(const Json& value) {
    if (value.is_string()) {
        const std::string_view text = withoutBlanks(value.get_ref<const std::string&>());
        if (!text.empty())
            return std::string(text);
    }
    if (value.is_boolean() || value.is_number_integer())
        return dumpJson(value);
    // What tables with gaps make of integers.
    if (value.is_number()) {
        const auto number = value.get<double>();
        if (number == std::floor(number) && std::abs(number) <= kMostExact)
            return std::to_string(static_cast<std::int64_t>(number));
    }
    return refused("labels.bad_label").with("label", utf8Prefix(dumpJson(value), 60));
}

Json listOfLabels(const Json& value) {
    if (value.is_array())
        return value;
    if (value.is_string() && withoutBlanks(value.get_ref<const std::string&>()).starts_with('[')) {
        auto parsed = parseJson(value.get_ref<const std::string&>());
        if (parsed && parsed->is_array())
            return std::move(*parsed);
    }
    return {};
}

Result<Json> labelValue(const Json& fields, const dataset::Roles& roles) {
    const std::string column = dataset::columnOf(roles, "label");
    if (column.empty())
        return refused("labels.no_role");
    const Json* value = member(fields, column);
    if (!value || (value->is_string() && dataset::isBlankText(value->get_ref<const std::string&>())))
        return refused("labels.missing").with("column", column);
    return *value;
}

Result<RowLabels> classLabels(const Json& fields, const dataset::Roles& roles) {
    TRY(const Json value, labelValue(fields, roles));
    RowLabels labels;
    const Json list = listOfLabels(value);
    labels.listed = list.is_array();
    for (const Json& one : labels.listed ? list : Json::array({value})) {
        TRY(auto text, labelText(one));
        if (std::find(labels.texts.begin(), labels.texts.end(), text) == labels.texts.end())
            labels.texts.push_back(std::move(text));
    }
    return labels;
}

Result<RowLabels> numberLabel(const Json& fields, const dataset::Roles& roles) {
    TRY(const Json value, labelValue(fields, roles));
    double number = std::numeric_limits<double>::quiet_NaN();
    if (value.is_number()) {
        number = value.get<double>();
    } else if (value.is_string()) {
        std::string_view text = withoutBlanks(value.get_ref<const std::string&>());
        if (text.starts_with('+'))
            text.remove_prefix(1);
        const char* end = text.data() + text.size();
        double read = 0;
        if (const auto [rest, error] = std::from_chars(text.data(), end, read);
            error == std::errc() && rest == end)
            number = read;
    }
    RowLabels labels;
    labels.number = static_cast<float>(number);
    if (!std::isfinite(labels.number))
        return notANumber(value);
    return labels;
}

Result<bool> isWanted(const Json& fields, const dataset::Roles& roles) {
    static constexpr std::array<std::string_view, 10> kWanted = {
        "true", "1", "yes", "good", "desirable", "desired", "chosen", "positive", "up", "\xF0\x9F\x91\x8D"};
    static constexpr std::array<std::string_view, 10> kUnwanted = {
        "false",     "0",        "no",       "bad",  "undesirable",
        "undesired", "rejected", "negative", "down", "\xF0\x9F\x91\x8E"};
    TRY(const Json value, labelValue(fields, roles));
    const auto text = labelText(value);
    if (text) {
        std::string word = *text;
        std::transform(word.begin(), word.end(), word.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (std::find(kWanted.begin(), kWanted.end(), word) != kWanted.end())
            return true;
        if (std::find(kUnwanted.begin(), kUnwanted.end(), word) != kUnwanted.end())
            return false;
    }
    return refused("labels.no_verdict").with("label", utf8Prefix(dumpJson(value), 60));
}

} // namespace luthier::examples
