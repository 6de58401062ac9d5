#include "settings_page.h"

#include <project/user_state.h>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QThread>

namespace luthier::settings {

using namespace widgets;

namespace {

/// Label and value side by side; values can be selected.
void addPair(QGridLayout* grid, QLabel* name, QWidget* value) {
    const int line = grid->rowCount();
    name->setMinimumWidth(measures::kFieldName);
    // A label takes the whole width and may have several lines, a control its own width and one line.
    const bool isText = qobject_cast<QLabel*>(value) != nullptr;
    grid->addWidget(name, line, 0, Qt::AlignLeft | (isText ? Qt::AlignTop : Qt::AlignVCenter));
    grid->addWidget(value, line, 1, isText ? Qt::Alignment() : Qt::AlignLeft);
    grid->setColumnStretch(1, 1);
}

QGridLayout* pairs(const Card& card) {
    auto* grid = new QGridLayout;
    grid->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kCardPadding);
    grid->setVerticalSpacing(measures::kGap);
    grid->setHorizontalSpacing(measures::kGapCard);
    card.body->addLayout(grid);
    return grid;
}

QLabel* path(const QString& name) {
    QLabel* made = label(TextStyle::Mono);
    made->setObjectName(name);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    made->setWordWrap(true);
    return made;
}

} // namespace

SettingsPage::SettingsPage(bridge::Bridge& bridge, const bridge::WindowSettings& settings, Facts facts)
    : m_bridge(bridge)
    , m_settings(settings)
    , m_facts(std::move(facts)) {
    setObjectName(QStringLiteral("settingsPage"));
    auto* whole = column(this, 0);
    const PageHead head = pageHead();
    whole->addWidget(head.widget);
    const Scroller scroll = scroller();
    whole->addWidget(scroll.area, 1);
    scroll.layout->setSpacing(measures::kGapCard);
    scroll.layout->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding,
                                      measures::kPagePadding);
    // A row reckons the height of wrapped text by the width that it gives; a column would by the whole width
    // of the page.
    auto* line = new QHBoxLayout;
    auto* form = new QWidget;
    form->setMaximumWidth(measures::kFormWidth + measures::kHomeRightWidth);
    auto* cards = column(form, measures::kGapCard);
    for (QWidget* part : {makeAppearance(), makeCompute(), makeFolders(), makePrivacy(), makeVersions()})
        cards->addWidget(part);
    line->addWidget(form, 1);
    line->addStretch(0);
    scroll.layout->addLayout(line);
    scroll.layout->addStretch(1);
    connect(&bridge, &bridge::Bridge::opened, this, &SettingsPage::showFolders);
    speak([=, this] {
        head.title->setText(tr("Settings"));
        head.note->setFullText(tr("Changes apply at once."));
    });
}

QWidget* SettingsPage::makeAppearance() {
    const Card made = card();
    QGridLayout* grid = pairs(made);
    m_language = new ComboBox(QStringLiteral("languageChoice"));
    m_theme = new ComboBox(QStringLiteral("themeChoice"));
    QLabel* language = label(TextStyle::Body);
    QLabel* theme = label(TextStyle::Body);
    language->setBuddy(m_language);
    theme->setBuddy(m_theme);
    for (ComboBox* box : {m_language, m_theme})
        box->setFixedWidth(measures::kSearchWidth);
    addPair(grid, language, m_language);
    addPair(grid, theme, m_theme);
    connect(m_language, &QComboBox::activated, this, [this] {
        m_settings.language = m_language->currentData().toString();
        Q_EMIT languageChosen(m_settings.language);
    });
    connect(m_theme, &QComboBox::activated, this, [this] {
        m_settings.theme = m_theme->currentData().toString();
        Q_EMIT themeChosen(m_settings.theme);
    });
    speak([=, this] {
        made.title->setText(tr("Appearance"));
        language->setText(tr("Language"));
        theme->setText(tr("Theme"));
        m_language->setAccessibleName(tr("Language"));
        m_theme->setAccessibleName(tr("Theme"));
        fillChoices();
    });
    return made.frame;
}

void SettingsPage::showChosen(const bridge::WindowSettings& settings) {
    m_settings = settings;
    fillChoices();
}

void SettingsPage::fillChoices() {
    const QSignalBlocker noLanguage(m_language);
    const QSignalBlocker noTheme(m_theme);
    m_language->clear();
    m_language->addItem(tr("System"), QStringLiteral("system"));
    // The names of languages stand in their own language.
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("한국어"), QStringLiteral("ko"));
    m_language->choose(m_settings.language);
    m_theme->clear();
    m_theme->addItem(tr("System"), QStringLiteral("system"));
    m_theme->addItem(tr("Light"), QStringLiteral("light"));
    m_theme->addItem(tr("Dark"), QStringLiteral("dark"));
    m_theme->choose(m_settings.theme);
}

QWidget* SettingsPage::makeCompute() {
    const Card made = card();
    QGridLayout* grid = pairs(made);
    m_threads = new ComboBox(QStringLiteral("threadsChoice"));
    m_threads->setFixedWidth(measures::kSearchWidth);
    QLabel* threads = label(TextStyle::Body);
    threads->setBuddy(m_threads);
    QLabel* note = label(TextStyle::Caption, QStringLiteral("muted"));
    note->setWordWrap(true);
    addPair(grid, threads, m_threads);
    addPair(grid, label(TextStyle::Caption), note);
    connect(m_threads, &QComboBox::activated, this, [this] {
        m_settings.threads = m_threads->currentData().toInt();
        Q_EMIT threadsChosen(m_settings.threads);
    });
    speak([=, this] {
        made.title->setText(tr("Computing"));
        threads->setText(tr("Processor threads for training"));
        m_threads->setAccessibleName(threads->text());
        note->setText(tr("For runs started from now on. Fewer leave more of the machine to other programs; a "
                         "run keeps the number it began with."));
        fillThreads();
    });
    return made.frame;
}

void SettingsPage::fillThreads() {
    const QSignalBlocker quiet(m_threads);
    m_threads->clear();
    m_threads->addItem(tr("All (%1)").arg(QThread::idealThreadCount()), 0);
    for (int count = 1; count < QThread::idealThreadCount(); ++count)
        m_threads->addItem(QString::number(count), count);
    // A number from a larger machine is more than all there are here.
    m_threads->setCurrentIndex(std::max(0, m_threads->findData(m_settings.threads)));
}

QWidget* SettingsPage::makeFolders() {
    const Card made = card();
    QGridLayout* grid = pairs(made);
    QLabel* project = label(TextStyle::Body);
    QLabel* state = label(TextStyle::Body);
    QLabel* engine = label(TextStyle::Body);
    m_project = path(QStringLiteral("projectPath"));
    QLabel* statePath = path(QStringLiteral("statePath"));
    QLabel* enginePath = path(QStringLiteral("enginePath"));
    statePath->setText(QString::fromStdString(project::userStateFolder().string()));
    enginePath->setText(m_facts.engine);
    addPair(grid, project, m_project);
    addPair(grid, state, statePath);
    addPair(grid, engine, enginePath);
    speak([=, this] {
        made.title->setText(tr("Folders"));
        project->setText(tr("Open project"));
        state->setText(tr("Projects and measurements"));
        engine->setText(tr("Engine"));
        showFolders();
    });
    return made.frame;
}

void SettingsPage::showFolders() {
    m_project->setText(m_bridge.project() ? m_bridge.project()->folder : tr("none"));
}

QWidget* SettingsPage::makePrivacy() {
    const Card made = card();
    QLabel* text = label(TextStyle::Body);
    text->setWordWrap(true);
    text->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kCardPadding);
    made.body->addWidget(text);
    speak([=] {
        made.title->setText(tr("Privacy"));
        text->setText(tr(
            "Nothing leaves this machine unless a button says so. Luthier sends no usage data, asks for no "
            "account and opens no network connection by itself."));
    });
    return made.frame;
}

QWidget* SettingsPage::makeVersions() {
    const Card made = card();
    QGridLayout* grid = pairs(made);
    QLabel* program = label(TextStyle::Body);
    QLabel* version = path(QStringLiteral("programVersion"));
    version->setText(QStringLiteral("Luthier ") + m_facts.version);
    QLabel* qt = label(TextStyle::Body);
    QLabel* qtVersion = path(QStringLiteral("qtVersion"));
    qtVersion->setText(QStringLiteral("Qt ") + QString::fromLatin1(qVersion()));
    QLabel* licence = label(TextStyle::Body);
    QLabel* licenceText = label(TextStyle::Body);
    licenceText->setWordWrap(true);
    addPair(grid, program, version);
    addPair(grid, qt, qtVersion);
    addPair(grid, licence, licenceText);
    QLabel* libraries = label(TextStyle::Body);
    QLabel* libraryList = label(TextStyle::Body);
    libraryList->setWordWrap(true);
    libraryList->setText(
        QStringLiteral("LibTorch 2.11 (BSD), oneDNN (Apache 2.0), Qt (LGPL 3; Qt Charts GPL 3), SQLite "
                       "(public domain), ICU (Unicode), "
                       "PCRE2 (BSD), simdjson (Apache 2.0), SentencePiece (Apache 2.0), JSON for Modern C++ "
                       "(MIT), CLI11 (BSD), "
                       "spdlog (MIT), fmt (MIT), expected (CC0), xxHash (BSD), OpenSSL (Apache 2.0)"));
    addPair(grid, libraries, libraryList);
    speak([=] {
        made.title->setText(tr("Versions and licences"));
        program->setText(tr("Program"));
        qt->setText(tr("Built with"));
        licence->setText(tr("Licence"));
        libraries->setText(tr("Libraries"));
        licenceText->setText(
            tr("GNU General Public License, version 3 or later. Typefaces: Inter, JetBrains Mono and Noto "
               "Sans CJK, under the SIL Open Font License."));
    });
    return made.frame;
}

} // namespace luthier::settings
