#pragma once

#include <cstdint>

namespace luthier::examples {

/// A row as a run takes it: tokens within max_length, and how many of them are learnt.
struct RowSize {
    std::int32_t tokens = 0;
    std::int32_t targets = 0;
    std::int32_t source = 0;   ///< tokens of the text in front, which an encoder reads
    std::int32_t rejected = 0; ///< of a pair: tokens of the text with the worse answer, or of strangers.h
    std::int32_t question =
        0; ///< of an answer that is judged: tokens in front of it, until strangers are added
    bool operator==(const RowSize&) const = default;
};

} // namespace luthier::examples
