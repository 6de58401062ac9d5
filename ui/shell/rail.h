#pragma once

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QToolButton>

class QButtonGroup;

namespace luthier::shell {

/// Wanted: something is missing. Bad: something went wrong.
enum class Attention { None, Wanted, Bad };

/// Steps of the pipeline at the left edge; Alt+1… goes there.
class Rail final : public widgets::Page {
    Q_OBJECT

public:
    Rail();
    /// `title` is asked after each change of language.
    void addStep(const QString& key, const QString& iconName, std::function<QString()> title);
    /// At the foot, apart from the steps.
    void addFootStep(const QString& key, const QString& iconName, std::function<QString()> title);
    void select(const QString& key);
    /// A dot on a step: it needs somebody to look; `why` is said by its tool tip and to screen readers.
    void setAttention(const QString& key, Attention attention, const QString& why);

Q_SIGNALS:
    void chosen(const QString& key);

private:
    QToolButton* makeStep(const QString& key, const QString& iconName, std::function<QString()> title);
    QVBoxLayout* m_steps;
    QVBoxLayout* m_feet;
    QButtonGroup* m_group;
    int m_count = 0;
};

} // namespace luthier::shell
