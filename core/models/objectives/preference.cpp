#include "preference.h"

namespace luthier::objectives {

using program::Axis;
using program::OpKind;
using program::ValueId;

void emitPreferenceLoss(program::Builder& builder, ValueId hidden, const EmitHead& emitHead,
                        const program::PreferenceAttributes& how) {
    using program::PreferenceLoss;
    // What is compared: the log-probability of each token, or the score of each text.
    ValueId worth = emitTargetLogits(builder, hidden, Rows::OfTheirToken, emitHead);
    if (how.loss != PreferenceLoss::Reward)
        worth = builder.result(OpKind::LogProb, {worth, builder.input("labels", Axis::Targets)}, "log_probs");
    builder.enter("pairs");
    const ValueId beside = program::hasReference(how.loss)    ? builder.input("references", Axis::Pairs, 2)
                           : how.loss == PreferenceLoss::Orpo ? builder.input("compared", Axis::Targets)
                                                              : program::kNone;
    std::vector<ValueId> operands{worth, builder.input("target_rows", Axis::Targets), beside};
    if (how.loss == PreferenceLoss::Kto)
        operands.push_back(builder.input("desirable", Axis::Pairs));
    const auto results =
        builder.results(OpKind::Preference, operands, {"losses", "worth_gradient", "pair_values"}, how);
    builder.program().outputs = {results[0], results[2]};
}

} // namespace luthier::objectives
