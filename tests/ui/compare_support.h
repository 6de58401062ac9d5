#pragma once

#include "ui_support.h"

namespace luthier::tests {

/// A run 0001 "tone" of the sample project with a comparison of six rows: two fixed, one broken, one right on
/// both sides, one wrong on both, one that could not be answered. There is no adapter behind it.
void addComparedRun(const SampleProject& project, const Json& recipe = {{"name", "tone"}});

/// Runs luthier-engine to its end; true when it went well.
bool runEngine(const QStringList& arguments);

} // namespace luthier::tests
