#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace luthier {

/// 128 bits of XXH3; added and subtracted modulo 2^128, so that a set of rows has an order-free sum.
struct Hash128 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    auto operator<=>(const Hash128&) const = default;
    Hash128& operator+=(const Hash128& other);
    Hash128& operator-=(const Hash128& other);
    /// 32 lower-case hexadecimal digits, high half first.
    std::string hex() const;
};

Hash128 hash128(std::string_view bytes, std::uint64_t seed = 0);

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256Hex(std::string_view bytes);

/// SHA-256 of bytes that arrive in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(std::string_view bytes);
    /// Ends the hash; call once.
    std::string finishHex();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// XXH3-128 of bytes that arrive in pieces.
class Hash128Stream {
public:
    Hash128Stream();
    ~Hash128Stream();
    void update(std::string_view bytes);
    Hash128 finish() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace luthier
