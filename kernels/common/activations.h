#pragma once

#include "activation_kind.h"
#include "vector.h"

#include <type_traits>

// Activations and their slopes, for vectors of any width. Only for
// `<op>_cpu.cpp`, as vector.h.

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

constexpr float kRootTwoOverPi = 0.7978845608F;
constexpr float kCubic = 0.044715F;

/// σ(2z), from which tanh(z) = 2σ(2z) − 1, so that GELU's tanh form is x ·
/// σ(2z) without cancellation.
template <class Vector>
inline Vector geluShare(Vector x) {
    return sigmoid(2.0F * kRootTwoOverPi * (x + kCubic * x * x * x));
}

/// e^(−x²/2), √(2π) times the density of the normal distribution.
template <class Vector>
inline Vector bellOf(Vector x) {
    return exponential(-0.5F * x * x);
}

/// Φ(x) within 7e-8: one tail is the bell times a polynomial in 1 / (1 + 0.28
/// |x|), in the manner of 26.2.17 of Abramowitz and Stegun with one term more.
template <class Vector>
inline Vector normalBelow(Vector x, Vector bell) {
    const Vector t = 1.0F / (1.0F + 0.28F * larger(x, -x));
    Vector series = t * -1.058090632e-01F + 3.898773908e-01F;
    series = series * t - 2.369989993e-01F;
    series = series * t + 2.689146505e-01F;
    series = series * t + 6.749494271e-02F;
    series = series * t + 1.165210692e-01F;
    const Vector tail = bell * (series * t);
    return x < 0.0F ? tail : 1.0F - tail;
}

template <ActivationKind Kind, class Vector>
inline Vector activate(Vector x) {
    if constexpr (Kind == ActivationKind::Silu)
        return x * sigmoid(x);
    else if constexpr (Kind == ActivationKind::Gelu)
        return x * normalBelow(x, bellOf(x));
    else if constexpr (Kind == ActivationKind::GeluTanh)
        return x * geluShare(x);
    else if constexpr (Kind == ActivationKind::Relu)
        return x < 0.0F ? Vector{} : x;
    else if constexpr (Kind == ActivationKind::Tanh)
        return hyperbolicTangent(x);
    else
        return sigmoid(x);
}

/// The derivative at x.
template <ActivationKind Kind, class Vector>
inline Vector slopeOf(Vector x) {
    if constexpr (Kind == ActivationKind::Silu) {
        const Vector open = sigmoid(x);
        return open * (1.0F + x * (1.0F - open));
    } else if constexpr (Kind == ActivationKind::Gelu) {
        const Vector bell = bellOf(x);
        return normalBelow(x, bell) + x * (0.3989422804F * bell);
    } else if constexpr (Kind == ActivationKind::GeluTanh) {
        const Vector share = geluShare(x);
        const Vector inner = 2.0F * kRootTwoOverPi * (1.0F + 3.0F * kCubic * x * x);
        return share + x * share * (1.0F - share) * inner;
    } else if constexpr (Kind == ActivationKind::Relu) {
        return x > 0.0F ? Vector{} + 1.0F : Vector{};
    } else if constexpr (Kind == ActivationKind::Tanh) {
        const Vector y = hyperbolicTangent(x);
        return 1.0F - y * y;
    } else {
        const Vector open = sigmoid(x);
        return open * (1.0F - open);
    }
}

/// What flows back through act(x) · u: d · act(x) to u, and d · u · act'(x) to
/// x.
template <ActivationKind Kind, class Vector>
inline void throughGate(Vector x, Vector u, Vector d, Vector& toFactor, Vector& toArgument) {
    if constexpr (Kind == ActivationKind::Silu) {
        const Vector open = sigmoid(x);
        toFactor = d * x * open;
        toArgument = d * u * open * (1.0F + x * (1.0F - open));
    } else {
        toFactor = d * activate<Kind>(x);
        toArgument = d * u * slopeOf<Kind>(x);
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
