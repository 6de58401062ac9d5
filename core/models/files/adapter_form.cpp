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
    const auto dot = entry.name.rfind('.');
    const std::string prefix(kModulePrefix);
    const std::size_t index = form.tensors.size();
    form.tensors.push_back({entry.name,
                            {prefix + entry.name, prefix + entry.name.substr(0, dot) + ".modules_to_save" +
                                                      entry.name.substr(dot)},
                            entry.shape});
    form.folds.push_back({entry.name,
                          [index](std::span<float> values, const AdapterValues& adapter) {
                              std::copy(adapter[index].begin(), adapter[index].end(), values.begin());
                          },
                          true});
}

} // namespace

Result<AdapterForm> formOf(const AdapterConfig& config, const families::ModelShape& shape) {
    AdapterForm form;
    form.config = config;
    switch (config.kind) {
    case AdapterKind::Lora:
        TRY_VOID(addLora(form, shape));
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
