#include "program.h"

#include <algorithm>
#include <charconv>

namespace luthier::program {

std::string_view axisName(Axis axis) {
    constexpr std::array<std::string_view, kAxes> kNames{"",      "tokens", "source", "targets",
                                                         "chunk", "cached", "pairs"};
    return kNames[static_cast<std::size_t>(axis)];
}

std::int64_t Value::elements() const {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return count;
}

std::int64_t Value::storedBytes() const {
    constexpr std::int64_t kFloat = 4;
    const std::int64_t count = elements();
    const std::int64_t blocks = (count + 63) / 64;
    switch (format) {
    case NumberFormat::Int8Rows:
        return count + shape[0] * kFloat;
    case NumberFormat::Nf4:
        return (count + 1) / 2 + blocks * kFloat;
    case NumberFormat::Nf4Double:
        return (count + 1) / 2 + blocks + (blocks + 255) / 256 * kFloat;
    case NumberFormat::Blocks:
        return static_cast<std::int64_t>(static_cast<double>(count) * blockBytes);
    default:
        return count * bytesOf(format);
    }
}

ValueId Program::add(Value value) {
    values.push_back(std::move(value));
    return static_cast<ValueId>(values.size() - 1);
}

ValueId Program::find(std::string_view name, Kind kind) const {
    const auto found = std::find_if(values.begin(), values.end(), [&](const Value& value) {
        return value.kind == kind && value.name == name;
    });
    return found == values.end() ? kNone : static_cast<ValueId>(found - values.begin());
}

RegionId Program::regionOf(std::string_view name) {
    const auto found = std::find(regions.rbegin(), regions.rend(), name);
    if (found != regions.rend())
        return static_cast<RegionId>(regions.rend() - found - 1);
    regions.emplace_back(name);
    return static_cast<RegionId>(regions.size() - 1);
}

std::int64_t layerOf(std::string_view region) {
    constexpr std::string_view kLayers = "layers.";
    std::int64_t layer = -1;
    if (region.starts_with(kLayers))
        std::from_chars(region.data() + kLayers.size(), region.data() + region.size(), layer);
    return layer;
}

bool isQuantisable(const Program& program, const Step& step) {
    const auto* linear = std::get_if<LinearAttributes>(&step.attributes);
    return linear && !linear->module.empty() && !linear->module.ends_with(".wo") &&
           isLayer(program.region(step));
}

bool isByPieces(const Program& program, const Step& step) {
    if (step.kind != OpKind::Linear && step.kind != OpKind::LinearInputGradient)
        return false;
    const Value& matrix = program[step.operands[1]];
    return matrix.kind == Kind::Weight && matrix.format == NumberFormat::Blocks &&
           step.as<LinearAttributes>().products == NumberFormat::Fp32;
}

std::int64_t pieceRows(const Value& matrix) {
    constexpr std::int64_t kValues = std::int64_t{1}
                                     << 20; // small enough for a cache, large enough for a product
    constexpr std::int64_t kLeast = 16;
    return std::min(matrix.shape[0], std::max(kLeast, kValues / matrix.shape[1]));
}

std::size_t loopEnd(const Program& program, std::size_t begin) {
    const LoopId loop = program.steps[begin].loop;
    std::size_t end = begin + 1;
    while (loop != kNoLoop && end < program.steps.size() && program.steps[end].loop == loop)
        ++end;
    return end;
}

std::int64_t shortTokensOf(const Program& program) {
    std::int64_t tokens = 0;
    for (const Rotation& rotation : program.rotations)
        tokens = std::max(tokens, rotation.shortTokens);
    return tokens;
}

std::vector<std::vector<std::int32_t>> readersOf(const Program& program) {
    std::vector<std::vector<std::int32_t>> readers(program.values.size());
    for (std::size_t i = 0; i < program.steps.size(); ++i)
        forEachRead(program.steps[i], [&](ValueId id) {
            auto& steps = readers[static_cast<std::size_t>(id)];
            if (steps.empty() || steps.back() != static_cast<std::int32_t>(i))
                steps.push_back(static_cast<std::int32_t>(i));
        });
    return readers;
}

namespace {

std::vector<ValueId> ofKind(const Program& program, Kind kind) {
    std::vector<ValueId> ids;
    for (std::size_t i = 0; i < program.values.size(); ++i)
        if (program.values[i].kind == kind)
            ids.push_back(static_cast<ValueId>(i));
    return ids;
}

} // namespace

std::vector<ValueId> trainablesOf(const Program& program) {
    return ofKind(program, Kind::Parameter);
}

std::vector<ValueId> weightsOf(const Program& program) {
    return ofKind(program, Kind::Weight);
}

} // namespace luthier::program
