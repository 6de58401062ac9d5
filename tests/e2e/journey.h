#pragma once

#include "program.h"

#include <gtest/gtest.h>

namespace luthier::tests {

/// A project with a tokenizer, a dataset "rows" in two splits and a model's config, all of one small world,
/// and the command line to work on it.
class Journey : public testing::Test {
protected:
    void SetUp() override;

    /// Runs a command with --json; the answer is also `last`.
    const Answer& engine(std::vector<std::string> arguments);
    std::string path(const std::string& name) const { return (folder / name).string(); }

    /// A recipe of few steps in NAME.json, with changes merged in; its path.
    std::string recipe(const std::string& name, const Json& changes);
    /// The same for full tuning from random weights.
    std::string fullRecipe(const Json& changes = Json::object());

    TemporaryFolder folder;
    Answer last;
};

/// The events of a kind among the lines of an answer.
std::vector<Json> eventsOf(const Answer& answer, const std::string& kind);

} // namespace luthier::tests
