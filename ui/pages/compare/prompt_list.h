#pragma once

#include "compare_presenter.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace luthier::compare {

/// "fixed", "both right", … in the window's language.
QString outcomeWord(bridge::Outcome outcome);

/// The prompts that the presenter shows.
class PromptModel final : public QAbstractListModel {
    Q_OBJECT

public:
    explicit PromptModel(ComparePresenter& presenter);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bridge::Outcome outcomeAt(int row) const;

private:
    ComparePresenter& m_presenter;
};

/// Mark, prompt in one line, outcome in words.
class PromptDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace luthier::compare
