#include "browse_view.h"

#include "facet_panel.h"
#include "inspector.h"
#include "row_delegate.h"
#include "row_menu.h"
#include "rows_head.h"

#include "../filter_pills.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QShortcut>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace luthier::data {

using namespace widgets;

BrowseView::BrowseView(DataPresenter& presenter, TokenPresenter& tokens)
    : m_presenter(presenter)
    , m_model(presenter.bridge())
    , m_typed(presenter) {
    setObjectName(QStringLiteral("browseView"));
    auto* whole = column(this, measures::kGapDense);
    whole->setContentsMargins(measures::kPagePadding, measures::kGapDense, measures::kPagePadding,
                              measures::kPagePadding);
    whole->addWidget(makeBar());
    auto* columns = row(measures::kGapDense);
    m_facets = new FacetPanel(presenter);
    m_inspector = new Inspector(presenter, tokens);
    columns->addWidget(m_facets);
    columns->addWidget(makeTable(), 1);
    columns->addWidget(m_inspector);
    connectInspector();
    whole->addLayout(columns, 1);
    connect(&presenter, &DataPresenter::datasetChanged, this, [this] {
        m_inspector->show(std::nullopt); // a row of the dataset before
        showRows();
    });
    connect(&presenter, &DataPresenter::filterChanged, this, &BrowseView::showRows);
    connect(&presenter, &DataPresenter::orderChanged, this, &BrowseView::showRows);
    connect(&presenter, &DataPresenter::rowsChanged, this, &BrowseView::refreshRows);
    connect(&presenter, &DataPresenter::touched, this, [this](RowId row) { m_touched = row; });
    connect(&presenter, &DataPresenter::failed, this, [this] { m_afterDelete.reset(); });
    connect(&m_model, &models::RowsModel::modelAboutToBeReset, this, &BrowseView::keepPlace);
    connect(&m_model, &models::RowsModel::placed, this, &BrowseView::goTo);
    connect(&m_model, &models::RowsModel::shown, this, [this] {
        placeColumns();
        returnToPlace();
        showCounts();
        inspectCurrent();
    });
    connect(&m_model, &models::RowsModel::failed, &presenter, &DataPresenter::failed);
    connect(&m_model, &models::RowsModel::cellEdited, &presenter, &DataPresenter::editCell);
    speak([this] {
        m_search->setPlaceholderText(tr("Search text, or field=value"));
        m_search->setAccessibleName(tr("Search or filter"));
        m_search->setToolTip(
            tr("Searches as you type; Enter keeps it as a filter. Also field=value, field!=value, "
               "field>20 and length:100..400. / leads here."));
        m_clearSearch->setText(tr("Clear the search"));
        m_clearSearch->setToolTip(tr("Clear the search"));
        showTyped();
        m_delete->setText(tr("Delete"));
        m_delete->setToolTip(tr("Delete the selected rows (Del). Undo brings them back."));
        m_facetsButton->setText(tr("Facets"));
        m_table->setAccessibleName(tr("Rows of the dataset"));
        m_model.headerDataChanged(Qt::Horizontal, 0, qMax(0, m_model.columnCount() - 1));
        showCounts();
    });
    showRows();
}

BrowseView::~BrowseView() = default;

/// Texts are edited where they are read: E, or a double click on a text that a cell of one line would hide.
void BrowseView::connectInspector() {
    auto* edit = new QShortcut(Qt::Key_E, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(edit, &QShortcut::activated, this, [this] { editCurrent(m_table->currentIndex()); });
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (!(index.flags() & Qt::ItemIsEditable) && !m_model.fieldOf(index.column()).isEmpty())
            editCurrent(index);
    });
    connect(m_inspector, &Inspector::nextWanted, this, &BrowseView::editNext);
    connect(m_inspector, &Inspector::editingEnded, m_table, qOverload<>(&QWidget::setFocus));
}

void BrowseView::editCurrent(const QModelIndex& index) {
    if (m_facetsButton->isVisible() && m_facetsButton->isChecked())
        m_facetsButton->setChecked(false); // the drawer stands where the inspector is
    m_inspector->edit({m_model.fieldOf(index.column()), {}, {}});
}

void BrowseView::editNext(const TextPlace& place) {
    const int next = m_table->currentIndex().row() + 1;
    if (next >= m_model.rowCount()) {
        m_table->setFocus();
        return;
    }
    m_editNext = std::make_unique<TextPlace>(place);
    goTo(next);
    m_table->scrollTo(m_table->currentIndex());
    inspectCurrent();
}

QWidget* BrowseView::makeBar() {
    auto* bar = new QWidget;
    auto* layout = row(bar, measures::kGap);
    makeSearch();
    m_hint = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_hint->setObjectName(QStringLiteral("searchHint"));
    m_pills = new FilterPills(QStringLiteral("pill_"), m_presenter);
    m_pills->setLeftOut([this] { return m_typed.live(); });
    m_count = label(TextStyle::Table, QStringLiteral("muted"));
    m_count->setObjectName(QStringLiteral("rowCount"));
    m_facetsButton = button(QStringLiteral("facetsButton"), {}, QStringLiteral("filter"));
    m_facetsButton->setCheckable(true);
    m_delete = button(QStringLiteral("deleteRows"), {}, QStringLiteral("delete"));
    layout->addWidget(m_search);
    layout->addWidget(m_pills);
    layout->addWidget(m_count);
    layout->addWidget(m_hint, 1);
    layout->addStretch(); // of what the hint, when it is there, leaves
    layout->addWidget(m_facetsButton);
    layout->addWidget(m_delete);
    connect(m_facetsButton, &QPushButton::toggled, this, &BrowseView::showFacets);
    connect(m_delete, &QPushButton::clicked, this, &BrowseView::deleteSelected);
    return bar;
}

void BrowseView::makeSearch() {
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("searchField"));
    m_search->setFixedWidth(measures::kSearchWidth);
    m_search->addAction(icon(QStringLiteral("search"), IconTone::Muted), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(false);
    m_clearSearch =
        m_search->addAction(icon(QStringLiteral("close"), IconTone::Muted), QLineEdit::TrailingPosition);
    m_clearSearch->setObjectName(QStringLiteral("clearSearch"));
    m_clearSearch->setVisible(false);
    m_search->installEventFilter(this);
    connect(m_clearSearch, &QAction::triggered, &m_typed, &TypedSearch::clear);
    connect(m_search, &QLineEdit::textChanged, &m_typed, &TypedSearch::type);
    connect(m_search, &QLineEdit::returnPressed, &m_typed, &TypedSearch::keep);
    connect(&m_typed, &TypedSearch::changed, this, &BrowseView::showTyped);
    auto* focus = new QShortcut(Qt::Key_Slash, this);
    connect(focus, &QShortcut::activated, this, &BrowseView::focusSearch);
}

/// Escape takes back what was typed, and once more leads to the rows, as the arrow down does.
bool BrowseView::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return Page::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Escape && !m_typed.text().isEmpty())
        m_typed.clear();
    else if (key == Qt::Key_Escape || key == Qt::Key_Down)
        m_table->setFocus();
    else
        return false;
    return true;
}

void BrowseView::showTyped() {
    if (m_search->text() != m_typed.text())
        m_search->setText(m_typed.text());
    m_clearSearch->setVisible(!m_typed.text().isEmpty());
    const bool isRefused = m_typed.meaning() == TypedSearch::Meaning::Refused;
    setTone(m_hint, isRefused ? QStringLiteral("warn") : QStringLiteral("muted"));
    m_hint->setFullText(isRefused
                            ? bridge::sentence(*m_typed.refusal()) + u' ' + bridge::hint(*m_typed.refusal())
                        : m_typed.meaning() == TypedSearch::Meaning::Filter
                            ? tr("Enter shows only: %1").arg(FilterPills::wordsOf(m_typed.filter()))
                            : QString());
    m_hint->setVisible(!m_hint->fullText().isEmpty());
    m_pills->refresh();
}

QWidget* BrowseView::makeTable() {
    QFrame* made = frame(QStringLiteral("card"));
    auto* whole = column(made, 0);
    whole->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("rowsTable"));
    m_head = new RowsHead(m_table, m_model, m_presenter);
    dressTable(m_table, measures::kTableRow);
    m_table->setModel(&m_model);
    m_cells = new RowDelegate(m_table);
    m_table->setItemDelegate(m_cells);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    whole->addWidget(m_table, 1);
    whole->addWidget(separator());
    auto* foot = new QWidget;
    foot->setFixedHeight(measures::kCardFoot);
    auto* line = row(foot, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    m_selected = label(TextStyle::Table, QStringLiteral("muted"));
    m_shown = label(TextStyle::Table, QStringLiteral("muted"));
    line->addWidget(m_selected);
    line->addStretch(1);
    line->addWidget(m_shown);
    whole->addWidget(foot);
    auto* del = new QShortcut(QKeySequence::Delete, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(del, &QShortcut::activated, this, &BrowseView::deleteSelected);
    makeRowMenu();
    auto* order = new QShortcut(Qt::Key_S, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(order, &QShortcut::activated, this, [this] {
        if (m_table->currentIndex().isValid())
            m_head->press(m_table->currentIndex().column());
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &BrowseView::inspectCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &BrowseView::showCounts);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &BrowseView::showCounts);
    return made;
}

void BrowseView::makeRowMenu() {
    auto* menu = new RowMenu(m_table, m_model, m_presenter, *m_head);
    connect(menu, &RowMenu::editWanted, this, &BrowseView::editCurrent);
    connect(menu, &RowMenu::deletionWanted, this, &BrowseView::deleteSelected);
    auto* text = new QShortcut(QKeySequence::Copy, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(text, &QShortcut::activated, menu, &RowMenu::copyText);
    auto* whole =
        new QShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_C, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(whole, &QShortcut::activated, menu, &RowMenu::copyRow);
}

void BrowseView::focusSearch() {
    m_search->setFocus();
    m_search->selectAll();
}

void BrowseView::openTokens() {
    m_inspector->openTokens();
}

void BrowseView::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    showFacets();
    showCounts();
}

/// What has a use of its own for Escape takes it: it comes here only when nothing else wanted it.
void BrowseView::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape || !m_facetsButton->isVisible() || !m_facetsButton->isChecked()) {
        Page::keyPressEvent(event);
        return;
    }
    m_facetsButton->setChecked(false);
    m_facetsButton->setFocus();
}

void BrowseView::showFacets() {
    // Below this width the facets are a drawer that the button opens.
    const bool narrow = window()->width() < measures::kDrawerBelow;
    m_facetsButton->setVisible(narrow);
    m_facets->setVisible(!narrow || m_facetsButton->isChecked());
    m_inspector->setVisible(!narrow || !m_facetsButton->isChecked());
}

void BrowseView::showRows() {
    const auto* facts = m_presenter.current();
    m_model.setEditable(m_presenter.isWritable());
    m_delete->setEnabled(m_presenter.isWritable());
    m_isFresh = true;
    m_place.reset();
    m_afterDelete.reset();
    m_touched.reset();
    m_cells->setWords(m_presenter.searchedWords());
    m_model.show(facts ? *facts : dataset::DatasetFacts{}, m_presenter.filter(), m_presenter.order());
}

void BrowseView::refreshRows() {
    const auto* facts = m_presenter.current();
    if (!facts)
        return;
    // An edit may move a row among ordered ones: the person stays with it.
    const dataset::Row* row = m_model.rowAt(m_table->currentIndex().row());
    if (!m_presenter.order().isOfFile() && !m_afterDelete && !m_touched && !m_isFresh && row)
        m_touched = row->id;
    m_model.refresh(*facts);
}

void BrowseView::placeColumns() {
    const QString key = QString::fromStdString(m_model.facts().name) + QString::number(m_model.columnCount());
    if (key == m_columnsOf || m_model.columnCount() == 0)
        return;
    m_columnsOf = key;
    QHeaderView* head = m_table->horizontalHeader();
    head->setMinimumSectionSize(measures::kGutter);
    head->setSectionResizeMode(QHeaderView::Interactive);
    head->resizeSection(models::RowsModel::kFlags, measures::kGutter);
    head->resizeSection(models::RowsModel::kNumber, measures::kColumnRow);
    const int fields = static_cast<int>(m_model.facts().fields.size());
    const int used = measures::kGutter + measures::kColumnRow + measures::kColumnSplit;
    // Short values get little, what is left is shared by the long ones.
    int longOnes = 0, shortWidth = 0;
    std::vector<bool> isLong;
    for (int i = 0; i < fields; ++i) {
        qsizetype longest = 0;
        for (int row = 0; row < std::min(50, m_model.rowCount()); ++row)
            longest = std::max(
                longest, m_model.index(row, i + models::RowsModel::kFirstField).data().toString().size());
        isLong.push_back(longest > 14);
        longOnes += isLong.back() ? 1 : 0;
        shortWidth += isLong.back() ? 0 : measures::kColumnShort;
    }
    if (longOnes == 0) { // short texts share what there is
        isLong.assign(isLong.size(), true);
        longOnes = fields;
        shortWidth = 0;
    }
    const int left = m_table->width() - m_table->verticalScrollBar()->sizeHint().width() - used - shortWidth -
                     measures::kGap;
    const int width =
        longOnes ? std::clamp(left / longOnes, measures::kColumnShort, measures::kColumnMost * 2) : 0;
    for (int i = 0; i < fields; ++i)
        head->resizeSection(i + models::RowsModel::kFirstField,
                            isLong[static_cast<std::size_t>(i)] ? width : measures::kColumnShort);
    head->setStretchLastSection(true);
}

void BrowseView::showCounts() {
    const auto* facts = m_presenter.current();
    const qint64 all = facts ? facts->rows : 0;
    const qint64 total = m_model.total();
    m_count->setText(m_presenter.filters().isEmpty()
                         ? QString()
                         : tr("%1 of %2 rows").arg(numberText(total), numberText(all)));
    int chosen = 0; // by ranges: a million selected rows are one
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection())
        chosen += range.height();
    m_selected->setText(chosen ? tr("%Ln rows selected", nullptr, chosen) : QString());
    m_delete->setEnabled(chosen > 0 && m_presenter.isWritable());
    const int first = m_table->rowAt(0);
    int last = m_table->rowAt(m_table->viewport()->height() - 1);
    if (last < 0)
        last = m_model.rowCount() - 1;
    m_shown->setText(
        first < 0
            ? tr("no rows")
            : tr("rows %1 to %2 of %3").arg(numberText(first + 1), numberText(last + 1), numberText(total)));
}

void BrowseView::inspectCurrent() {
    if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0 && m_model.rowAt(0))
        m_table->selectionModel()->setCurrentIndex(m_model.index(0, models::RowsModel::kNumber),
                                                   QItemSelectionModel::NoUpdate);
    const dataset::Row* row = m_model.rowAt(m_table->currentIndex().row());
    const bool known = m_table->currentIndex().isValid() && row;
    m_inspector->show(known ? std::optional(*row) : std::nullopt);
    if (known && m_editNext)
        m_inspector->edit(*std::exchange(m_editNext, nullptr));
}

void BrowseView::deleteSelected() {
    DataPresenter::Places places;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection())
        places.emplace_back(range.top(), range.bottom());
    m_table->clearSelection();
    if (places.empty())
        return;
    m_afterDelete = static_cast<int>(std::ranges::min(places).first);
    m_presenter.deletePlaces(places);
}

void BrowseView::keepPlace() {
    if (m_isFresh || !m_table->currentIndex().isValid())
        return;
    const auto next = std::exchange(m_afterDelete, {});
    m_place = Place{m_table->rowAt(0), next.value_or(m_table->currentIndex().row()), next.has_value()};
}

/// Rows came or went: the same part of the list stays in view, and what comes after deleted rows is chosen.
void BrowseView::returnToPlace() {
    m_isFresh = false;
    if (m_model.rowCount() > 0) {
        if (const auto place = std::exchange(m_place, {})) {
            const int last = m_model.rowCount() - 1;
            m_table->scrollTo(m_model.index(std::clamp(place->top, 0, last), models::RowsModel::kNumber),
                              QAbstractItemView::PositionAtTop);
            const QModelIndex index = m_model.index(std::min(place->row, last), models::RowsModel::kNumber);
            m_table->selectionModel()->setCurrentIndex(
                index, place->selects ? QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows
                                      : QItemSelectionModel::NoUpdate);
        }
    }
    if (const auto row = std::exchange(m_touched, {}))
        m_model.find(*row);
}

void BrowseView::showRow(RowId row) {
    if (!m_model.facts().name.empty())
        m_model.find(row);
    else
        m_touched = row;
}

void BrowseView::goTo(int row) {
    m_table->selectionModel()->setCurrentIndex(m_model.index(row, models::RowsModel::kNumber),
                                               QItemSelectionModel::ClearAndSelect |
                                                   QItemSelectionModel::Rows);
}

} // namespace luthier::data
