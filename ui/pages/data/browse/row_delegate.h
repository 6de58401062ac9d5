#pragma once

#include <QStringList>
#include <QStyledItemDelegate>

namespace luthier::data {

/// Cells of the rows table: a warning mark in the gutter, muted numbers, what is searched for marked, an
/// editor that fills its cell.
class RowDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setWords(const QStringList& words) { m_words = words; }
    /// What a cell of `room` pixels shows of a text in which a word was found: the part where it stands.
    static QString partWithHit(const QString& text, const QStringList& words, const QFontMetrics& metrics,
                               int room);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    void paintWithHits(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    bool isFound(const QModelIndex& index) const;

    QStringList m_words;
};

} // namespace luthier::data
