#pragma once

#include "cpu_level.h"

/// For `<op>.cpp`: declares `function` of the three compiled levels and `chosen_function(level)`, which picks
/// one.
#define LUTHIER_DECLARE_LEVELS(signature, function)                                                          \
    namespace plain {                                                                                        \
    signature;                                                                                               \
    }                                                                                                        \
    namespace avx2 {                                                                                         \
    signature;                                                                                               \
    }                                                                                                        \
    namespace avx512 {                                                                                       \
    signature;                                                                                               \
    }                                                                                                        \
    static auto chosen_##function(CpuLevel level) {                                                          \
        return level == CpuLevel::Avx512 ? avx512::function                                                  \
               : level == CpuLevel::Avx2 ? avx2::function                                                    \
                                         : plain::function;                                                  \
    }
