#pragma once

#include "types.h"

#include <base/json.h>
#include <base/result.h>
#include <base/utf8.h>

#include <string>
#include <vector>

namespace luthier::dataset {

/// What a message says of its own training.
struct MessageLoss {
    bool trained = true;
    std::vector<ByteRange> masked; ///< bytes of its content that are not learnt, in order
    std::string said = {};         ///< the member that says so, as it stands: "weight: 0"; empty without one

    bool operator==(const MessageLoss&) const = default;
};

/// Whether an object (a message, or a part of its content) says that it is learnt: `weight`, `train`,
/// `training`, `trainable`, `loss`, `loss_mask` or `loss_weight` of 0 or false, or `mask` or `masked` of 1 or
/// true, say that it is not. Nothing when it does not say. `said` becomes the first member that speaks
/// against it. Fails with conversation.bad_weight for a value between or beyond 0 and 1.
Result<std::optional<bool>> saysTrained(const Json& object, std::string* said = nullptr);

/// The same of a message whose content is text, with its ranges: `train_detail`, a list of `{begin_offset,
/// end_offset, train}` in code points, both ends included. Fails with conversation.bad_weight.
Result<MessageLoss> lossOf(const Json& message);

/// The field by which a row itself, not one of its messages, asks to be learnt less or not at all: `weight`,
/// `sample_weight` or `loss_weight` other than 1, or another member of saysTrained that speaks against it. A
/// field with a role means something else. Empty when there is none.
std::string rowWeightField(const Json& fields, const Roles& roles);

} // namespace luthier::dataset
