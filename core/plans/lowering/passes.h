#pragma once

#include "lowering.h"

// The passes, each with what it keeps true. lowering.cpp gives their order.

namespace luthier::lowering {

/// Matrices of the checkpoint are stored so, and the products of its modules computed so. Before
/// differentiation, which hands the products' format on to the gradients. A quantised matrix has a row an
/// output, whatever the checkpoint's layout.
void setFormats(program::Program& program, const StepOptions& options);

/// gather(f(x)) = f(gather(x)) for row-wise f: behind the last attention only the rows that are wanted go on.
/// Same arithmetic on fewer rows; forward only, the scatter follows from differentiation.
void narrow(program::Program& program);

/// Self-attention stores its keys and values in caches of the text and reads those; keys and values of a
/// source are kept as they are. What looks back by a state keeps that.
void cacheKeysAndValues(program::Program& program);

/// The lengths of DoRA's outputs hang on nothing of a text: in a model that is used they are measured once.
void keepLengths(program::Program& program);

/// Steps and results that nobody reads go away.
void dropUnread(program::Program& program);

/// The head runs in chunks of the rows of `chunkAxis`, in one loop, or in two where steps of other regions
/// stand between its forward and its backward. Inside a loop only row-wise steps or sums into gradients.
void stripMineHead(program::Program& program);

/// Where backward can go through the head only when forward has been through all of it, it makes the head's
/// values again, logits among them, instead of keeping them.
void remakeHead(program::Program& program);

/// A layer keeps what other regions read of it; all else is made again before its first reader in backward.
/// Results with at most `keptColumns` columns (an adapter's x·Aᵀ) stay: making them again costs more than
/// they take.
void checkpointLayers(program::Program& program, std::int64_t keptColumns);

/// Results of cheap kinds are made again before their first reader in backward, transitively. Not what a loop
/// reads, which is alive there anyway, nor what several regions read.
void remakeCheap(program::Program& program, Checkpointing checkpointing);

/// A matrix whose format is not that of a product is expanded in front of it; in front of a loop where it is
/// in one.
void expandWeights(program::Program& program);

/// What layers keep for backward is kept in bf16, and restored where it is read; forward is as it was. What
/// kernels give beside their results stays as it is.
void keepRounded(program::Program& program);

/// add, then the norm of the sum: one pass over both.
void fuseResidualNorms(program::Program& program);

/// A result that is added to an earlier value lies upon it. Where that value is read later, a copy is added
/// to.
void copyWhatIsAddedTo(program::Program& program);

} // namespace luthier::lowering
