#include "main_window.h"

#include "no_project_page.h"

#include <bridge/project_state.h>

#include <QAction>

namespace luthier::shell {

QWidget* MainWindow::pageOf(const QString& step) {
    return step == QStringLiteral("home")       ? static_cast<QWidget*>(homePage())
           : step == QStringLiteral("data")     ? static_cast<QWidget*>(dataPage())
           : step == QStringLiteral("model")    ? static_cast<QWidget*>(modelPage())
           : step == QStringLiteral("recipe")   ? static_cast<QWidget*>(recipePage())
           : step == QStringLiteral("train")    ? static_cast<QWidget*>(trainPage())
           : step == QStringLiteral("compare")  ? static_cast<QWidget*>(comparePage())
           : step == QStringLiteral("export")   ? static_cast<QWidget*>(exportPage())
           : step == QStringLiteral("settings") ? static_cast<QWidget*>(settingsPage())
                                                : nullptr;
}

home::HomePage* MainWindow::homePage() {
    if (m_homePage)
        return m_homePage;
    m_homePage = new home::HomePage(m_home);
    m_pages->addWidget(m_homePage);
    if (m_sample.canMake())
        m_homePage->offerSample();
    connect(m_homePage, &home::HomePage::sampleWanted, &m_sample, &bridge::SampleMaker::make);
    return m_homePage;
}

data::DataPage* MainWindow::dataPage() {
    if (!m_dataPage) {
        m_dataPage = new data::DataPage(m_data, m_import, m_tokens, m_workbench);
        m_pages->addWidget(m_dataPage);
    }
    return m_dataPage;
}

model::ModelPage* MainWindow::modelPage() {
    if (!m_modelPage) {
        m_modelPage = new model::ModelPage(m_models, m_chat);
        m_pages->addWidget(m_modelPage);
    }
    return m_modelPage;
}

recipes::RecipePage* MainWindow::recipePage() {
    if (m_recipePage)
        return m_recipePage;
    m_recipePage = new recipes::RecipePage(m_recipe, m_preview, m_catalog, m_bridge);
    m_pages->addWidget(m_recipePage);
    using recipe::Level;
    if (m_start.settings.advancedRecipe)
        m_recipePage->setLevel(Level::Advanced);
    connect(m_recipePage, &recipes::RecipePage::levelChosen, this, [this](Level level) {
        m_start.settings.advancedRecipe = level == Level::Advanced;
        bridge::writeWindowSettings(m_start.settings);
    });
    const auto offer = [this] {
        m_recipePage->offerStarter(m_models.canTakeStarter());
    };
    offer();
    connect(&m_models, &model::ModelPresenter::starterChanged, m_recipePage, offer);
    connect(&m_recipe, &recipes::RecipePresenter::listChanged, m_recipePage, offer);
    connect(m_recipePage, &recipes::RecipePage::starterWanted, &m_models,
            &model::ModelPresenter::takeStarter);
    connect(&m_models, &model::ModelPresenter::failed, m_recipePage, [this](const Error& error) {
        if (m_pages->currentWidget() == m_recipePage)
            m_recipePage->showError(error);
    });
    connect(m_recipePage, &recipes::RecipePage::tokensAsked, this, [this] {
        // What the recipe trains, whatever the dataset chip says.
        if (const auto& sources = m_recipe.recipe().data; !sources.empty()) {
            const recipe::DataSource& first = sources.front();
            m_data.showRows(QString::fromStdString(first.dataset),
                            first.split ? std::optional(QString::fromStdString(*first.split)) : std::nullopt);
        }
        openPage(QStringLiteral("data"));
        m_dataPage->openTokens();
    });
    return m_recipePage;
}

train::TrainPage* MainWindow::trainPage() {
    if (m_trainPage)
        return m_trainPage;
    m_trainPage = new train::TrainPage(m_train);
    m_pages->addWidget(m_trainPage);
    m_trainPage->offerRecipe();
    if (m_sample.canMake())
        m_trainPage->offerSample();
    connect(m_trainPage, &train::TrainPage::recipeWanted, this,
            [this] { openPage(QStringLiteral("recipe")); });
    connect(m_trainPage, &train::TrainPage::comparisonWanted, this, [this](const QString& run) {
        m_live.clear();
        m_comparison.chooseRun(run);
        openPage(QStringLiteral("compare"));
    });
    connect(m_trainPage, &train::TrainPage::exportWanted, this, [this](const QString& run) {
        openPage(QStringLiteral("export"));
        m_exportPage->showRun(run);
    });
    connect(m_trainPage, &train::TrainPage::chatWanted, this, [this](const registry::RunFacts& run) {
        openPage(QStringLiteral("model/chat"));
        m_chat.talkWith(run);
    });
    connect(m_trainPage, &train::TrainPage::furtherWanted, this, [this](const registry::RunFacts& run) {
        m_recipe.tuneFurther(run);
        openPage(QStringLiteral("recipe"));
    });
    connect(m_trainPage, &train::TrainPage::sampleWanted, &m_sample, &bridge::SampleMaker::make);
    return m_trainPage;
}

compare::ComparePage* MainWindow::comparePage() {
    if (m_comparePage)
        return m_comparePage;
    m_comparePage = new compare::ComparePage(m_comparison, m_live);
    m_pages->addWidget(m_comparePage);
    connect(m_comparePage, &compare::ComparePage::trainingWanted, this,
            [this] { openPage(QStringLiteral("train")); });
    return m_comparePage;
}

exports::ExportPage* MainWindow::exportPage() {
    if (m_exportPage)
        return m_exportPage;
    m_exportPage = new exports::ExportPage(m_exports);
    m_pages->addWidget(m_exportPage);
    connect(m_exportPage, &exports::ExportPage::dataWanted, this,
            [this] { openPage(QStringLiteral("data")); });
    return m_exportPage;
}

settings::SettingsPage* MainWindow::settingsPage() {
    if (m_settingsPage)
        return m_settingsPage;
    m_settingsPage =
        new settings::SettingsPage(m_bridge, m_start.settings, {m_start.version, m_start.engine});
    m_pages->addWidget(m_settingsPage);
    connect(m_settingsPage, &settings::SettingsPage::languageChosen, this, &MainWindow::setLanguage);
    connect(m_settingsPage, &settings::SettingsPage::themeChosen, this, &MainWindow::setTheme);
    connect(m_settingsPage, &settings::SettingsPage::threadsChosen, this, [this](int threads) {
        m_start.settings.threads = threads;
        bridge::writeWindowSettings(m_start.settings);
        m_preview.setThreads(threads);
    });
    return m_settingsPage;
}

/// A project that has just been opened: at `page`, if one is wanted, else where the person left it.
void MainWindow::showWhereItWasLeft(const QString& page) {
    const bridge::ProjectState left = bridge::readProjectState(m_bridge.project()->id);
    if (!left.dataset.isEmpty())
        m_data.chooseWhenThere(left.dataset);
    // The window was started at a page of its own.
    if (!m_start.project.isEmpty() && !m_start.page.isEmpty())
        return;
    if (!openPage(!page.isEmpty() ? page : left.page) || (page.isEmpty() && left.page.isEmpty()))
        openPage(QStringLiteral("data"));
}

void MainWindow::keepState() {
    if (!m_bridge.project() || !m_start.project.isEmpty())
        return;
    const bridge::ProjectState before = bridge::readProjectState(m_bridge.project()->id);
    bridge::ProjectState state = before;
    state.page = m_step;
    if (const auto* dataset = m_data.current())
        state.dataset = QString::fromStdString(dataset->name);
    if (state.page != before.page || state.dataset != before.dataset)
        bridge::writeProjectState(m_bridge.project()->id, state);
}

NoProjectPage* MainWindow::noProjectPage() {
    if (m_noProjectPage)
        return m_noProjectPage;
    m_noProjectPage = new NoProjectPage;
    m_pages->addWidget(m_noProjectPage);
    if (m_sample.canMake())
        m_noProjectPage->offerSample();
    connect(m_noProjectPage, &NoProjectPage::createWanted,
            findChild<QAction*>(QStringLiteral("actionNewProject")), &QAction::trigger);
    connect(m_noProjectPage, &NoProjectPage::openWanted,
            findChild<QAction*>(QStringLiteral("actionOpenProject")), &QAction::trigger);
    connect(m_noProjectPage, &NoProjectPage::sampleWanted, &m_sample, &bridge::SampleMaker::make);
    return m_noProjectPage;
}

bool MainWindow::lacksProject(const QString& step) const {
    // Models are of the machine.
    const QStringList own{QStringLiteral("home"), QStringLiteral("model"), QStringLiteral("settings")};
    return !m_bridge.project() && m_start.project.isEmpty() && !own.contains(step);
}

} // namespace luthier::shell
