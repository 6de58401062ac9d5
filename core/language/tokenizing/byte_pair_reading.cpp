#include "byte_pair.h"

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kMerges = 4'000'000;

Error badMerge(std::size_t number) {
    return refused("tokenizer.merge_invalid").with("number", static_cast<std::int64_t>(number + 1));
}

/// Looks the three tokens of a merge up. `prefixBytes` of the right one are not repeated in the result.
Result<Merge> mergeOf(const Vocabulary& vocabulary, std::string_view left, std::string_view right,
                      std::size_t prefixBytes, std::size_t number) {
    const auto leftId = vocabulary.find(left);
    const auto rightId = vocabulary.find(right);
    if (!leftId || !rightId || right.size() < prefixBytes || number >= kMerges)
        return badMerge(number);
    const auto resultId = vocabulary.find(std::string(left) + std::string(right.substr(prefixBytes)));
    if (!resultId)
        return badMerge(number);
    return Merge{*leftId, *rightId, *resultId, static_cast<std::uint32_t>(number)};
}

Result<Merge> mergeOfLine(const Vocabulary& vocabulary, std::string_view line, std::size_t prefixBytes,
                          std::size_t number) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || line.find(' ', blank + 1) != std::string_view::npos)
        return badMerge(number);
    return mergeOf(vocabulary, line.substr(0, blank), line.substr(blank + 1), prefixBytes, number);
}

Result<std::vector<Merge>> readMerges(const Json& json, const Vocabulary& vocabulary,
                                      std::size_t prefixBytes) {
    if (!json.is_array() || json.size() > kMerges)
        return refused("tokenizer.part_invalid").with("part", "merges");
    std::vector<Merge> merges;
    merges.reserve(json.size());
    for (const Json& entry : json) {
        const bool pair =
            entry.is_array() && entry.size() == 2 && entry[0].is_string() && entry[1].is_string();
        if (!pair && !entry.is_string())
            return badMerge(merges.size());
        TRY(const Merge merge,
            pair ? mergeOf(vocabulary, entry[0].get_ref<const std::string&>(),
                           entry[1].get_ref<const std::string&>(), prefixBytes, merges.size())
                 : mergeOfLine(vocabulary, entry.get_ref<const std::string&>(), prefixBytes, merges.size()));
        merges.push_back(merge);
    }
    return merges;
}

} // namespace

Result<TokenModelPointer> readBytePairModel(const Json& json) {
    const Json* vocab = member(json, "vocab");
    const Json* mergeList = member(json, "merges");
    if (vocab == nullptr || mergeList == nullptr)
        return refused("json.missing_field").field(vocab == nullptr ? "vocab" : "merges");
    if (const Json* dropout = member(json, "dropout");
        dropout != nullptr && (!dropout->is_number() || dropout->get<double>() != 0.0))
        return refused("tokenizer.part_not_supported").with("part", "model").with("type", "dropout");
    TRY(Vocabulary vocabulary, readVocabulary(*vocab));
    BytePairOptions options;
    TRY(const std::string unknown, stringAt(json, "unk_token", ""));
    TRY(options.continuingPrefix, stringAt(json, "continuing_subword_prefix", ""));
    TRY(options.endOfWordSuffix, stringAt(json, "end_of_word_suffix", ""));
    TRY(options.fuseUnknown, boolAt(json, "fuse_unk", false));
    TRY(options.byteFallback, boolAt(json, "byte_fallback", false));
    TRY(options.ignoreMerges, boolAt(json, "ignore_merges", false));
    if (!unknown.empty()) {
        options.unknown = vocabulary.find(unknown);
        if (!options.unknown)
            return badToken(unknown);
    }
    TRY(const std::vector<Merge> merges, readMerges(*mergeList, vocabulary, options.continuingPrefix.size()));
    return TokenModelPointer(
        std::make_unique<BytePairModel>(std::move(vocabulary), merges, std::move(options)));
}

Result<TokenModelPointer> bytePairModelOf(const Json& vocabularyJson, std::string_view mergeText) {
    TRY(Vocabulary vocabulary, readVocabulary(vocabularyJson));
    std::vector<Merge> merges;
    while (!mergeText.empty()) {
        const std::size_t end = mergeText.find('\n');
        std::string_view line = mergeText.substr(0, end);
        mergeText.remove_prefix(end == std::string_view::npos ? mergeText.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty() || line.starts_with("#version"))
            continue;
        TRY(const Merge merge, mergeOfLine(vocabulary, line, 0, merges.size()));
        merges.push_back(merge);
    }
    return TokenModelPointer(
        std::make_unique<BytePairModel>(std::move(vocabulary), merges, BytePairOptions{}));
}

Result<TokenModelPointer> bytePairModelOf(Vocabulary vocabulary, const std::vector<std::string_view>& lines,
                                          BytePairOptions options) {
    if (lines.size() > kMerges)
        return refused("tokenizer.part_invalid").with("part", "merges");
    std::vector<Merge> merges;
    merges.reserve(lines.size());
    for (const std::string_view line : lines) {
        TRY(const Merge merge, mergeOfLine(vocabulary, line, 0, merges.size()));
        merges.push_back(merge);
    }
    return TokenModelPointer(
        std::make_unique<BytePairModel>(std::move(vocabulary), merges, std::move(options)));
}

} // namespace luthier::tokenizing
