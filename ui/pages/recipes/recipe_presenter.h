#pragma once

#include "recipe_fields.h"
#include "recipe_history.h"

#include <adopting/adopting.h>
#include <bridge/bridge.h>
#include <dataset/types.h>
#include <project/recipes.h>
#include <recipe/presets.h>
#include <recipe/recipe.h>
#include <registry/registry.h>

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <optional>
#include <vector>

namespace luthier::recipes {

/// A dataset that a recipe can name.
struct DatasetChoice {
    QString name;
    qint64 rows = 0;
    std::vector<dataset::SplitCount> splits;
};

/// The recipe that every page means: its settings, its stored revisions, undo and redo. Changes are stored by
/// themselves a moment after the last one.
class RecipePresenter final : public QObject {
    Q_OBJECT

public:
    explicit RecipePresenter(bridge::Bridge& bridge);
    ~RecipePresenter() override;

    const recipe::Recipe& recipe() const { return m_recipe; }
    /// The recipe as `luthier-engine` takes it.
    const Json& document() const { return m_document; }
    QString name() const { return QString::fromStdString(m_recipe.name); }
    /// Names of the project's recipes; the present one is among them once it was changed or started.
    const QStringList& names() const { return m_names; }
    const std::vector<DatasetChoice>& datasets() const { return m_datasets; }
    bool hasArrived() const { return m_arrived; }
    bool isWritable() const { return m_bridge.isWritable(); }
    /// Paths that are not as the defaults have them.
    const std::vector<std::string>& differing() const { return m_differing; }
    bool differs(std::string_view field) const;
    int differingIn(Section section) const;

    /// Gives a field a value by its dotted path; false when the value is not allowed there. Another task or
    /// method brings its own defaults for what was as the old ones had it.
    bool set(std::string_view field, Json value);
    /// The recipe as it would be with another method.
    recipe::Recipe withMethod(recipe::MethodKind kind) const;
    void setModel(const QString& path);
    /// Copies a template's file into the project, which keeps what its recipes name, and takes it.
    void setTemplateFile(const QString& file);
    void setSources(std::string_view group, const std::vector<recipe::DataSource>& sources);
    /// Puts a dataset in the place of another: its training rows, and for validation its validation rows,
    /// where it is divided.
    void chooseDataset(std::string_view group, std::size_t index, const QString& dataset);
    /// A dataset has another name: every recipe of the project that names it follows.
    void renameDataset(const QString& before, const QString& now);
    /// Nothing is validated, and the trained dataset is not divided yet.
    bool canHoldOut() const;
    /// Divides the trained dataset: a tenth of its rows is validated on and the rest is trained.
    void holdOut();
    void applyPreset(recipe::Preset preset);
    /// What the window means by "the dataset": a recipe that nobody has touched follows it.
    void followDataset(const QString& dataset);

    void choose(const QString& name);
    /// A new recipe about the same model and the window's dataset.
    void create(const QString& name, recipe::Preset preset);
    void copyAs(const QString& name);
    /// Another name for the recipe and all its revisions; a name that is taken gets a number. Undo gives the
    /// former name back.
    void rename(const QString& name);
    /// Hides the recipe with its revisions and shows another one. Undo brings it back, until something else
    /// is changed or chosen; bringBack() does so at any time.
    void remove();
    bool canRemove() const { return isWritable() && m_names.contains(name()); }
    /// Names of the recipes that were removed; the one that undo brings back, or none.
    const QStringList& removed() const { return m_removed; }
    const QString& lastRemoved() const { return m_lastRemoved; }
    void bringBack(QString name);
    /// A new recipe with the settings of a finished run that starts from what the run has made.
    void tuneFurther(const registry::RunFacts& run);
    void importFile(const QString& file);
    void takeOver(const adopting::Adopted& adopted);
    void exportFile(const QString& file);

    bool canUndo() const { return isWritable() && (m_history.canUndo() || !m_lastRemoved.isEmpty()); }
    bool canRedo() const { return isWritable() && m_history.canRedo(); }
    void undo();
    void redo();
    /// Stores what was changed and is not stored yet.
    void flush();
    /// Stores the recipe as it is, also when nobody has touched it.
    void keep();
    bool isSettled() const { return !m_save.isActive(); }

Q_SIGNALS:
    /// The settings are others.
    void changed();
    /// Names of recipes or datasets are others.
    void listChanged();
    /// Undo or redo have become possible or impossible.
    void historyChanged();
    void exported(const QString& file);
    /// A file that was to be imported is another program's; takeOver makes a recipe of it.
    void foreign(const luthier::adopting::Adopted& adopted);
    void failed(const luthier::Error& error);

private:
    struct Loaded {
        QStringList names;
        QStringList removed;
        std::vector<Json> revisions;
    };
    static Result<Loaded> load(storage::Connection& database, const std::string& name);
    void setRemoved(const QString& name, bool removed);
    void startOver(const recipe::ModelChoice& model);
    void reset();
    void look();
    void readRecipes(const QString& wanted);
    void readDatasets();
    void adopt(Loaded loaded);
    const DatasetChoice* choiceOf(std::string_view dataset) const;
    recipe::Recipe withData(recipe::Recipe recipe, const QString& dataset) const;
    recipe::Recipe withPreset(recipe::Preset preset, recipe::Recipe recipe) const;
    void show(recipe::Recipe recipe);
    /// A change of the person: shown, counted and stored soon.
    void change(recipe::Recipe recipe);
    void store(const Json& document);
    recipe::Recipe withDefaultsMoved(recipe::Recipe changed) const;
    recipe::Recipe withKeptSettings(recipe::Recipe changed) const;
    Json ownNamed(Json document) const;
    void begin(recipe::Recipe recipe);
    QString freeName(const QString& wanted) const;

    bridge::Bridge& m_bridge;
    recipe::Recipe m_recipe;
    Json m_document;
    std::vector<std::string> m_differing;
    recipe::Method m_lora;               // kept while the method is another
    recipe::Quantization m_quantization; // kept while the method is full tuning, which has none
    QStringList m_names;
    QStringList m_removed;
    QString m_lastRemoved;
    std::vector<DatasetChoice> m_datasets;
    RecipeHistory m_history;
    bool m_arrived = false;
    bool m_followsData = true; // nobody has chosen its data yet
    std::string m_storedAs;    // name of the stored revisions; empty: none yet
    QString m_dataset;         // what the window means by "the dataset"
    int m_writing = 0;
    int m_reading = 0;
    QTimer m_save;
    bridge::Request m_listRequest;
    bridge::Request m_lookRequest;
    bridge::Request m_datasetsRequest;
    bridge::Request m_saveRequest;
    bridge::Request m_fileRequest;
    bridge::Request m_holdOutRequest;
    bridge::Request m_renameRequest;
    bridge::Request m_removeRequest;
};

} // namespace luthier::recipes
