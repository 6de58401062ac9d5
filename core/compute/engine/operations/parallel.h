#pragma once

#include <kernels/common/parallel.h>

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <cstdint>
#include <functional>

namespace luthier::engine {

/// kernels::Parallel on LibTorch's own threads, so that the two never compete for cores.
inline void onTorchThreads(std::int64_t count, std::int64_t grain,
                           const std::function<void(std::int64_t, std::int64_t)>& body) {
    at::parallel_for(0, count, grain, body);
}

/// A kernel refuses only arguments that a mistake of ours would give.
inline void check(kernels::Status status) {
    TORCH_CHECK(status == kernels::Status::Ok, "a kernel refused its arguments");
}

} // namespace luthier::engine
