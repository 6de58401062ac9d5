#include "preference.h"

namespace luthier::objectives {

using program::Axis;
using program::OpKind;
using program::ValueId;

void emitPreferenceLoss(program::Builder& builder, ValueId hidden, const EmitHead& emitHead,
                        const program::PreferenceAttributes& how) {
    const ValueId logits = emitTargetLogits(builder, hidden, Rows::OfTheirToken, emitHead);
    const ValueId labels = builder.input("labels", Axis::Targets);
    const ValueId likely = builder.result(OpKind::LogProb, {logits, labels}, "log_probs");
    builder.enter("pairs");
    const ValueId references =
        program::hasReference(how.loss) ? builder.input("references", Axis::Pairs, 2) : program::kNone;
    const ValueId rows = builder.input("target_rows", Axis::Targets);
    const auto results = builder.results(OpKind::Preference, {likely, rows, references},
                                         {"losses", "log_probs_gradient", "pair_values"}, how);
    builder.program().outputs = {results[0], results[2]};
}

} // namespace luthier::objectives
