#include "home_page.h"

#include "machine_card.h"
#include "new_project_dialog.h"
#include "projects_card.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <widgets/figures.h>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QScrollArea>

namespace luthier::home {

using namespace widgets;

HomePage::HomePage(HomePresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("homePage"));
    auto* whole = column(this, 0);
    const PageHead head = pageHead();
    QPushButton* open = button(QStringLiteral("openProjectButton"), {}, QStringLiteral("folder"));
    QPushButton* create =
        button(QStringLiteral("newProjectButton"), QStringLiteral("primary"), QStringLiteral("plus"));
    m_sample = button(QStringLiteral("sampleProjectButton"));
    m_sample->hide();
    head.actions->addWidget(m_sample);
    head.actions->addWidget(open);
    head.actions->addWidget(create);
    whole->addWidget(head.widget);

    const Scroller scroll = scroller();
    whole->addWidget(scroll.area, 1);
    auto* columns = row(measures::kGapCard);
    auto* left = column(nullptr, measures::kGapCard);
    m_error = new ErrorPanel(QStringLiteral("homeError"));
    left->addWidget(m_error);
    left->addWidget(makeFirst());
    m_projects = new ProjectsCard(presenter);
    left->addWidget(m_projects);
    left->addWidget(makeSteps());
    left->addStretch(1);
    auto* machine = new MachineCard(presenter);
    auto* right = column(nullptr, 0);
    right->addWidget(machine);
    right->addStretch(1);
    columns->addLayout(left, 1);
    columns->addLayout(right);
    scroll.layout->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding,
                                      measures::kPagePadding);
    scroll.layout->addLayout(columns);

    connect(m_sample, &QPushButton::clicked, this, [this] {
        m_error->dismiss();
        Q_EMIT sampleWanted();
    });
    connect(open, &QPushButton::clicked, this, &HomePage::askOpenProject);
    connect(create, &QPushButton::clicked, this, [this] { askNewProject(); });
    connect(m_projects, &ProjectsCard::chosen, m_error, &ErrorPanel::dismiss);
    connect(&presenter, &HomePresenter::projectsChanged, this, &HomePage::showFirst);
    connect(&presenter, &HomePresenter::stepsChanged, this, &HomePage::showSteps);
    connect(&presenter, &HomePresenter::failed, this, &HomePage::showError);
    speak([=, this] {
        head.title->setText(tr("Home"));
        m_sample->setText(tr("Open sample project"));
        m_sample->setToolTip(tr("A small model, two datasets and a recipe: a first tuning in a few minutes"));
        open->setText(tr("Open…"));
        create->setText(tr("New project…"));
        m_firstTitle->setText(tr("First time here? Try the whole path on the sample"));
        m_firstSentence->setText(
            tr("A small model and its data: tune it in about two minutes, then hold it against its base."));
        m_firstSample->setText(tr("Open sample project"));
        showSteps();
    });
}

void HomePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_presenter.setWatching(bridge::Watching::Yes);
}

void HomePage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_presenter.setWatching(bridge::Watching::No);
}

QWidget* HomePage::makeFirst() {
    m_first = frame(QStringLiteral("card"));
    auto* line = row(m_first, measures::kGapCard);
    line->setContentsMargins(measures::kCardPadding, measures::kCardPadding, measures::kCardPadding,
                             measures::kCardPadding);
    auto* words = column(nullptr, measures::kGapSmall);
    m_firstTitle = label(TextStyle::BodyStrong);
    m_firstSentence = label(TextStyle::Table, QStringLiteral("muted"));
    m_firstSentence->setWordWrap(true);
    m_firstSample = button(QStringLiteral("firstSample"), QStringLiteral("primary"), QStringLiteral("play"));
    words->addWidget(m_firstTitle);
    words->addWidget(m_firstSentence);
    line->addLayout(words, 1);
    line->addWidget(m_firstSample);
    connect(m_firstSample, &QPushButton::clicked, m_sample, &QPushButton::click);
    m_first->hide();
    return m_first;
}

/// The sample is the first thing for somebody without a project, and one of three afterwards.
void HomePage::showFirst() {
    const bool first = m_offersSample && m_presenter.projects().empty();
    m_first->setVisible(first);
    m_sample->setVisible(m_offersSample && !first);
}

QWidget* HomePage::makeSteps() {
    m_steps = card();
    m_stepRows = column(nullptr, 0);
    m_stepRows->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding,
                                   measures::kGap);
    m_steps.body->addLayout(m_stepRows);
    return m_steps.frame;
}

void HomePage::showSteps() {
    clearLayout(m_stepRows);
    const auto& steps = m_presenter.steps();
    m_steps.frame->setVisible(!m_presenter.openName().isEmpty());
    m_steps.title->setText(tr("How %1 came to be").arg(m_presenter.openName()));
    if (steps.empty()) {
        QLabel* nothing = label(TextStyle::Body, QStringLiteral("muted"));
        nothing->setText(
            tr("Nothing yet. Import a file on the Data page, or drop one anywhere on this window."));
        nothing->setMinimumHeight(measures::kTableRowHome);
        m_stepRows->addWidget(nothing);
        return;
    }
    for (const Step& step : steps)
        m_stepRows->addWidget(stepRow(step));
}

QWidget* HomePage::stepRow(const Step& step) {
    auto* line = new QWidget;
    line->setFixedHeight(measures::kTableRowHome);
    auto* cells = row(line, measures::kGapDense);
    const StepWords words = wordsOf(step);
    QLabel* title = label(TextStyle::BodyStrong);
    title->setText(words.title);
    title->setFixedWidth(measures::kColumnShort);
    auto* what = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    what->setFullText(words.what);
    QLabel* figure = label(TextStyle::Table);
    figure->setText(words.figure);
    QLabel* when = label(TextStyle::Table, QStringLiteral("muted"));
    when->setText(timeText(step.when));
    when->setMinimumWidth(measures::kMeterWidth);
    when->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    cells->addWidget(new IconLabel(words.icon, IconTone::Muted, measures::kIconSmall));
    cells->addWidget(title);
    cells->addWidget(what, 1);
    cells->addWidget(figure);
    cells->addWidget(when);
    return line;
}

HomePage::StepWords HomePage::wordsOf(const Step& step) {
    switch (step.kind) {
    case Step::Kind::Run:
        return {QStringLiteral("train"), tr("Trained"), step.what,
                step.loss ? tr("loss %1").arg(figureText(*step.loss)) : QString()};
    case Step::Kind::Comparison:
        return {QStringLiteral("compare"), tr("Compared"), step.what,
                step.fixed + step.broken > 0
                    ? tr("%1 fixed, %2 broken").arg(numberText(step.fixed), numberText(step.broken))
                    : tr("%1 rows", nullptr, pluralOf(step.rows)).arg(numberText(step.rows))};
    case Step::Kind::Merge:
        return {QStringLiteral("export"), tr("Merged"), step.what, QString()};
    case Step::Kind::Export:
        return {QStringLiteral("export"), tr("Exported"), step.what, QString()};
    case Step::Kind::Change:
        break;
    }
    const QString detail = bridge::operationDetail(step.operation);
    return {bridge::operationIcon(step.operation), bridge::operationTitle(step.operation),
            detail.isEmpty() ? step.what : step.what + QStringLiteral(" · ") + detail,
            tr("%1 rows", nullptr, pluralOf(step.operation.rows)).arg(numberText(step.operation.rows))};
}

void HomePage::offerSample() {
    m_offersSample = true;
    showFirst();
}

void HomePage::showError(const Error& error) {
    m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
}

QDialog* HomePage::askNewProject(const QString& file) {
    auto* dialog = new NewProjectDialog(this, file);
    connect(dialog, &NewProjectDialog::chosen, this, [this](const QString& path, const QString& name) {
        m_error->dismiss();
        m_presenter.createProject(path, name);
    });
    dialog->open();
    return dialog;
}

void HomePage::askOpenProject() {
    auto* dialog = new QFileDialog(this, tr("Open a project folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_error->dismiss();
        m_presenter.openProject(path);
    });
    dialog->open();
}

} // namespace luthier::home
