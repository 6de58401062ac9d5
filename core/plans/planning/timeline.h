#pragma once

#include <base/json.h>
#include <footprint/program_layout.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::planning {

/// Neighbouring steps of one region and phase, at their worst moment.
struct Visit {
    std::string region;     ///< "embedding", "layers.3", "head"
    std::string_view phase; ///< "forward", "recompute", "backward"
    std::int32_t first = 0; ///< steps
    std::int32_t last = 0;
    std::array<std::int64_t, 8> parts{}; ///< bytes by footprint::Part; those outside the arena with them
    struct Named {
        std::string name;
        std::int64_t bytes = 0;
    };
    std::vector<Named> largest; ///< activations and scratch at that moment, at most three
};

/// The memory of a step over its time. What backward makes again belongs to the backward that reads it.
std::vector<Visit> timelineOf(const footprint::CompiledStep& step);

/// `timeline` of the document of `plan` (cli.md).
Json timelineToJson(const std::vector<Visit>& visits);

} // namespace luthier::planning
