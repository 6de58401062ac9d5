#include "vocabulary.h"

#include <base/utf8.h>

namespace luthier::tokenizing {
namespace {

constexpr std::int64_t kIdLimit = 4'000'000;

} // namespace

Error badToken(std::string_view text) {
    return refused("tokenizer.vocabulary_invalid").with("token", utf8Prefix(text, 60));
}

Status Vocabulary::add(std::string_view text, std::int64_t id) {
    if (id < 0 || id >= kIdLimit)
        return badToken(text);
    const auto index = static_cast<std::size_t>(id);
    if (index >= m_texts.size())
        m_texts.resize(index + 1, nullptr);
    const auto [entry, added] = m_ids.emplace(std::string(text), static_cast<std::int32_t>(id));
    if (!added || m_texts[index] != nullptr)
        return badToken(text);
    m_texts[index] = &entry->first;
    return {};
}

std::optional<std::int32_t> Vocabulary::find(std::string_view text) const {
    const auto entry = m_ids.find(text);
    return entry == m_ids.end() ? std::nullopt : std::optional(entry->second);
}

const std::string* Vocabulary::text(std::int32_t id) const {
    return id >= 0 && static_cast<std::size_t>(id) < m_texts.size() ? m_texts[static_cast<std::size_t>(id)]
                                                                    : nullptr;
}

Result<Vocabulary> readVocabulary(const Json& json) {
    if (!json.is_object() || json.size() > kVocabularyTokens)
        return refused("tokenizer.part_invalid").with("part", "vocab");
    Vocabulary vocabulary;
    for (const auto& [text, id] : json.items()) {
        if (!id.is_number_integer() || text.size() > kTokenBytes)
            return badToken(text);
        TRY_VOID(vocabulary.add(text, id.get<std::int64_t>()));
    }
    // A far id in a short list would make large tables for nothing.
    if (static_cast<std::size_t>(vocabulary.idLimit()) > 64 * (vocabulary.size() + 1024))
        return refused("tokenizer.part_invalid").with("part", "vocab");
    return vocabulary;
}

std::array<std::int32_t, 256> byteTokens(const Vocabulary& vocabulary) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::array<std::int32_t, 256> ids{};
    for (std::size_t byte = 0; byte < ids.size(); ++byte)
        ids[byte] =
            vocabulary.find(std::string("<0x") + kHex[byte >> 4U] + kHex[byte & 15U] + ">").value_or(-1);
    return ids;
}

} // namespace luthier::tokenizing
