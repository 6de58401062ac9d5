#pragma once

#include "ui_support.h"

namespace luthier::tests {

/// A run 0001 "tone" of the sample project with a comparison of six rows: two fixed, one broken, one right on
/// both sides, one wrong on both, one that could not be answered. There is no adapter behind it.
void addComparedRun(const SampleProject& project, const Json& recipe = {{"name", "tone"}});

/// A run of a task that writes no text, and what a comparison of it left: its rows as they are kept, and the
/// summary's figures.
struct Labelled {
    Json recipe;
    std::vector<Json> rows;
    Json base;
    Json adapted;
    Json more = Json::object(); ///< of the summary
};
Labelled labelledTexts();
Labelled labelledNumbers();
Labelled hiddenWords();
void addComparedRun(const SampleProject& project, const Labelled& labelled);

/// Runs luthier-engine to its end; true when it went well.
bool runEngine(const QStringList& arguments);

} // namespace luthier::tests
