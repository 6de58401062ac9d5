#include "numbers.h"

#include <kernels/common/dynamic_bytes.h>
#include <kernels/int8_rows/int8_rows.h>
#include <kernels/nf4/nf4.h>

#include <files/safetensors.h>
#include <support/shared_data.h>

#include <bit>
#include <cstring>
#include <limits>
#include <span>
#include <string>

namespace luthier::kernels::tests {
namespace {

/// tests/golden/quantization/kernels.safetensors: what bitsandbytes made of matrices.
class Golden {
protected:
    static const files::SafetensorsFile& golden() {
        static const auto kFile = files::SafetensorsFile::open(
            luthier::tests::sourceFile("tests/golden/quantization/kernels.safetensors"));
        return *kFile;
    }
    template <class T>
    static std::vector<T> values(const std::string& name, files::Dtype dtype) {
        const auto found = golden().values<T>(name, dtype);
        EXPECT_TRUE(found) << name;
        return found ? std::vector<T>(found->begin(), found->end()) : std::vector<T>();
    }
    static std::vector<float> floats(const std::string& name) {
        return values<float>(name, files::Dtype::F32);
    }
    static std::vector<std::uint8_t> bytes(const std::string& name) {
        return values<std::uint8_t>(name, files::Dtype::U8);
    }
    static std::vector<std::uint16_t> values16(const std::string& name) {
        return values<std::uint16_t>(name, files::Dtype::BF16);
    }
};

class Quantisation : public testing::TestWithParam<std::string>, protected Golden {
protected:
    static std::string named(const std::string& part) { return GetParam() + "." + part; }
};
class QuantisationTypes : public testing::Test, protected Golden {};

/// Bit for bit, so that −0 is not 0.
template <class T>
testing::AssertionResult sameBits(const std::vector<T>& actual, const std::vector<T>& expected) {
    if (actual.size() != expected.size())
        return testing::AssertionFailure() << actual.size() << " values, not " << expected.size();
    for (std::size_t i = 0; i < actual.size(); ++i)
        if (std::memcmp(&actual[i], &expected[i], sizeof(T)) != 0)
            return testing::AssertionFailure()
                   << "at " << i << ": " << +actual[i] << ", not " << +expected[i];
    return testing::AssertionSuccess();
}

/// By the definition: of the two around it the nearer, of equally near ones the even.
std::uint16_t nearestBfloat16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t rest = bits & 0xFFFFU;
    const std::uint32_t below = bits >> 16U;
    const bool up = rest > 0x8000U || (rest == 0x8000U && below % 2 == 1);
    return static_cast<std::uint16_t>(below + (up ? 1 : 0));
}

struct Quantised {
    std::vector<std::uint8_t> codes;
    std::vector<float> absmax;
};

Quantised quantised(const std::vector<float>& values, CpuLevel level) {
    const auto elements = static_cast<std::int64_t>(values.size());
    Quantised made{std::vector<std::uint8_t>((values.size() + 1) / 2),
                   std::vector<float>(static_cast<std::size_t>(nf4Blocks(elements)))};
    EXPECT_EQ(quantiseNf4({values.data(), elements, made.codes.data(), made.absmax.data()}, onThreads, level),
              Status::Ok);
    return made;
}

TEST_P(Quantisation, ToNf4GivesTheCodesAndScalesOfBitsandbytes) {
    const auto values = floats(named("values"));
    for (const CpuLevel level : levels()) {
        const Quantised made = quantised(values, level);
        EXPECT_TRUE(sameBits(made.absmax, floats(named("absmax")))) << cpuLevelName(level);
        EXPECT_TRUE(sameBits(made.codes, bytes(named("codes")))) << cpuLevelName(level);
    }
}

TEST_P(Quantisation, OfNf4ScalesGivesTheStatisticsOfBitsandbytes) {
    const auto absmax = floats(named("absmax"));
    std::vector<std::uint8_t> codes(absmax.size());
    std::vector<float> nested((absmax.size() + kNf4NestedBlock - 1) / kNf4NestedBlock);
    const float offset =
        quantiseAbsmax(absmax.data(), static_cast<std::int64_t>(absmax.size()), codes.data(), nested.data());
    EXPECT_TRUE(sameBits(std::vector{offset}, floats(named("offset"))));
    EXPECT_TRUE(sameBits(nested, floats(named("nested_absmax"))));
    EXPECT_TRUE(sameBits(codes, bytes(named("nested_codes"))));
}

TEST_P(Quantisation, FromNf4GivesTheValuesOfBitsandbytes) {
    const auto codes = bytes(named("codes"));
    const auto absmax = floats(named("absmax"));
    const auto nestedCodes = bytes(named("nested_codes"));
    const auto nestedAbsmax = floats(named("nested_absmax"));
    const std::size_t elements = floats(named("values")).size();
    const Nf4 plain{
        .elements = static_cast<std::int64_t>(elements), .codes = codes.data(), .absmax = absmax.data()};
    const Nf4 nested{.elements = static_cast<std::int64_t>(elements),
                     .codes = codes.data(),
                     .absmaxCodes = nestedCodes.data(),
                     .nestedAbsmax = nestedAbsmax.data(),
                     .map = signedBytes().values.data(),
                     .offset = floats(named("offset"))[0]};
    for (const CpuLevel level : levels()) {
        std::vector<float> values(elements);
        ASSERT_EQ(expandNf4(plain, values.data(), onThreads, level), Status::Ok);
        EXPECT_TRUE(sameBits(values, floats(named("expanded")))) << cpuLevelName(level);
        ASSERT_EQ(expandNf4(nested, values.data(), onThreads, level), Status::Ok);
        EXPECT_TRUE(sameBits(values, floats(named("nested_expanded")))) << cpuLevelName(level);
        std::vector<std::uint16_t> rounded(elements);
        ASSERT_EQ(expandNf4(nested, rounded.data(), onThreads, level), Status::Ok);
        EXPECT_TRUE(sameBits(rounded, values16(named("nested_rounded")))) << cpuLevelName(level);
    }
}

TEST_P(Quantisation, OfRowsToInt8AndBackGivesTheBitsOfBitsandbytes) {
    if (GetParam() == "edges")
        return; // bitsandbytes divides by a scale that is infinite
    const auto values = floats(named("values"));
    const auto expectedAbsmax = floats(named("int8_absmax"));
    const auto rows = static_cast<std::int64_t>(expectedAbsmax.size());
    const auto columns = static_cast<std::int64_t>(values.size()) / rows;
    for (const CpuLevel level : levels()) {
        std::vector<std::int8_t> codes(values.size());
        std::vector<float> absmax(expectedAbsmax.size());
        ASSERT_EQ(
            quantiseInt8Rows({rows, columns, values.data(), codes.data(), absmax.data()}, onThreads, level),
            Status::Ok);
        EXPECT_TRUE(sameBits(absmax, expectedAbsmax));
        EXPECT_TRUE(sameBits(codes, Golden::values<std::int8_t>(named("int8"), files::Dtype::I8)));
        std::vector<float> expanded(values.size());
        ASSERT_EQ(
            expandInt8Rows({rows, columns, codes.data(), absmax.data()}, expanded.data(), onThreads, level),
            Status::Ok);
        EXPECT_TRUE(sameBits(expanded, floats(named("int8_expanded")))) << cpuLevelName(level);
        std::vector<std::uint16_t> rounded(values.size());
        ASSERT_EQ(
            expandInt8Rows({rows, columns, codes.data(), absmax.data()}, rounded.data(), onThreads, level),
            Status::Ok);
        for (std::size_t i = 0; i < rounded.size(); ++i)
            ASSERT_EQ(rounded[i], nearestBfloat16(expanded[i])) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Quantisation,
                         testing::Values("even", "odd", "short", "tiny", "zeros", "edges", "middles",
                                         "many"));

TEST_F(QuantisationTypes, HasTheDataTypesOfBitsandbytes) {
    const auto& map = signedBytes().values;
    EXPECT_TRUE(sameBits(std::vector(map.begin(), map.end()), floats("map")));
    EXPECT_TRUE(sameBits(std::vector(kNf4Values.begin(), kNf4Values.end()), floats("nf4")));
}

/// `bits` of make.py.
float bitsAt(std::uint64_t index) {
    const auto state = static_cast<std::uint32_t>(index * 2654435761U);
    return static_cast<float>(static_cast<std::int32_t>(state / 256) - (1 << 23)) /
           static_cast<float>(1 << 24);
}

TEST_F(QuantisationTypes, OfManyScalesAddsThemInTheOrderOfLibTorch) {
    constexpr std::size_t kElements = 64 * 20011;
    std::vector<float> values(kElements);
    for (std::size_t i = 0; i < kElements; ++i)
        values[i] = bitsAt(i) * (1.0F + bitsAt(i + 77));
    const Quantised made = quantised(values, cpuLevel());
    std::vector<std::uint8_t> codes(made.absmax.size());
    std::vector<float> nested((made.absmax.size() + kNf4NestedBlock - 1) / kNf4NestedBlock);
    const float offset = quantiseAbsmax(made.absmax.data(), static_cast<std::int64_t>(made.absmax.size()),
                                        codes.data(), nested.data());
    EXPECT_TRUE(sameBits(std::vector{offset}, floats("long.offset")));
    EXPECT_TRUE(sameBits(nested, floats("long.nested_absmax")));
    EXPECT_TRUE(sameBits(codes, bytes("long.nested_codes")));
}

TEST_F(QuantisationTypes, LeavesAScaleThatIsNotFiniteWhereAValueIsNot) {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), kInfinity, -kInfinity})
        for (const std::size_t place : {std::size_t{0}, std::size_t{63}, std::size_t{64 + 16}}) {
            auto values = randomFloats(100, 3);
            values[place] = bad;
            for (const CpuLevel level : levels()) {
                const Quantised made = quantised(values, level);
                EXPECT_EQ(std::isfinite(made.absmax[0]), place >= 64);
                EXPECT_EQ(std::isfinite(made.absmax[1]), place < 64);
                std::vector<std::int8_t> codes(values.size());
                std::vector<float> absmax(2);
                ASSERT_EQ(
                    quantiseInt8Rows({2, 50, values.data(), codes.data(), absmax.data()}, onThreads, level),
                    Status::Ok);
                EXPECT_EQ(std::isfinite(absmax[0]), place >= 50);
            }
        }
}

TEST_F(QuantisationTypes, RefusesWhatIsMissing) {
    float value = 1.0F;
    std::uint8_t code = 0;
    EXPECT_EQ(expandNf4({.elements = 1, .codes = &code}, &value, serially), Status::BadArgument);
    EXPECT_EQ(expandNf4({.elements = 1, .block = 3, .codes = &code, .absmax = &value}, &value, serially),
              Status::BadArgument);
    EXPECT_EQ(quantiseNf4({&value, 1, nullptr, &value}, serially), Status::BadArgument);
    EXPECT_EQ(expandInt8Rows({1, 1, nullptr, &value}, &value, serially), Status::BadArgument);
}

} // namespace
} // namespace luthier::kernels::tests
