#include "quantised_tensor.h"

#include <base/json.h>

#include <bit>
#include <cmath>

namespace luthier::files {
namespace {

using families::Stored;

constexpr std::int64_t kNestedBlock = 256;
constexpr JsonLimits kStateLimits{.bytes = 4096, .depth = 4, .nodes = 64};

/// Reads the tensors of one matrix.
class Reading {
public:
    Reading(const FindTensor& find, const std::string& name, Stored format, std::int64_t rows,
            std::int64_t columns)
        : m_find(find)
        , m_name(name)
        , m_tensor{.format = format, .rows = rows, .columns = columns} {}

    Result<QuantisedTensor> int8() {
        TRY_VOID(take(m_name, Dtype::I8, m_tensor.rows * m_tensor.columns));
        if (m_find(m_name)->info->shape != std::vector{m_tensor.rows, m_tensor.columns})
            return bad(m_name);
        const std::string module = m_name.substr(0, m_name.rfind('.') + 1);
        TRY(m_tensor.absmax, take(module + "SCB", Dtype::F32, m_tensor.rows));
        const std::string layout = module + "weight_format";
        if (!m_find(layout))
            return m_tensor;
        TRY(const auto order, take(layout, Dtype::U8, 1));
        if (order[0] != std::byte{0})
            return bad(layout);
        return m_tensor;
    }

    Result<QuantisedTensor> nf4() {
        const std::string state = m_name + ".quant_state.bitsandbytes__nf4";
        const auto packed = m_find(state);
        if (!packed || packed->info->dtype != Dtype::U8)
            return bad(state);
        m_tensor.names.push_back(state);
        const auto json = parseJson(
            {reinterpret_cast<const char*>(packed->bytes.data()), packed->bytes.size()}, kStateLimits, state);
        if (!json || !saysThis(*json))
            return bad(state);
        const std::int64_t elements = m_tensor.rows * m_tensor.columns;
        const std::int64_t blocks = (elements + m_tensor.block - 1) / m_tensor.block;
        TRY_VOID(take(m_name, Dtype::U8, (elements + 1) / 2));
        TRY(m_tensor.map, take(m_name + ".quant_map", Dtype::F32, 16));
        if (m_tensor.format == Stored::Nf4) {
            TRY(m_tensor.absmax, take(m_name + ".absmax", Dtype::F32, blocks));
            return m_tensor;
        }
        TRY(m_tensor.absmax, take(m_name + ".absmax", Dtype::U8, blocks));
        TRY(m_tensor.nestedAbsmax,
            take(m_name + ".nested_absmax", Dtype::F32, (blocks + kNestedBlock - 1) / kNestedBlock));
        TRY(m_tensor.nestedMap, take(m_name + ".nested_quant_map", Dtype::F32, 256));
        return m_tensor;
    }

private:
    Error bad(const std::string& name) const { return refused("model.bad_quantization").with("name", name); }

    /// The bytes of a tensor of that type with so many elements.
    Result<std::span<const std::byte>> take(const std::string& name, Dtype dtype, std::int64_t elements) {
        const auto found = m_find(name);
        if (!found || found->info->dtype != dtype || found->info->elements() != elements)
            return bad(name);
        m_tensor.names.push_back(name);
        return found->bytes;
    }

    /// The state of this matrix, in a form that is read; fills in block and offset.
    bool saysThis(const Json& state) {
        const Json* shape = member(state, "shape");
        const auto block = integerAt(state, "blocksize");
        const auto dtype = stringAt(state, "dtype");
        const bool nested = member(state, "nested_blocksize") || member(state, "nested_offset");
        if (!shape || *shape != Json{m_tensor.rows, m_tensor.columns} || !block || *block < 64 ||
            *block > 4096 || !std::has_single_bit(static_cast<std::uint64_t>(*block)) ||
            stringAt(state, "quant_type").value_or("") != "nf4" || !dtype || !dtypeFromTorchName(*dtype) ||
            !isTrainable(*dtypeFromTorchName(*dtype)) || nested != (m_tensor.format == Stored::Nf4Double))
            return false;
        m_tensor.block = *block;
        if (!nested)
            return true;
        const auto offset = numberAt(state, "nested_offset");
        m_tensor.offset = offset ? static_cast<float>(*offset) : 0.0F;
        return offset && std::isfinite(m_tensor.offset) &&
               integerAt(state, "nested_blocksize").value_or(0) == kNestedBlock;
    }

    const FindTensor& m_find;
    const std::string& m_name;
    QuantisedTensor m_tensor;
};

} // namespace

Result<QuantisedTensor> quantisedTensor(const FindTensor& find, const std::string& name, Stored format,
                                        std::int64_t rows, std::int64_t columns) {
    Reading reading(find, name, format, rows, columns);
    return format == Stored::Int8Rows ? reading.int8() : reading.nf4();
}

} // namespace luthier::files
