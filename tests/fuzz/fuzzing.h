#pragma once

#include <base/result.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace luthier::fuzzing {

inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Ends the run, so that the input is kept.
inline void require(bool holds) {
    if (!holds)
        __builtin_trap();
}

/// An input is refused with a code, whatever it holds.
template <class T>
void requireCode(const Result<T>& result) {
    if (!result)
        require(!result.error().code().empty());
}

} // namespace luthier::fuzzing
