#include "lora.h"

#include "appending.h"
#include "rewriting.h"

#include <cmath>
#include <unordered_map>
#include <utility>

namespace luthier::methods {
namespace {

using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

/// Puts the adapters beside the steps that are visited.
class AddingLora {
public:
    AddingLora(Program& program, const std::vector<LoraTarget>& targets, double dropout)
        : m_program(program)
        , m_rewriting(program)
        , m_dropout(dropout) {
        for (const LoraTarget& target : targets)
            m_byModule.emplace(target.module, &target);
    }

    void run() {
        m_rewriting.run([&](Step step) {
            const LoraTarget* target = targetOf(step);
            if (!target)
                m_program.steps.push_back(std::move(step));
            else if (step.kind == OpKind::Embed)
                adaptTable(std::move(step), *target);
            else
                adaptLinear(std::move(step), *target);
        });
    }

private:
    const LoraTarget* targetOf(const Step& step) const {
        std::string_view module;
        if (step.kind == OpKind::Linear)
            module = step.as<program::LinearAttributes>().module;
        else if (step.kind == OpKind::Embed)
            module = program::moduleOf(m_program[step.operands[0]].name);
        const auto found = m_byModule.find(module);
        return module.empty() || found == m_byModule.end() ? nullptr : found->second;
    }

    /// A projection of the table's rows, which starts at zero: B is drawn, as in PEFT.
    void adaptTable(Step step, const LoraTarget& target) {
        const ValueId base = step.results[0].value;
        const std::int64_t out = m_program[base].columns;
        const ValueId a =
            addParameter(m_program, loraA(target.module), {m_program[step.operands[0]].shape[0], target.rank},
                         program::Start::Zeros);
        const ValueId b =
            addParameter(m_program, loraB(target.module), {out, target.rank}, program::Start::Normal, 1.0);
        Appending append(m_program, step);
        const ValueId ids = step.operands[1];
        const program::Attributes how = step.attributes;
        m_program.steps.push_back(std::move(step));
        const ValueId rows = append.result(OpKind::Embed, {a, ids}, "_projected", target.rank, how);
        program::LinearAttributes scaled;
        scaled.scale = target.scaling;
        m_rewriting.rename(
            base, append.result(OpKind::Linear, {rows, b, kNone}, "_adapted", out, std::move(scaled), base));
    }

    void adaptLinear(Step step, const LoraTarget& target) {
        const program::LinearAttributes linear = step.as<program::LinearAttributes>();
        const std::int64_t in = m_program[step.operands[0]].columns;
        const ValueId weight = step.operands[1];
        const ValueId base = step.results[0].value;
        const std::int64_t out = m_program[base].columns;
        // Kaiming-uniform with a = √5 is uniform within 1/√in.
        const ValueId a = addParameter(m_program, loraA(target.module), {target.rank, in},
                                       program::Start::Uniform, 1.0 / std::sqrt(static_cast<double>(in)));
        const ValueId b =
            addParameter(m_program, loraB(target.module), {out, target.rank}, program::Start::Zeros);
        Appending append(m_program, step);
        ValueId x = step.operands[0];
        if (m_dropout > 0) {
            const auto stream = static_cast<std::uint64_t>(program::layerOf(m_program.region(step)) + 1)
                                    << 5U ^
                                static_cast<std::uint64_t>(linear.place);
            x = append.result(OpKind::Dropout, {x}, "_dropped", in,
                              program::DropoutAttributes{m_dropout, stream});
        }
        // In front of W: so the gradient of x starts with W's and A's is added to it.
        const ValueId projected = append.result(OpKind::Linear, {x, a, kNone}, "_projected", target.rank,
                                                program::LinearAttributes{});
        const ValueId ownBias =
            target.bias ? addParameter(m_program, loraBias(target.module), {out}, program::Start::Zeros)
                        : kNone;
        // DoRA scales all but the bias.
        const ValueId bias = target.dora ? std::exchange(step.operands[2], kNone) : kNone;
        m_program.steps.push_back(std::move(step));
        program::LinearAttributes scaled;
        scaled.scale = target.scaling;
        scaled.biasScale = target.scaling;
        ValueId sum = append.result(OpKind::Linear, {projected, b, ownBias}, "_adapted", out, scaled, base);
        if (target.dora)
            sum = toLength(append, target, linear, {sum, weight, a, b, bias});
        m_rewriting.rename(base, sum);
    }

    struct Sum {
        ValueId value, weight, a, b, bias;
    };

    /// Each output to a length that is learned, where W + scaling · B·A has another.
    ValueId toLength(Appending& append, const LoraTarget& target, const program::LinearAttributes& linear,
                     const Sum& sum) {
        const std::int64_t out = m_program[sum.value].columns;
        const ValueId magnitude =
            addParameter(m_program, loraMagnitude(target.module), {out}, program::Start::OutputLengths);
        m_program[magnitude].startOf = m_program[sum.weight].name;
        m_program[magnitude].startTurned = linear.layout == program::Layout::InOut;
        program::LinearAttributes how;
        how.scale = target.scaling;
        how.layout = linear.layout;
        const ValueId length =
            append.vector(OpKind::RowLengths, {sum.weight, sum.a, sum.b}, "_length", out, std::move(how));
        return append.always(OpKind::ScaleColumns, {sum.value, magnitude, length, sum.bias}, "_scaled", out,
                             {});
    }

    Program& m_program;
    Rewriting m_rewriting;
    double m_dropout;
    std::unordered_map<std::string_view, const LoraTarget*> m_byModule;
};

} // namespace

Method lora(std::vector<LoraTarget> targets, double dropout) {
    return [targets = std::move(targets), dropout](Program& program) {
        AddingLora(program, targets, dropout).run();
    };
}

std::string loraA(std::string_view module) {
    return std::string(module) + ".lora_A";
}

std::string loraB(std::string_view module) {
    return std::string(module) + ".lora_B";
}

std::string loraBias(std::string_view module) {
    return std::string(module) + ".lora_B.bias";
}

std::string loraMagnitude(std::string_view module) {
    return std::string(module) + ".lora_magnitude_vector";
}

} // namespace luthier::methods
