#pragma once

#include "recipe.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace luthier::recipe {

class ObjectReader;

/// Where a value of type T lies in a recipe.
template <class T>
struct Field {
    T& (*in)(Recipe&);
    const T& (*of)(const Recipe&);
};

/// The same for an enumeration, by the number of its value.
struct EnumField {
    std::size_t (*of)(const Recipe&);
    void (*put)(Recipe&, std::size_t);
};

/// No plain value: code of its own reads and writes it.
struct Irregular {
    void (*read)(ObjectReader&, std::string_view key, Recipe&);
    Json (*write)(const Recipe&);
};

using Place =
    std::variant<Irregular, EnumField, Field<bool>, Field<std::int64_t>, Field<std::uint64_t>,
                 Field<std::optional<std::int64_t>>, Field<double>, Field<std::optional<double>>,
                 Field<std::string>, Field<std::optional<std::string>>, Field<Names>, Field<Modules>,
                 Field<Layers>, Field<Pattern<std::int64_t>>, Field<Pattern<double>>>;

/// The place that a chain of members leads to: `at<&Recipe::tokens, &Tokens::maxLength>`.
template <auto... Members>
constexpr Place placeAt() {
    using T = std::remove_cvref_t<decltype((std::declval<Recipe&>().*....*Members))>;
    if constexpr (std::is_enum_v<T>)
        return EnumField{
            [](const Recipe& recipe) { return static_cast<std::size_t>((recipe.*....*Members)); },
            [](Recipe& recipe, std::size_t index) {
                (recipe.*....*Members) = static_cast<T>(index);
            }};
    else
        return Field<T>{[](Recipe& recipe) -> T& { return (recipe.*....*Members); },
                        [](const Recipe& recipe) -> const T& {
                            return (recipe.*....*Members);
                        }};
}

template <auto... Members>
inline constexpr Place at = placeAt<Members...>();

} // namespace luthier::recipe
