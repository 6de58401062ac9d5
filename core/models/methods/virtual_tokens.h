#pragma once

#include "method.h"

#include <cstdint>
#include <string_view>

namespace luthier::methods {

/// The parameter of a prompt or a prefix, as PEFT's file calls it.
constexpr std::string_view kPromptEmbeddings = "prompt_embeddings";

/// Where the learned rows of a prompt take the place of what ids are looked up as.
enum class PromptPlace { BehindTable, BehindScaledTable };

/// Prompt tuning (arXiv 2104.08691): `count` learned rows, [count, hidden], are what the virtual tokens in
/// front of each text are looked up as.
Method prompt(std::int64_t count, PromptPlace place);

/// Prefix tuning (arXiv 2101.00190): in each attention of a text to itself, `count` learned keys and values
/// take the place of those of the virtual tokens in front of it. One table of [count, all layers' keys and
/// values], a layer's keys first, as PEFT keeps it.
Method prefix(std::int64_t count);

} // namespace luthier::methods
