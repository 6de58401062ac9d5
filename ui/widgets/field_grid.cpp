#include "field_grid.h"

#include "theme/measures.h"

#include <QGridLayout>
#include <QResizeEvent>

#include <algorithm>

namespace luthier::widgets {

FieldGrid::FieldGrid() {
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins({});
    m_grid->setSizeConstraint(QLayout::SetNoConstraint);
    m_grid->setHorizontalSpacing(measures::kGapDense);
    m_grid->setVerticalSpacing(measures::kGapDense);
    m_columns = measures::kFieldColumns;
}

void FieldGrid::add(QWidget* field, int span) {
    field->setParent(this);
    m_entries.push_back({field, span, true});
    place();
}

void FieldGrid::setShown(QWidget* field, bool shown) {
    for (Entry& entry : m_entries)
        if (entry.field == field && entry.shown != shown) {
            entry.shown = shown;
            place();
        }
}

void FieldGrid::place() {
    while (QLayoutItem* item = m_grid->takeAt(0))
        delete item;
    int line = 0, column = 0;
    for (const Entry& entry : m_entries) {
        entry.field->setVisible(entry.shown);
        if (!entry.shown)
            continue;
        const int span = std::min(entry.span, m_columns);
        if (column + span > m_columns) {
            ++line;
            column = 0;
        }
        m_grid->addWidget(entry.field, line, column, 1, span, Qt::AlignTop);
        column += span;
    }
    for (int i = 0; i < measures::kFieldColumns; ++i)
        m_grid->setColumnStretch(i, i < m_columns ? 1 : 0);
    const bool isEmpty =
        std::none_of(m_entries.begin(), m_entries.end(), [](const Entry& entry) { return entry.shown; });
    if (isEmpty != m_isEmpty)
        setVisible(!isEmpty);
    m_isEmpty = isEmpty;
    updateGeometry();
}

QSize FieldGrid::sizeHint() const {
    return m_grid->sizeHint();
}

QSize FieldGrid::minimumSizeHint() const {
    return {measures::kFieldLeast, m_grid->minimumSize().height()};
}

void FieldGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int room = (width() + measures::kGapDense) / (measures::kFieldLeast + measures::kGapDense);
    const int columns = std::clamp(room, 1, measures::kFieldColumns);
    if (columns == m_columns)
        return;
    m_columns = columns;
    place();
}

} // namespace luthier::widgets
