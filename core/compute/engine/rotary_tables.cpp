#include "rotary_tables.h"

#include <ATen/ops/from_blob.h>

#include <cmath>

namespace luthier::engine {

namespace {

/// Appends a row a position.
void appendRows(const program::Rotation& rotation, const std::vector<float>& frequencies,
                std::int64_t positions, std::vector<float>& cosines, std::vector<float>& sines) {
    for (std::int64_t position = 0; position < positions; ++position) {
        double factor = rotation.factor;
        if (rotation.growth > 0)
            factor *=
                1.0 + rotation.growth * std::log(1.0 + static_cast<double>(position / rotation.growthTokens));
        for (const float frequency : frequencies) {
            // The reference multiplies in fp32 before it takes the cosine.
            const float angle = static_cast<float>(position) * frequency;
            cosines.push_back(std::cos(angle) * static_cast<float>(factor));
            sines.push_back(std::sin(angle) * static_cast<float>(factor));
        }
    }
}

} // namespace

void fillRotaryTables(const Arena& arena, const footprint::CompiledStep& step) {
    const std::int64_t positions = step.extents.positions;
    for (const program::Rotation& rotation : step.program.rotations) {
        std::vector<float> cosines;
        std::vector<float> sines;
        appendRows(rotation, rotation.frequencies, positions, cosines, sines);
        if (!rotation.longFrequencies.empty())
            appendRows(rotation, rotation.longFrequencies, positions, cosines, sines);
        const auto columns = static_cast<std::int64_t>(rotation.frequencies.size());
        const std::int64_t rows = program::partsOf(rotation) * positions;
        for (const auto& [table, values] : {std::pair(rotation.cosines, &cosines), {rotation.sines, &sines}})
            arena.matrix(step.program[table].name, rows, columns)
                .copy_(at::from_blob(values->data(), {rows, columns}, at::kFloat));
    }
}

} // namespace luthier::engine
