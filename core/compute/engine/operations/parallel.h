#pragma once

#include <ATen/Parallel.h>

#include <cstdint>
#include <functional>

namespace luthier::engine {

/// kernels::Parallel on LibTorch's own threads, so that the two never compete for cores.
inline void onTorchThreads(std::int64_t count, std::int64_t grain,
                           const std::function<void(std::int64_t, std::int64_t)>& body) {
    at::parallel_for(0, count, grain, body);
}

} // namespace luthier::engine
