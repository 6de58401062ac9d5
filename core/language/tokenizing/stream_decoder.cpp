#include "tokenizer.h"

namespace luthier::tokenizing {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
// Text before this many ids no longer changes what a decoder makes of the next one.
constexpr std::size_t kContextIds = 8;
// Longer than any character is in bytes: bytes that never become a character are given out as they are.
constexpr std::size_t kHeldIds = 16;
constexpr std::size_t kCharacterBytes = 4;
// Kept at most where no beginning will do.
constexpr std::size_t kMostIds = 64;

} // namespace

StreamDecoder::StreamDecoder(std::shared_ptr<const Tokenizer> tokenizer, Skip skip)
    : m_tokenizer(std::move(tokenizer))
    , m_skip(skip) {}

std::string StreamDecoder::push(std::int32_t id) {
    m_ids.push_back(id);
    const std::span<const std::int32_t> all(m_ids);
    const std::string before = m_tokenizer->decode(all.first(m_read), m_skip);
    const std::string after = m_tokenizer->decode(all, m_skip);
    const bool unfinished = after.ends_with(kReplacement) && m_ids.size() - m_read < kHeldIds;
    if (unfinished || after.size() < before.size())
        return {};
    std::string news = after.substr(before.size());
    if (m_ids.size() > 2 * kContextIds)
        forget(after);
    m_read = m_ids.size();
    return news;
}

void StreamDecoder::forget(const std::string& text) {
    // A run of byte tokens is read as a whole: what is kept must begin with a character, not within one.
    for (std::size_t kept = kContextIds; kept < kContextIds + kCharacterBytes; ++kept) {
        const auto context = std::span<const std::int32_t>(m_ids).last(kept);
        if (!text.ends_with(m_tokenizer->decode(context, m_skip)) && m_ids.size() < kMostIds)
            continue;
        m_ids.erase(m_ids.begin(), m_ids.end() - static_cast<std::ptrdiff_t>(kept));
        return;
    }
}

std::string StreamDecoder::finish() {
    const std::span<const std::int32_t> all(m_ids);
    const std::string before = m_tokenizer->decode(all.first(m_read), m_skip);
    const std::string after = m_tokenizer->decode(all, m_skip);
    m_read = m_ids.size();
    return after.size() > before.size() ? after.substr(before.size()) : std::string();
}

} // namespace luthier::tokenizing
