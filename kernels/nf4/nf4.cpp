#include "nf4.h"

#include <kernels/common/dispatch.h>
#include <kernels/common/dynamic_bytes.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void expandedBlocks(const Nf4&, float*, std::int64_t, std::int64_t), expandedBlocks)
LUTHIER_DECLARE_LEVELS(void roundedBlocks(const Nf4&, std::uint16_t*, std::int64_t, std::int64_t),
                       roundedBlocks)
LUTHIER_DECLARE_LEVELS(void quantisedBlocks(const QuantiseNf4&, std::int64_t, std::int64_t), quantisedBlocks)

namespace {

constexpr std::int64_t kBlockGrain = kElementGrain / kNf4Block;

bool isWhole(const Nf4& matrix) {
    const bool statistics = matrix.absmax || (matrix.absmaxCodes && matrix.nestedAbsmax && matrix.map);
    return matrix.codes && statistics && matrix.elements >= 0 && matrix.block >= 2 && matrix.block % 2 == 0;
}

constexpr std::size_t kRows = 4;
template <std::size_t Lanes>
using RowSums = std::array<std::array<float, Lanes>, kRows>;

template <std::size_t Lanes>
void addTo(std::array<float, Lanes>& sum, const float* values) {
    for (std::size_t i = 0; i < Lanes; ++i)
        sum[i] += values[i];
}

/// The sums of every fourth group of `Lanes`, each a cascade of four levels, short sums into longer ones.
template <std::size_t Lanes>
RowSums<Lanes> cascade(const float* values, std::int64_t rounds) {
    constexpr std::size_t kLevels = 4;
    int power = 0;
    while ((std::int64_t{1} << power) < rounds)
        ++power;
    power = std::max(4, power / static_cast<int>(kLevels));
    const std::int64_t step = std::int64_t{1} << power;
    std::array<RowSums<Lanes>, kLevels> sums{};
    const auto gather = [&](std::size_t level) {
        for (std::size_t row = 0; row < kRows; ++row) {
            const auto below = std::exchange(sums[level - 1][row], {});
            addTo(sums[level][row], below.data());
        }
    };
    for (std::int64_t round = 0; round < rounds;) {
        for (std::size_t row = 0; row < kRows; ++row, values += Lanes)
            addTo(sums[0][row], values);
        if (++round % step != 0)
            continue;
        for (std::size_t level = 1; level < kLevels; ++level) {
            gather(level);
            if ((round >> (static_cast<int>(level) * power)) % step != 0)
                break;
        }
    }
    RowSums<Lanes> total = sums[0];
    for (std::size_t level = 1; level < kLevels; ++level)
        for (std::size_t row = 0; row < kRows; ++row)
            addTo(total[row], sums[level][row].data());
    return total;
}

/// The sum of each lane of `groups` of them.
template <std::size_t Lanes>
std::array<float, Lanes> laneSums(const float* values, std::int64_t groups) {
    const std::int64_t rounds = groups / static_cast<std::int64_t>(kRows);
    RowSums<Lanes> rows = cascade<Lanes>(values, rounds);
    for (std::int64_t group = rounds * static_cast<std::int64_t>(kRows); group < groups; ++group)
        addTo(rows[0], values + group * static_cast<std::int64_t>(Lanes));
    for (std::size_t row = 1; row < kRows; ++row)
        addTo(rows[0], rows[row].data());
    return rows[0];
}

float sumOf(const float* values, std::int64_t count) {
    constexpr std::int64_t kLanes = 8;
    if (count < kLanes)
        return laneSums<1>(values, count)[0];
    const std::array<float, kLanes> lanes = laneSums<kLanes>(values, count / kLanes);
    float sum = 0.0F;
    for (std::int64_t i = count / kLanes * kLanes; i < count; ++i)
        sum += values[i];
    for (const float lane : lanes)
        sum += lane;
    return sum;
}

} // namespace

Status expandNf4(const Nf4& matrix, float* values, const Parallel& parallel, CpuLevel level) {
    if (!isWhole(matrix) || !values)
        return Status::BadArgument;
    const auto piece = chosen_expandedBlocks(level);
    parallel(nf4Blocks(matrix.elements, matrix.block), kBlockGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(matrix, values, begin, end); });
    return Status::Ok;
}

Status expandNf4(const Nf4& matrix, std::uint16_t* rounded, const Parallel& parallel, CpuLevel level) {
    if (!isWhole(matrix) || !rounded)
        return Status::BadArgument;
    const auto piece = chosen_roundedBlocks(level);
    parallel(nf4Blocks(matrix.elements, matrix.block), kBlockGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(matrix, rounded, begin, end); });
    return Status::Ok;
}

Status quantiseNf4(const QuantiseNf4& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.values || !operation.codes || !operation.absmax || operation.elements < 0)
        return Status::BadArgument;
    const auto piece = chosen_quantisedBlocks(level);
    parallel(nf4Blocks(operation.elements), kBlockGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

float quantiseAbsmax(const float* absmax, std::int64_t count, std::uint8_t* codes, float* nestedAbsmax) {
    const float mean = sumOf(absmax, count) / static_cast<float>(count);
    const DynamicBytes& map = signedBytes();
    for (std::int64_t begin = 0; begin < count; begin += kNf4NestedBlock) {
        const std::int64_t end = std::min(begin + kNf4NestedBlock, count);
        float largest = 0.0F;
        for (std::int64_t i = begin; i < end; ++i)
            largest = std::max(largest, std::abs(absmax[i] - mean));
        nestedAbsmax[begin / kNf4NestedBlock] = largest;
        const float inverse = 1.0F / largest;
        for (std::int64_t i = begin; i < end; ++i)
            codes[i] = largest > 0.0F ? map.codeOf((absmax[i] - mean) * inverse) : std::uint8_t{0};
    }
    return mean;
}

} // namespace luthier::kernels
