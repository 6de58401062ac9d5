#pragma once

#include <models/runs_model.h>

#include <QStyledItemDelegate>

namespace luthier::train {

/// A run as a card of a list: number and name, state with its icon, loss, when, its curve, and what it took
/// beside what was planned; how far the plan was off is told by the tool tip.
class RunDelegate final : public QStyledItemDelegate {
public:
    RunDelegate(QObject* parent, const models::RunsModel& model)
        : QStyledItemDelegate(parent)
        , m_model(model) {}
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    const models::RunsModel& m_model;
};

/// The loss of the last step of a run at work; of others the best validation loss, else the loss it ended
/// with, else the one its curve has come to; nothing when it has none yet.
QString lossText(const models::RunRow& row, const QList<double>& spark);

} // namespace luthier::train
