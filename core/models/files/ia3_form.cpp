#include "adapter_form.h"

#include <families/family.h>
#include <methods/ia3.h>

namespace luthier::files {
namespace {

/// Each column of the weights of an input, or each output with its bias, times its factor.
void addFolds(AdapterForm& form, const AdapterTarget& target, const std::string& bias) {
    const std::size_t index = form.tensors.size();
    const auto in = static_cast<std::size_t>(target.module.inFeatures);
    const auto out = static_cast<std::size_t>(target.module.outFeatures);
    const bool rowsAreOutputs = target.module.layout == families::LinearLayout::OutIn;
    form.folds.push_back({target.module.weight, [=, ofInputs = target.feedForward](
                                                    std::span<float> values, const AdapterValues& adapter) {
                              const std::size_t columns = rowsAreOutputs ? in : out;
                              const bool byColumn = ofInputs == rowsAreOutputs;
                              for (std::size_t i = 0; i < values.size(); ++i)
                                  values[i] *= adapter[index][byColumn ? i % columns : i / columns];
                          }});
    if (!target.feedForward && !bias.empty())
        form.folds.push_back({bias, [=](std::span<float> values, const AdapterValues& adapter) {
                                  for (std::size_t i = 0; i < values.size(); ++i)
                                      values[i] *= adapter[index][i];
                              }});
}

} // namespace

Status addIa3(AdapterForm& form, const families::ModelShape& shape) {
    TRY(const std::vector<AdapterTarget> targets, resolveTargets(form.config, shape));
    const std::vector<families::WeightEntry> weights = families::weightsOf(shape);
    std::vector<methods::Ia3Target> ia3;
    for (const AdapterTarget& target : targets) {
        const std::string& path = target.module.path;
        addFolds(form, target, biasOf(weights, path));
        form.tensors.push_back({methods::ia3Factors(path),
                                {std::string(kModulePrefix) + path + ".ia3_l"},
                                target.feedForward
                                    ? std::vector<std::int64_t>{1, target.module.inFeatures}
                                    : std::vector<std::int64_t>{target.module.outFeatures, 1}});
        ia3.push_back({path, target.feedForward});
    }
    form.adapting = [ia3 = std::move(ia3)](double) {
        return methods::ia3(ia3);
    };
    return {};
}

} // namespace luthier::files
