#pragma once

#include <base/result.h>
#include <families/model_shape.h>
#include <files/adapter_folder.h>
#include <footprint/step_layout.h>

#include <vector>

namespace luthier::engine {

/// One adapter pair in memory: A [rank, in], B [out, rank], row-major fp32.
struct AdapterValues {
    footprint::AdapterSlot slot;
    double scaling = 1.0;
    std::vector<float> a;
    std::vector<float> b;
};

/// The pairs of an adapter folder for a model of this shape, in the order of files::bindAdapter and with its
/// errors.
Result<std::vector<AdapterValues>> readAdapter(const files::AdapterFolder& folder,
                                               const families::ModelShape& shape);

} // namespace luthier::engine
