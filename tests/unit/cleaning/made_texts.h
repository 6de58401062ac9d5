#pragma once

#include <cleaning/near_duplicates.h>
#include <cleaning/shingles.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace luthier::cleaning::tests {

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// Texts of random words, some of them made from an earlier one by changing words.
class TextMaker {
public:
    explicit TextMaker(unsigned seed)
        : m_random(seed) {}

    std::string word() { return "w" + std::to_string(m_random() % 20'000); }
    std::vector<std::string> words(std::size_t count) {
        std::vector<std::string> made;
        for (std::size_t i = 0; i < count; ++i)
            made.push_back(word());
        return made;
    }
    /// The same words with `changes` of them, anywhere, replaced, dropped or doubled.
    std::vector<std::string> changed(std::vector<std::string> words, std::size_t changes) {
        for (std::size_t i = 0; i < changes && !words.empty(); ++i) {
            const auto at = words.begin() + static_cast<std::ptrdiff_t>(m_random() % words.size());
            switch (m_random() % 3) {
            case 0:
                *at = word();
                break;
            case 1:
                words.erase(at);
                break;
            default:
                words.insert(at, word());
            }
        }
        return words;
    }
    static std::string joined(const std::vector<std::string>& words) {
        std::string text;
        for (const auto& word : words)
            text += (text.empty() ? "" : " ") + word;
        return text;
    }
    std::size_t below(std::size_t limit) { return m_random() % limit; }
    std::mt19937& random() { return m_random; }

    /// Half of them fresh, of 1 to 60 words; half near to an earlier one.
    std::vector<std::string> mixture(std::size_t count) {
        std::vector<std::vector<std::string>> made;
        for (std::size_t i = 0; i < count; ++i)
            made.push_back(i == 0 || below(2) == 0 ? words(1 + below(60))
                                                   : changed(made[below(made.size())], below(5)));
        std::vector<std::string> texts;
        for (const auto& text : made)
            texts.push_back(joined(text));
        return texts;
    }

private:
    std::mt19937 m_random;
};

inline std::vector<NearPair> near(TextSource& source, double threshold = 0.8, unsigned threads = 1,
                                  Compare compare = Compare::All) {
    NullProgress progress;
    NearOptions options;
    options.threshold = threshold;
    options.threads = threads;
    options.compare = compare;
    return must(nearDuplicates(source, options, {}, progress));
}

inline std::vector<NearPair> near(const std::vector<std::string>& texts, double threshold = 0.8) {
    TextList list(texts);
    return near(list, threshold);
}

/// A text with its sets, made once.
struct Compared {
    WordText words;
    std::map<Shingle, std::vector<std::uint64_t>> sets;

    explicit Compared(const std::string& text)
        : words(foldedWords(text)) {
        for (const auto kind : {Shingle::Characters, Shingle::ThreeWords, Shingle::FiveWords})
            sets[kind] = shingleSet(words, kind);
    }
    /// `nearness` written down once more.
    std::optional<double> nearTo(const Compared& other, double threshold) const {
        const double fewer = static_cast<double>(std::min(words.words.size(), other.words.words.size()));
        const double more = static_cast<double>(std::max(words.words.size(), other.words.words.size()));
        const auto kindOf = [](double count) {
            return count < 5 ? Shingle::Characters : count < 20 ? Shingle::ThreeWords : Shingle::FiveWords;
        };
        if (kindOf(fewer) != kindOf(more) && fewer < threshold * more)
            return {};
        const auto& a = sets.at(kindOf(fewer));
        const auto& b = other.sets.at(kindOf(fewer));
        std::vector<std::uint64_t> shared;
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
        const std::size_t all = a.size() + b.size() - shared.size();
        const double least = fewer < 5 ? std::max(threshold, 0.9) : threshold;
        const double value = all == 0 ? 0 : static_cast<double>(shared.size()) / static_cast<double>(all);
        return value >= least ? std::optional(value) : std::nullopt;
    }
};

/// The definition, by comparing every text with every keeper before it; across sides every text is kept.
inline std::vector<NearPair> bruteForce(const std::vector<std::string>& texts, double threshold,
                                        const std::vector<std::uint32_t>& sides = {}) {
    const std::vector<Compared> compared(texts.begin(), texts.end());
    std::vector<NearPair> pairs;
    std::vector<std::uint32_t> keepers;
    for (std::uint32_t item = 0; item < texts.size(); ++item) {
        bool kept = true;
        for (const std::uint32_t keeper : keepers) {
            const bool apart = sides.empty() || sides[keeper] < sides[item];
            const auto value = apart ? compared[item].nearTo(compared[keeper], threshold) : std::nullopt;
            if (value) {
                pairs.push_back({item, keeper, *value});
                kept = !sides.empty();
                break;
            }
        }
        if (kept)
            keepers.push_back(item);
    }
    return pairs;
}

inline std::set<std::uint32_t> removed(const std::vector<NearPair>& pairs) {
    std::set<std::uint32_t> items;
    for (const auto& pair : pairs)
        items.insert(pair.item);
    return items;
}

/// Each pair is near by the definition, and no keeper goes itself.
inline void expectVerifiedStars(const std::vector<std::string>& texts, const std::vector<NearPair>& pairs,
                                double threshold) {
    const auto gone = removed(pairs);
    EXPECT_EQ(gone.size(), pairs.size()) << "one keeper each";
    for (const auto& pair : pairs) {
        const auto value = nearness(texts[pair.item], texts[pair.keeper], threshold);
        ASSERT_TRUE(value) << pair.item << " and " << pair.keeper;
        EXPECT_EQ(*value, pair.jaccard);
        EXPECT_LT(pair.keeper, pair.item);
        EXPECT_FALSE(gone.contains(pair.keeper)) << pair.keeper << " is a keeper and goes";
    }
}

} // namespace luthier::cleaning::tests
