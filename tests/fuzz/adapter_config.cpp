#include "fuzzing.h"

#include <base/json.h>
#include <families/family.h>
#include <files/adapter_form.h>

using namespace luthier;

namespace {

families::ModelShape smallLlama() {
    return *families::shapeFromConfig({{"model_type", "llama"},
                                       {"hidden_size", 32},
                                       {"num_hidden_layers", 2},
                                       {"num_attention_heads", 4},
                                       {"intermediate_size", 64},
                                       {"vocab_size", 80}});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const families::ModelShape s_shape = smallLlama();
    const auto json = parseJson(fuzzing::textOf(data, size));
    if (!json)
        return 0;
    const auto config = files::adapterConfigFromJson(*json);
    fuzzing::requireCode(config);
    if (!config)
        return 0;
    const auto targets = files::resolveTargets(*config, s_shape);
    fuzzing::requireCode(targets);
    if (targets)
        for (const files::AdapterTarget& target : *targets)
            fuzzing::require(target.rank > 0 && target.module.layer < s_shape.layers);
    const auto form = files::formOf(*config, s_shape);
    fuzzing::requireCode(form);
    if (form)
        for (const files::AdapterTensor& tensor : form->tensors)
            fuzzing::require(!tensor.names.empty() && !tensor.parameter.empty() && !tensor.shape.empty());
    // What we would write is read as the same.
    const auto again = files::adapterConfigFromJson(files::adapterConfigToJson(*config));
    fuzzing::require(again.has_value() && *again == *config);
    return 0;
}
