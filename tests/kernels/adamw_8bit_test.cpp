#include "numbers.h"

#include <kernels/adamw_8bit/adamw_8bit.h>

#include <files/safetensors.h>
#include <support/shared_data.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace luthier::kernels::tests {
namespace {

/// tests/golden/optimiser/adamw_8bit.safetensors: what bitsandbytes made of the numbers below.
template <class T>
std::vector<T> golden(const std::string& name, files::Dtype dtype) {
    static const auto kFile = files::SafetensorsFile::open(
        luthier::tests::sourceFile("tests/golden/optimiser/adamw_8bit.safetensors"));
    const auto found = kFile->values<T>(name, dtype);
    EXPECT_TRUE(found) << name;
    return found ? std::vector<T>(found->begin(), found->end()) : std::vector<T>();
}
std::vector<float> floats(const std::string& name) {
    return golden<float>(name, files::Dtype::F32);
}
std::vector<std::uint8_t> bytes(const std::string& name) {
    return golden<std::uint8_t>(name, files::Dtype::U8);
}

/// How many differ, bit for bit.
template <class T>
std::size_t different(const std::vector<T>& actual, const std::vector<T>& expected) {
    EXPECT_EQ(actual.size(), expected.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < std::min(actual.size(), expected.size()); ++i)
        count += std::memcmp(&actual[i], &expected[i], sizeof(T)) != 0 ? 1U : 0U;
    return count;
}

/// `bits` and `gradients` of make_8bit.py.
float bitsAt(std::size_t index) {
    const auto state = static_cast<std::uint32_t>(index * 2654435761U);
    return static_cast<float>(static_cast<std::int32_t>(state / 256) - (1 << 23)) /
           static_cast<float>(1 << 24);
}
constexpr std::size_t kCount = 4096 + 136;
float gradientAt(std::size_t i, std::size_t step) {
    if (step == 3 || (i >= 256 && i < 512))
        return 0.0F;
    int exponent = -static_cast<int>((i * 7 + step) % 24);
    exponent += (step == 6 ? 12 : 0) - (i >= 512 && i < 768 ? 50 : 0);
    return std::ldexp(bitsAt(step * 100'003 + i), exponent);
}

/// A tensor with its moments.
struct Moved {
    Moved() {
        for (std::size_t i = 0; i < kCount; ++i)
            weights[i] = bitsAt(7 + i);
    }
    Status move(std::int64_t step, AdamW8bit how, CpuLevel level) {
        std::vector<float> gradients(kCount);
        for (std::size_t i = 0; i < kCount; ++i)
            gradients[i] = gradientAt(i, static_cast<std::size_t>(step)) / how.gradientScale;
        how.weights = weights.data();
        how.gradients = gradients.data();
        how.firstCodes = first.data();
        how.firstAbsmax = firstAbsmax.data();
        how.secondCodes = second.data();
        how.secondAbsmax = secondAbsmax.data();
        how.count = static_cast<std::int64_t>(kCount);
        how.step = step;
        how.learningRate = how.learningRate * static_cast<double>(step) / 10;
        return adamW8bit(how, onThreads, level);
    }
    std::vector<float> weights = std::vector<float>(kCount);
    std::vector<std::uint8_t> first = std::vector<std::uint8_t>(kCount);
    std::vector<std::uint8_t> second = std::vector<std::uint8_t>(kCount);
    std::vector<float> firstAbsmax = std::vector<float>(static_cast<std::size_t>(momentBlocks(kCount)));
    std::vector<float> secondAbsmax = firstAbsmax;
};

TEST(DynamicBytes, HaveTheValuesOfBitsandbytes) {
    for (const auto& [name, type] :
         {std::pair{"signed", &signedBytes()}, std::pair{"unsigned", &unsignedBytes()}})
        EXPECT_EQ(different({type->values.begin(), type->values.end()}, floats(std::string(name) + ".map")),
                  0U)
            << name;
}

/// Without a memory of what was, the first moment is the gradient and the second its square.
TEST(DynamicBytes, OfABlockAreThoseOfBitsandbytes) {
    const auto expanded = floats("signed.expanded");
    std::vector<float> values(1024);
    for (std::size_t i = 0; i < 1000; ++i)
        values[i] = i >= 256 && i < 512 ? 0.0F : std::ldexp(bitsAt(3 + i), -static_cast<int>(i % 40));
    for (std::size_t i = 1000; i < 1024; ++i)
        values[i] = bitsAt(1 + i - 1000);
    values[520] = std::ldexp(1.0F, 100);
    std::vector<float> weights(1024), absmax(4), ignoredAbsmax(4);
    std::vector<std::uint8_t> codes(1024), ignored(1024);
    for (const CpuLevel level : levels()) {
        AdamW8bit step{weights.data(), values.data(),        codes.data(), absmax.data(),
                       ignored.data(), ignoredAbsmax.data(), 1024};
        step.beta1 = 0;
        ASSERT_EQ(adamW8bit(step, onThreads, level), Status::Ok);
        EXPECT_EQ(different(absmax, floats("signed.absmax")), 0U);
        EXPECT_EQ(different(codes, bytes("signed.codes")), 0U);
        for (std::size_t i = 0; i < 1024; ++i)
            ASSERT_EQ(signedBytes().values[codes[i]] * absmax[i / 256], expanded[i]) << i;
    }
    const auto largest = floats("unsigned.absmax");
    for (std::size_t i = 0; i < 1024; ++i)
        codes[i] = largest[i / 256] > 0 ? unsignedBytes().codeOf(std::abs(values[i]) * (1 / largest[i / 256]))
                                        : std::uint8_t{0};
    EXPECT_EQ(different(codes, bytes("unsigned.codes")), 0U);
}

/// The reference's root is not rounded to the nearest number, ours is: with such a root its weights are ours,
/// with its own some differ in the last place of a weight or of the steps to it.
void expectWeights(const std::vector<float>& weights, const std::string& series, double rate) {
    EXPECT_EQ(different(weights, floats(series + "rounded_weights")), 0U) << series;
    const auto own = floats(series + "weights");
    EXPECT_LE(different(weights, own), kCount / 10) << series;
    for (std::size_t i = 0; i < kCount; ++i)
        ASSERT_LE(std::abs(weights[i] - own[i]), 0x1p-22 * std::max<double>(std::abs(own[i]), 10 * rate))
            << series << i;
}

TEST(AdamW8bit, TakesTheStepsOfBitsandbytes) {
    AdamW8bit plain;
    plain.learningRate = 1e-3;
    AdamW8bit other;
    other.learningRate = 5e-2;
    other.beta1 = 0.8;
    other.beta2 = 0.95;
    other.epsilon = 1e-6;
    other.weightDecay = 0.1;
    other.gradientScale = 0.25F;
    for (const CpuLevel level : levels())
        for (const auto& [number, how] : {std::pair{"0.", plain}, std::pair{"1.", other}}) {
            Moved moved;
            for (std::int64_t step = 1; step <= 10; ++step) {
                ASSERT_EQ(moved.move(step, how, level), Status::Ok);
                const std::string at = number + std::to_string(step);
                EXPECT_EQ(different(moved.firstAbsmax, floats(at + ".absmax1")), 0U) << at;
                EXPECT_EQ(different(moved.secondAbsmax, floats(at + ".absmax2")), 0U) << at;
                EXPECT_EQ(different(moved.first, bytes(at + ".state1")), 0U) << at;
                EXPECT_EQ(different(moved.second, bytes(at + ".state2")), 0U) << at;
            }
            expectWeights(moved.weights, number, how.learningRate);
        }
}

TEST(AdamW8bit, RefusesWhatItCannotMove) {
    Moved moved;
    EXPECT_EQ(moved.move(0, {}, CpuLevel::Plain), Status::BadArgument) << "steps count from 1";
    EXPECT_EQ(adamW8bit({}, onThreads), Status::BadArgument);
}

} // namespace
} // namespace luthier::kernels::tests
