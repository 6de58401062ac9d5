#include "hash.h"

#include <openssl/sha.h>
#include <xxhash.h>

namespace luthier {
namespace {

std::string hexOf(const unsigned char* bytes, std::size_t count) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        text.push_back(kDigits[bytes[i] >> 4U]);
        text.push_back(kDigits[bytes[i] & 15U]);
    }
    return text;
}

} // namespace

Hash128& Hash128::operator+=(const Hash128& other) {
    low += other.low;
    high += other.high + (low < other.low ? 1 : 0);
    return *this;
}

Hash128& Hash128::operator-=(const Hash128& other) {
    high -= other.high + (low < other.low ? 1 : 0);
    low -= other.low;
    return *this;
}

std::string Hash128::hex() const {
    std::array<unsigned char, 16> bytes{};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<unsigned char>(high >> (56U - 8U * i));
        bytes[8 + i] = static_cast<unsigned char>(low >> (56U - 8U * i));
    }
    return hexOf(bytes.data(), bytes.size());
}

Hash128 hash128(std::string_view bytes, std::uint64_t seed) {
    const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
    return {hash.low64, hash.high64};
}

struct Sha256::State {
    SHA256_CTX context;
};

Sha256::Sha256()
    : m_state(std::make_unique<State>()) {
    SHA256_Init(&m_state->context);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
    SHA256_Update(&m_state->context, bytes.data(), bytes.size());
}

std::string Sha256::finishHex() {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256_Final(digest.data(), &m_state->context);
    return hexOf(digest.data(), digest.size());
}

std::string sha256Hex(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finishHex();
}

struct Hash128Stream::State {
    XXH3_state_t* state = XXH3_createState();
    ~State() { XXH3_freeState(state); }
};

Hash128Stream::Hash128Stream()
    : m_state(std::make_unique<State>()) {
    XXH3_128bits_reset(m_state->state);
}
Hash128Stream::~Hash128Stream() = default;

void Hash128Stream::update(std::string_view bytes) {
    XXH3_128bits_update(m_state->state, bytes.data(), bytes.size());
}

Hash128 Hash128Stream::finish() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(m_state->state);
    return {hash.low64, hash.high64};
}

} // namespace luthier
