#include "main_window.h"

#include "context_bar.h"
#include "drops.h"
#include "guide.h"
#include "job_bar.h"
#include "no_project_page.h"
#include "rail.h"

#include <bridge/sentences.h>
#include <widgets/accessible.h>

#include <QApplication>
#include <QCloseEvent>
#include <QDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace luthier::shell {

using namespace widgets;

namespace {

constexpr int kMenuProjects = 15;

ThemeChoice themeChoice(const QString& name) {
    return name == QStringLiteral("dark")    ? ThemeChoice::Dark
           : name == QStringLiteral("light") ? ThemeChoice::Light
                                             : ThemeChoice::System;
}

/// One of the things that a chip can mean, with a tick at the one it means.
QAction* addChoice(QMenu* menu, const QString& name, bool isCurrent, std::function<void()> choose) {
    QAction* action = menu->addAction(QString(name).replace(u'&', QStringLiteral("&&")), std::move(choose));
    action->setCheckable(true);
    action->setChecked(isCurrent);
    return action;
}

} // namespace

MainWindow::MainWindow(Languages& languages, Start start)
    : m_languages(languages)
    , m_start(std::move(start))
    , m_questions(m_start.engine)
    , m_imports(m_start.engine)
    , m_home(m_bridge, m_start.engine)
    , m_data(m_bridge)
    , m_import(m_bridge, m_questions, m_imports)
    , m_workbench(m_bridge, m_data, m_start.engine)
    , m_jobsWatch(m_bridge, m_start.engine)
    , m_runsWatch(m_bridge)
    , m_notices(m_jobsWatch, m_runsWatch, [] { return QApplication::activeWindow() != nullptr; })
    , m_sample(m_start.engine)
    , m_train(m_bridge, m_jobsWatch, m_runsWatch)
    , m_tokens(m_bridge, m_questions)
    , m_catalog(m_bridge, m_questions)
    , m_recipe(m_bridge)
    , m_preview(m_bridge, m_questions, m_recipe, m_catalog, m_start.engine)
    , m_models(m_bridge, m_questions, m_catalog)
    , m_talk(m_start.engine)
    , m_chat(m_bridge, m_talk, m_models, m_runsWatch, m_start.engine)
    , m_comparison(m_bridge, m_jobsWatch, m_runsWatch, m_start.engine)
    , m_live(m_talk)
    , m_exports(m_bridge, m_jobsWatch, m_runsWatch, m_start.engine)
    , m_guidePresenter(m_bridge, m_runsWatch, m_recipe, m_preview) {
    setObjectName(QStringLiteral("mainWindow"));
    installAccessibility();
    setMinimumSize(measures::kWindowLeastWidth, measures::kWindowLeastHeight);
    resize(measures::kWindowWidth, measures::kWindowHeight);
    setAcceptDrops(true);
    qApp->installEventFilter(this);
    // Goes on in its own threads while the window is built; the answers wait for the event loop.
    m_home.refreshProjects();
    if (!m_start.project.isEmpty()) {
        m_answered = false;
        m_bridge.open(m_start.project);
    }
    build();
    connectParts();
    addActions();
    speak([this] {
        showProject();
        showAttention();
    });
    openPage(m_start.page.isEmpty() ? QStringLiteral("data") : m_start.page);
}

MainWindow::~MainWindow() {
    // Pages look at presenters, which are members: they go first.
    delete takeCentralWidget();
}

void MainWindow::build() {
    auto* whole = new QWidget;
    auto* columns = row(whole, 0);
    m_rail = new Rail;
    m_rail->addStep(QStringLiteral("home"), QStringLiteral("home"), [] { return tr("Home"); });
    m_rail->addStep(QStringLiteral("data"), QStringLiteral("data"), [] { return tr("Data"); });
    m_rail->addStep(QStringLiteral("model"), QStringLiteral("model"), [] { return tr("Model"); });
    m_rail->addStep(QStringLiteral("recipe"), QStringLiteral("recipe"), [] { return tr("Recipe"); });
    m_rail->addStep(QStringLiteral("train"), QStringLiteral("train"), [] { return tr("Train"); });
    m_rail->addStep(QStringLiteral("compare"), QStringLiteral("compare"), [] { return tr("Compare"); });
    m_rail->addStep(QStringLiteral("export"), QStringLiteral("export"), [] { return tr("Export"); });
    m_rail->addFootStep(QStringLiteral("settings"), QStringLiteral("settings"),
                        [] { return tr("Settings"); });
    auto* right = column(nullptr, 0);
    m_context = new ContextBar(m_bridge);
    m_notice = frame(QStringLiteral("notice"));
    auto* noticeLine = row(m_notice, measures::kGap);
    noticeLine->setContentsMargins(measures::kPagePadding, measures::kGap, measures::kPagePadding,
                                   measures::kGap);
    m_noticeText = label(TextStyle::Body);
    m_noticeText->setObjectName(QStringLiteral("noticeText"));
    m_noticeText->setWordWrap(true);
    noticeLine->addWidget(new IconLabel(QStringLiteral("info"), IconTone::Warn, measures::kIconSmall));
    noticeLine->addWidget(m_noticeText, 1);
    m_notice->hide();
    m_pages = new PageStack;
    m_pages->setObjectName(QStringLiteral("pages"));
    m_jobs = new JobBar(m_jobsWatch);
    right->addWidget(m_context);
    connect(m_context, &ContextBar::memoryRead, &m_home, &home::HomePresenter::takeDevices);
    right->addWidget(m_notice);
    right->addWidget(m_pages, 1);
    right->addWidget(m_jobs);
    columns->addWidget(m_rail);
    columns->addLayout(right, 1);
    setCentralWidget(whole);
    m_drop = new DropOverlay(m_pages);
    // The frame of focus shows once somebody uses the keyboard, not at the start.
    whole->setFocusPolicy(Qt::ClickFocus);
    whole->setFocus();
}

void MainWindow::connectParts() {
    connect(m_rail, &Rail::chosen, this, &MainWindow::openPage);
    m_preview.setThreads(m_start.settings.threads);
    connect(&m_bridge, &bridge::Bridge::opened, this, [this] {
        m_answered = true;
        m_live.clear();
        m_talk.release();
        showProject();
        showWhereItWasLeft(std::exchange(m_pageOfOpened, {}));
        m_start.project.clear();
        if (const QStringList files = std::exchange(m_dropped, {}); !files.isEmpty() && m_bridge.isWritable())
            importFiles(files);
    });
    connect(&m_bridge, &bridge::Bridge::alreadyOpen, this, [this] {
        m_answered = true;
        const QString wanted = std::exchange(m_pageOfOpened, {});
        openPage(wanted.isEmpty() ? QStringLiteral("data") : wanted);
    });
    connect(&m_bridge, &bridge::Bridge::openFailed, this, [this](const Error& error) {
        m_answered = true;
        m_pageOfOpened.clear();
        m_start.project.clear();
        openPage(QStringLiteral("home"));
        Q_EMIT m_home.failed(error);
    });
    connect(&m_data, &data::DataPresenter::datasetChanged, this, &MainWindow::showProject);
    connect(&m_data, &data::DataPresenter::datasetChanged, this, [this] {
        if (m_data.current()) // a project is left with what was chosen in it, not in the one before
            keepState();
    });
    connect(&m_import, &data::ImportPresenter::changed, this, &MainWindow::showImport);
    connect(&m_import, &data::ImportPresenter::progressed, this, &MainWindow::showImport);
    connect(m_jobs, &JobBar::cancelImport, &m_import, &data::ImportPresenter::cancel);
    connect(m_jobs, &JobBar::runWanted, this, [this](const QString& run) {
        trainPage()->showRun(run);
        openPage(QStringLiteral("train"));
    });
    connect(m_jobs, &JobBar::queueWanted, this, [this] { openPage(QStringLiteral("train/queue")); });
    connect(&m_train, &train::TrainPresenter::jobChanged, this, &MainWindow::showAttention);
    auto* projects = new QMenu(this);
    auto* datasets = new QMenu(this);
    projects->setObjectName(QStringLiteral("projectMenu"));
    datasets->setObjectName(QStringLiteral("datasetMenu"));
    m_context->projectChip()->useMenu(projects);
    m_context->datasetChip()->useMenu(datasets);
    connect(projects, &QMenu::aboutToShow, this, &MainWindow::fillProjectMenu);
    connect(datasets, &QMenu::aboutToShow, this, &MainWindow::fillDatasetMenu);
    connectRecipe();
    connectSample();
    connectGuide();
    keepFocusOnPage();
}

/// A control that is hidden or disabled hands the focus on to whatever comes next: the rail, or a button that
/// ends or throws away what the next press of a key meets. The page that is shown takes it instead, so that
/// Tab goes on there.
void MainWindow::keepFocusOnPage() {
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget* before, const QWidget* now) {
        const bool wentAway = before && (!before->isVisible() || !before->isEnabled());
        if (!wentAway || !now)
            return;
        const bool toRail = m_rail->isAncestorOf(now) && !m_rail->isAncestorOf(before);
        const bool toDanger = now->property("kind").toString().endsWith(QStringLiteral("anger"));
        if (toRail || toDanger || m_jobs->isAncestorOf(now))
            m_pages->currentWidget()->setFocus();
    });
}

/// The sample is opened at its recipe: Start there gives the first run.
void MainWindow::connectSample() {
    connect(&m_sample, &bridge::SampleMaker::ready, this, [this](const QString& folder) {
        m_pageOfOpened = QStringLiteral("recipe");
        m_bridge.open(folder);
    });
    connect(&m_sample, &bridge::SampleMaker::failed, this, [this](const Error& error) {
        openPage(QStringLiteral("home"));
        Q_EMIT m_home.failed(error);
    });
}

void MainWindow::connectRecipe() {
    auto* models = new QMenu(this);
    auto* recipes = new QMenu(this);
    models->setObjectName(QStringLiteral("modelMenu"));
    recipes->setObjectName(QStringLiteral("recipeMenu"));
    m_context->modelChip()->useMenu(models);
    m_context->recipeChip()->useMenu(recipes);
    connect(models, &QMenu::aboutToShow, this, &MainWindow::fillModelMenu);
    connect(recipes, &QMenu::aboutToShow, this, &MainWindow::fillRecipeMenu);
    connect(&m_catalog, &bridge::ModelCatalog::changed, this, [this, models] {
        if (models->isVisible())
            fillModelMenu();
    });
    connect(&m_recipe, &recipes::RecipePresenter::changed, this, &MainWindow::showProject);
    connect(&m_data, &data::DataPresenter::renamed, &m_recipe, &recipes::RecipePresenter::renameDataset);
    connect(&m_data, &data::DataPresenter::datasetChanged, this, [this] {
        if (m_data.current())
            m_recipe.followDataset(QString::fromStdString(m_data.current()->name));
    });
    connect(&m_recipe, &recipes::RecipePresenter::changed, this,
            [this] { m_tokens.setRecipe(recipes::planDocument(m_recipe.document())); });
    connect(&m_recipe, &recipes::RecipePresenter::changed, this, [this] {
        m_models.setUsed(m_catalog.absolute(QString::fromStdString(m_recipe.recipe().model.path)));
    });
    connect(&m_models, &model::ModelPresenter::useWanted, this,
            [this](const QString& path) { m_recipe.setModel(m_catalog.portable(path)); });
    connect(&m_tokens, &data::TokenPresenter::modelWanted, this,
            [this] { openPage(QStringLiteral("model")); });
    // A measurement needs the device that a chat may hold.
    connect(&m_preview, &recipes::PreviewPresenter::planChanged, this, [this] {
        if (m_preview.isMeasuring())
            m_talk.release();
    });
    connect(&m_preview, &recipes::PreviewPresenter::runStarted, this, [this](const QString& run) {
        trainPage()->showRun(run);
        openPage(QStringLiteral("train"));
        trainPage()->takeFocus();
    });
}

bool MainWindow::openPage(const QString& name) {
    const QString step = name.section(u'/', 0, 0);
    const QString tab = name.section(u'/', 1);
    QWidget* page = pageOf(step);
    if (!page)
        return false;
    const bool opened = page == m_trainPage     ? m_trainPage->openTab(tab)
                        : page == m_comparePage ? m_comparePage->openTab(tab)
                        : page == m_dataPage    ? m_dataPage->openTab(tab)
                        : page == m_modelPage   ? m_modelPage->openTab(tab)
                                                : tab.isEmpty();
    if (!opened)
        return false;
    // Planning for every size of model takes a while, and only Home shows it.
    if (page == m_homePage && !m_home.machine())
        m_home.refreshMachine();
    if (lacksProject(step)) {
        noProjectPage()->standFor(step);
        page = m_noProjectPage;
    }
    guideOn(step, page);
    m_pages->setCurrentWidget(page);
    m_rail->select(step);
    const QStringList beside{QStringLiteral("home"), QStringLiteral("settings")};
    if (!beside.contains(step))
        m_step = step;
    keepState();
    return true;
}

void MainWindow::showProject() {
    const auto& project = m_bridge.project();
    m_context->showProject(project ? project->name : QString());
    m_context->showDataset(m_data.current() ? QString::fromStdString(m_data.current()->name) : QString());
    m_context->showModel(QFileInfo(QString::fromStdString(m_recipe.recipe().model.path)).fileName());
    m_context->showRecipe(m_recipe.name());
    setWindowTitle(project ? tr("%1 – Luthier").arg(project->name) : tr("Luthier"));
    const bool readOnly = project && !project->writable;
    showNotice(!readOnly ? QString()
               : project->otherWindow != 0
                   ? tr("This project is open in another window (process %1). It is read-only here.")
                         .arg(project->otherWindow)
                   : tr("This project is read-only: its folder cannot be written to."));
}

void MainWindow::showNotice(const QString& text) {
    m_noticeText->setText(text);
    m_notice->setVisible(!text.isEmpty());
}

void MainWindow::showImport() {
    const bool importing = m_import.state() == data::ImportPresenter::State::Importing;
    m_jobs->showImport(QFileInfo(m_import.file()).fileName(),
                       importing ? std::optional(m_import.progress()) : std::nullopt);
}

void MainWindow::fillProjectMenu() {
    QMenu* menu = m_context->projectChip()->menu();
    menu->clear();
    for (const home::RecentProject& project : m_home.projects())
        if (project.exists && menu->actions().size() < kMenuProjects)
            addChoice(menu, project.name, project.isOpen, [this, path = project.path] {
                m_bridge.open(path);
            })->setToolTip(project.path);
    menu->setToolTipsVisible(true);
    menu->addAction(tr("All projects"), this, [this] { openPage(QStringLiteral("home")); });
    menu->addSeparator();
    menu->addAction(findChild<QAction*>(QStringLiteral("actionNewProject")));
    menu->addAction(findChild<QAction*>(QStringLiteral("actionOpenProject")));
}

void MainWindow::fillDatasetMenu() {
    QMenu* menu = m_context->datasetChip()->menu();
    menu->clear();
    for (const auto& facts : m_data.datasets()) {
        const QString name = QString::fromStdString(facts.name);
        addChoice(menu, name, m_data.current() && m_data.current()->name == facts.name,
                  [this, name] { m_data.choose(name); });
    }
    menu->addSeparator();
    menu->addAction(findChild<QAction*>(QStringLiteral("actionImport")));
}

void MainWindow::fillModelMenu() {
    QMenu* menu = m_context->modelChip()->menu();
    menu->clear();
    m_catalog.want();
    for (const auto& model : m_catalog.models())
        if (model.supported)
            addChoice(menu, model.name, m_models.isUsed(model.path),
                      [this, path = model.path] { m_recipe.setModel(m_catalog.portable(path)); });
    if (menu->isEmpty())
        menu->addAction(m_catalog.isLooking() ? tr("Looking for models…") : tr("No model found"))
            ->setEnabled(false);
    menu->addSeparator();
    menu->addAction(findChild<QAction*>(QStringLiteral("actionModel")));
}

void MainWindow::fillRecipeMenu() {
    QMenu* menu = m_context->recipeChip()->menu();
    menu->clear();
    for (const QString& name : m_recipe.names())
        addChoice(menu, name, name == m_recipe.name(), [this, name] { m_recipe.choose(name); });
    menu->addSeparator();
    menu->addAction(findChild<QAction*>(QStringLiteral("actionRecipe")));
}

void MainWindow::undo() {
    // A text that is being edited has its own undo.
    if (auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget()); line && line->isUndoAvailable())
        line->undo();
    else if (auto* text = qobject_cast<QPlainTextEdit*>(QApplication::focusWidget()))
        text->undo();
    else if (m_pages->currentWidget() == m_trainPage)
        m_train.undo();
    else if (m_pages->currentWidget() == m_recipePage)
        m_recipe.undo();
    else
        m_data.undo();
}

void MainWindow::redo() {
    if (auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget()); line && line->isRedoAvailable())
        line->redo();
    else if (auto* text = qobject_cast<QPlainTextEdit*>(QApplication::focusWidget()))
        text->redo();
    else if (m_pages->currentWidget() == m_recipePage)
        m_recipe.redo();
    else
        m_data.redo();
}

/// A dot on a step says that it needs attention: the shown run failed or was cut off.
void MainWindow::showAttention() {
    const jobs::JobFacts* job = m_train.job();
    const bool bad = job && (job->state == jobs::JobState::Failed || job->state == jobs::JobState::Lost);
    m_rail->setAttention(QStringLiteral("train"), bad ? Attention::Bad : Attention::None,
                         bad ? tr("a run failed") : QString());
    const bool empty = m_guidePresenter.lacksData(), whole = m_guidePresenter.lacksSplit();
    m_rail->setAttention(QStringLiteral("data"), empty || whole ? Attention::Wanted : Attention::None,
                         empty   ? tr("no data yet")
                         : whole ? tr("no rows are held out for validation")
                                 : QString());
}

void MainWindow::connectGuide() {
    m_guide = new Guide(m_guidePresenter);
    m_guide->setParent(this);
    m_guide->hide();
    connect(m_guide, &Guide::chosen, this, &MainWindow::goTo);
    connect(&m_guidePresenter, &GuidePresenter::changed, this, &MainWindow::showAttention);
}

/// The way to the first run stands where somebody is on it.
void MainWindow::guideOn(const QString& step, QWidget* page) {
    const QStringList way{QStringLiteral("data"), QStringLiteral("model"), QStringLiteral("recipe"),
                          QStringLiteral("train")};
    if (way.contains(step) && page != m_noProjectPage)
        m_guide->standIn(page);
}

void MainWindow::goTo(GuidePresenter::Step step) {
    const std::array pages = {"data", "data/splits", "model", "recipe"};
    openPage(QString::fromLatin1(pages[static_cast<std::size_t>(step)]));
    if (step == GuidePresenter::kStart)
        recipePage()->focusStart();
}

void MainWindow::keepSettings() {
    bridge::writeWindowSettings(m_start.settings);
    if (m_settingsPage)
        m_settingsPage->showChosen(m_start.settings);
}

void MainWindow::setLanguage(const QString& language) {
    m_start.settings.language = language;
    keepSettings();
    m_languages.choose(*qApp, language);
}

void MainWindow::setTheme(const QString& theme) {
    m_start.settings.theme = theme;
    keepSettings();
    applyTheme(*qApp, themeChoice(theme));
}

bool MainWindow::isSettled() const {
    return m_answered && !m_sample.isBusy() && m_bridge.pending() == 0 && m_questions.pending() == 0 &&
           m_workbench.engine.pending() == 0 && m_recipe.isSettled() && m_preview.isSettled() &&
           m_models.isSettled();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_start.settings.geometry = saveGeometry();
    bridge::writeWindowSettings(m_start.settings);
    event->accept();
}

} // namespace luthier::shell
