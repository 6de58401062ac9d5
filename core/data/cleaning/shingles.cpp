#include "shingles.h"

#include <algorithm>

namespace luthier::cleaning {
namespace {

constexpr std::size_t kFewWords = 5;
constexpr std::size_t kMoreWords = 20;
constexpr std::size_t kCharacters = 5;
constexpr double kCharacterThreshold = 0.9;
constexpr std::uint64_t kSeed = 1;

std::uint64_t hashOf(std::string_view text, std::size_t begin, std::size_t end) {
    return hash128(text.substr(begin, end - begin), kSeed).low;
}

void takeCharacters(std::string_view text, std::vector<std::uint64_t>& hashes) {
    std::vector<std::size_t> starts;
    for (std::size_t at = 0; at < text.size(); at += decodeUtf8(text, at).length)
        starts.push_back(at);
    starts.push_back(text.size());
    const std::size_t characters = starts.size() - 1;
    if (characters < kCharacters && characters > 0)
        hashes.push_back(hashOf(text, 0, text.size()));
    for (std::size_t first = 0; first + kCharacters <= characters; ++first)
        hashes.push_back(hashOf(text, starts[first], starts[first + kCharacters]));
}

void takeRuns(const WordText& text, std::size_t length, std::vector<std::uint64_t>& hashes) {
    for (std::size_t first = 0; first + length <= text.words.size(); ++first)
        hashes.push_back(hashOf(text.text, text.words[first].begin, text.words[first + length - 1].end));
}

std::vector<std::uint64_t> asSet(std::vector<std::uint64_t> hashes) {
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    return hashes;
}

} // namespace

Shingle shingleOf(std::size_t words) {
    return words < kFewWords    ? Shingle::Characters
           : words < kMoreWords ? Shingle::ThreeWords
                                : Shingle::FiveWords;
}

bool areWithinReach(std::size_t fewerWords, std::size_t moreWords, double threshold) {
    return static_cast<double>(fewerWords) >= threshold * static_cast<double>(moreWords);
}

std::optional<Shingle> finerShingle(std::size_t words, double threshold) {
    if (words >= kMoreWords && areWithinReach(kMoreWords - 1, words, threshold))
        return Shingle::ThreeWords;
    if (words >= kFewWords && words < kMoreWords && areWithinReach(kFewWords - 1, words, threshold))
        return Shingle::Characters;
    return {};
}

double thresholdOf(Shingle kind, double threshold) {
    return kind == Shingle::Characters ? std::max(threshold, kCharacterThreshold) : threshold;
}

void takeShingles(const WordText& text, Shingle kind, std::vector<std::uint64_t>& hashes) {
    hashes.clear();
    if (kind == Shingle::Characters)
        takeCharacters(text.text, hashes);
    else
        takeRuns(text, kind == Shingle::ThreeWords ? 3 : 5, hashes);
}

std::vector<std::uint64_t> shinglesOf(const WordText& text, Shingle kind) {
    std::vector<std::uint64_t> hashes;
    takeShingles(text, kind, hashes);
    return hashes;
}

std::vector<std::uint64_t> shingleSet(const WordText& text, Shingle kind) {
    return asSet(shinglesOf(text, kind));
}

std::vector<std::uint64_t> shingleSet(const WordText& text, std::size_t words) {
    std::vector<std::uint64_t> hashes;
    takeRuns(text, words, hashes);
    return asSet(std::move(hashes));
}

double jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    std::size_t shared = 0;
    for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
        shared += *x == *y ? 1 : 0;
        const bool step = *x <= *y;
        if (*y <= *x)
            ++y;
        if (step)
            ++x;
    }
    const std::size_t all = a.size() + b.size() - shared;
    return all == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(all);
}

std::optional<double> nearness(std::string_view a, std::string_view b, double threshold) {
    const WordText first = foldedWords(a);
    const WordText second = foldedWords(b);
    const auto [fewer, more] = std::minmax({first.words.size(), second.words.size()});
    const Shingle kind = shingleOf(fewer);
    if (kind != shingleOf(more) && !areWithinReach(fewer, more, threshold))
        return {};
    const double similarity = jaccard(shingleSet(first, kind), shingleSet(second, kind));
    return similarity >= thresholdOf(kind, threshold) ? std::optional(similarity) : std::nullopt;
}

} // namespace luthier::cleaning
