#pragma once

#include "export_presenter.h"

#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <array>

class QStackedWidget;

namespace luthier::exports {

class ChoiceCard;
class ExportForm;

/// Exports by consequence: choices left, form and what was written at the right.
class ExportPage final : public widgets::Page {
    Q_OBJECT

public:
    explicit ExportPage(ExportPresenter& presenter);
    /// The adapter of a run, ready to be written.
    void showRun(const QString& number);

Q_SIGNALS:
    /// There is nothing to export yet.
    void dataWanted();

private:
    QWidget* makeChoices();
    QWidget* makeWork();
    void sayChoices();
    void show();

    ExportPresenter& m_presenter;
    QLabel* m_title = nullptr;
    widgets::ElidedLabel* m_note = nullptr;
    QStackedWidget* m_body = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    std::array<ChoiceCard*, 4> m_choices{};
    widgets::ErrorPanel* m_error = nullptr;
    ExportForm* m_form = nullptr;
};

} // namespace luthier::exports
