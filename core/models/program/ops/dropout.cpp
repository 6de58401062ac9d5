#include "ops.h"

namespace luthier::program::ops {
namespace {

// dropout: x → x under a mask that is a function of seed, stream and the element's number among the rows at
// hand, so that backward and a recompute draw the same. On fewer rows (narrowed, in chunks) it is another
// mask, in all phases.

void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::Dropout, {gradient}, step.operands, step.attributes);
}

constexpr InPlace kUponX[] = {{0, 0}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::Dropout,
     .name = "dropout",
     .shape = sameAs<0>,
     .rowWise = true,
     .remake = true,
     .inPlace = kUponX,
     .accumulates = 1,
     .differentiate = differentiate},
};

} // namespace

std::span<const OpTraits> dropout() {
    return kRows;
}

} // namespace luthier::program::ops
