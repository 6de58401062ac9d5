#include "recipe_step.h"

#include "adapter_targets.h"

#include <files/safetensors.h>
#include <planning/step_program.h>

namespace luthier::preflight {

footprint::Stored storedFormat(const OpenRecipe& open) {
    return open.source.folder && open.source.folder->declaredDtype()
               ? files::storedAs(*open.source.folder->declaredDtype())
               : footprint::Stored::Fp32;
}

Result<footprint::CompiledStep>
stepFor(const OpenRecipe& open, const std::optional<planning::DataFacts>& rows, std::int64_t deviceMemory) {
    TRY(const auto device, measuredDevice(open.recipe));
    TRY(const auto adapters, adapterPlan(open.recipe.method, open.source.shape, open.source.path.string()));
    const planning::DataFacts facts = rows && rows->mostTokens > 0 ? *rows : planning::worstCase(open.recipe);
    const auto safe = static_cast<std::int64_t>(planning::kSafeShare * static_cast<double>(device.freeBytes));
    const auto settings = planning::stepSettings(
        open.recipe, open.source.shape, adapters.slots, facts,
        {storedFormat(open), planning::productsFor(open.recipe.dtype, device.measured)},
        deviceMemory > 0 ? deviceMemory : safe);
    planning::AdapterStrength strength = planning::dropoutOf(open.recipe);
    strength.scaling = adapters.scaling;
    return planning::compileStep(open.source.shape, settings, strength);
}

} // namespace luthier::preflight
