#pragma once

#include "ui_support.h"

#include <recipes/preview_presenter.h>

namespace luthier::tests {

/// A project with the dataset "tickets" divided into train and validation, and the model "tiny" of its own.
class TuningProject : public SampleProject {
public:
    explicit TuningProject(int rows = 40, int blocks = 2);
    /// As a recipe names the model.
    static QString model() { return QStringLiteral("models/tiny"); }
    /// Adds the dataset "talks": one conversation, two of whose answers the data marks as not to be learnt;
    /// the model's template leaves out the call of another one.
    void addTalks() const;
};

/// The recipe's presenters on an open project, without a window.
struct OpenRecipe {
    TuningProject project;
    bridge::Bridge bridge;
    bridge::EngineProcess engine{bridge::engineProgram()};
    bridge::ModelCatalog catalog{bridge, engine};
    recipes::RecipePresenter recipe{bridge};
    recipes::PreviewPresenter preview{bridge, engine, recipe, catalog, bridge::engineProgram()};

    OpenRecipe();
    /// Waits until what was asked after the last change has come.
    bool settle();
};

} // namespace luthier::tests
