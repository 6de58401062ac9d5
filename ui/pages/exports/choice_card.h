#pragma once

#include <widgets/parts.h>

namespace luthier::exports {

/// A way to export as a card: what one gets and what that means. One of several is chosen.
class ChoiceCard final : public QPushButton {
public:
    ChoiceCard(const QString& name, const QString& iconName);
    void setTexts(const QString& title, const QString& sentence);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    QLabel* m_title;
    QLabel* m_sentence;
};

} // namespace luthier::exports
