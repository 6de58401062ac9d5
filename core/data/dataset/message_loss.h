#pragma once

#include <base/json.h>
#include <base/result.h>
#include <base/utf8.h>

#include <vector>

namespace luthier::dataset {

/// What a message says of its own training.
struct MessageLoss {
    bool trained = true;
    std::vector<ByteRange> masked; ///< bytes of its content that are not learnt, in order

    bool operator==(const MessageLoss&) const = default;
};

/// Whether an object (a message, or a part of its content) says that it is learnt: `weight`, `train`,
/// `training`, `trainable`, `loss`, `loss_mask` or `loss_weight` of 0 or false, or `mask` or `masked` of 1 or
/// true, say that it is not. Nothing when it does not say. Fails with conversation.bad_weight for a value
/// between or beyond 0 and 1.
Result<std::optional<bool>> saysTrained(const Json& object);

/// The same of a message whose content is text, with its ranges: `train_detail`, a list of `{begin_offset,
/// end_offset, train}` in code points, both ends included. Fails with conversation.bad_weight.
Result<MessageLoss> lossOf(const Json& message);

} // namespace luthier::dataset
