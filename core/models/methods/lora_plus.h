#pragma once

#include "method.h"

namespace luthier::methods {

/// LoRA+ (arXiv 2402.12354): B moves at `ratio` times the rate of A, and so do vectors, as PEFT's
/// create_loraplus_optimizer groups them. Adapters of tables move at the rate itself. Behind LoRA.
Method loraPlus(double ratio);

} // namespace luthier::methods
