#pragma once

#include "../batch.h"
#include "../memory/arena.h"
#include "../model.h"
#include "kernel_table.h"

#include <footprint/program_layout.h>
#include <program/program.h>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace luthier::engine {

/// Runs a lowered program over one arena: views are bound once a batch shape, then each step's kernel is
/// called. Knows no family and no method. Engine-internal; calls may throw c10::Error (see guarded()).
class Executor {
public:
    /// The arena must have been made from `step.layout.buffers`.
    Executor(const Model& model, const Arena& arena, footprint::CompiledStep step);

    const footprint::CompiledStep& step() const { return m_step; }

    /// Forward and backward; gradients add to the arena's. Nothing is run for a batch without targets.
    void train(const PackedBatch& batch, double lossScale, std::uint64_t dropoutSeed,
               std::uint64_t dropoutStream);
    /// Forward only, without dropout.
    void evaluate(const PackedBatch& batch);
    /// An output of the last run, row by row: of a training step the first are its losses.
    std::vector<float> output(std::size_t number) const;
    std::vector<float> losses() const { return output(0); }

    /// A stretch of target rows, from `target` on, and their logits, [rows, columns].
    using OnLogits = std::function<void(std::int64_t target, const at::Tensor& logits)>;
    /// Forward only, of a program whose output are logits.
    void score(const PackedBatch& batch, const OnLogits& onLogits);

    /// New tokens of a text of which the caches hold `before`, and which will have `wholeTokens`. `onLogits`
    /// gets the row that was asked for by each target, [1, vocabulary]; without it the caches are filled and
    /// no logits made. Virtual tokens are among the batch's own. What an encoder made of a source is kept
    /// until a batch brings source ids again; their number is always told by its starts.
    void extend(const PackedBatch& batch, std::int64_t before, std::int64_t wholeTokens,
                const OnLogits& onLogits);

    /// Off: the steps of the adapter are left out, and the model answers as it was.
    void setAdapterOn(bool on) { m_adapterOn = on; }

    /// Fills all that liveness covers with NaN before each run, and results with NaN before each step that
    /// neither adds nor works in place: whoever reads what was not written shows. For tests.
    void poison(bool on) { m_poisons = on; }

private:
    const PackedBatch& withVirtualTokens(const PackedBatch& batch);
    void markKept();
    void bindStored();
    std::vector<std::int32_t> tableRows(const PackedBatch& batch, std::int64_t wholeTokens) const;
    void bindInputs(const PackedBatch& batch, std::int64_t wholeTokens);
    void bindRows();
    at::Tensor viewOf(program::ValueId value, std::int64_t rows) const;
    std::int64_t rowsOf(program::Axis axis) const { return m_rows[static_cast<std::size_t>(axis)]; }
    void bind(const PackedBatch& batch, std::int64_t wholeTokens = 0);
    void runAll(const BatchContext& batch, const OnLogits& onLogits);
    void runLoop(std::size_t begin, std::size_t end, const BatchContext& batch, const OnLogits& onLogits);
    void runStep(std::size_t index, const BatchContext& batch, std::int64_t chunkBegin,
                 std::int64_t chunkRows);
    at::Tensor bound(program::ValueId value, std::int64_t chunkBegin, std::int64_t chunkRows) const;
    void poisonArena();

    const Model& m_model;
    const Arena& m_arena;
    footprint::CompiledStep m_step;
    const program::Program& m_program;
    const footprint::ProgramLayout& m_layout;
    std::vector<at::Tensor> m_views;   ///< by value; of the batch's rows
    std::vector<at::Tensor> m_scratch; ///< by step
    std::vector<char> m_isView;        ///< by step: a split, or a join that lies so already
    std::vector<char> m_ofSource;      ///< by step: made once a source, and kept
    std::vector<char> m_onceForAll;    ///< by step: made once, and kept
    bool m_onceForAllDone = false;
    std::array<std::int64_t, program::kAxes> m_rows{};
    std::vector<at::Tensor> m_operands; ///< of the step that runs
    std::vector<at::Tensor> m_results;
    std::vector<std::int32_t> m_virtual; ///< in front of each text of a packed batch
    PackedBatch m_whole;                 ///< a batch with them
    bool m_adapterOn = true;
    bool m_poisons = false;
};

} // namespace luthier::engine
