#include "data_page.h"

#include "browse/browse_view.h"
#include "clean/clean_view.h"
#include "import/import_view.h"
#include "import/problems_dialog.h"
#include "label/label_view.h"
#include "splits/splits_view.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <widgets/figures.h>
#include <widgets/question.h>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QMenu>
#include <QStackedWidget>
#include <QTabBar>

#include <algorithm>
#include <array>

namespace luthier::data {

using namespace widgets;

namespace {

enum View { kBrowse, kLabel, kClean, kSplits, kViews };

constexpr std::array<const char*, kViews> kTabKeys = {"browse", "label", "clean", "splits"};

} // namespace

DataPage::DataPage(DataPresenter& presenter, ImportPresenter& imports, TokenPresenter& tokens,
                   Workbench& workbench)
    : m_presenter(presenter)
    , m_imports(imports)
    , m_tokens(tokens)
    , m_workbench(workbench) {
    setObjectName(QStringLiteral("dataPage"));
    auto* outer = column(this, 0);
    m_whole = new QStackedWidget;
    outer->addWidget(m_whole);
    auto* work = new QWidget;
    auto* lines = column(work, 0);
    lines->addWidget(makeHead());
    m_error = new ErrorPanel(QStringLiteral("dataError"));
    m_refused = new ErrorPanel(QStringLiteral("importRefused"));
    auto* around = column(nullptr, measures::kGap);
    around->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    around->addWidget(m_error);
    around->addWidget(m_refused);
    around->addWidget(makeRemoved());
    lines->addLayout(around);
    m_body = new QStackedWidget;
    m_empty = new EmptyState(QStringLiteral("data"), QStringLiteral("emptyImport"), QStringLiteral("import"));
    m_body->addWidget(m_empty);
    m_body->addWidget(makeWork());
    lines->addWidget(m_body, 1);
    m_whole->addWidget(work);
    m_whole->addWidget(new ImportView(imports));
    connect(m_empty->action, &QPushButton::clicked, this, &DataPage::askImport);
    connect(&presenter, &DataPresenter::datasetChanged, this, &DataPage::show);
    connect(&presenter, &DataPresenter::rowsChanged, this, &DataPage::show);
    connect(&presenter, &DataPresenter::overviewChanged, this, &DataPage::showActions);
    connect(&presenter, &DataPresenter::failed, this, &DataPage::tell);
    connectWorkbench();
    connect(&presenter, &DataPresenter::changed, m_error, &ErrorPanel::dismiss);
    connect(&imports, &ImportPresenter::changed, this, &DataPage::show);
    // A file without a preview is told here; otherwise the preview itself tells it.
    connect(&imports, &ImportPresenter::looking, m_refused, &ErrorPanel::dismiss);
    connect(&imports, &ImportPresenter::failed, this, [this](const Error& error) {
        if (m_imports.state() != ImportPresenter::State::Idle)
            return;
        QString sentence = bridge::sentence(error);
        if (!m_imports.refused().isEmpty())
            sentence += u'\n' + tr("Also not read: %1").arg(m_imports.refused().join(QStringLiteral(", ")));
        m_refused->show(sentence, bridge::hint(error), bridge::detail(error));
    });
    connect(&imports, &ImportPresenter::imported, this,
            [this](const QString& name) { m_presenter.chooseWhenThere(name); });
    speak([this] {
        m_empty->title->setText(tr("No data yet"));
        m_empty->sentence->setText(
            tr("Import a JSON, CSV, TSV or text file, or drop one anywhere on this window."));
        m_empty->action->setText(tr("Import…"));
        show();
    });
}

void DataPage::tell(const Error& error) {
    m_error->show(bridge::sentence(error), bridge::hint(error), bridge::detail(error));
}

void DataPage::connectWorkbench() {
    const auto browse = [this] {
        openTab(QStringLiteral("browse"));
    };
    connect(&m_workbench.cleaning, &CleaningPresenter::failed, this, &DataPage::tell);
    connect(&m_workbench.duplicates, &DuplicatesPresenter::failed, this, &DataPage::tell);
    connect(&m_workbench.cleaning, &CleaningPresenter::rowsWanted, this, browse);
    connect(&m_workbench.duplicates, &DuplicatesPresenter::rowsWanted, this, browse);
    connect(&m_workbench.labels, &LabelPresenter::failed, this, &DataPage::tell);
    connect(&m_workbench.pairs, &PairMaker::failed, this, &DataPage::tell);
    connect(&m_workbench.pairs, &PairMaker::made, this, [this, browse](const QString& name) {
        m_presenter.clearFilters();
        m_presenter.chooseWhenThere(name);
        browse();
    });
    connect(&m_workbench.leakage, &LeakagePresenter::failed, this, &DataPage::tell);
    connect(&m_workbench.leakage, &LeakagePresenter::rowsWanted, this, browse);
}

void DataPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_presenter.setWatching(bridge::Watching::Yes);
}

void DataPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_presenter.setWatching(bridge::Watching::No);
}

QWidget* DataPage::makeHead() {
    const PageHead head = pageHead();
    m_title = head.title;
    m_note = head.note;
    m_problems = button(QStringLiteral("problemsButton"), QStringLiteral("quiet"), QStringLiteral("warning"));
    m_problems->hide();
    m_undo = button(QStringLiteral("undoButton"), {}, QStringLiteral("undo"));
    m_redo = button(QStringLiteral("redoButton"), {}, QStringLiteral("redo"));
    m_import = button(QStringLiteral("importButton"), QStringLiteral("primary"), QStringLiteral("import"));
    m_more = button(QStringLiteral("datasetMore"), {}, QStringLiteral("chevron"));
    m_more->setLayoutDirection(Qt::RightToLeft); // the sign of a menu stands behind its name
    m_menu = new QMenu(this);
    m_more->setMenu(m_menu);
    for (QPushButton* action : {m_problems, m_undo, m_redo, m_more, m_import})
        head.actions->addWidget(action);
    connect(m_problems, &QPushButton::clicked, this,
            [this] { (new ProblemsDialog(this, m_presenter))->show(); });
    connect(m_undo, &QPushButton::clicked, &m_presenter, &DataPresenter::undo);
    connect(m_redo, &QPushButton::clicked, &m_presenter, &DataPresenter::redo);
    connect(m_import, &QPushButton::clicked, this, &DataPage::askImport);
    speak([this] {
        m_title->setText(tr("Data"));
        m_more->setText(tr("Dataset"));
        fillMenu();
        m_redo->setText(tr("Redo"));
        m_import->setText(tr("Import…"));
        showActions();
    });
    return head.widget;
}

QWidget* DataPage::makeWork() {
    auto* work = new QWidget;
    auto* lines = column(work, 0);
    m_tabs = tabs(QStringLiteral("dataTabs"), kViews);
    addTabLine(lines, m_tabs);
    m_views = new QStackedWidget;
    m_browse = new BrowseView(m_presenter, m_tokens);
    m_views->addWidget(m_browse);
    m_views->addWidget(new LabelView(m_presenter, m_workbench.labels, m_workbench.pairs));
    m_views->addWidget(new CleanView(m_presenter, m_workbench.cleaning, m_workbench.duplicates));
    m_views->addWidget(new SplitsView(m_presenter, m_workbench.leakage));
    lines->addWidget(m_views, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_views, &QStackedWidget::setCurrentIndex);
    speak([this] {
        m_tabs->setTabText(kBrowse, tr("Browse"));
        m_tabs->setTabText(kLabel, tr("Label"));
        m_tabs->setTabText(kClean, tr("Clean"));
        m_tabs->setTabText(kSplits, tr("Splits"));
        m_tabs->setAccessibleName(tr("Parts of the Data page"));
    });
    return work;
}

void DataPage::show() {
    if (!m_empty)
        return;
    const bool importing = m_imports.state() != ImportPresenter::State::Idle;
    m_whole->setCurrentIndex(importing ? 1 : 0);
    const auto* facts = m_presenter.current();
    m_body->setCurrentIndex(facts ? 1 : 0);
    m_empty->setVisible(!facts && m_presenter.hasArrived());
    m_note->setFullText(facts ? tr("%1 · %2 rows · %3")
                                    .arg(QString::fromStdString(facts->name), numberText(facts->rows),
                                         bridge::layoutWord(facts->layout))
                              : QString());
    m_import->setVisible(facts != nullptr);
    m_import->setEnabled(m_presenter.isWritable());
    m_empty->action->setEnabled(m_presenter.isWritable());
    m_more->setVisible(facts || !m_presenter.removed().empty());
    m_more->setEnabled(m_presenter.isWritable());
    fillMenu();
    m_undo->setVisible(facts != nullptr);
    m_redo->setVisible(facts != nullptr);
    showActions();
}

void DataPage::showActions() {
    const auto& operations = m_presenter.operations();
    const auto last = std::find_if(operations.rbegin(), operations.rend(),
                                   [](const auto& operation) { return !operation.undone; });
    m_problems->setVisible(m_presenter.rejected() > 0);
    m_problems->setText(tr("%1 rows skipped", nullptr, pluralOf(m_presenter.rejected()))
                            .arg(numberText(m_presenter.rejected())));
    m_problems->setToolTip(tr("Rows of the imported file that could not be read, and why"));
    m_undo->setEnabled(m_presenter.canUndo());
    m_redo->setEnabled(m_presenter.canRedo());
    m_undo->setText(tr("Undo"));
    m_undo->setToolTip(
        last == operations.rend() ? QString() : tr("Undo: %1 (Ctrl+Z)").arg(bridge::operationTitle(*last)));
}

bool DataPage::openTab(const QString& key) {
    const auto known = std::ranges::find(kTabKeys, key.toStdString());
    if (known == kTabKeys.end() && !key.isEmpty())
        return false;
    m_tabs->setCurrentIndex(key.isEmpty() ? kBrowse : static_cast<int>(known - kTabKeys.begin()));
    return true;
}

void DataPage::focusSearch() {
    m_browse->focusSearch();
}

void DataPage::showRow(RowId row) {
    m_presenter.clearFilters();
    m_browse->showRow(row);
}

void DataPage::openTokens() {
    openTab(QStringLiteral("browse"));
    m_browse->openTokens();
}

void DataPage::askName() {
    const auto* facts = m_presenter.current();
    if (!facts)
        return;
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("datasetNameDialog"));
    dialog->setWindowTitle(tr("Rename the dataset"));
    dialog->setLabelText(tr("Name"));
    dialog->setTextValue(QString::fromStdString(facts->name));
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this](const QString& name) { m_presenter.rename(name.trimmed()); });
    dialog->open();
}

QWidget* DataPage::makeRemoved() {
    m_removed = frame(QStringLiteral("card"));
    m_removed->setObjectName(QStringLiteral("removedBar"));
    auto* line = row(m_removed, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kCardPadding,
                             measures::kGapSmall);
    m_removedText = label(TextStyle::Body);
    QPushButton* undo =
        button(QStringLiteral("undoRemoval"), QStringLiteral("quiet"), QStringLiteral("undo"));
    line->addWidget(m_removedText, 1);
    line->addWidget(undo);
    connect(undo, &QPushButton::clicked, this, [this] {
        if (const auto* last = m_presenter.lastRemoved())
            m_presenter.bringBack(last->id);
    });
    connect(&m_presenter, &DataPresenter::removedChanged, this, &DataPage::showRemoved);
    speak([this, undo] {
        undo->setText(tr("Undo"));
        showRemoved();
    });
    return m_removed;
}

void DataPage::showRemoved() {
    const auto* last = m_presenter.lastRemoved();
    m_removed->setVisible(last != nullptr);
    if (last)
        m_removedText->setText(tr("The dataset %1 was removed.").arg(QString::fromStdString(last->name)));
    show();
}

/// What can be done with the dataset, and with those that were removed.
void DataPage::fillMenu() {
    m_menu->clear();
    if (m_presenter.current()) {
        m_menu->addAction(tr("Rename…"), this, &DataPage::askName)
            ->setObjectName(QStringLiteral("actionRenameDataset"));
        m_menu->addAction(tr("Remove"), &m_presenter, &DataPresenter::remove)
            ->setObjectName(QStringLiteral("actionRemoveDataset"));
    }
    if (m_presenter.removed().empty())
        return;
    m_menu->addSeparator();
    for (const dataset::DatasetFacts& facts : m_presenter.removed())
        m_menu
            ->addAction(tr("Bring back %1").arg(QString::fromStdString(facts.name)), this,
                        [this, id = facts.id] { m_presenter.bringBack(id); })
            ->setObjectName(QStringLiteral("actionBringBack_%1").arg(facts.id.value));
    m_menu->addAction(tr("Delete removed datasets…"), this, &DataPage::askDeletion)
        ->setObjectName(QStringLiteral("actionDeleteRemoved"));
}

void DataPage::askDeletion() {
    QStringList names;
    for (const dataset::DatasetFacts& facts : m_presenter.removed())
        names << QString::fromStdString(facts.name);
    auto* question =
        new Question(this, QStringLiteral("deleteQuestion"), Question::Way::Destructive,
                     [names = names.join(QStringLiteral(", "))] {
                         return QuestionWords{
                             tr("Delete the removed datasets?"),
                             tr("The rows of %1 are deleted from the project with all edits and splits; the "
                                "files they came from stay. This cannot be undone.")
                                 .arg(names),
                             tr("Keep them"), tr("Delete")};
                     });
    connect(question, &QDialog::accepted, &m_presenter, &DataPresenter::deleteRemoved);
}

void DataPage::askImport() {
    auto* dialog = new QFileDialog(this, tr("Import a file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Data files (*.jsonl *.json *.csv *.tsv *.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, &m_imports, &ImportPresenter::beginAll);
    dialog->open();
}

} // namespace luthier::data
