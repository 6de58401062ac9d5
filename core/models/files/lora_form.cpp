#include "adapter_form.h"
#include "float_values.h"

#include <families/family.h>
#include <methods/whole.h>

#include <algorithm>
#include <cmath>

namespace luthier::files {
namespace {

using families::LinearLayout;

/// values[r, :] += scaling · Σₖ left[r, k] · right[k, :]. The sum stands by itself before it is added, as
/// PEFT does it.
void addProduct(std::span<float> values, const std::vector<float>& left, const std::vector<float>& right,
                std::size_t inner, float scaling) {
    const std::size_t rows = left.size() / inner;
    const std::size_t columns = right.size() / inner;
    std::vector<float> sum(columns);
    for (std::size_t row = 0; row < rows; ++row) {
        std::fill(sum.begin(), sum.end(), 0.0F);
        for (std::size_t k = 0; k < inner; ++k) {
            const float factor = left[row * inner + k];
            const float* from = right.data() + k * columns;
            for (std::size_t column = 0; column < columns; ++column)
                sum[column] += factor * from[column];
        }
        float* to = values.data() + row * columns;
        for (std::size_t column = 0; column < columns; ++column)
            to[column] += scaling * sum[column];
    }
}

/// Scales each output's weights to the length of `magnitudes` (DoRA, arXiv 2402.09353).
void scaleOutputs(std::span<float> values, const std::vector<float>& magnitudes, LinearLayout layout) {
    const std::size_t outputs = magnitudes.size();
    const std::size_t inputs = values.size() / outputs;
    const bool rows = layout == LinearLayout::OutIn;
    for (std::size_t output = 0; output < outputs; ++output) {
        const auto at = [&](std::size_t input) -> float& {
            return values[rows ? output * inputs + input : input * outputs + output];
        };
        double squares = 0;
        for (std::size_t input = 0; input < inputs; ++input)
            squares += static_cast<double>(at(input)) * static_cast<double>(at(input));
        const auto factor = static_cast<float>(static_cast<double>(magnitudes[output]) / std::sqrt(squares));
        for (std::size_t input = 0; input < inputs; ++input)
            at(input) *= factor;
    }
}

/// W + scaling · B·A (LoRA, arXiv 2106.09685, section 4.1), its transpose for Conv1D, and DoRA's lengths.
Fold foldOf(const AdapterTarget& target, std::size_t first) {
    const auto rank = static_cast<std::size_t>(target.rank);
    const auto scaling = static_cast<float>(target.scaling);
    const LinearLayout layout = target.module.layout;
    const auto out = static_cast<std::size_t>(target.module.outFeatures);
    return {target.module.weight,
            [=, dora = target.dora](std::span<float> values, const AdapterValues& adapter) {
                const std::vector<float>& a = adapter[first];
                const std::vector<float>& b = adapter[first + 1];
                if (layout == LinearLayout::OutIn)
                    addProduct(values, b, a, rank, scaling);
                else
                    addProduct(values, transposed(a, rank), transposed(b, out), rank, scaling);
                if (dora)
                    scaleOutputs(values, adapter[first + 2], layout);
            }};
}

void addLinear(AdapterForm& form, const AdapterTarget& target) {
    const std::string& path = target.module.path;
    const std::string name = std::string(kModulePrefix) + path;
    form.folds.push_back(foldOf(target, form.tensors.size()));
    form.tensors.push_back(
        {methods::loraA(path), {name + ".lora_A.weight"}, {target.rank, target.module.inFeatures}});
    form.tensors.push_back(
        {methods::loraB(path), {name + ".lora_B.weight"}, {target.module.outFeatures, target.rank}});
    if (target.bias)
        form.tensors.push_back(
            {methods::loraBias(path), {name + ".lora_B.bias"}, {target.module.outFeatures}});
    if (target.dora)
        form.tensors.push_back(
            {methods::loraMagnitude(path), {name + ".lora_magnitude_vector"}, {target.module.outFeatures}});
}

/// E + scaling · (B·A)ᵀ: the program keeps A with a row an id, PEFT a column an id.
void addTable(AdapterForm& form, const AdapterTarget& target) {
    const std::string& path = target.module.path;
    const std::string name = std::string(kModulePrefix) + path;
    const std::size_t first = form.tensors.size();
    const std::int64_t ids = target.module.inFeatures;
    const std::int64_t columns = target.module.outFeatures;
    form.tensors.push_back({methods::loraA(path), {name + ".lora_embedding_A"}, {target.rank, ids}, true});
    form.tensors.push_back({methods::loraB(path), {name + ".lora_embedding_B"}, {columns, target.rank}});
    form.passedOver.push_back({{}, {name + ".base_layer.weight"}, {ids, columns}});
    form.folds.push_back({target.module.weight,
                          [=, rank = static_cast<std::size_t>(target.rank),
                           scaling = target.scaling](std::span<float> values, const AdapterValues& adapter) {
                              addProduct(values, adapter[first],
                                         transposed(adapter[first + 1], static_cast<std::size_t>(columns)),
                                         rank, static_cast<float>(scaling));
                          }});
}

/// Biases that train beside the adapters, under the name that they have below PEFT's layer.
void addBiases(AdapterForm& form, const std::vector<AdapterTarget>& targets,
               const families::ModelShape& shape, std::vector<std::string>& trained) {
    const bool all = form.config.bias == "all";
    for (const families::WeightEntry& entry : families::weightsOf(shape)) {
        if (!entry.name.ends_with(".bias") || methods::isWithin(entry.name, form.config.modulesToSave))
            continue;
        const std::string module(program::moduleOf(entry.name));
        const bool adapted = std::any_of(targets.begin(), targets.end(), [&](const AdapterTarget& target) {
            return target.module.path == module;
        });
        if (!all && !adapted)
            continue;
        trained.push_back(entry.name);
        const std::string prefix(kModulePrefix);
        form.folds.push_back(replacing(entry.name, form.tensors.size()));
        form.tensors.push_back({entry.name,
                                {prefix + module + (adapted ? ".base_layer.bias" : ".bias"),
                                 prefix + module + (adapted ? ".bias" : ".base_layer.bias")},
                                entry.shape});
    }
}

/// Biases of the adapters' own go into those of their layers, behind what trains of these.
void addOwnBiases(AdapterForm& form, const std::vector<AdapterTarget>& targets,
                  const families::ModelShape& shape) {
    const std::vector<families::WeightEntry> weights = families::weightsOf(shape);
    for (const AdapterTarget& target : targets) {
        const std::string bias = biasOf(weights, target.module.path);
        if (bias.empty()) {
            form.whyNotMerged = "merge.lora_bias";
            continue;
        }
        const auto index = static_cast<std::size_t>(
            std::find_if(form.tensors.begin(), form.tensors.end(),
                         [name = methods::loraBias(target.module.path)](const AdapterTensor& tensor) {
                             return tensor.parameter == name;
                         }) -
            form.tensors.begin());
        form.folds.push_back({bias, [index, scaling = static_cast<float>(target.scaling)](
                                        std::span<float> values, const AdapterValues& adapter) {
                                  for (std::size_t i = 0; i < values.size(); ++i)
                                      values[i] += adapter[index][i] * scaling;
                              }});
    }
}

} // namespace

Status addLora(AdapterForm& form, const families::ModelShape& shape) {
    TRY(const std::vector<AdapterTarget> targets, resolveTargets(form.config, shape));
    std::vector<methods::LoraTarget> lora;
    for (const AdapterTarget& target : targets) {
        if (target.isTable) {
            addTable(form, target);
            // What the table says of words it says of the logits as well.
            if (shape.tiedEmbeddings)
                form.whyNotMerged = "merge.tied_table";
        } else {
            addLinear(form, target);
        }
        lora.push_back(target.asLora());
    }
    std::vector<std::string> biases;
    if (form.config.bias != "none")
        addBiases(form, targets, shape, biases);
    if (form.config.loraBias)
        addOwnBiases(form, targets, shape);
    form.adapting = [lora = std::move(lora), biases = std::move(biases)](double dropout) {
        return methods::both(methods::lora(lora, dropout), methods::trainTensors(biases));
    };
    return {};
}

} // namespace luthier::files
