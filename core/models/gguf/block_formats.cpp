#include "block_formats.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace luthier::gguf {
namespace {

using Bytes = const std::uint8_t*;

constexpr std::int64_t kSmall = 32;  // weights of a block of the older types
constexpr std::int64_t kLarge = 256; // and of the K types

template <class T>
T read(Bytes at) {
    T value{};
    std::memcpy(&value, at, sizeof value);
    return value;
}

float halfAt(Bytes at) {
    const auto half = read<std::uint16_t>(at);
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
    const std::uint32_t magnitude = half & 0x7FFFU;
    if (magnitude >= 0x7C00U)
        return std::bit_cast<float>(sign | 0x7F80'0000U | ((magnitude & 0x3FFU) << 13U));
    if (magnitude >= 0x400U)
        return std::bit_cast<float>(sign | ((magnitude << 13U) + 0x3800'0000U));
    return std::bit_cast<float>(sign |
                                std::bit_cast<std::uint32_t>(static_cast<float>(magnitude) * 0x1.0p-24F));
}

// One block each, at `at`, into `values`.

void f32(Bytes at, float* values) {
    std::memcpy(values, at, sizeof *values);
}

void f16(Bytes at, float* values) {
    *values = halfAt(at);
}

void bf16(Bytes at, float* values) {
    *values = std::bit_cast<float>(static_cast<std::uint32_t>(read<std::uint16_t>(at)) << 16U);
}

void q4_0(Bytes at, float* values) {
    const float d = halfAt(at);
    for (int i = 0; i < 16; ++i) {
        values[i] = d * static_cast<float>((at[2 + i] & 15) - 8);
        values[i + 16] = d * static_cast<float>((at[2 + i] >> 4) - 8);
    }
}

void q4_1(Bytes at, float* values) {
    const float d = halfAt(at);
    const float least = halfAt(at + 2);
    for (int i = 0; i < 16; ++i) {
        values[i] = d * static_cast<float>(at[4 + i] & 15) + least;
        values[i + 16] = d * static_cast<float>(at[4 + i] >> 4) + least;
    }
}

/// The fifth bits lie apart.
int fiveBits(std::uint32_t high, int i, int low) {
    return low | static_cast<int>((high >> i) & 1U) << 4;
}

void q5_0(Bytes at, float* values) {
    const float d = halfAt(at);
    const auto high = read<std::uint32_t>(at + 2);
    for (int i = 0; i < 16; ++i) {
        values[i] = d * static_cast<float>(fiveBits(high, i, at[6 + i] & 15) - 16);
        values[i + 16] = d * static_cast<float>(fiveBits(high, i + 16, at[6 + i] >> 4) - 16);
    }
}

void q5_1(Bytes at, float* values) {
    const float d = halfAt(at);
    const float least = halfAt(at + 2);
    const auto high = read<std::uint32_t>(at + 4);
    for (int i = 0; i < 16; ++i) {
        values[i] = d * static_cast<float>(fiveBits(high, i, at[8 + i] & 15)) + least;
        values[i + 16] = d * static_cast<float>(fiveBits(high, i + 16, at[8 + i] >> 4)) + least;
    }
}

void q8_0(Bytes at, float* values) {
    const float d = halfAt(at);
    for (int i = 0; i < 32; ++i)
        values[i] = static_cast<float>(static_cast<std::int8_t>(at[2 + i])) * d;
}

void iq4_nl(Bytes at, float* values) {
    constexpr std::array<float, 16> kLevels{-127, -104, -83, -65, -49, -35, -22, -10,
                                            1,    13,   25,  38,  53,  69,  89,  113};
    const float d = halfAt(at);
    for (int i = 0; i < 16; ++i) {
        values[i] = d * kLevels[at[2 + i] & 15U];
        values[i + 16] = d * kLevels[at[2 + i] >> 4U];
    }
}

void q2_k(Bytes at, float* values) {
    const Bytes scales = at;
    const Bytes codes = at + 16;
    const float d = halfAt(at + 80);
    const float least = halfAt(at + 82);
    for (int group = 0; group < 16; ++group) {
        const float scale = d * static_cast<float>(scales[group] & 15);
        const float offset = least * static_cast<float>(scales[group] >> 4);
        const Bytes from = codes + group / 8 * 32 + group % 2 * 16;
        const int shift = group / 2 % 4 * 2;
        for (int i = 0; i < 16; ++i)
            values[group * 16 + i] = scale * static_cast<float>((from[i] >> shift) & 3) - offset;
    }
}

void q3_k(Bytes at, float* values) {
    const Bytes high = at;
    const Bytes codes = at + 32;
    const Bytes scales = at + 96;
    const float d = halfAt(at + 108);
    for (int group = 0; group < 16; ++group) {
        const int low = (scales[group % 8] >> (group / 8 * 4)) & 15;
        const int top = (scales[8 + group % 4] >> (group / 4 * 2)) & 3;
        const float scale = d * static_cast<float>((low | top << 4) - 32);
        const Bytes from = codes + group / 8 * 32 + group % 2 * 16;
        const Bytes mask = high + group % 2 * 16;
        const int shift = group / 2 % 4 * 2;
        for (int i = 0; i < 16; ++i) {
            const int missing = ((mask[i] >> (group / 2)) & 1) != 0 ? 0 : 4;
            values[group * 16 + i] = scale * static_cast<float>(((from[i] >> shift) & 3) - missing);
        }
    }
}

/// Scale and offset of a group of 32, six bits each.
struct Group {
    int scale;
    int offset;
};
Group groupOf(Bytes packed, int group) {
    if (group < 4)
        return {packed[group] & 63, packed[group + 4] & 63};
    return {(packed[group + 4] & 15) | (packed[group - 4] >> 6) << 4,
            (packed[group + 4] >> 4) | (packed[group] >> 6) << 4};
}

void q4_k(Bytes at, float* values) {
    const float d = halfAt(at);
    const float least = halfAt(at + 2);
    for (int group = 0; group < 8; ++group) {
        const Group of = groupOf(at + 4, group);
        const float scale = d * static_cast<float>(of.scale);
        const float offset = least * static_cast<float>(of.offset);
        const Bytes from = at + 16 + group / 2 * 32;
        const int shift = group % 2 * 4;
        for (int i = 0; i < 32; ++i)
            values[group * 32 + i] = scale * static_cast<float>((from[i] >> shift) & 15) - offset;
    }
}

void q5_k(Bytes at, float* values) {
    const float d = halfAt(at);
    const float least = halfAt(at + 2);
    const Bytes high = at + 16;
    for (int group = 0; group < 8; ++group) {
        const Group of = groupOf(at + 4, group);
        const float scale = d * static_cast<float>(of.scale);
        const float offset = least * static_cast<float>(of.offset);
        const Bytes from = at + 48 + group / 2 * 32;
        const int shift = group % 2 * 4;
        for (int i = 0; i < 32; ++i) {
            const int code = ((from[i] >> shift) & 15) | ((high[i] >> group) & 1) << 4;
            values[group * 32 + i] = scale * static_cast<float>(code) - offset;
        }
    }
}

void q6_k(Bytes at, float* values) {
    const Bytes high = at + 128;
    const Bytes scales = at + 192;
    const float d = halfAt(at + 208);
    for (int run = 0; run < 8; ++run) {
        const Bytes low = at + run / 4 * 64 + run % 2 * 32;
        const Bytes top = high + run / 4 * 32;
        const int lowShift = run / 2 % 2 * 4;
        const int topShift = run % 4 * 2;
        for (int half = 0; half < 2; ++half) {
            const float scale = d * static_cast<float>(static_cast<std::int8_t>(scales[run * 2 + half]));
            for (int i = half * 16; i < half * 16 + 16; ++i) {
                const int code = ((low[i] >> lowShift) & 15) | ((top[i] >> topShift) & 3) << 4;
                values[run * 32 + i] = scale * static_cast<float>(code - 32);
            }
        }
    }
}

template <void (*one)(Bytes, float*), std::int64_t kWeights, std::int64_t kBytes>
void all(const std::byte* blocks, float* values, std::int64_t count) {
    const Bytes at = reinterpret_cast<Bytes>(blocks);
    for (std::int64_t i = 0; i < count; ++i)
        one(at + i * kBytes, values + i * kWeights);
}

constexpr std::array<BlockFormat, 14> kFormats{{
    {0, "F32", 1, 4, all<f32, 1, 4>},
    {1, "F16", 1, 2, all<f16, 1, 2>},
    {30, "BF16", 1, 2, all<bf16, 1, 2>},
    {2, "Q4_0", kSmall, 18, all<q4_0, kSmall, 18>},
    {3, "Q4_1", kSmall, 20, all<q4_1, kSmall, 20>},
    {6, "Q5_0", kSmall, 22, all<q5_0, kSmall, 22>},
    {7, "Q5_1", kSmall, 24, all<q5_1, kSmall, 24>},
    {8, "Q8_0", kSmall, 34, all<q8_0, kSmall, 34>},
    {10, "Q2_K", kLarge, 84, all<q2_k, kLarge, 84>},
    {11, "Q3_K", kLarge, 110, all<q3_k, kLarge, 110>},
    {12, "Q4_K", kLarge, 144, all<q4_k, kLarge, 144>},
    {13, "Q5_K", kLarge, 176, all<q5_k, kLarge, 176>},
    {14, "Q6_K", kLarge, 210, all<q6_k, kLarge, 210>},
    {20, "IQ4_NL", kSmall, 18, all<iq4_nl, kSmall, 18>},
}};

/// By number; empty where a number was given up or is not used.
constexpr std::array<std::string_view, 41> kNames{
    "F32",   "F16",    "Q4_0",  "Q4_1", "",     "",        "Q5_0",   "Q5_1",    "Q8_0",  "Q8_1",   "Q2_K",
    "Q3_K",  "Q4_K",   "Q5_K",  "Q6_K", "Q8_K", "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S", "IQ4_NL", "IQ3_S",
    "IQ2_S", "IQ4_XS", "I8",    "I16",  "I32",  "I64",     "F64",    "IQ1_M",   "BF16",  "",       "",
    "",      "TQ1_0",  "TQ2_0", "",     "",     "",        "MXFP4",  "NVFP4"};

} // namespace

const BlockFormat* blockFormat(std::uint32_t id) {
    const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                    [&](const BlockFormat& format) { return format.id == id; });
    return found == kFormats.end() ? nullptr : &*found;
}

const BlockFormat* blockFormatNamed(std::string_view name) {
    const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                    [&](const BlockFormat& format) { return format.name == name; });
    return found == kFormats.end() ? nullptr : &*found;
}

std::string typeName(std::uint32_t id) {
    if (id < kNames.size() && !kNames[id].empty())
        return std::string(kNames[id]);
    return std::to_string(id);
}

std::string readableTypes() {
    std::string names;
    for (const BlockFormat& format : kFormats)
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    return names;
}

} // namespace luthier::gguf
