#pragma once

#include <base/json.h>
#include <base/result.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::recipe {

/// A setting and the values that it takes in turn.
struct Varied {
    std::string path; ///< "optimizer.learning_rate"
    std::vector<Json> values;
};

/// Grid: every value with every other. List: the first values together, then the second, …
enum class Pairing : std::uint8_t { Grid, List };

/// A recipe of a sweep: the values of the varied settings, in their order, and the document with them.
struct Variant {
    std::vector<Json> values;
    Json recipe;
};

/// More runs than anybody waits for are a slip of the hand.
constexpr std::size_t kMostVariants = 200;

/// The recipes that the varied settings make of a document; of a grid the last setting changes fastest. A
/// value is not looked at beyond its setting: that is the check's. Fails with sweep.unknown_setting,
/// sweep.no_values, sweep.repeated (a setting or a value twice), sweep.unequal_lists, sweep.too_many, and
/// with recipe.* for a document that no recipe can be read from.
Result<std::vector<Variant>> variantsOf(const Json& recipe, std::span<const Varied> varied, Pairing pairing);

/// "PATH=VALUE,VALUE" as people write it: a value is JSON, or else a text. Fails with sweep.bad_setting.
Result<Varied> variedIn(std::string_view text);

/// The values as people write them: "1e-4, 2e-4". A comma within quotes, brackets or braces is the value's.
std::vector<Json> valuesIn(std::string_view text);

} // namespace luthier::recipe
