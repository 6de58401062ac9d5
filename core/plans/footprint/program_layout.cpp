#include "program_layout.h"

#include "sharing.h"

#include <program/op_traits.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace luthier::footprint {

using program::Axis;
using program::Kind;
using program::kNone;
using program::Program;
using program::Step;
using program::ValueId;

namespace {

constexpr std::int64_t kFloat = 4;

std::size_t index(ValueId value) {
    return static_cast<std::size_t>(value);
}

std::int64_t bytesOf(const program::Value& value, const Extents& extents) {
    const std::int64_t size = program::bytesOf(value.format);
    return size * (value.axis == Axis::None ? value.elements() : extents.rows(value.axis) * value.columns);
}

/// Biases and norms do not decay, and are told by their names as transformers' Trainer tells them: the matrix
/// of T5's relative bias does not, the lengths of DoRA do.
bool decays(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name.find("bias") != std::string::npos)
        return false;
    for (std::size_t begin = 0; begin < name.size();) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        const std::string_view part = std::string_view(name).substr(begin, end - begin);
        const bool norm = part == "norm" || part.ends_with("_norm") || part.starts_with("ln_") ||
                          part.find("layernorm") != part.npos || part.find("rmsnorm") != part.npos;
        if (norm)
            return false;
        begin = end + 1;
    }
    return true;
}

/// Builds the list of buffers and the places in them.
class Laying {
public:
    Laying(const Program& program, const Extents& extents)
        : m_program(program)
        , m_extents(extents)
        , m_parameters(trainablesOf(program))
        , m_lifetimes(lifetimesOf(program))
        , m_sharing(program, m_lifetimes)
        , m_places(program.values.size()) {}

    ProgramLayout run() {
        layTrained();
        layTables();
        layWeights();
        layActivations();
        std::vector<std::int32_t> scratch = layScratch();
        const auto steps = static_cast<int>(m_program.steps.size());
        return {StepLayout(std::move(m_buffers), std::move(m_trained), std::max(steps, 1)),
                std::move(m_places), std::move(scratch), m_sharing.copiedJoins()};
    }

private:
    std::int32_t add(std::string name, Part part, std::int64_t bytes, std::int32_t first, std::int32_t last,
                     std::int64_t offset = 0) {
        m_buffers.push_back({std::move(name), part, bytes, first, last, offset});
        return static_cast<std::int32_t>(m_buffers.size() - 1);
    }
    std::int32_t always(std::string name, Part part, std::int64_t bytes, std::int64_t offset = 0) {
        return add(std::move(name), part, bytes, 0, static_cast<std::int32_t>(m_program.steps.size()) - 1,
                   offset);
    }

    void layTrained() {
        std::int64_t offset = 0;
        bool ofMethod = false;
        for (const ValueId id : m_parameters) {
            const program::Value& value = m_program[id];
            ofMethod = ofMethod || value.isAdded;
            const ValueId source =
                value.startOf.empty() ? program::kNone : m_program.find(value.startOf, Kind::Weight);
            m_trained.push_back(
                {value.name, value.shape, offset, value.elements(), decays(value.name), value.start,
                 value.spread, value.rate, value.startOf,
                 source == program::kNone ? std::vector<std::int64_t>{} : m_program[source].shape,
                 value.startTurned, value.startRows, isInnerMatrix(id)});
            // Every tensor starts on a cache line.
            offset += (value.elements() + 15) / 16 * 16;
        }
        if (m_trained.empty())
            return;
        const std::int64_t bytes = (m_trained.back().offset + m_trained.back().count) * kFloat;
        const std::int32_t values = always("parameters", ofMethod ? Part::Adapters : Part::Weights, bytes);
        for (std::size_t i = 0; i < m_parameters.size(); ++i)
            m_places[index(m_parameters[i])] = {values, m_trained[i].offset, 0};
        layGradients(bytes);
    }

    /// The matrix of a linear layer in front of the head.
    bool isInnerMatrix(ValueId id) const {
        bool inner = false;
        for (const Step& step : m_program.steps) {
            const bool multiplies = step.kind == program::OpKind::Linear && step.operands[1] == id;
            if (multiplies && m_program.region(step) == "head")
                return false;
            inner = inner || multiplies;
            if (step.kind == program::OpKind::Embed && step.operands[0] == id)
                return false;
        }
        return inner && m_program[id].shape.size() == 2;
    }

    void layGradients(std::int64_t bytes) {
        std::int32_t buffer = -1;
        for (std::size_t i = 0; i < m_program.values.size(); ++i) {
            const program::Value& gradient = m_program.values[i];
            if (gradient.kind != Kind::Gradient)
                continue;
            if (buffer < 0)
                buffer = always("gradients", Part::Gradients, bytes);
            const auto parameter =
                std::find_if(m_trained.begin(), m_trained.end(), [&](const Parameter& trained) {
                    return gradient.name.compare(2, std::string::npos, trained.name) == 0;
                });
            m_places[i] = {buffer, parameter->offset, 0};
        }
        if (buffer < 0)
            return;
        for (const OptimizerState& state : statesOf(m_extents.optimizer))
            if (const std::int64_t size = luthier::footprint::bytesOf(state, m_trained); size > 0)
                always(std::string(state.name), Part::Optimizer, size);
        // A step of the optimiser follows the last of the program, when nearly all else is done with.
        const auto last = static_cast<std::int32_t>(m_program.steps.size()) - 1;
        if (const std::int64_t floats = scratchFloats(m_extents.optimizer, m_trained); floats > 0)
            add(std::string(kOptimizerScratch), Part::Workspace, floats * kFloat, last, last);
    }

    /// Tables and caches are always there.
    void layTables() {
        for (std::size_t i = 0; i < m_program.values.size(); ++i) {
            const program::Value& value = m_program.values[i];
            if (value.kind == Kind::Cache)
                m_places[i] = {always(value.name, Part::Activations, bytesOf(value, m_extents)), 0,
                               value.columns};
            if (value.kind == Kind::Table)
                m_places[i] = {always(value.name, Part::Workspace,
                                      tableParts(static_cast<ValueId>(i)) * m_extents.positions *
                                          value.columns * kFloat),
                               0, value.columns};
        }
        layCachedAttention();
    }

    std::int64_t tableParts(ValueId table) const {
        for (const program::Rotation& rotation : m_program.rotations)
            if (rotation.cosines == table || rotation.sines == table)
                return program::partsOf(rotation);
        return 1;
    }

    /// LibTorch multiplies a copy of the keys and values.
    void layCachedAttention() {
        std::int64_t columns = 0;
        for (const Step& step : m_program.steps)
            if (step.kind == program::OpKind::Attention && step.as<program::AttentionAttributes>().cached)
                columns = std::max(columns,
                                   m_program[step.operands[1]].columns + m_program[step.operands[2]].columns);
        if (columns > 0)
            always("attention", Part::Workspace, m_extents.cached * columns * kFloat, Buffer::kOutside);
    }

    void layWeights() {
        std::int64_t bytes = 0;
        for (const ValueId id : weightsOf(m_program))
            bytes += m_program[id].storedBytes();
        if (bytes > 0)
            always("weights", Part::Weights, bytes, Buffer::kOutside);
    }

    void layActivations() {
        const std::vector<Part> parts = partsOfOwners();
        std::vector<std::int32_t> buffer(m_program.values.size(), -1);
        for (std::size_t i = 0; i < m_program.values.size(); ++i) {
            const auto id = static_cast<ValueId>(i);
            if (!m_sharing.isPlaced(id))
                continue;
            const Sharing::Root root = m_sharing.rootOf(id);
            const program::Value& owner = m_program[root.owner];
            std::int32_t& at = buffer[index(root.owner)];
            if (at < 0)
                at = add(owner.name, parts[index(root.owner)], bytesOf(owner, m_extents),
                         m_lifetimes.first[i], m_lifetimes.last[i]);
            Buffer& whole = m_buffers[static_cast<std::size_t>(at)];
            whole.first = std::min(whole.first, static_cast<int>(m_lifetimes.first[i]));
            whole.last = std::max(whole.last, static_cast<int>(m_lifetimes.last[i]));
            m_places[i] = {at, root.column, owner.columns};
        }
    }

    /// Written in forward and read in backward: activations.
    std::vector<Part> partsOfOwners() const {
        std::vector<char> late(m_program.values.size());
        for (const Step& step : m_program.steps)
            if (step.phase != program::Phase::Forward)
                for (const ValueId operand : step.operands)
                    if (operand != kNone)
                        late[index(operand)] = 1;
        std::vector<Part> parts(m_program.values.size(), Part::Workspace);
        for (const Step& step : m_program.steps)
            forEachWritten(step, [&](ValueId id) {
                if (!m_sharing.isPlaced(id))
                    return;
                Part& part = parts[index(m_sharing.rootOf(id).owner)];
                const std::string& name = m_program[id].name;
                if (name.find("logits", name.rfind('.')) != std::string::npos)
                    part = Part::Logits;
                else if (part == Part::Workspace && step.phase == program::Phase::Forward && late[index(id)])
                    part = Part::Activations;
            });
        return parts;
    }

    std::vector<std::int32_t> layScratch() {
        std::vector<std::int32_t> scratch(m_program.steps.size(), -1);
        for (std::size_t i = 0; i < scratch.size(); ++i) {
            const auto at = static_cast<std::int32_t>(i);
            if (const std::int64_t bytes = scratchBytes(m_program, m_program.steps[i], m_extents); bytes > 0)
                scratch[i] = add("scratch." + std::to_string(i), Part::Workspace, bytes, at, at);
        }
        return scratch;
    }

    const Program& m_program;
    const Extents& m_extents;
    std::vector<ValueId> m_parameters;
    Lifetimes m_lifetimes;
    Sharing m_sharing;
    std::vector<Buffer> m_buffers;
    std::vector<Parameter> m_trained;
    std::vector<Place> m_places;
};

} // namespace

std::int64_t Extents::rows(Axis axis) const {
    switch (axis) {
    case Axis::Tokens:
        return tokens;
    case Axis::Targets:
        return targets;
    case Axis::Chunk:
        return chunk;
    case Axis::Cached:
        return cached;
    case Axis::Source:
        return source;
    case Axis::Pairs:
        return pairs;
    case Axis::None:
        return 1;
    }
    return 1;
}

Lifetimes lifetimesOf(const Program& program) {
    const auto count = static_cast<std::int32_t>(program.steps.size());
    Lifetimes lifetimes{std::vector<std::int32_t>(program.values.size(), -1),
                        std::vector<std::int32_t>(program.values.size(), -1)};
    for (std::int32_t begin = 0; begin < count;) {
        const auto end = static_cast<std::int32_t>(loopEnd(program, index(begin)));
        for (std::int32_t i = begin; i < end; ++i) {
            const auto touch = [&](ValueId id) {
                const bool inside = program[id].axis == Axis::Chunk;
                if (lifetimes.first[index(id)] < 0)
                    lifetimes.first[index(id)] = inside ? i : begin;
                lifetimes.last[index(id)] = inside ? i : end - 1;
            };
            forEachRead(program.steps[index(i)], touch);
            forEachWritten(program.steps[index(i)], touch);
        }
        begin = end;
    }
    for (const ValueId output : program.outputs)
        lifetimes.last[index(output)] = count - 1;
    return lifetimes;
}

ProgramLayout layoutProgram(const Program& program, const Extents& extents) {
    return Laying(program, extents).run();
}

} // namespace luthier::footprint
