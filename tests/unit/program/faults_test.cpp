#include "program_cases.h"

#include <program/builder.h>

#include <gtest/gtest.h>

#include <algorithm>

// Faults that a pass or the layout could have, planted into what they made: the check must see each.

namespace luthier::program::tests {
namespace {

using footprint::Extents;
using footprint::ProgramLayout;

struct Laid {
    Program program;
    Extents extents;
    ProgramLayout layout;

    explicit Laid(Tuned tuned)
        : program(planning::stepProgram(smallShape("llama"), settingsOf(smallShape("llama"), tuned)))
        , extents(planning::extentsOf(settingsOf(smallShape("llama"), tuned)))
        , layout(footprint::layoutProgram(program, extents)) {}

    ValueId value(std::string_view name) const { return program.find(name, Kind::Activation); }
    footprint::Place& place(std::string_view name) {
        return layout.places[static_cast<std::size_t>(value(name))];
    }
    std::vector<footprint::Buffer> buffers() const { return layout.buffers.buffers(); }
    /// The layout with these buffers, where they are.
    void move(std::size_t buffer, std::int64_t offset) {
        auto moved = buffers();
        moved[buffer].offset = offset;
        layout.buffers = footprint::StepLayout::placed(std::move(moved), layout.buffers.parameters(),
                                                       layout.buffers.phases());
    }
    std::optional<std::string> wrong() const { return checkLayout(program, layout, extents); }
};

TEST(Faults, AResultUponWhatIsReadLaterIsSeen) {
    Laid laid(Tuned::Adapters);
    ASSERT_EQ(laid.wrong(), std::nullopt);
    laid.place("layers.0.norm1") = laid.place("embedding.output");
    EXPECT_NE(laid.wrong(), std::nullopt);
}

TEST(Faults, ABufferThatEndsAStepEarlyIsSeen) {
    Laid laid(Tuned::Adapters);
    const auto buffers = laid.buffers();
    std::size_t seen = 0;
    std::size_t planted = 0;
    for (std::size_t a = 0; a < buffers.size(); ++a)
        for (std::size_t b = 0; b < buffers.size(); ++b)
            if (a != b && buffers[a].last == buffers[b].first && buffers[a].first > 0 &&
                buffers[a].bytes > 0 && buffers[b].bytes > 0 &&
                buffers[b].offset != footprint::Buffer::kOutside) {
                Laid other(Tuned::Adapters);
                other.move(b, buffers[a].offset);
                ++planted;
                seen += other.wrong().has_value() ? 1U : 0U;
            }
    EXPECT_GT(planted, 10U);
    EXPECT_EQ(seen, planted);
}

TEST(Faults, AValueThatALoopReadsAgainIsSeen) {
    // The norm reads it first in the loop, and nothing later does: only the next chunk would read what the
    // logits left.
    Laid laid(Tuned::Nothing);
    const auto logits = static_cast<std::size_t>(laid.place("head.logits").buffer);
    const auto rows = static_cast<std::size_t>(laid.place("layers.2.output").buffer);
    laid.move(logits, laid.buffers()[rows].offset);
    EXPECT_NE(laid.wrong(), std::nullopt);
}

TEST(Faults, AnAddendThatIsReadLaterIsSeen) {
    Program program;
    Builder builder(program);
    builder.enter("layers.0");
    const ValueId x = builder.result(
        OpKind::Embed, {builder.weight("table", {9, 4}), builder.input("ids", Axis::Tokens)}, "x");
    LinearAttributes how;
    how.module = "first";
    const ValueId first = builder.linear(x, how, 4, "first", Builder::Bias::No);
    const ValueId second = builder.result(OpKind::Linear, {x, builder.weight("second", {4, 4}), kNone},
                                          "second", LinearAttributes{}, first);
    program.outputs = {builder.result(OpKind::Add, {first, second}, "sum")};
    const Extents extents{5, 1, 1, 5};
    EXPECT_NE(checkLayout(program, footprint::layoutProgram(program, extents), extents), std::nullopt);
}

TEST(Faults, AttentionIsNeverNarrowed) {
    for (const Case& one : allCases({smallShape("llama"), smallShape("gpt2")})) {
        const Program program = planning::stepProgram(one.shape, one.settings);
        for (const Step& step : program.steps) {
            if (step.kind != OpKind::Attention)
                continue;
            for (std::size_t i = 0; i < 3; ++i)
                EXPECT_EQ(program[step.operands[i]].axis, Axis::Tokens) << one.name;
        }
    }
}

} // namespace
} // namespace luthier::program::tests
