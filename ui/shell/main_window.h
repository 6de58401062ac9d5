#pragma once

#include "guide_presenter.h"
#include "languages.h"
#include "run_notices.h"

#include <bridge/bridge.h>
#include <bridge/engine_process.h>
#include <bridge/jobs_watch.h>
#include <bridge/model_catalog.h>
#include <bridge/sample_maker.h>
#include <bridge/talk.h>
#include <bridge/window_settings.h>
#include <compare/compare_page.h>
#include <data/data_page.h>
#include <exports/export_page.h>
#include <home/home_page.h>
#include <model/model_page.h>
#include <recipes/recipe_page.h>
#include <settings/settings_page.h>
#include <train/train_page.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <QMainWindow>

namespace luthier::shell {

class Rail;
class ContextBar;
class JobBar;
class NoProjectPage;
class DropOverlay;
class Guide;
struct Drop;
struct Find;

/// What the window is started with.
struct Start {
    QString project;
    QString page = QStringLiteral("home");
    bridge::WindowSettings settings;
    QString version;
    QString engine;
};

/// The frame: rail, context bar, pages, job bar. Owns presenters and pages.
class MainWindow final : public widgets::Speaking<QMainWindow> {
    Q_OBJECT

public:
    MainWindow(Languages& languages, Start start);
    ~MainWindow() override;

    /// A page by its name on the command line: "home", "data/splits"; false when there is no such page.
    bool openPage(const QString& name);
    /// Everything that was asked for has arrived and is painted.
    bool isSettled() const;
    bridge::Bridge& bridge() { return m_bridge; }
    data::DataPresenter& dataPresenter() { return m_data; }
    data::ImportPresenter& importPresenter() { return m_import; }
    data::Workbench& workbench() { return m_workbench; }
    train::TrainPresenter& trainPresenter() { return m_train; }
    recipes::RecipePresenter& recipePresenter() { return m_recipe; }
    recipes::PreviewPresenter& previewPresenter() { return m_preview; }
    model::ModelPresenter& modelPresenter() { return m_models; }
    model::ChatPresenter& chatPresenter() { return m_chat; }
    compare::ComparePresenter& comparePresenter() { return m_comparison; }
    compare::LiveAnswers& liveAnswers() { return m_live; }
    exports::ExportPresenter& exportPresenter() { return m_exports; }
    void setLanguage(const QString& language);
    void setTheme(const QString& theme);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    /// An action, how it is called and when it can be done (always, without `can`).
    struct Act {
        QAction* action;
        std::function<QString()> text;
        std::function<bool()> can;
    };
    void build();
    QWidget* pageOf(const QString& step);
    // A page is made when it is first wanted: most of a start would be spent on pages that nobody sees.
    home::HomePage* homePage();
    data::DataPage* dataPage();
    model::ModelPage* modelPage();
    recipes::RecipePage* recipePage();
    train::TrainPage* trainPage();
    compare::ComparePage* comparePage();
    exports::ExportPage* exportPage();
    settings::SettingsPage* settingsPage();
    NoProjectPage* noProjectPage();
    /// Whether a step has nothing to show, since no project is open or about to be.
    bool lacksProject(const QString& step) const;
    void importFiles(const QStringList& files);
    void askProjectFor(const QStringList& files);
    void addModelFolder(const QString& folder);
    bool takes(const Drop& drop) const;
    QString dropText(const Drop& drop) const;
    void addActions();
    void addProjectActions();
    void addPageActions();
    void addRunActions();
    QAction* addAct(const QString& name, std::function<QString()> text, const QKeySequence& keys,
                    std::function<void()> act, std::function<bool()> can = {});
    bool canUndoHere() const;
    bool canRedoHere() const;
    bool canStart() const;
    void connectParts();
    void showProject();
    void showWhereItWasLeft(const QString& page);
    void keepState();
    void showNotice(const QString& text);
    void fillProjectMenu();
    void fillDatasetMenu();
    void fillModelMenu();
    void fillRecipeMenu();
    void connectRecipe();
    void showImport();
    void undo();
    void redo();
    void showAttention();
    void connectGuide();
    void guideOn(const QString& step, QWidget* page);
    void goTo(GuidePresenter::Step step);
    void keepSettings();
    void connectSample();
    void keepFocusOnPage();
    void openPalette();
    std::vector<Find> finds();
    void addPlaces(std::vector<Find>& all);
    void addWork(std::vector<Find>& all);
    void addSettings(std::vector<Find>& all);
    std::optional<Find> rowFind(qint64 row);

    Languages& m_languages;
    Start m_start;
    bridge::Bridge m_bridge;
    bridge::EngineProcess m_questions;
    bridge::EngineProcess m_imports;
    home::HomePresenter m_home;
    data::DataPresenter m_data;
    data::ImportPresenter m_import;
    data::Workbench m_workbench;
    bridge::JobsWatch m_jobsWatch;
    bridge::RunsWatch m_runsWatch;
    RunNotices m_notices;
    bridge::SampleMaker m_sample;
    train::TrainPresenter m_train;
    data::TokenPresenter m_tokens;
    bridge::ModelCatalog m_catalog;
    recipes::RecipePresenter m_recipe;
    recipes::PreviewPresenter m_preview;
    model::ModelPresenter m_models;
    bridge::Talk m_talk;
    model::ChatPresenter m_chat;
    compare::ComparePresenter m_comparison;
    compare::LiveAnswers m_live;
    exports::ExportPresenter m_exports;
    GuidePresenter m_guidePresenter;
    Guide* m_guide = nullptr;
    Rail* m_rail = nullptr;
    ContextBar* m_context = nullptr;
    JobBar* m_jobs = nullptr;
    widgets::PageStack* m_pages = nullptr;
    QFrame* m_notice = nullptr;
    QLabel* m_noticeText = nullptr;
    home::HomePage* m_homePage = nullptr;
    data::DataPage* m_dataPage = nullptr;
    train::TrainPage* m_trainPage = nullptr;
    model::ModelPage* m_modelPage = nullptr;
    recipes::RecipePage* m_recipePage = nullptr;
    compare::ComparePage* m_comparePage = nullptr;
    exports::ExportPage* m_exportPage = nullptr;
    settings::SettingsPage* m_settingsPage = nullptr;
    NoProjectPage* m_noProjectPage = nullptr;
    DropOverlay* m_drop = nullptr;
    std::vector<Act> m_acts;
    QStringList m_dropped;  // wait for the project that they are imported into
    QString m_step;         // of the rail, of those that a project has
    QString m_pageOfOpened; // where a project that is being opened is to be shown; empty: its data
    bool m_answered = true;
};

} // namespace luthier::shell
