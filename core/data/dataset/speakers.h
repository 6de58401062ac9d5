#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace luthier::dataset {

/// The role of a chat template that a speaker's name stands for: system, user, assistant, tool, or `call` for
/// a turn that holds a tool call. Names as in ShareGPT and its relatives, English and Korean, in any case,
/// with blanks, hyphens and underscores alike ("Human", "GPT-4", "tool response"). Nothing for an unknown
/// name.
std::optional<std::string> roleOfSpeaker(std::string_view name);

} // namespace luthier::dataset
