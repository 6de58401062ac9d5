#pragma once

#include <cstdint>
#include <span>

namespace luthier::examples {

/// A rendered row taken apart: what is given, and what the model should go on with.
struct AnswerSplit {
    std::span<const std::int32_t> prompt;
    std::span<const std::int32_t> answer;
};

/// Splits a row before its last trained stretch; a row that is trained from its start (raw text) at a third
/// of it.
AnswerSplit splitAtAnswer(std::span<const std::int32_t> ids, std::span<const std::uint8_t> mask);

} // namespace luthier::examples
