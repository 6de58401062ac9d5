#pragma once

#include <base/json.h>
#include <dataset/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace luthier::cleaning {

/// What of a row is compared.
enum class TextKey {
    Prompt,   ///< what is asked: the turns before the last answer without system turns, or text and text_pair
    Response, ///< the last answer, or chosen and rejected
    Record    ///< all of these with system turns and later turns, and the label where it is what is learnt
};

/// prompt, response or record.
std::optional<TextKey> textKeyOf(std::string_view name);
std::string_view nameOf(TextKey key);

/// A row as it is compared.
struct RowTexts {
    /// What the key means, each part ended by kBetweenParts (normal_text.h). A row whose roles make no
    /// conversation gives the columns as they stand; columns without a role count only in a dataset where
    /// none has one that is compared.
    std::string key;
    /// What the row answers to its prompt: the response, or the label where rows have one instead.
    std::string answer;
};
RowTexts rowTexts(const Json& fields, const dataset::DatasetFacts& facts, TextKey key);

/// Whether an exact form (normal_text.h) holds nothing but separators and blanks.
bool isWithoutText(std::string_view exactForm);

} // namespace luthier::cleaning
