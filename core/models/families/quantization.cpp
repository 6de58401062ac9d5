#include "quantization.h"

#include "config_reader.h"

namespace luthier::families {

Result<std::optional<Stored>> quantisationOf(const Json& config) {
    const Json* how = member(config, "quantization_config");
    if (!how)
        return std::optional<Stored>();
    const auto says = [&](std::string_view key, const Json& absent, const Json& wanted) {
        const Json* value = member(*how, key);
        return (value ? *value : absent) == wanted;
    };
    const bool known = how->is_object() && says("quant_method", "bitsandbytes", "bitsandbytes");
    if (known && says("load_in_8bit", false, true) && says("llm_int8_has_fp16_weight", false, false))
        return std::optional(Stored::Int8Rows);
    if (known && says("load_in_4bit", false, true) && says("bnb_4bit_quant_type", "fp4", "nf4") &&
        says("bnb_4bit_quant_storage", "uint8", "uint8"))
        return std::optional(says("bnb_4bit_use_double_quant", false, true) ? Stored::Nf4Double
                                                                            : Stored::Nf4);
    TRY_VOID(refuseUnless(config, "quantization_config", nullptr));
    return std::optional<Stored>();
}

} // namespace luthier::families
