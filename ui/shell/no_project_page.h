#pragma once

#include <widgets/error_panel.h>
#include <widgets/page.h>

namespace luthier::shell {

/// Stands for a page that has nothing to show without a project: what will be there, and the ways to a
/// project.
class NoProjectPage final : public widgets::Page {
    Q_OBJECT

public:
    NoProjectPage();
    /// Speaks for a step of the rail: "data", "recipe", "train", "compare", "export".
    void standFor(const QString& step);
    void offerSample();

Q_SIGNALS:
    void createWanted();
    void openWanted();
    void sampleWanted();

private:
    void say();

    QString m_step;
    QLabel* m_title;
    widgets::EmptyState* m_empty;
    QPushButton* m_open;
    QPushButton* m_sample;
};

} // namespace luthier::shell
