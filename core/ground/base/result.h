#pragma once

#include "error.h"

#include <tl/expected.hpp>

#include <type_traits>
#include <utility>

namespace luthier {

/// A value or an Error. Made implicitly from either, so a function may `return value;` or `return
/// refused("…");`.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
    using Base = tl::expected<T, Error>;

public:
    Result() requires(std::is_void_v<T> || std::is_default_constructible_v<T>) = default;
    Result(Error error)
        : Base(tl::unexpect, std::move(error)) {}
    template <class U>
    requires(!std::is_void_v<T> && std::is_convertible_v<U&&, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error> &&
             !std::is_same_v<std::remove_cvref_t<U>, Result>) Result(U&& value)
        : Base(std::forward<U>(value)) {}
};

using Status = Result<void>;

} // namespace luthier

#define LUTHIER_JOIN_INNER(a, b) a##b
#define LUTHIER_JOIN(a, b) LUTHIER_JOIN_INNER(a, b)

/// `TRY(auto rows, readRows(file));` declares rows, or returns the error of the expression from the function.
#define TRY(declaration, ...)                                                                                \
    auto&& LUTHIER_JOIN(luthierTry, __LINE__) = (__VA_ARGS__);                                               \
    if (!LUTHIER_JOIN(luthierTry, __LINE__))                                                                 \
        return std::move(LUTHIER_JOIN(luthierTry, __LINE__)).error();                                        \
    declaration = std::move(*LUTHIER_JOIN(luthierTry, __LINE__))

/// The same for a Status.
#define TRY_VOID(...)                                                                                        \
    do {                                                                                                     \
        auto&& LUTHIER_JOIN(luthierTryVoid, __LINE__) = (__VA_ARGS__);                                       \
        if (!LUTHIER_JOIN(luthierTryVoid, __LINE__))                                                         \
            return std::move(LUTHIER_JOIN(luthierTryVoid, __LINE__)).error();                                \
    } while (false)
