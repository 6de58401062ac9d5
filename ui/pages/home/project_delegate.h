#pragma once

#include "home_presenter.h"

#include <widgets/theme/theme.h>

#include <QStyledItemDelegate>

namespace luthier::home {

/// What the newest run of a project has come to, in words.
struct StateWords {
    QString text; // "training, 3 min left", "paused at step 32", "loss 9.36 → 9.14"
    QString icon; // empty: nothing to tell
    widgets::IconTone tone = widgets::IconTone::Muted;
};
StateWords stateOf(const bridge::ProjectGlance& glance);

/// "starter · 11,823 rows", or why there is nothing to tell.
QString factsOf(const RecentProject& project);

/// A project as a card: name and when it was opened, its model and rows, the state of its newest run and the
/// run's curve.
class ProjectDelegate final : public QStyledItemDelegate {
public:
    ProjectDelegate(QObject* parent, const HomePresenter& presenter)
        : QStyledItemDelegate(parent)
        , m_presenter(presenter) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const HomePresenter& m_presenter;
};

} // namespace luthier::home
