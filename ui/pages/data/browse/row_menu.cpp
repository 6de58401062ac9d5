#include "row_menu.h"

#include "rows_head.h"

#include "../filter_pills.h"

#include <widgets/theme/theme.h>

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QTableView>

namespace luthier::data {

using namespace widgets;
using models::RowsModel;

namespace {

/// Longer values are texts that no other row shares.
constexpr qsizetype kMostOfAValue = 80;

/// The key is only shown: the table has it.
QString withKey(const QString& text, const QKeySequence& key) {
    return text + u'\t' + key.toString(QKeySequence::NativeText);
}

} // namespace

RowMenu::RowMenu(QTableView* table, RowsModel& model, DataPresenter& presenter, const RowsHead& head)
    : QObject(table)
    , m_table(table)
    , m_model(model)
    , m_presenter(presenter)
    , m_head(head) {
    table->installEventFilter(this);
    table->viewport()->installEventFilter(this);
}

bool RowMenu::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::ContextMenu)
        return QObject::eventFilter(watched, event);
    const auto* asked = static_cast<QContextMenuEvent*>(event);
    const bool byKey = asked->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey                            ? m_table->currentIndex()
                              : watched != m_table->viewport() ? QModelIndex()
                                                               : m_table->indexAt(asked->pos());
    if (!index.isValid())
        return true;
    m_table->scrollTo(index);
    open(index, byKey ? m_table->viewport()->mapToGlobal(m_table->visualRect(index).bottomLeft())
                      : asked->globalPos());
    return true;
}

void RowMenu::open(const QModelIndex& index, const QPoint& place) {
    if (!m_model.rowAt(index.row()))
        return; // not read yet
    // Chosen rows stay chosen; another row becomes the one that is meant.
    auto* selection = m_table->selectionModel();
    selection->setCurrentIndex(index, selection->isRowSelected(index.row())
                                          ? QItemSelectionModel::NoUpdate
                                          : QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    auto* menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("rowMenu"));
    menu->setToolTipsVisible(true);
    const auto add = [menu](const char* name, const QString& text, auto act) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        connect(action, &QAction::triggered, menu, act);
        return action;
    };
    if (m_presenter.isWritable()) {
        const QPersistentModelIndex meant = index;
        add("rowEdit", withKey(tr("Edit"), Qt::Key_E), [this, meant] { Q_EMIT editWanted(meant); });
    }
    if (!m_model.fieldOf(index.column()).isEmpty())
        add("rowCopyText", withKey(tr("Copy text"), QKeySequence::Copy), [this] { copyText(); });
    add("rowCopyJson", withKey(tr("Copy row as JSON"), Qt::CTRL | Qt::SHIFT | Qt::Key_C),
        [this] { copyRow(); });
    menu->addSeparator();
    addLike(*menu, index);
    m_head.addOrders(*menu->addMenu(tr("Order by %1").arg(m_model.nameOf(index.column()))), index.column());
    if (m_presenter.isWritable()) {
        addSplits(*menu);
        menu->addSeparator();
        add("rowDelete", withKey(tr("Delete"), QKeySequence::Delete), [this] { Q_EMIT deletionWanted(); });
    }
    menu->popup(place);
}

/// Rows that are like this one: by the value of the cell, its split, and each of its flags.
void RowMenu::addLike(QMenu& menu, const QModelIndex& index) {
    const dataset::Row& row = *m_model.rowAt(index.row());
    for (const std::string& flag : row.flags)
        addFilter(menu, QStringLiteral("flag:") + QString::fromStdString(flag));
    if (index.column() == m_model.splitColumn())
        addFilter(menu, QStringLiteral("split:") + QString::fromStdString(row.split));
    const QString field = m_model.fieldOf(index.column());
    if (field.isEmpty())
        return;
    const QString value = index.data(RowsModel::WholeTextRole).toString();
    if (value.size() > kMostOfAValue || value.contains(u'\n'))
        return;
    addFilter(menu, field + u'=' + value);
    addFilter(menu, field + QStringLiteral("!=") + value);
}

void RowMenu::addFilter(QMenu& menu, const QString& filter) {
    if (m_presenter.filters().contains(filter))
        return;
    const QString words = FilterPills::wordsOf(filter).replace(u'&', QStringLiteral("&&"));
    QAction* action = menu.addAction(
        tr("Show only: %1").arg(menu.fontMetrics().elidedText(words, Qt::ElideRight, measures::kFieldName)));
    action->setObjectName(QStringLiteral("rowsLike_") + filter);
    connect(action, &QAction::triggered, &m_presenter, [this, filter] { m_presenter.toggleFilter(filter); });
}

/// The chosen rows into one of the splits that are there, or out of theirs.
void RowMenu::addSplits(QMenu& menu) {
    QMenu* splits = menu.addMenu(tr("Put into split"));
    splits->setObjectName(QStringLiteral("rowSplits"));
    DataPresenter::Places places;
    for (const QItemSelectionRange& range : m_table->selectionModel()->selection())
        places.emplace_back(range.top(), range.bottom());
    QStringList names;
    for (const auto& split : m_presenter.splits())
        if (!split.name.empty())
            names << QString::fromStdString(split.name);
    for (const QString& usual : {QStringLiteral("train"), QStringLiteral("validation")})
        if (!names.contains(usual))
            names << usual;
    names << QString();
    for (const QString& name : names) {
        QAction* action = splits->addAction(
            name.isEmpty() ? tr("none") : QString(name).replace(u'&', QStringLiteral("&&")));
        action->setObjectName(QStringLiteral("rowSplit_") + name);
        connect(action, &QAction::triggered, &m_presenter,
                [this, places, name] { m_presenter.assignPlaces(places, name); });
    }
}

void RowMenu::copyText() const {
    const QModelIndex index = m_table->currentIndex();
    const QString field = m_model.fieldOf(index.column());
    if (field.isEmpty())
        return copyRow();
    QGuiApplication::clipboard()->setText(index.data(RowsModel::WholeTextRole).toString());
}

void RowMenu::copyRow() const {
    if (const dataset::Row* row = m_model.rowAt(m_table->currentIndex().row()))
        QGuiApplication::clipboard()->setText(QString::fromStdString(dumpJson(row->fields)));
}

} // namespace luthier::data
