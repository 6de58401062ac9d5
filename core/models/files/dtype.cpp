#include "dtype.h"

#include <array>

namespace luthier::files {

namespace {

struct DtypeFacts {
    Dtype dtype;
    std::string_view name;
    std::int64_t bits;
    std::string_view torch;
    std::string_view shortName;
};

constexpr std::array<DtypeFacts, 22> kDtypes{{
    {Dtype::Bool, "BOOL", 8, "bool", "bool"},
    {Dtype::F4, "F4", 4, "", "f4"},
    {Dtype::F6E2M3, "F6_E2M3", 6, "", "f6_e2m3"},
    {Dtype::F6E3M2, "F6_E3M2", 6, "", "f6_e3m2"},
    {Dtype::U8, "U8", 8, "uint8", "uint8"},
    {Dtype::I8, "I8", 8, "int8", "int8"},
    {Dtype::F8E5M2, "F8_E5M2", 8, "float8_e5m2", "fp8_e5m2"},
    {Dtype::F8E4M3, "F8_E4M3", 8, "float8_e4m3fn", "fp8_e4m3"},
    {Dtype::F8E8M0, "F8_E8M0", 8, "float8_e8m0fnu", "fp8_e8m0"},
    {Dtype::F8E4M3Fnuz, "F8_E4M3FNUZ", 8, "float8_e4m3fnuz", "fp8_e4m3fnuz"},
    {Dtype::F8E5M2Fnuz, "F8_E5M2FNUZ", 8, "float8_e5m2fnuz", "fp8_e5m2fnuz"},
    {Dtype::I16, "I16", 16, "int16", "int16"},
    {Dtype::U16, "U16", 16, "uint16", "uint16"},
    {Dtype::F16, "F16", 16, "float16", "fp16"},
    {Dtype::BF16, "BF16", 16, "bfloat16", "bf16"},
    {Dtype::I32, "I32", 32, "int32", "int32"},
    {Dtype::U32, "U32", 32, "uint32", "uint32"},
    {Dtype::F32, "F32", 32, "float32", "fp32"},
    {Dtype::C64, "C64", 64, "complex64", "complex64"},
    {Dtype::F64, "F64", 64, "float64", "fp64"},
    {Dtype::I64, "I64", 64, "int64", "int64"},
    {Dtype::U64, "U64", 64, "uint64", "uint64"},
}};

const DtypeFacts& factsOf(Dtype dtype) {
    return kDtypes[static_cast<std::size_t>(dtype)];
}

} // namespace

std::string_view dtypeName(Dtype dtype) {
    return factsOf(dtype).name;
}

std::optional<Dtype> dtypeFromName(std::string_view name) {
    for (const DtypeFacts& facts : kDtypes)
        if (facts.name == name)
            return facts.dtype;
    return std::nullopt;
}

std::int64_t bitsOf(Dtype dtype) {
    return factsOf(dtype).bits;
}

bool isTrainable(Dtype dtype) {
    return dtype == Dtype::F32 || dtype == Dtype::F16 || dtype == Dtype::BF16;
}

families::Stored storedAs(Dtype trainable) {
    using families::Stored;
    return trainable == Dtype::F32 ? Stored::Fp32 : trainable == Dtype::BF16 ? Stored::Bf16 : Stored::Fp16;
}

std::optional<Dtype> dtypeFromTorchName(std::string_view name) {
    for (const DtypeFacts& facts : kDtypes)
        if (!facts.torch.empty() && facts.torch == name)
            return facts.dtype;
    return std::nullopt;
}

std::string_view torchName(Dtype dtype) {
    return factsOf(dtype).torch;
}

std::string_view shortName(Dtype dtype) {
    return factsOf(dtype).shortName;
}

} // namespace luthier::files
