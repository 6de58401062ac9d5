#include "adapter_form.h"

#include "adapter_folder.h"

#include <families/family.h>
#include <methods/whole.h>

#include <algorithm>
#include <utility>

namespace luthier::files {
namespace {

/// A tensor that trains whole takes the place of the checkpoint's. In files of older versions it lies under
/// PEFT's wrapper.
void addWhole(AdapterForm& form, const families::WeightEntry& entry) {
    const std::string module(program::moduleOf(entry.name));
    const std::string prefix(kModulePrefix);
    form.folds.push_back(replacing(entry.name, form.tensors.size()));
    form.tensors.push_back(
        {entry.name,
         {prefix + entry.name, prefix + module + ".modules_to_save" + entry.name.substr(module.size())},
         entry.shape});
}

} // namespace

std::string biasOf(const std::vector<families::WeightEntry>& weights, const std::string& module) {
    const std::string name = module + ".bias";
    const bool known = std::any_of(weights.begin(), weights.end(),
                                   [&](const families::WeightEntry& entry) { return entry.name == name; });
    return known ? name : std::string();
}

Fold replacing(std::string tensor, std::size_t index) {
    return {std::move(tensor),
            [index](std::span<float> values, const AdapterValues& adapter) {
                std::copy(adapter[index].begin(), adapter[index].end(), values.begin());
            },
            true};
}

Result<AdapterForm> formOf(const AdapterConfig& config, const families::ModelShape& shape) {
    AdapterForm form;
    form.config = config;
    switch (config.kind) {
    case AdapterKind::Lora:
        TRY_VOID(addLora(form, shape));
        TRY_VOID(addTokenRows(form, shape));
        break;
    case AdapterKind::Ia3:
        TRY_VOID(addIa3(form, shape));
        break;
    case AdapterKind::Prompt:
    case AdapterKind::Prefix:
        TRY_VOID(addVirtualTokens(form, shape));
        break;
    }
    TRY(const auto whole, wholeTensorsOf(config, shape));
    for (const families::WeightEntry& entry : whole)
        addWhole(form, entry);
    form.adapting = [adapting = std::move(form.adapting), modules = config.modulesToSave](double dropout) {
        return methods::both(adapting(dropout), methods::trainWhole(modules));
    };
    return form;
}

} // namespace luthier::files
