#pragma once

#include <base/json.h>
#include <base/result.h>
#include <dataset/types.h>

#include <cstdint>

namespace luthier::examples {

enum class Side : std::uint8_t { Chosen, Rejected };

/// A row with a better and a worse answer as if this one were its only one: the roles under which it is the
/// conversation of prompt and answer. The answer is a text, a turn or a list of them; a list that begins with
/// the question itself is the whole conversation, and the prompt beside it is left. Fails with
/// examples.no_pair where the row has no answer of that side.
Result<dataset::Roles> rolesOfAnswer(const Json& fields, const dataset::Roles& roles, Side side);

/// Whether rows of these roles have two answers.
bool hasPairs(const dataset::Roles& roles);

} // namespace luthier::examples
