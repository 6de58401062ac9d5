#pragma once

#include <program/program.h>

#include <functional>

namespace luthier::methods {

/// What a method does to the forward program of a model: adds what trains beside it, or lets its weights
/// train. Empty: the model as it is.
using Method = std::function<void(program::Program&)>;

/// A method by the dropout of what it adds: 0 where the model is used, not trained.
using Adapting = std::function<Method(double dropout)>;

} // namespace luthier::methods
