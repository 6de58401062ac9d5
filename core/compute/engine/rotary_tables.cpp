#include "rotary_tables.h"

#include <families/rope.h>

#include <ATen/ops/from_blob.h>

#include <cmath>

namespace luthier::engine {

void fillRotaryTables(const Arena& arena, const families::ModelShape& shape) {
    if (!arena.has("cosines"))
        return;
    const std::vector<float> frequencies = families::inverseFrequencies(shape.rope, shape.headDim);
    const auto half = static_cast<std::int64_t>(frequencies.size());
    const std::int64_t positions = arena.layout().buffer("cosines").bytes / 4 / half;
    std::vector<float> cosines(static_cast<std::size_t>(positions * half));
    std::vector<float> sines(cosines.size());
    for (std::int64_t position = 0; position < positions; ++position)
        for (std::int64_t i = 0; i < half; ++i) {
            // The reference multiplies in fp32 before it takes the cosine.
            const float angle = static_cast<float>(position) * frequencies[static_cast<std::size_t>(i)];
            cosines[static_cast<std::size_t>(position * half + i)] = std::cos(angle);
            sines[static_cast<std::size_t>(position * half + i)] = std::sin(angle);
        }
    arena.matrix("cosines", positions, half)
        .copy_(at::from_blob(cosines.data(), {positions, half}, at::kFloat));
    arena.matrix("sines", positions, half).copy_(at::from_blob(sines.data(), {positions, half}, at::kFloat));
}

} // namespace luthier::engine
