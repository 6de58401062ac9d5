#pragma once

#include "home_presenter.h"

#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QDialog;

namespace luthier::home {

class MachineCard;
class ProjectsCard;

class HomePage final : public widgets::Page {
    Q_OBJECT

public:
    explicit HomePage(HomePresenter& presenter);
    /// The dialog for a new project; with a file, for one that this file will be imported into.
    QDialog* askNewProject(const QString& file = {});
    void askOpenProject();
    /// Shows the button that opens the sample project.
    void offerSample();

Q_SIGNALS:
    void sampleWanted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeFirst();
    void showFirst();
    QWidget* makeSteps();
    void showSteps();
    struct StepWords {
        QString icon, title, what, figure;
    };
    static StepWords wordsOf(const Step& step);
    static QWidget* stepRow(const Step& step);
    void showError(const Error& error);

    HomePresenter& m_presenter;
    QPushButton* m_sample;
    widgets::ErrorPanel* m_error;
    ProjectsCard* m_projects;
    QFrame* m_first = nullptr; ///< the way for somebody who has no project yet
    QLabel* m_firstTitle = nullptr;
    QLabel* m_firstSentence = nullptr;
    QPushButton* m_firstSample = nullptr;
    bool m_offersSample = false;
    widgets::Card m_steps;
    QVBoxLayout* m_stepRows;
};

} // namespace luthier::home
