#include "rotary_tables.h"

#include <ATen/ops/from_blob.h>

#include <cmath>

namespace luthier::engine {

void fillRotaryTables(const Arena& arena, const footprint::CompiledStep& step) {
    const std::int64_t positions = step.extents.positions;
    for (const program::Rotation& rotation : step.program.rotations) {
        const auto columns = static_cast<std::int64_t>(rotation.frequencies.size());
        const auto factor = static_cast<float>(rotation.factor);
        std::vector<float> cosines;
        std::vector<float> sines;
        for (std::int64_t position = 0; position < positions; ++position)
            for (const float frequency : rotation.frequencies) {
                // The reference multiplies in fp32 before it takes the cosine.
                const float angle = static_cast<float>(position) * frequency;
                cosines.push_back(std::cos(angle) * factor);
                sines.push_back(std::sin(angle) * factor);
            }
        for (const auto& [table, values] : {std::pair(rotation.cosines, &cosines), {rotation.sines, &sines}})
            arena.matrix(step.program[table].name, positions, columns)
                .copy_(at::from_blob(values->data(), {positions, columns}, at::kFloat));
    }
}

} // namespace luthier::engine
