#include "lowering.h"

#include "passes.h"

#include <program/differentiation.h>

namespace luthier::lowering {
namespace {

constexpr std::int64_t kKeptColumns = 64;

} // namespace

void lowerStep(program::Program& program, const StepOptions& options) {
    setFormats(program, options);
    narrow(program);
    if (options.gradients == Gradients::Yes)
        program::differentiate(program);
    dropUnread(program);
    remakeHead(program);
    stripMineHead(program);
    if (options.checkpointing == Checkpointing::EveryLayer)
        checkpointLayers(program, kKeptColumns);
    remakeCheap(program, options.checkpointing);
    dropUnread(program);
    expandWeights(program);
    fuseResidualNorms(program);
    if (options.activations == program::NumberFormat::Bf16 && options.gradients == Gradients::Yes)
        keepRounded(program);
    copyWhatIsAddedTo(program);
}

void lowerGeneration(program::Program& program, const StepOptions& options) {
    setFormats(program, options);
    narrow(program);
    cacheKeysAndValues(program);
    keepLengths(program);
    dropUnread(program);
    stripMineHead(program);
    expandWeights(program);
    fuseResidualNorms(program);
    copyWhatIsAddedTo(program);
}

} // namespace luthier::lowering
