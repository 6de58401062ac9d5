#include "ops.h"

namespace luthier::program::ops {
namespace {

// embed: table [rows, columns], ids → y, the rows of the ids. Adds to positions or token types.

std::vector<Form> shape(const Program& program, const Step& step) {
    return {{program[step.operands[1]].axis, program[step.operands[0]].shape[1]}};
}

void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::EmbedGradient, {gradient, step.operands[1]}, {step.operands[0]}, step.attributes);
}

constexpr OpTraits kRows[] = {
    {.kind = OpKind::Embed,
     .name = "embed",
     .shape = shape,
     .accumulates = 1,
     .differentiate = differentiate},
    {.kind = OpKind::EmbedGradient, .name = "embed_gradient", .accumulates = 1},
};

} // namespace

std::span<const OpTraits> embed() {
    return kRows;
}

} // namespace luthier::program::ops
