#pragma once

#include "method.h"

#include <cstdint>

namespace luthier::methods {

/// Where a family multiplies what it looks up in its table, noise is added to the product, as in
/// transformers.
enum class NoisePlace : std::uint8_t { BehindTable, BehindScaledTable };

/// NEFTune (arXiv 2310.05914): while training, uniform noise of ±alpha/√(tokens of the text · columns) is
/// added to the embeddings of its tokens. transformers counts the padding among a text's tokens; here a text
/// is as long as it is.
Method embeddingNoise(double alpha, NoisePlace place);

} // namespace luthier::methods
