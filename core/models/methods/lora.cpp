#include "lora.h"

#include "rewriting.h"

#include <cmath>
#include <unordered_map>

namespace luthier::methods {
namespace {

using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

/// Appends steps behind each other in the region of the step that is visited.
class Appending {
public:
    Appending(Program& program, const Step& near)
        : m_program(program)
        , m_region(near.region)
        , m_name(program[near.results[0].value].name)
        , m_axis(program[near.results[0].value].axis) {}

    ValueId result(OpKind kind, std::vector<ValueId> operands, const char* ending, std::int64_t columns,
                   program::Attributes attributes, ValueId addend = program::kNone) {
        const ValueId made = m_program.add({m_name + ending, program::Kind::Activation, m_axis, columns});
        m_program.steps.push_back({kind,
                                   std::move(operands),
                                   {{made, addend}},
                                   std::move(attributes),
                                   m_region,
                                   program::Phase::Forward,
                                   program::kNoLoop,
                                   true});
        return made;
    }

private:
    Program& m_program;
    program::RegionId m_region;
    std::string m_name;
    program::Axis m_axis;
};

void addLora(Program& program, const std::vector<LoraTarget>& targets, double dropout) {
    std::unordered_map<std::string_view, const LoraTarget*> byModule;
    for (const LoraTarget& target : targets)
        byModule.emplace(target.module, &target);
    Rewriting rewriting(program);
    rewriting.run([&](Step step) {
        const auto* linear = std::get_if<program::LinearAttributes>(&step.attributes);
        const auto found = linear ? byModule.find(linear->module) : byModule.end();
        if (step.kind != OpKind::Linear || found == byModule.end()) {
            program.steps.push_back(std::move(step));
            return;
        }
        const LoraTarget& target = *found->second;
        const std::int64_t in = program[step.operands[0]].columns;
        const ValueId base = step.results[0].value;
        const std::int64_t out = program[base].columns;
        using program::Axis;
        using program::Kind;
        program::Value first{loraA(target.module), Kind::Parameter, Axis::None, 1, {target.rank, in}};
        // Kaiming-uniform with a = √5 is uniform within 1/√in.
        first.start = program::Start::Uniform;
        first.spread = 1.0 / std::sqrt(static_cast<double>(in));
        const ValueId a = program.add(std::move(first));
        const ValueId b =
            program.add({loraB(target.module), Kind::Parameter, Axis::None, 1, {out, target.rank}});
        Appending append(program, step);
        ValueId x = step.operands[0];
        if (dropout > 0) {
            const auto stream = static_cast<std::uint64_t>(program::layerOf(program.region(step)) + 1) << 5U ^
                                static_cast<std::uint64_t>(linear->place);
            x = append.result(OpKind::Dropout, {x}, "_dropped", in,
                              program::DropoutAttributes{dropout, stream});
        }
        // In front of W: so the gradient of x starts with W's and A's is added to it.
        const ValueId projected = append.result(OpKind::Linear, {x, a, program::kNone}, "_projected",
                                                target.rank, program::LinearAttributes{});
        program.steps.push_back(std::move(step));
        program::LinearAttributes scaled;
        scaled.scale = target.scaling;
        rewriting.rename(base, append.result(OpKind::Linear, {projected, b, program::kNone}, "_adapted", out,
                                             std::move(scaled), base));
    });
}

} // namespace

Method lora(std::vector<LoraTarget> targets, double dropout) {
    return [targets = std::move(targets), dropout](Program& program) {
        addLora(program, targets, dropout);
    };
}

std::string loraA(std::string_view module) {
    return std::string(module) + ".lora_A";
}

std::string loraB(std::string_view module) {
    return std::string(module) + ".lora_B";
}

} // namespace luthier::methods
