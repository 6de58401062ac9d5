#pragma once

#include "normal_text.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace luthier::cleaning {

/// What of a text is compared: runs of five characters where it has fewer than 5 words (many Korean answers,
/// and languages that write no blanks), of three words where it has fewer than 20, else of five words. A text
/// of fewer than five characters is one shingle.
enum class Shingle : std::uint8_t { Characters, ThreeWords, FiveWords };

Shingle shingleOf(std::size_t words);

/// Two texts of different kinds are compared by the finer one, as long as the shorter has at least
/// `threshold` of the words of the longer; else they are not alike. The finer kind that a text of so many
/// words may be compared by, besides its own.
std::optional<Shingle> finerShingle(std::size_t words, double threshold);
bool areWithinReach(std::size_t fewerWords, std::size_t moreWords, double threshold);

/// The Jaccard similarity from which on two texts are near duplicates: `threshold`, and at least 0.9 for
/// characters, of which short texts share many by chance.
double thresholdOf(Shingle kind, double threshold);

/// Hashes (XXH3, 64 bits, seed 1) of the shingles in the order of the text, repeated ones too; empty without
/// words.
std::vector<std::uint64_t> shinglesOf(const WordText& text, Shingle kind);
/// The same in place of what `hashes` held.
void takeShingles(const WordText& text, Shingle kind, std::vector<std::uint64_t>& hashes);

/// The same as a set: ascending, each once.
std::vector<std::uint64_t> shingleSet(const WordText& text, Shingle kind);

/// The runs of so many words as a set: ascending, each once; none where the text has fewer.
std::vector<std::uint64_t> shingleSet(const WordText& text, std::size_t words);

/// |a ∩ b| / |a ∪ b| of two sets; 0 where both are empty.
double jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b);

/// The similarity of two texts as the above defines it, or nothing when they are not near duplicates.
std::optional<double> nearness(std::string_view a, std::string_view b, double threshold);

} // namespace luthier::cleaning
