#include "listing.h"

#include "op_traits.h"

#include <array>
#include <charconv>

namespace luthier::program {
namespace {

std::string_view phaseName(Phase phase) {
    return phase == Phase::Forward ? "forward" : phase == Phase::Recompute ? "recompute" : "backward";
}

std::string nameOf(const Program& program, ValueId id) {
    const Value& value = program[id];
    const bool shown = value.axis != Axis::None && value.axis != Axis::Tokens;
    return shown ? value.name + ":" + std::string(axisName(value.axis)) : value.name;
}

void append(std::string& list, const std::string& name) {
    list += (list.empty() ? "" : ", ") + name;
}

std::string number(double value) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string_view nameOf(Activation activation) {
    switch (activation) {
    case Activation::Silu:
        return "silu";
    case Activation::GeluTanh:
        return "gelu_tanh";
    case Activation::Gelu:
        return "gelu";
    case Activation::Relu:
        return "relu";
    case Activation::Tanh:
        return "tanh";
    case Activation::Sigmoid:
        return "sigmoid";
    }
    return "";
}

void note(std::string& notes, const NormAttributes& how) {
    if (how.offset != 0.0)
        append(notes, number(how.offset) + " + weight");
    if (how.groups > 1)
        append(notes, std::to_string(how.groups) + " groups");
}

void note(std::string& notes, const RopeAttributes& how) {
    if (how.turned() != how.headDim)
        append(notes, std::to_string(how.turned()) + " of " + std::to_string(how.headDim) + " columns");
    if (how.pairs == RotaryPairs::Neighbours)
        append(notes, "neighbours");
}

void note(std::string& notes, const AttentionAttributes& how) {
    if (!how.causal)
        append(notes, "both ways");
    if (how.window > 0)
        append(notes, "window " + std::to_string(how.window));
    if (how.softcap > 0)
        append(notes, "cap " + number(how.softcap));
    if (how.bias.buckets > 0)
        append(notes,
               std::to_string(how.bias.buckets) + " buckets up to " + std::to_string(how.bias.farthest));
}

void note(std::string& notes, const PreferenceAttributes& how) {
    constexpr std::array<std::string_view, 9> kNames{"sigmoid", "hinge", "ipo",  "robust", "sigmoid_norm",
                                                     "kto",     "simpo", "orpo", "reward"};
    append(notes, std::string(kNames[static_cast<std::size_t>(how.loss)]));
    if (how.loss != PreferenceLoss::Reward)
        append(notes, "beta " + number(how.beta));
    if (how.smoothing > 0)
        append(notes, "smoothing " + number(how.smoothing));
    if (how.margin > 0)
        append(notes, "margin " + number(how.margin));
    if (how.centering > 0)
        append(notes, "centering " + number(how.centering));
    if (how.desirableWeight != 1 || how.undesirableWeight != 1)
        append(notes, "weights " + number(how.desirableWeight) + " and " + number(how.undesirableWeight));
}

/// Attributes beyond those of a plain decoder: " [both ways, cap 50]", or nothing.
std::string notesOf(const Step& step) {
    std::string notes;
    if (const auto* norm = std::get_if<NormAttributes>(&step.attributes))
        note(notes, *norm);
    if (const auto* rope = std::get_if<RopeAttributes>(&step.attributes))
        note(notes, *rope);
    if (const auto* attention = std::get_if<AttentionAttributes>(&step.attributes))
        note(notes, *attention);
    if (const auto* rule = std::get_if<DeltaRuleAttributes>(&step.attributes))
        append(notes, std::to_string(rule->keyHeads) + " heads of keys, " + std::to_string(rule->valueHeads) +
                          " of values");
    if (const auto* scale = std::get_if<ScaleAttributes>(&step.attributes))
        append(notes, number(scale->factor));
    if (const auto* softcap = std::get_if<SoftcapAttributes>(&step.attributes))
        append(notes, "cap " + number(softcap->cap));
    if (const auto* loss = std::get_if<LossAttributes>(&step.attributes); loss && loss->smoothing > 0)
        append(notes, "smoothing " + number(loss->smoothing));
    if (const auto* noise = std::get_if<NoiseAttributes>(&step.attributes))
        append(notes, "alpha " + number(noise->alpha));
    if (const auto* preference = std::get_if<PreferenceAttributes>(&step.attributes))
        note(notes, *preference);
    if (const auto* how = std::get_if<ActivationAttributes>(&step.attributes)) {
        const bool gates = step.kind == OpKind::GatedUnit || step.kind == OpKind::GatedUnitBackward;
        if (how->activation != (gates ? Activation::Silu : Activation::GeluTanh))
            append(notes, std::string(nameOf(how->activation)));
    }
    return notes.empty() ? notes : " [" + notes + "]";
}

} // namespace

std::string lineOf(const Program& program, std::size_t index) {
    const Step& step = program.steps[index];
    std::string results;
    for (const Result& result : step.results)
        if (result.value != kNone)
            append(results, nameOf(program, result.value) + (result.addend != kNone ? " +=" : ""));
    std::string operands;
    for (const ValueId operand : step.operands)
        if (operand != kNone)
            append(operands, nameOf(program, operand));
    std::string line =
        std::to_string(index) + " " + std::string(traitsOf(step.kind).name) + notesOf(step) + " " + results;
    return operands.empty() ? line : line + " <- " + operands;
}

std::string listingOf(const Program& program) {
    std::string text;
    const Step* last = nullptr;
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
        const Step& step = program.steps[i];
        if (!last || last->region != step.region || last->phase != step.phase || last->loop != step.loop) {
            text += std::string(phaseName(step.phase)) + " of " + program.region(step);
            text += step.loop == kNoLoop ? "\n" : ", once a chunk of rows\n";
        }
        text += "  " + lineOf(program, i) + "\n";
        last = &step;
    }
    return text;
}

} // namespace luthier::program
