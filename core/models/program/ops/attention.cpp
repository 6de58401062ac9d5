#include "ops.h"

namespace luthier::program::ops {
namespace {

// attention: q, k, v, bias table? → context, log_sum_exp of the scores of each row and head, which backward
// reads.

std::vector<Form> shape(const Program& program, const Step& step) {
    const Form query = formOf(program, step, 0);
    return {query, {query.axis, step.as<AttentionAttributes>().heads}};
}

void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    const auto& x = step.operands;
    std::vector<ValueId> reads = {gradient, x[0], x[1], x[2], step.results[0].value, step.results[1].value};
    if (x.size() > 3)
        reads.push_back(x[3]);
    backward.emit(OpKind::AttentionBackward, std::move(reads), x, step.attributes);
}

constexpr OpTraits kRows[] = {
    {.kind = OpKind::Attention,
     .name = "attention",
     .shape = shape,
     .second = "log_sum_exp",
     .always = 1,
     .exact = 2,
     .cost = CostClass::Attention,
     .differentiate = differentiate},
    {.kind = OpKind::AttentionBackward,
     .name = "attention_backward",
     .always = 7,
     .accumulates = 8,
     .cost = CostClass::Attention},
};

} // namespace

std::span<const OpTraits> attention() {
    return kRows;
}

} // namespace luthier::program::ops
