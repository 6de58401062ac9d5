#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace luthier::gguf {

/// A type of weights. A block is a run of weights within a row; rows are whole blocks.
struct BlockFormat {
    std::uint32_t id = 0;     ///< its number in the file
    std::string_view name;    ///< "Q4_K"
    std::int64_t weights = 1; ///< of a block
    std::int64_t bytes = 1;   ///< of a block
    /// So many blocks as fp32, exactly what the `gguf` package makes of them.
    void (*expand)(const std::byte* blocks, float* values, std::int64_t count) = nullptr;

    /// Integers with scales, where a weight is no number of its own.
    bool isQuantised() const { return weights > 1; }
};

/// Null where the type cannot be read.
const BlockFormat* blockFormat(std::uint32_t id);
/// By its name ("Q4_K"); null where there is none.
const BlockFormat* blockFormatNamed(std::string_view name);

/// The name of any type that files have, for messages: "IQ2_XS", or its number.
std::string typeName(std::uint32_t id);
/// "F32, F16, Q4_0, …": all that can be read.
std::string readableTypes();

} // namespace luthier::gguf
