#include "adapter_values.h"

#include <files/float_values.h>

namespace luthier::engine {
namespace {

std::vector<float> floatsOf(const files::TensorInfo& info, std::span<const std::byte> bytes) {
    std::vector<float> values(static_cast<std::size_t>(info.elements()));
    files::widenToFloats(bytes, info.dtype, values);
    return values;
}

} // namespace

Result<std::vector<AdapterValues>> readAdapter(const files::AdapterFolder& folder,
                                               const families::ModelShape& shape) {
    TRY(const auto pairs, files::bindAdapter(folder, shape));
    std::vector<AdapterValues> adapters;
    for (const files::AdapterPair& pair : pairs) {
        const auto& module = pair.target.module;
        const std::int64_t layer = module.scope == families::Scope::Model ? -1 : pair.target.layer;
        adapters.push_back({{layer, module.linear, pair.target.rank, module.inFeatures, module.outFeatures},
                            pair.target.scaling,
                            floatsOf(*pair.a, pair.aBytes),
                            floatsOf(*pair.b, pair.bBytes)});
    }
    return adapters;
}

} // namespace luthier::engine
