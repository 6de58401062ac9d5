#include "step_layout.h"

#include <algorithm>

namespace luthier::footprint {
namespace {

using families::ModelShape;
using families::Slot;
using families::slotWidth;

constexpr std::int64_t kFloat = 4;

/// Collects the buffers of a step. All lie in the arena unless said otherwise.
class Collector {
public:
    Collector(const ModelShape& shape, int phases)
        : m_shape(shape)
        , m_phases(phases) {}

    void add(std::string name, Part part, std::int64_t bytes, int first, int last) {
        if (bytes > 0)
            m_buffers.push_back({std::move(name), part, bytes, first, last, 0});
    }
    void always(std::string name, Part part, std::int64_t bytes) {
        add(std::move(name), part, bytes, 0, m_phases - 1);
    }
    void outside(std::string name, Part part, std::int64_t bytes, int first, int last) {
        if (bytes > 0)
            m_buffers.push_back({std::move(name), part, bytes, first, last, Buffer::kOutside});
    }
    std::vector<Buffer> take() { return std::move(m_buffers); }
    const ModelShape& shape() const { return m_shape; }
    int phases() const { return m_phases; }

private:
    const ModelShape& m_shape;
    int m_phases;
    std::vector<Buffer> m_buffers;
};

std::int64_t largestLinear(const ModelShape& shape) {
    std::int64_t largest = 0;
    for (const families::LinearModule& module : families::linearsOf(shape))
        largest = std::max(largest, module.inFeatures * module.outFeatures);
    return std::max(largest, shape.tiedEmbeddings ? shape.vocabularySize * shape.hiddenSize : 0);
}

/// Room for the rounded operands and the rounded result of a product of `rows` tokens, or of the head's
/// chunk.
struct RoundedProduct {
    std::int64_t operand = 0; ///< elements
    std::int64_t result = 0;
};

RoundedProduct roundedProduct(const ModelShape& shape, std::int64_t rows, std::int64_t headRows,
                              Tuning tuning) {
    std::int64_t widest = 0;
    for (const families::LinearModule& module : families::linearsOf(shape))
        if (module.scope == families::Scope::Layer)
            widest = std::max({widest, module.inFeatures, module.outFeatures});
    RoundedProduct room;
    room.operand = std::max(paddedTokens(rows) * widest,
                            paddedTokens(headRows) * std::max(shape.hiddenSize, shape.vocabularySize));
    room.result = tuning == Tuning::Full ? std::max(room.operand, largestLinear(shape)) : room.operand;
    return room;
}

/// What stands between the stored weights and a product, all of it workspace.
void addProducts(Collector& collector, const NumberFormats& formats, std::int64_t rows, std::int64_t headRows,
                 Tuning tuning) {
    constexpr std::int64_t kBf16 = 2;
    const ModelShape& shape = collector.shape();
    const NumberFormats used = {tuning == Tuning::Full ? Stored::Fp32 : formats.stored, formats.products};
    collector.always("expanded_weight", Part::Workspace, largestLinear(shape) * expandedBytes(used));
    if (formats.products == Products::Fp32)
        return;
    const RoundedProduct room = roundedProduct(shape, rows, headRows, tuning);
    collector.always("product.left", Part::Workspace, room.operand * kBf16);
    collector.always("product.result", Part::Workspace, room.result * kBf16);
    // The second operand is a weight, except in a weight's own gradient.
    if (tuning == Tuning::Full)
        collector.always("product.right", Part::Workspace, room.operand * kBf16);
}

std::int64_t largestRank(const std::vector<AdapterSlot>& adapters) {
    std::int64_t rank = 0;
    for (const AdapterSlot& slot : adapters)
        rank = std::max(rank, slot.rank);
    return rank;
}

/// What a block keeps from forward for backward, once a block or, with checkpointing, once for all.
void addBlockValues(Collector& collector, const StepSettings& settings) {
    const ModelShape& shape = collector.shape();
    const bool keep = settings.tuning != Tuning::None && settings.checkpointing == Checkpointing::Off;
    const std::int64_t sets = keep ? shape.layers : 1;
    const std::int64_t tokens = settings.tokens;
    for (std::int64_t layer = 0; layer < sets; ++layer) {
        const int first = keep ? forwardPhase(layer) : 0;
        const int last = settings.tuning == Tuning::None ? forwardPhase(shape.layers - 1)
                         : keep                          ? backwardPhase(shape.layers, layer)
                                                         : backwardPhase(shape.layers, 0);
        const auto slot = [&](std::string_view what, Slot which) {
            collector.add(blockBuffer(what, layer), Part::Activations,
                          tokens * slotWidth(shape, which) * kFloat, first, last);
        };
        slot("qkv", Slot::QueryKeyValue);
        slot("context", Slot::Context);
        slot("middle", Slot::Middle);
        if (shape.mlpKind == families::MlpKind::Gated)
            slot("gate", Slot::Gate);
        slot("up", Slot::Up);
        collector.add(blockBuffer("attention_lse", layer), Part::Activations, tokens * shape.heads * kFloat,
                      first, last);
        // Two norms, each with the inverse deviation and, for LayerNorm, the mean.
        collector.add(blockBuffer("norm_statistics", layer), Part::Activations, 4 * tokens * kFloat, first,
                      last);
    }
    for (std::size_t i = 0; i < settings.adapters.size(); ++i) {
        const AdapterSlot& slot = settings.adapters[i];
        const bool head = slot.layer < 0;
        const int first = keep && !head ? forwardPhase(slot.layer) : 0;
        const int last = head || settings.tuning == Tuning::None ? collector.phases() - 1
                         : keep                                  ? backwardPhase(shape.layers, slot.layer)
                                                                 : backwardPhase(shape.layers, 0);
        const std::int64_t rows = head ? settings.headRows : tokens;
        collector.add("adapter." + std::to_string(i) + ".projected", Part::Activations,
                      rows * slot.rank * kFloat, first, last);
    }
}

/// The residual stream at each block's entry, which backward starts from, and behind the last block.
void addStream(Collector& collector, const StepSettings& settings) {
    const ModelShape& shape = collector.shape();
    const std::int64_t bytes = settings.tokens * shape.hiddenSize * kFloat;
    if (settings.tuning == Tuning::None) {
        collector.add("stream.0", Part::Activations, bytes, 0, headPhase(shape.layers));
        return;
    }
    for (std::int64_t layer = 0; layer <= shape.layers; ++layer) {
        const int first = layer == 0 ? 0 : forwardPhase(layer - 1);
        const int last = layer == shape.layers ? headPhase(shape.layers) : backwardPhase(shape.layers, layer);
        collector.add("stream." + std::to_string(layer), Part::Activations, bytes, first, last);
    }
}

std::int64_t headRowsOf(const StepSettings& settings) {
    return std::min(settings.headRows, std::max<std::int64_t>(settings.trainedTokens, 1));
}

void addScratch(Collector& collector, const StepSettings& settings) {
    const ModelShape& shape = collector.shape();
    const std::int64_t tokens = settings.tokens;
    const bool trains = settings.tuning != Tuning::None;
    const int blocksEnd = trains ? backwardPhase(shape.layers, 0) : headPhase(shape.layers);
    const auto scratch = [&](const char* name, std::int64_t columns, int first, int last) {
        collector.add(name, Part::Workspace, tokens * columns * kFloat, first, last);
    };
    // Made again in backward, so alive in both halves but not while the head works.
    const auto around = [&](const std::string& name, std::int64_t columns) {
        collector.add(name, Part::Workspace, tokens * columns * kFloat, 0,
                      trains ? blocksEnd : headPhase(shape.layers) - 1);
    };
    around("normed", shape.hiddenSize);
    around("activated", shape.intermediateSize);
    around("delta", shape.hiddenSize);
    const int head = headPhase(shape.layers);
    if (trains) {
        scratch("gradient.stream", shape.hiddenSize, head, blocksEnd);
        scratch("gradient.normed", shape.hiddenSize, head + 1, blocksEnd);
        scratch("gradient.activated", shape.intermediateSize, head + 1, blocksEnd);
        scratch("gradient.context", slotWidth(shape, Slot::Context), head + 1, blocksEnd);
        scratch("gradient.qkv", slotWidth(shape, Slot::QueryKeyValue), head + 1, blocksEnd);
        if (shape.heads != shape.kvHeads)
            scratch("gradient.shared", 2 * shape.queryWidth(), head + 1, blocksEnd);
        scratch("gradient.projected", largestRank(settings.adapters), head, blocksEnd);
    }
    if (settings.dropout)
        scratch("dropped", std::max({shape.intermediateSize, shape.hiddenSize, shape.queryWidth()}), 0,
                blocksEnd);
    if (settings.tuning == Tuning::Full)
        collector.always("norm_partials", Part::Workspace, 2 * 16 * shape.hiddenSize * kFloat);
    addProducts(collector, settings.formats, tokens, headRowsOf(settings), settings.tuning);
}

void addHead(Collector& collector, const StepSettings& settings) {
    const ModelShape& shape = collector.shape();
    const int phase = headPhase(shape.layers);
    const std::int64_t rows = headRowsOf(settings);
    const auto add = [&](const char* name, Part part, std::int64_t columns) {
        collector.add(name, part, rows * columns * kFloat, phase, phase);
    };
    add("head.rows", Part::Workspace, shape.hiddenSize);
    add("head.normed", Part::Workspace, shape.hiddenSize);
    add("head.gradient", Part::Workspace, shape.hiddenSize);
    add("head.statistics", Part::Workspace, 2);
    add("head.losses", Part::Workspace, 1);
    add("logits", Part::Logits, shape.vocabularySize);
}

/// The weights as they lie in the file.
void addOutside(Collector& collector, const StepSettings& settings) {
    const ModelShape& shape = collector.shape();
    const bool keepsFile = settings.tuning != Tuning::Full;
    collector.outside(
        "weights", Part::Weights,
        keepsFile ? families::parameterCount(shape) * families::storedBytes(settings.formats.stored) : 0, 0,
        collector.phases() - 1);
}

void addTrained(Collector& collector, const StepSettings& settings,
                const std::vector<Parameter>& parameters) {
    if (parameters.empty())
        return;
    const std::int64_t bytes = (parameters.back().offset + parameters.back().count) * kFloat;
    collector.always("parameters", settings.tuning == Tuning::Full ? Part::Weights : Part::Adapters, bytes);
    collector.always("gradients", Part::Gradients, bytes);
    collector.always("first_moments", Part::Optimizer, bytes);
    collector.always("second_moments", Part::Optimizer, bytes);
}

void addPositionTables(Collector& collector, std::int64_t positions) {
    const ModelShape& shape = collector.shape();
    if (shape.position != families::PositionKind::Rope)
        return;
    collector.always("cosines", Part::Workspace, positions * shape.headDim / 2 * kFloat);
    collector.always("sines", Part::Workspace, positions * shape.headDim / 2 * kFloat);
}

} // namespace

StepLayout layoutStep(const ModelShape& shape, const StepSettings& settings) {
    const int phases =
        settings.tuning == Tuning::None ? headPhase(shape.layers) + 1 : updatePhase(shape.layers) + 1;
    Collector collector(shape, phases);
    std::vector<Parameter> parameters = parametersOf(shape, settings.tuning, settings.adapters);
    addTrained(collector, settings, parameters);
    addPositionTables(collector, settings.longestRow);
    addStream(collector, settings);
    addBlockValues(collector, settings);
    addScratch(collector, settings);
    addHead(collector, settings);
    addOutside(collector, settings);
    return {collector.take(), std::move(parameters), phases};
}

StepLayout layoutGeneration(const ModelShape& shape, const GenerationSettings& settings) {
    Collector collector(shape, 1);
    StepSettings step;
    step.formats = settings.formats;
    const std::int64_t tokens = settings.promptTokens;
    const auto add = [&](std::string name, Part part, std::int64_t floats) {
        collector.always(std::move(name), part, floats * kFloat);
    };
    add("stream.0", Part::Activations, tokens * shape.hiddenSize);
    for (const auto& [name, slot] : {std::pair{"qkv", Slot::QueryKeyValue},
                                     {"context", Slot::Context},
                                     {"middle", Slot::Middle},
                                     {"gate", Slot::Gate},
                                     {"up", Slot::Up}})
        add(blockBuffer(name, 0), Part::Activations, tokens * slotWidth(shape, slot));
    add(blockBuffer("norm_statistics", 0), Part::Activations, 4 * tokens);
    add(blockBuffer("attention_lse", 0), Part::Activations, tokens * shape.heads);
    for (const char* name : {"normed", "delta"})
        add(name, Part::Workspace, tokens * shape.hiddenSize);
    add("activated", Part::Workspace, tokens * shape.intermediateSize);
    for (std::size_t i = 0; i < settings.adapters.size(); ++i)
        add("adapter." + std::to_string(i) + ".projected", Part::Activations,
            tokens * settings.adapters[i].rank);
    for (std::int64_t layer = 0; layer < shape.layers; ++layer)
        add(blockBuffer("cache", layer), Part::Activations, settings.cacheTokens * 2 * shape.keyValueWidth());
    add("head.normed", Part::Workspace, shape.hiddenSize);
    add("head.statistics", Part::Workspace, 2);
    add("logits", Part::Logits, shape.vocabularySize);
    addProducts(collector, settings.formats, tokens, 1, Tuning::None);
    addPositionTables(collector, settings.cacheTokens);
    addOutside(collector, step);
    // LibTorch multiplies a copy of the keys and values.
    collector.outside("attention", Part::Workspace, settings.cacheTokens * 2 * shape.keyValueWidth() * kFloat,
                      0, 0);
    std::vector<Parameter> parameters = parametersOf(shape, Tuning::Adapters, settings.adapters);
    if (!parameters.empty())
        add("parameters", Part::Adapters, parameters.back().offset + parameters.back().count);
    return {collector.take(), std::move(parameters), 1};
}

} // namespace luthier::footprint
