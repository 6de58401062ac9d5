#pragma once

#include "activation_kind.h"
#include "vector.h"

#include <type_traits>

// Activations and their slopes, sixteen values at a time. Only for `<op>_cpu.cpp`, as vector.h.

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

constexpr float kRootTwoOverPi = 0.7978845608F;
constexpr float kCubic = 0.044715F;

/// σ(2z), from which tanh(z) = 2σ(2z) − 1, so that GELU's tanh form is x · σ(2z) without cancellation.
inline Floats geluShare(Floats x) {
    return sigmoid(2.0F * kRootTwoOverPi * (x + kCubic * x * x * x));
}

struct Normal {
    Floats below;   ///< Φ(x)
    Floats density; ///< its slope
};

/// Within 7e-8: one tail is density · polynomial in 1 / (1 + 0.28 |x|), in the manner of 26.2.17 of
/// Abramowitz and Stegun with one term more.
inline Normal normal(Floats x) {
    const Floats size = larger(x, -x);
    const Floats bell = exponential(-0.5F * x * x);
    const Floats t = 1.0F / (1.0F + 0.28F * size);
    Floats series = t * -1.058090632e-01F + 3.898773908e-01F;
    series = series * t - 2.369989993e-01F;
    series = series * t + 2.689146505e-01F;
    series = series * t + 6.749494271e-02F;
    series = series * t + 1.165210692e-01F;
    const Floats tail = bell * (series * t);
    return {x < 0.0F ? tail : 1.0F - tail, 0.3989422804F * bell};
}

template <ActivationKind Kind>
inline Floats activate(Floats x) {
    if constexpr (Kind == ActivationKind::Silu)
        return x * sigmoid(x);
    else if constexpr (Kind == ActivationKind::Gelu)
        return x * normal(x).below;
    else if constexpr (Kind == ActivationKind::GeluTanh)
        return x * geluShare(x);
    else if constexpr (Kind == ActivationKind::Relu)
        return x < 0.0F ? Floats{} : x;
    else if constexpr (Kind == ActivationKind::Tanh)
        return hyperbolicTangent(x);
    else
        return sigmoid(x);
}

/// The derivative at x.
template <ActivationKind Kind>
inline Floats slopeOf(Floats x) {
    if constexpr (Kind == ActivationKind::Silu) {
        const Floats open = sigmoid(x);
        return open * (1.0F + x * (1.0F - open));
    } else if constexpr (Kind == ActivationKind::Gelu) {
        const Normal at = normal(x);
        return at.below + x * at.density;
    } else if constexpr (Kind == ActivationKind::GeluTanh) {
        const Floats share = geluShare(x);
        const Floats inner = 2.0F * kRootTwoOverPi * (1.0F + 3.0F * kCubic * x * x);
        return share + x * share * (1.0F - share) * inner;
    } else if constexpr (Kind == ActivationKind::Relu) {
        return x > 0.0F ? broadcast(1.0F) : Floats{};
    } else if constexpr (Kind == ActivationKind::Tanh) {
        const Floats y = hyperbolicTangent(x);
        return 1.0F - y * y;
    } else {
        const Floats open = sigmoid(x);
        return open * (1.0F - open);
    }
}

/// What flows back through act(x) · u: to u, and to x.
struct Returned {
    Floats toFactor;   ///< d · act(x)
    Floats toArgument; ///< d · u · act'(x)
};

template <ActivationKind Kind>
inline Returned throughGate(Floats x, Floats u, Floats d) {
    if constexpr (Kind == ActivationKind::Silu) {
        const Floats open = sigmoid(x);
        return {d * x * open, d * u * open * (1.0F + x * (1.0F - open))};
    } else {
        return {d * activate<Kind>(x), d * u * slopeOf<Kind>(x)};
    }
}

/// Calls `body(kind)` with the kind as a constant.
template <class Body>
inline void withActivation(ActivationKind kind, Body body) {
    using Kind = ActivationKind;
    switch (kind) {
    case Kind::Silu:
        return body(std::integral_constant<Kind, Kind::Silu>{});
    case Kind::Gelu:
        return body(std::integral_constant<Kind, Kind::Gelu>{});
    case Kind::GeluTanh:
        return body(std::integral_constant<Kind, Kind::GeluTanh>{});
    case Kind::Relu:
        return body(std::integral_constant<Kind, Kind::Relu>{});
    case Kind::Tanh:
        return body(std::integral_constant<Kind, Kind::Tanh>{});
    case Kind::Sigmoid:
        return body(std::integral_constant<Kind, Kind::Sigmoid>{});
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
