#include "recipe_presenter.h"

#include <adopting/adopting.h>
#include <base/files.h>
#include <dataset/catalog.h>
#include <dataset/part.h>
#include <recipe/kept_template.h>
#include <recipe/schema.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace luthier::recipes {
namespace {

constexpr int kSaveMilliseconds = 500;
/// So many revisions are kept in reach of undo.
constexpr std::int64_t kMostRevisions = 200;
constexpr std::string_view kRecipesTopic = "recipes";

/// Faults of one value's form; settings that do not go together are told by the checks instead.
bool isFault(const recipe::Finding& finding) {
    constexpr std::array<std::string_view, 5> kCodes = {"recipe.bad_value", "recipe.wrong_type",
                                                        "recipe.unknown_key", "recipe.unknown_key_meant",
                                                        "usage.not_yet"};
    return std::ranges::find(kCodes, finding.code) != kCodes.end();
}

Result<std::vector<DatasetChoice>> readChoices(storage::Connection& database) {
    std::vector<DatasetChoice> choices;
    TRY(const auto datasets, dataset::listDatasets(database));
    for (const auto& facts : datasets) {
        TRY(auto splits, dataset::splitCounts(database, facts.id));
        choices.push_back({QString::fromStdString(facts.name), facts.rows, std::move(splits)});
    }
    return choices;
}

/// A recipe of a file; a relative model beside the file is meant by its whole path from now on.
Result<recipe::Recipe> ownRecipe(const Json& document, const std::filesystem::path& file) {
    recipe::ReadRecipe read = recipe::readRecipe(document);
    std::erase_if(read.findings, [](const auto& finding) { return !isFault(finding); });
    if (auto error = recipe::firstError(read.findings))
        return std::move(*error);
    std::error_code ignored;
    const std::filesystem::path beside = file.parent_path() / read.recipe.model.path;
    if (!read.recipe.model.path.empty() && std::filesystem::exists(beside, ignored))
        read.recipe.model.path = std::filesystem::absolute(beside).lexically_normal().string();
    return std::move(read.recipe);
}

using FileRecipe = std::variant<recipe::Recipe, adopting::Adopted>;

/// A recipe, or the configuration of another program: YAML, or keys that are no recipe's.
Result<FileRecipe> readFileRecipe(const std::filesystem::path& file) {
    if (file.extension() == ".yaml" || file.extension() == ".yml") {
        TRY(auto adopted, adopting::adoptFile(file));
        return FileRecipe(std::move(adopted));
    }
    TRY(const Json document, readJsonFile(file));
    if (document.is_object() && !document.contains("recipe"))
        if (auto adopted = adopting::adoptFile(file))
            return FileRecipe(std::move(*adopted));
    TRY(auto own, ownRecipe(document, file));
    return FileRecipe(std::move(own));
}

} // namespace

RecipePresenter::RecipePresenter(bridge::Bridge& bridge)
    : m_bridge(bridge) {
    m_save.setSingleShot(true);
    m_save.setInterval(kSaveMilliseconds);
    m_document = recipe::recipeToJson(m_recipe);
    connect(&m_save, &QTimer::timeout, this, [this] { store(m_document); });
    connect(&bridge, &bridge::Bridge::aboutToOpen, this, &RecipePresenter::flush);
    connect(&bridge, &bridge::Bridge::opened, this, &RecipePresenter::reset);
    connect(&bridge, &bridge::Bridge::topicChanged, this, [this](const QString& topic) {
        const std::string name = topic.toStdString();
        if (name == dataset::kDatasetsTopic || name == dataset::kRowsTopic)
            readDatasets();
        else if (name == kRecipesTopic && m_writing == 0)
            look();
    });
}

RecipePresenter::~RecipePresenter() {
    flush();
    if (m_writing > 0)
        m_bridge.finishWriting();
}

void RecipePresenter::reset() {
    m_names.clear();
    m_removed.clear();
    m_lastRemoved.clear();
    m_datasets.clear();
    m_dataset.clear();
    m_arrived = false;
    startOver({});
    readRecipes({});
}

/// A recipe that nobody has touched, until others have come.
void RecipePresenter::startOver(const recipe::ModelChoice& model) {
    m_save.stop();
    m_history = {};
    m_followsData = true;
    m_storedAs.clear();
    recipe::Recipe fresh;
    fresh.model = model;
    show(std::move(fresh));
}

Result<RecipePresenter::Loaded> RecipePresenter::load(storage::Connection& database,
                                                      const std::string& name) {
    Loaded loaded;
    TRY(const auto hidden, project::listRecipes(database, project::WhichRecipes::Removed));
    for (const auto& entry : hidden)
        loaded.removed << QString::fromStdString(entry.name);
    TRY(const auto all, project::listRecipes(database));
    const project::RecipeEntry* newest = nullptr;
    for (const auto& entry : all) {
        loaded.names << QString::fromStdString(entry.name);
        if (name.empty() ? !newest || entry.savedAt > newest->savedAt : entry.name == name)
            newest = &entry;
    }
    if (!newest)
        return loaded;
    for (std::int64_t revision = std::max<std::int64_t>(1, newest->revision - kMostRevisions + 1);
         revision <= newest->revision; ++revision) {
        TRY(auto entry, project::recipeNamed(database, newest->name, revision));
        loaded.revisions.push_back(std::move(entry.recipe));
    }
    return loaded;
}

void RecipePresenter::readRecipes(const QString& wanted) {
    // In order with what is written: a recipe that was just stored is found.
    ++m_reading;
    m_bridge.write(
        m_listRequest,
        [name = wanted.toStdString()](project::Project& project, const StopToken&) {
            return load(project.database(), name);
        },
        [this](Result<Loaded> answer) {
            --m_reading;
            if (answer)
                adopt(std::move(*answer));
            else
                Q_EMIT failed(answer.error());
            readDatasets();
        });
}

void RecipePresenter::look() {
    using Entries = std::vector<project::RecipeEntry>;
    const auto namesOf = [](const Entries& entries) {
        QStringList names;
        for (const auto& entry : entries)
            names << QString::fromStdString(entry.name);
        return names;
    };
    m_bridge.read(
        bridge::Reader::Paging, m_lookRequest,
        [](storage::Connection& database, const StopToken&) -> Result<std::pair<Entries, Entries>> {
            TRY(auto present, project::listRecipes(database));
            TRY(auto removed, project::listRecipes(database, project::WhichRecipes::Removed));
            return std::pair(std::move(present), std::move(removed));
        },
        [this, namesOf](const Result<std::pair<Entries, Entries>>& answer) {
            if (!answer || m_writing > 0 || m_reading > 0 || m_save.isActive())
                return;
            for (const auto& entry : answer->first)
                if (entry.name == m_recipe.name &&
                    (m_history.isEmpty() || entry.recipe != m_history.present())) {
                    readRecipes(name());
                    return;
                }
            m_names = namesOf(answer->first);
            m_removed = namesOf(answer->second);
            Q_EMIT listChanged();
        });
}

void RecipePresenter::adopt(Loaded loaded) {
    m_names = loaded.names;
    m_removed = loaded.removed;
    m_history = RecipeHistory(loaded.revisions);
    m_arrived = true;
    if (!m_history.isEmpty()) {
        m_followsData = false;
        show(recipe::readRecipe(m_history.present()).recipe);
        m_storedAs = m_recipe.name;
    } else if (const QString own = freeName(name()); own != name()) {
        // What is new has none of the revisions of a removed one.
        recipe::Recipe fresh = m_recipe;
        fresh.name = own.toStdString();
        show(std::move(fresh));
    }
    Q_EMIT listChanged();
    Q_EMIT historyChanged();
}

void RecipePresenter::readDatasets() {
    m_bridge.read(
        bridge::Reader::Slow, m_datasetsRequest,
        [](storage::Connection& database, const StopToken&) { return readChoices(database); },
        [this](Result<std::vector<DatasetChoice>> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_datasets = std::move(*answer);
            if (m_followsData && m_recipe.data.empty() && !m_datasets.empty())
                show(withData(m_recipe, m_dataset.isEmpty() ? m_datasets.back().name : m_dataset));
            Q_EMIT listChanged();
        });
}

void RecipePresenter::followDataset(const QString& dataset) {
    m_dataset = dataset;
    if (m_followsData && (m_recipe.data.empty() || m_recipe.data.front().dataset != dataset.toStdString()))
        show(withData(m_recipe, dataset));
}

bool RecipePresenter::differs(std::string_view field) const {
    return std::ranges::any_of(m_differing, [&](const std::string& path) {
        return path == field || path.starts_with(std::string(field) + ".") || field.starts_with(path + ".");
    });
}

int RecipePresenter::differingIn(Section section) const {
    return static_cast<int>(std::ranges::count_if(
        m_differing, [&](const std::string& path) { return sectionOf(path) == section; }));
}

void RecipePresenter::show(recipe::Recipe recipe) {
    if (recipe.method.kind == recipe::MethodKind::Lora)
        m_lora = recipe.method;
    if (recipe.method.kind != recipe::MethodKind::Full)
        m_quantization = recipe.quantization;
    m_recipe = std::move(recipe);
    m_document = recipe::recipeToJson(m_recipe);
    m_differing = recipe::differingSettings(m_recipe);
    Q_EMIT changed();
}

void RecipePresenter::change(recipe::Recipe recipe) {
    m_lastRemoved.clear();
    show(std::move(recipe));
    if (isWritable())
        m_save.start();
}

recipe::Recipe RecipePresenter::withDefaultsMoved(recipe::Recipe changed) const {
    const recipe::Recipe before = recipe::defaultRecipe(m_recipe.task, m_recipe.method.kind);
    const recipe::Recipe after = recipe::defaultRecipe(changed.task, changed.method.kind);
    for (const recipe::Setting& setting : recipe::settings()) {
        const Json old = recipe::valueOf(setting, before);
        if (recipe::groupOf(setting) != "method" && setting.path != "task" &&
            recipe::valueOf(setting, after) != old && recipe::valueOf(setting, changed) == old)
            recipe::copySetting(setting, after, changed);
    }
    return changed;
}

bool RecipePresenter::set(std::string_view field, Json value) {
    Json document = m_document;
    if (const Json* present = valueAt(document, field); present && *present == value)
        return true;
    if (!putValue(document, field, std::move(value)))
        return false;
    recipe::ReadRecipe read = recipe::readRecipe(document);
    if (std::ranges::any_of(read.findings, isFault))
        return false;
    recipe::Recipe changed = std::move(read.recipe);
    change(changed.method.kind != m_recipe.method.kind || changed.task != m_recipe.task
               ? withDefaultsMoved(withKeptSettings(std::move(changed)))
               : std::move(changed));
    return true;
}

/// What was set for the method before; weights that train are whole ones.
recipe::Recipe RecipePresenter::withKeptSettings(recipe::Recipe changed) const {
    using recipe::MethodKind;
    if (changed.method.kind == m_recipe.method.kind)
        return changed;
    if (changed.method.kind == MethodKind::Lora)
        changed.method = m_lora;
    if (changed.method.kind == MethodKind::Full)
        changed.quantization = {};
    else if (m_recipe.method.kind == MethodKind::Full)
        changed.quantization = m_quantization;
    return changed;
}

recipe::Recipe RecipePresenter::withMethod(recipe::MethodKind kind) const {
    recipe::Recipe changed = m_recipe;
    changed.method = recipe::defaultRecipe(m_recipe.task, kind).method;
    return withDefaultsMoved(withKeptSettings(std::move(changed)));
}

void RecipePresenter::setModel(const QString& path) {
    recipe::Recipe recipe = m_recipe;
    recipe.model = {path.toStdString(), false, {}};
    if (recipe.method.kind != recipe::MethodKind::Full)
        recipe.method.targetModules = std::string("all-linear");
    change(std::move(recipe));
}

void RecipePresenter::setSources(std::string_view group, const std::vector<recipe::DataSource>& sources) {
    m_followsData = false;
    recipe::Recipe recipe = m_recipe;
    (group == "data" ? recipe.data : recipe.validation) = sources;
    change(std::move(recipe));
}

/// A quick look is one with a small adapter, whatever was tuned before, and cuts no row that was not cut
/// before: it starts without questions that the person did not raise.
recipe::Recipe RecipePresenter::withPreset(recipe::Preset preset, recipe::Recipe recipe) const {
    const bool quick = preset == recipe::Preset::Quick;
    if (quick && recipe.method.kind == recipe::MethodKind::Full && !recipe.model.randomInit)
        recipe.method = m_lora;
    const std::int64_t length = recipe.tokens.maxLength;
    recipe::applyPreset(preset, recipe);
    if (quick)
        recipe.tokens.maxLength = std::max(recipe.tokens.maxLength, length);
    return recipe;
}

void RecipePresenter::applyPreset(recipe::Preset preset) {
    change(withPreset(preset, m_recipe));
}

void RecipePresenter::setTemplateFile(const QString& file) {
    if (!m_bridge.project())
        return;
    m_bridge.run(
        m_fileRequest,
        [path = std::filesystem::path(file.toStdString()),
         folder = std::filesystem::path(m_bridge.project()->folder.toStdString())](const StopToken&) {
            return recipe::keepTemplate(path, folder);
        },
        [this](Result<std::string> answer) {
            if (answer)
                set("template.source", std::move(*answer));
            else
                Q_EMIT failed(answer.error());
        });
}

void RecipePresenter::importFile(const QString& file) {
    m_bridge.run(
        m_fileRequest,
        [path = std::filesystem::path(file.toStdString())](const StopToken&) { return readFileRecipe(path); },
        [this](Result<FileRecipe> answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            else if (auto* own = std::get_if<recipe::Recipe>(&*answer))
                begin(std::move(*own));
            else
                Q_EMIT foreign(std::get<adopting::Adopted>(*answer));
        });
}

void RecipePresenter::takeOver(const adopting::Adopted& adopted) {
    begin(recipe::readRecipe(adopted.recipe).recipe);
}

void RecipePresenter::exportFile(const QString& file) {
    m_bridge.run(
        m_fileRequest,
        [path = std::filesystem::path(file.toStdString()),
         text = dumpJson(m_document, 2) + "\n"](const StopToken&) -> Result<bool> {
            TRY_VOID(writeAtomically(path, text));
            return true;
        },
        [this, file](Result<bool> answer) {
            if (answer)
                Q_EMIT exported(file);
            else
                Q_EMIT failed(answer.error());
        });
}

void RecipePresenter::flush() {
    if (!m_save.isActive())
        return;
    m_save.stop();
    store(m_document);
}

void RecipePresenter::keep() {
    m_save.stop();
    m_followsData = false;
    store(m_document);
}

void RecipePresenter::store(const Json& document) {
    if (!isWritable())
        return;
    m_history.add(document);
    // Its revisions go with it, so that undo finds them, and with them the former name.
    const std::string before = std::exchange(m_storedAs, m_recipe.name);
    if (before != m_recipe.name)
        m_names.removeAll(QString::fromStdString(before));
    if (!m_names.contains(name())) {
        m_names << name();
        m_names.sort();
        Q_EMIT listChanged();
    }
    ++m_writing;
    m_bridge.write(
        m_saveRequest,
        [name = m_recipe.name, before, document](project::Project& project,
                                                 const StopToken&) -> Result<project::RecipeEntry> {
            if (!before.empty() && before != name) {
                TRY(const bool renamed, project::renameRecipe(project.database(), before, name));
                static_cast<void>(renamed); // else it is stored under its new name from now on
            }
            return project::saveRecipe(project.database(), name, document);
        },
        [this](Result<project::RecipeEntry> answer) {
            --m_writing;
            if (!answer)
                Q_EMIT failed(answer.error());
        });
    Q_EMIT historyChanged();
}

void RecipePresenter::undo() {
    flush();
    if (canUndo() && !m_lastRemoved.isEmpty()) {
        bringBack(m_lastRemoved);
        return;
    }
    if (!canUndo())
        return;
    const Json document = ownNamed(m_history.before());
    show(recipe::readRecipe(document).recipe);
    store(document);
}

void RecipePresenter::redo() {
    flush();
    if (!canRedo())
        return;
    const Json document = ownNamed(m_history.after());
    show(recipe::readRecipe(document).recipe);
    store(document);
}

} // namespace luthier::recipes
