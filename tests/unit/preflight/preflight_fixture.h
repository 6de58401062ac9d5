#pragma once

#include <preflight/check.h>
#include <project/project.h>
#include <recipe/recipe.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace luthier::preflight {

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// A project and the tiny model, whose template writes role names around each turn.
class PreflightTest : public testing::Test {
protected:
    PreflightTest();
    static Result<project::Project> openProject(const std::filesystem::path& folder);

    /// Imports conversations as dataset "rows"; those that `isFaulty` names are refused by the template.
    void importRows(int rows, const std::function<bool(int)>& isFaulty);
    CheckedRecipe check(Waiting waiting = Waiting::UntilCounted);
    /// The findings of a code.
    static std::vector<recipe::Finding> findingsOf(const CheckedRecipe& checked, const std::string& code);

    tests::TemporaryFolder m_folder;
    project::Project m_project;
    recipe::Recipe m_recipe;
    Workshop m_workshop{openProject};
    NullProgress m_silent;
};

} // namespace luthier::preflight
