#pragma once

namespace luthier::kernels {

/// Silu: x·σ(x). Gelu: x·Φ(x), Φ being the normal distribution. GeluTanh: its tanh form (Hendrycks and
/// Gimpel, arXiv 1606.08415), ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). Relu: max(x, 0). Sigmoid: σ(x).
enum class ActivationKind { Silu, Gelu, GeluTanh, Relu, Tanh, Sigmoid };

} // namespace luthier::kernels
