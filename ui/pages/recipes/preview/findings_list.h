#pragma once

#include "../preview_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::recipes {

/// What stands against the start: each finding with its fix, a way to its control, and for warnings "Proceed
/// anyway".
class FindingsList final : public widgets::Page {
    Q_OBJECT

public:
    explicit FindingsList(PreviewPresenter& preview);

Q_SIGNALS:
    void revealAsked(const QString& field);

private:
    void refresh();
    void show();
    void addFinding(const recipe::Finding& finding, int index);
    QString signature() const;

    PreviewPresenter& m_preview;
    QLabel* m_title;
    QLabel* m_note;
    QVBoxLayout* m_lines;
    QString m_shown;
};

} // namespace luthier::recipes
