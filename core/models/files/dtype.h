#pragma once

#include <families/model_shape.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace luthier::files {

/// Element types of safetensors 0.8. Names in the file are those of `dtypeName`: "F32", "BF16", "F8_E4M3", …
enum class Dtype {
    Bool,
    F4,
    F6E2M3,
    F6E3M2,
    U8,
    I8,
    F8E5M2,
    F8E4M3,
    F8E8M0,
    F8E4M3Fnuz,
    F8E5M2Fnuz,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    F64,
    I64,
    U64,
};

std::string_view dtypeName(Dtype dtype);
std::optional<Dtype> dtypeFromName(std::string_view name);

/// Bits of one element; the kinds of 4 and 6 bits are packed.
std::int64_t bitsOf(Dtype dtype);

/// F32, F16 and BF16: what a model's weights may be kept in.
bool isTrainable(Dtype dtype);
families::Stored storedAs(Dtype trainable);

/// `torch_dtype` of a config.json ("float32", "bfloat16", …) to the type, and back.
std::optional<Dtype> dtypeFromTorchName(std::string_view name);
std::string_view torchName(Dtype dtype);

/// As the command line spells it: "fp32", "bf16", "fp16".
std::string_view shortName(Dtype dtype);

} // namespace luthier::files
