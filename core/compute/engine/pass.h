#pragma once

#include "batch.h"
#include "memory/arena.h"
#include "memory/weights.h"
#include "model.h"
#include "operations/linear.h"
#include "operations/rowwise.h"

#include <families/block.h>
#include <footprint/step_layout.h>

#include <ATen/core/Tensor.h>

#include <optional>
#include <unordered_map>
#include <vector>

namespace luthier::engine {

/// One walk of a batch through the blocks: which values lie where, which weights and adapters are used. Tuner
/// and Decoder own one each. Engine-internal; calls may throw c10::Error (see guarded()).
class Pass {
public:
    Pass(const Model& model, const Arena& arena, const footprint::StepSettings& settings);

    /// Adapters become views into the arena's parameters (and gradients, when they train).
    void bindAdapters(const std::vector<double>& scaling);
    void setDropout(float probability, std::uint64_t seed, std::uint64_t stream);
    void setAdaptersOn(bool on) { m_adaptersOn = on; }

    /// Takes the batch's ids, positions and rows. Behind the attention of the last block only the rows of its
    /// targets go on, closed up: nothing reads the others there.
    void begin(const PackedBatch& batch);
    /// Takes new tokens of one text that has `before` tokens in the caches.
    void beginCached(std::span<const std::int32_t> ids, std::int64_t before);
    /// Whether the stream's rows are those of the targets, in their order, and not those of the tokens.
    bool isNarrowed() const { return m_rows < m_tokens; }

    /// Token (and position) embedding into stream 0.
    void embed();
    void embeddingBackward();
    void forwardBlock(std::int64_t layer);
    /// gradient.stream holds the gradient of the block's output and then that of its input.
    void backwardBlock(std::int64_t layer);
    /// The lowest block that a gradient must reach.
    std::int64_t lowestTrainedBlock() const;

    /// The stream at a block's entry, [tokens (or targets), hidden].
    at::Tensor stream(std::int64_t layer) const;
    at::Tensor scratch(std::string_view name, std::int64_t columns) const {
        return m_arena.matrix(name, m_rows, columns);
    }

    LinearWeight headWeight();
    Adapter* headAdapter();
    NormWeights finalNorm() const;
    /// Gradient of a trained weight, undefined when it is frozen.
    at::Tensor weightGradient(families::Role role, std::int64_t layer) const;
    const Arena& arena() const { return m_arena; }
    const families::ModelShape& shape() const { return m_model.shape(); }
    const footprint::StepSettings& settings() const { return m_settings; }
    at::Tensor indexTensor(const std::vector<std::int64_t>& values) const;
    AdapterDropout dropoutAt(std::int64_t layer, families::Linear linear) const;

private:
    friend class BlockBackward;
    enum class Purpose { Forward, Recompute };

    void walk(std::int64_t layer, Purpose purpose);
    void runNorm(const families::Operation& operation, std::int64_t layer, const at::Tensor& delta);
    void runLinear(const families::Operation& operation, std::int64_t layer);
    void runAttention(std::int64_t layer);
    bool narrowsIn(std::int64_t layer) const { return m_wanted.defined() && layer + 1 == shape().layers; }
    void narrow(std::int64_t layer);
    void widen(std::int64_t layer);
    at::Tensor residual(families::Slot slot, std::int64_t layer) const;
    at::Tensor value(families::Slot slot, std::int64_t layer) const;
    at::Tensor statistics(const families::Operation& norm, std::int64_t layer) const;
    NormWeights normWeights(families::Role weight, std::optional<families::Role> bias,
                            std::int64_t layer) const;
    LinearWeight linearWeight(families::Role weight, std::optional<families::Role> bias, std::int64_t layer);
    at::Tensor weightTensor(families::Role role, std::int64_t layer) const;
    Adapter* adapter(std::int64_t layer, families::Linear linear);
    at::Tensor parameterView(std::string_view array, const footprint::Parameter& parameter) const;
    const footprint::Parameter* trained(families::Role role, std::int64_t layer) const;
    std::int64_t setOf(std::int64_t layer) const { return m_keeps ? layer : 0; }

    const Model& m_model;
    const Arena& m_arena;
    footprint::StepSettings m_settings;
    std::vector<families::Operation> m_operations;
    bool m_keeps = false; ///< every block keeps its values for backward
    bool m_adaptersOn = true;
    std::vector<Adapter> m_adapters;
    std::unordered_map<std::int64_t, std::size_t> m_adapterAt;
    std::unordered_map<std::int64_t, std::size_t> m_trainedAt;
    AdapterDropout m_dropout;

    std::int64_t m_tokens = 0;
    std::int64_t m_rows = 0; ///< of the stream where the walk is: all tokens, or the wanted ones
    at::Tensor m_wanted;     ///< positions of the targets; undefined: all rows go on to the end
    at::Tensor m_ids;
    at::Tensor m_positions; ///< int32
    std::vector<std::int32_t> m_rowStarts;
    std::int64_t m_before = -1; ///< tokens in the caches; -1: no caches
};

/// Fills the rotary tables of an arena.
void fillRotaryTables(const Arena& arena, const families::ModelShape& shape);

/// Head and loss over the batch's targets, a chunk at a time. With a scale, gradients go into gradient.stream
/// (and trained weights). Gives a loss a target.
std::vector<float> runHead(Pass& pass, const std::vector<Target>& targets, double scale);

} // namespace luthier::engine
