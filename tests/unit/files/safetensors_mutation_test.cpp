#include "raw_safetensors.h"

#include <gtest/gtest.h>

#include <random>

using namespace luthier;
using namespace luthier::files;

namespace {

const std::string kSeed =
    R"({"__metadata__":{"format":"pt"},"model.a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
    R"("model.b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},)"
    R"("z\u0041":{"dtype":"U8","shape":[],"data_offsets":[32,33]}}   )";
constexpr std::uint64_t kSeedBytes = 33;

/// One to four changes: a byte flipped, a piece copied, cut or replaced by a token that parsers stumble over.
std::string mutate(std::mt19937_64& random) {
    static const std::vector<std::string> kTokens{"18446744073709551615",
                                                  "-1",
                                                  "[",
                                                  "{",
                                                  "\"",
                                                  "\\u",
                                                  "\\",
                                                  "null",
                                                  "1e9",
                                                  ",",
                                                  "9223372036854775807",
                                                  "\"dtype\":",
                                                  "__metadata__",
                                                  "\xff",
                                                  "]",
                                                  "}"};
    std::string text = kSeed;
    const auto changes = 1 + random() % 4;
    for (std::uint64_t i = 0; i < changes && !text.empty(); ++i) {
        const std::size_t at = random() % text.size();
        const std::size_t length = std::min<std::size_t>(random() % 16, text.size() - at);
        switch (random() % 4) {
        case 0:
            text[at] = static_cast<char>(random());
            break;
        case 1:
            text.erase(at, length);
            break;
        case 2:
            text.insert(random() % text.size(), text.substr(at, length));
            break;
        default:
            text.replace(at, length, kTokens[random() % kTokens.size()]);
        }
    }
    return text;
}

} // namespace

TEST(SafetensorsHeaderMutations, AreRefusedOrTileTheDataExactly) {
    std::mt19937_64 random(17);
    int accepted = 0;
    for (int round = 0; round < 50'000; ++round) {
        const std::string text = mutate(random);
        const auto parsed = parseSafetensorsHeader(text, kSeedBytes);
        if (!parsed)
            continue;
        ++accepted;
        std::uint64_t end = 0;
        for (const TensorInfo& tensor : parsed->tensors) {
            ASSERT_EQ(tensor.begin, end);
            ASSERT_EQ(tensor.bytes() * 8,
                      static_cast<std::uint64_t>(tensor.elements() * bitsOf(tensor.dtype)));
            end = tensor.end;
        }
        ASSERT_EQ(end, kSeedBytes) << text;
    }
    EXPECT_GT(accepted, 100) << "the mutations should leave some headers valid";
}
