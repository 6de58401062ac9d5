#include "builder.h"

namespace luthier::program {

Builder::Builder(Program& program)
    : m_program(program) {
    for (std::size_t i = 0; i < program.values.size(); ++i)
        if (program.values[i].isPersistent())
            m_persistent.emplace(program.values[i].name, static_cast<ValueId>(i));
}

void Builder::enter(std::string_view region) {
    m_region = m_program.regionOf(region);
}

ValueId Builder::named(Value value) {
    const auto [place, isNew] = m_persistent.try_emplace(value.name, kNone);
    if (isNew)
        place->second = m_program.add(std::move(value));
    return place->second;
}

ValueId Builder::weight(const std::string& name, std::vector<std::int64_t> shape, Start start) {
    Value value{name, Kind::Weight, Axis::None, 1, std::move(shape)};
    value.start = start;
    value.spread = m_deviation;
    return named(std::move(value));
}

ValueId Builder::buffer(const std::string& name, std::vector<std::int64_t> shape, Start start) {
    Value value{name, Kind::Weight, Axis::None, 1, std::move(shape)};
    value.start = start;
    value.rate = 0.0;
    return named(std::move(value));
}

ValueId Builder::input(const std::string& name, Axis axis, std::int64_t columns) {
    return named({name, Kind::Input, axis, columns});
}

Rotation Builder::rotation(const std::string& name, Rotation rotation) {
    const auto columns = static_cast<std::int64_t>(rotation.frequencies.size());
    const std::size_t before = m_program.values.size();
    rotation.cosines = named({name + "_cosines", Kind::Table, Axis::None, columns});
    rotation.sines = named({name + "_sines", Kind::Table, Axis::None, columns});
    if (m_program.values.size() > before)
        m_program.rotations.push_back(rotation);
    return rotation;
}

std::vector<ValueId> Builder::results(OpKind kind, std::vector<ValueId> operands,
                                      const std::vector<std::string>& names, Attributes attributes,
                                      ValueId addend) {
    const OpTraits& traits = traitsOf(kind);
    Step step{kind, std::move(operands), {}, std::move(attributes), m_region, Phase::Forward, kNoLoop};
    const std::string& region = m_program.regions[static_cast<std::size_t>(m_region)];
    std::vector<ValueId> made;
    for (const Form& form : traits.shape(m_program, step)) {
        const std::size_t i = made.size();
        const std::string name = i < names.size() ? names[i] : names[0] + "." + std::string(traits.second);
        made.push_back(m_program.add({region + "." + name, Kind::Activation, form.axis, form.columns}));
        if (form.axis == Axis::None)
            m_program[made.back()].shape = {form.columns};
        step.results.push_back({made.back(), i == 0 ? addend : kNone});
    }
    m_program.steps.push_back(std::move(step));
    return made;
}

ValueId Builder::result(OpKind kind, std::vector<ValueId> operands, const std::string& name,
                        Attributes attributes, ValueId addend) {
    return results(kind, std::move(operands), {name}, std::move(attributes), addend).front();
}

ValueId Builder::linear(ValueId x, LinearAttributes attributes, std::int64_t out, const std::string& name,
                        Bias bias, const std::string& tied) {
    const std::int64_t in = m_program[x].columns;
    const bool outIn = attributes.layout == Layout::OutIn;
    const ValueId matrix = weight(tied.empty() ? attributes.module + ".weight" : tied,
                                  outIn ? std::vector{out, in} : std::vector{in, out});
    const ValueId vector =
        bias == Bias::Yes ? weight(attributes.module + ".bias", {out}, Start::Zeros) : kNone;
    return result(OpKind::Linear, {x, matrix, vector}, name, std::move(attributes));
}

} // namespace luthier::program
