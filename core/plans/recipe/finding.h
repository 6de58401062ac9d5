#pragma once

#include <base/error.h>
#include <base/json.h>

#include <optional>
#include <string>
#include <vector>

namespace luthier::recipe {

enum class Severity { Error, Warning, Note };
std::string_view severityName(Severity severity);

/// A change of one field of the recipe that mends a finding.
struct Fix {
    std::string field; ///< dotted: `tokens.max_length`
    Json value;
};

/// Something that should be known before Start. Its sentence is the text of `code` with the parameters.
struct Finding {
    Severity severity = Severity::Error;
    std::string code;
    std::string field;
    Parameters parameters;
    std::optional<Fix> fix;
};

bool hasErrors(const std::vector<Finding>& findings);

/// The first error finding as an Error of kind Usage.
std::optional<Error> firstError(const std::vector<Finding>& findings);

} // namespace luthier::recipe
