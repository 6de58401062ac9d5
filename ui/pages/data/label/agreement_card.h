#pragma once

#include "label_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QGridLayout;

namespace luthier::data {

/// How far the annotators agree, who said what instead of what, and the way to the rows where they differ.
/// Hidden while nobody can be compared.
class AgreementCard final : public widgets::Speaking<QWidget> {
    Q_OBJECT

public:
    explicit AgreementCard(LabelPresenter& presenter);

private:
    void refresh();
    void addFigure(const QString& name, const std::optional<double>& value);
    void showFigures(const labeling::AgreementReport& report);
    void showConfusion(const labeling::AgreementReport& report);

    LabelPresenter& m_presenter;
    QLabel* m_title = nullptr;
    QLabel* m_badge = nullptr;
    QVBoxLayout* m_lines = nullptr;
    widgets::ElidedLabel* m_items = nullptr;
    QPushButton* m_review = nullptr;
};

} // namespace luthier::data
