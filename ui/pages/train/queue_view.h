#pragma once

#include "train_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::train {

/// Jobs that work or wait, in their order; waiting ones can be moved and taken out.
class QueueView final : public widgets::Page {
    Q_OBJECT

public:
    explicit QueueView(TrainPresenter& presenter);

Q_SIGNALS:
    void runWanted(const QString& number);

private:
    /// A waiting job and its neighbours of the same lane.
    struct Place {
        std::optional<JobId> before;    // who stands before it
        std::optional<JobId> after;     // who stands behind it
        std::optional<JobId> afterNext; // and behind that one
    };
    void show();
    QWidget* makeRow(const jobs::JobFacts& job);
    void addOrderButtons(QHBoxLayout* line, const jobs::JobFacts& job);
    void showHolder();
    Place placeOf(const jobs::JobFacts& job) const;

    TrainPresenter& m_presenter;
    widgets::Card m_card;
    QVBoxLayout* m_rows;
    QFrame* m_held;
    QLabel* m_holder;
    QPushButton* m_next;
    QString m_shown;
};

/// The jobs of the queue: those that work, wait, are paused or lost.
std::vector<const jobs::JobFacts*> queueOf(const std::vector<jobs::JobFacts>& jobs);

} // namespace luthier::train
