#pragma once

#include <QStyledItemDelegate>

namespace luthier::data {

/// A text with the place that is meant marked in it, over a line that says why.
class FindingDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum Role { BeforeRole = Qt::UserRole + 1, FoundRole, AfterRole, WhyRole };
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

/// A text on one line: line ends and tabs have a mark, what cannot be seen or turns the text around a sign in
/// its place; blanks have a mark where the text is nothing but blanks.
QString visibleText(QString text);

} // namespace luthier::data
