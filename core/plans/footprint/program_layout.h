#pragma once

#include "optimizer_states.h"
#include "step_layout.h"

#include <program/program.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace luthier::footprint {

/// The most rows of each axis, and of the tables by position.
struct Extents {
    std::int64_t tokens = 0;
    std::int64_t targets = 0;
    std::int64_t chunk = 0;
    std::int64_t positions = 0;
    std::int64_t cached = 0;
    std::int64_t source = 0;
    std::int64_t pairs = 0;
    Optimizer optimizer = Optimizer::AdamW; ///< of what trains

    std::int64_t rows(program::Axis axis) const;
};

/// Where a value lies: element (row, column) of it is element row · rowStride + first + column of its buffer.
struct Place {
    std::int32_t buffer = -1; ///< −1: outside the arena (stored weights, inputs)
    std::int64_t first = 0;   ///< elements of the value's own format
    std::int64_t rowStride = 0;
};

/// A program's memory. Buffers are alive from step `first` to step `last`.
struct ProgramLayout {
    StepLayout buffers;
    std::vector<Place> places;                 ///< by value
    std::vector<std::int32_t> scratch;         ///< by step: the buffer its kernel works in, or −1
    std::vector<program::ValueId> copiedJoins; ///< joins that could not be made views
};

/// What trains lies in flat arrays, in the order in which the program names it.
ProgramLayout layoutProgram(const program::Program& program, const Extents& extents);

/// A program with its memory: what is planned, and what runs.
struct CompiledStep {
    program::Program program;
    Extents extents;
    ProgramLayout layout;
};

/// Holds the layout against the program without knowing how it was found: walks the steps, loops twice, and
/// keeps book of what every write takes away; each value must be there when it is read. Says what is wrong.
std::optional<std::string> checkLayout(const program::Program& program, const ProgramLayout& layout,
                                       const Extents& extents);

/// First and last step of each value; −1 for one that no step touches. What a loop reads from outside or
/// leaves behind is alive all through it, outputs to the end.
struct Lifetimes {
    std::vector<std::int32_t> first;
    std::vector<std::int32_t> last;
};
Lifetimes lifetimesOf(const program::Program& program);

/// Rounded operands and result of a product in bf16, in elements; all 0 for one in fp32.
struct ProductScratch {
    std::int64_t left = 0;
    std::int64_t right = 0;
    std::int64_t result = 0;
};
ProductScratch productScratch(const program::Program& program, const program::Step& step, std::int64_t rows);

/// Bytes that the kernel of a step works in beside its operands.
std::int64_t scratchBytes(const program::Program& program, const program::Step& step, const Extents& extents);

} // namespace luthier::footprint
