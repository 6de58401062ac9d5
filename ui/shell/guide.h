#pragma once

#include "guide_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <array>

namespace luthier::shell {

/// One line under a page's title until the first run: Data ✓ → Split → Model → Start, each a button with its
/// reason, and why the next one is next.
class Guide final : public widgets::Page {
    Q_OBJECT

public:
    explicit Guide(GuidePresenter& presenter);
    /// Under the title of a page, whose layout begins with its head; shown there while it is wanted.
    void standIn(QWidget* page);

Q_SIGNALS:
    void chosen(luthier::shell::GuidePresenter::Step step);

private:
    void show();
    QString nameOf(GuidePresenter::Step step) const;
    QString reasonOf(GuidePresenter::Step step) const;

    GuidePresenter& m_presenter;
    std::array<QPushButton*, GuidePresenter::kSteps> m_steps{};
    widgets::ElidedLabel* m_reason;
};

} // namespace luthier::shell
