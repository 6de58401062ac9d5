#pragma once

#include <base/json.h>
#include <base/result.h>

#include <string_view>

namespace luthier::adopting {

struct YamlLimits {
    std::size_t bytes = std::size_t{1} << 20;
    std::size_t depth = 32;
    std::size_t nodes = 20'000; ///< copies of aliases counted
};

/// The document of a YAML text, with merge keys taken in; of an empty one null. Plain scalars are null,
/// booleans (YAML 1.1: yes and on too), whole numbers and numbers; all others are texts. Fails with
/// yaml.syntax (line), yaml.duplicate_key, yaml.too_large, yaml.too_deep, yaml.second_document and yaml.tag.
/// `file` is named in errors.
Result<Json> readYaml(std::string_view text, std::string_view file = {}, const YamlLimits& limits = {});

} // namespace luthier::adopting
