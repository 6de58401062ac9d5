#include "adapter_form.h"

#include <families/family.h>
#include <methods/virtual_tokens.h>

namespace luthier::files {

Status addVirtualTokens(AdapterForm& form, const families::ModelShape& shape) {
    const bool isPrefix = form.config.kind == AdapterKind::Prefix;
    if (shape.kind != families::ModelKind::Decoder || !families::takesVirtualTokens(shape))
        return refused("adapter.not_for_family")
            .with("kind", isPrefix ? "PREFIX_TUNING" : "PROMPT_TUNING")
            .with("family", shape.family)
            .field("peft_type");
    const std::int64_t count = form.config.virtualTokens;
    const std::string name(methods::kPromptEmbeddings);
    const std::int64_t columns = isPrefix ? shape.layers * 2 * shape.keyValueWidth() : shape.hiddenSize;
    form.tensors.push_back({name, {name}, {count, columns}});
    form.whyNotMerged = "merge.virtual_tokens";
    const auto place = families::scalesWithinTable(shape) ? methods::PromptPlace::BehindScaledTable
                                                          : methods::PromptPlace::BehindTable;
    form.adapting = [=](double) {
        return isPrefix ? methods::prefix(count) : methods::prompt(count, place);
    };
    return {};
}

} // namespace luthier::files
