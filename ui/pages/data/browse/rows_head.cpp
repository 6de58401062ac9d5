#include "rows_head.h"

#include <widgets/theme/theme.h>

#include <QActionGroup>
#include <QContextMenuEvent>
#include <QMenu>
#include <QStyleOptionHeader>
#include <QTableView>

namespace luthier::data {

using namespace widgets;
using Direction = dataset::RowOrder::Direction;

RowsHead::RowsHead(QTableView* table, models::RowsModel& model, DataPresenter& presenter)
    : QHeaderView(Qt::Horizontal, table)
    , m_model(model)
    , m_presenter(presenter) {
    setObjectName(QStringLiteral("rowsHead"));
    setProperty("kind", QStringLiteral("ordering"));
    setSectionsClickable(true);
    setCursor(Qt::PointingHandCursor);
    table->setHorizontalHeader(this);
    connect(this, &QHeaderView::sectionClicked, this, &RowsHead::press);
    connect(&presenter, &DataPresenter::orderChanged, viewport(), qOverload<>(&QWidget::update));
}

void RowsHead::press(int column) {
    m_presenter.cycleOrder(m_model.orderOf(column, Direction::Ascending));
}

void RowsHead::addOrders(QMenu& menu, int column) const {
    auto* ways = new QActionGroup(&menu);
    const auto add = [&](const QString& text, const char* name, const dataset::RowOrder& order) {
        QAction* action = menu.addAction(text, &m_presenter, [this, order] { m_presenter.setOrder(order); });
        action->setObjectName(QString::fromLatin1(name));
        action->setCheckable(true);
        action->setChecked(m_presenter.order() == order);
        ways->addAction(action);
    };
    add(tr("Ascending"), "orderAscending", m_model.orderOf(column, Direction::Ascending));
    add(tr("Descending"), "orderDescending", m_model.orderOf(column, Direction::Descending));
    if (column != models::RowsModel::kNumber)
        add(tr("Order of the file"), "orderOfFile", {});
}

void RowsHead::initStyleOptionForIndex(QStyleOptionHeader* option, int column) const {
    QHeaderView::initStyleOptionForIndex(option, column);
    const dataset::RowOrder& order = m_presenter.order();
    if (order.isOfFile() || column != m_model.columnOf(order))
        return;
    const QString arrow = order.direction == Direction::Ascending ? QStringLiteral("↑") : QStringLiteral("↓");
    if (option->text.isEmpty()) {
        option->text = arrow;
        return;
    }
    // The name gives way to the arrow, not the arrow to the name.
    const QString behind = QStringLiteral(" ") + arrow;
    const QFontMetrics metrics(font());
    const int room = option->rect.width() - 2 * measures::kCellPadding - metrics.horizontalAdvance(behind);
    option->text = metrics.elidedText(option->text, Qt::ElideRight, room) + behind;
}

void RowsHead::contextMenuEvent(QContextMenuEvent* event) {
    const int column = logicalIndexAt(event->pos());
    if (column < 0)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("headMenu"));
    addOrders(*menu, column);
    menu->popup(event->globalPos());
}

} // namespace luthier::data
