#include "variants.h"

#include "schema.h"

#include <algorithm>

namespace luthier::recipe {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin));
}

Json valueIn(const std::string& text) {
    auto read = parseJson(text);
    return read ? std::move(*read) : Json(text);
}

void put(Json& document, const Setting& setting, const Json& value) {
    const std::string_view group = groupOf(setting);
    (group.empty() ? document : document[std::string(group)])[std::string(keyOf(setting))] = value;
}

Status check(std::span<const Varied> varied) {
    if (varied.empty())
        return usageError("sweep.no_settings");
    for (std::size_t i = 0; i < varied.size(); ++i) {
        const Varied& one = varied[i];
        const Setting* setting = settingAt(one.path);
        if (!setting || (kindOf(*setting) == Kind::Own && one.path != "model"))
            return usageError("sweep.unknown_setting").with("setting", one.path);
        if (one.values.empty())
            return usageError("sweep.no_values").with("setting", one.path);
        for (std::size_t earlier = 0; earlier < i; ++earlier)
            if (varied[earlier].path == one.path)
                return usageError("sweep.repeated").with("setting", one.path).with("value", one.path);
        for (auto value = one.values.begin(); value != one.values.end(); ++value)
            if (std::find(one.values.begin(), value, *value) != value)
                return usageError("sweep.repeated").with("setting", one.path).with("value", dumpJson(*value));
    }
    return {};
}

/// How many variants there are.
Result<std::size_t> countOf(std::span<const Varied> varied, Pairing pairing) {
    std::size_t count = 1;
    for (const Varied& one : varied) {
        if (pairing == Pairing::List) {
            if (one.values.size() != varied.front().values.size())
                return usageError("sweep.unequal_lists")
                    .with("setting", one.path)
                    .with("values", static_cast<std::int64_t>(one.values.size()))
                    .with("other", static_cast<std::int64_t>(varied.front().values.size()));
            count = one.values.size();
        } else {
            count *= one.values.size();
        }
        if (count > kMostVariants)
            return usageError("sweep.too_many").with("limit", static_cast<std::int64_t>(kMostVariants));
    }
    return count;
}

} // namespace

Result<std::vector<Variant>> variantsOf(const Json& recipe, std::span<const Varied> varied, Pairing pairing) {
    TRY_VOID(check(varied));
    TRY(const std::size_t count, countOf(varied, pairing));
    if (!recipe.is_object())
        return usageError("sweep.no_recipe");
    std::vector<Variant> variants;
    for (std::size_t number = 0; number < count; ++number) {
        Variant variant{{}, recipe};
        std::size_t rest = number;
        std::vector<std::size_t> places(varied.size(), number);
        for (std::size_t i = varied.size(); pairing == Pairing::Grid && i-- > 0;) {
            places[i] = rest % varied[i].values.size();
            rest /= varied[i].values.size();
        }
        for (std::size_t i = 0; i < varied.size(); ++i) {
            variant.values.push_back(varied[i].values[places[i]]);
            put(variant.recipe, *settingAt(varied[i].path), variant.values.back());
        }
        variants.push_back(std::move(variant));
    }
    return variants;
}

std::vector<Json> valuesIn(std::string_view text) {
    std::vector<Json> values;
    std::string one;
    int depth = 0;
    bool quoted = false;
    const auto end = [&] {
        if (const std::string value = trimmed(one); !value.empty())
            values.push_back(valueIn(value));
        one.clear();
    };
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{'))
            ++depth;
        else if (!quoted && (c == ']' || c == '}'))
            --depth;
        if (c == ',' && depth <= 0 && !quoted)
            end();
        else
            one += c;
    }
    end();
    return values;
}

Result<Varied> variedIn(std::string_view text) {
    const auto equals = text.find('=');
    Varied varied;
    if (equals != std::string_view::npos)
        varied = {trimmed(text.substr(0, equals)), valuesIn(text.substr(equals + 1))};
    if (varied.path.empty() || varied.values.empty())
        return usageError("sweep.bad_setting").with("setting", text);
    return varied;
}

} // namespace luthier::recipe
