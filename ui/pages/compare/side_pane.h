#pragma once

#include "interval_bar.h"

#include <scoring/word_diff.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <vector>

class QTextEdit;

namespace luthier::compare {

/// What one side said, with what stands around it.
struct PaneContent {
    std::string text;                                    // UTF-8
    std::vector<luthier::scoring::DiffSpan> differences; // empty: shown plain
    QString weights;
    QStringList figures; // under the answer: loss, speed, …
    QString remark;      // instead of an answer
};

/// The answer of one side under its colour; words that the other side has not are tinted and underlined.
class SidePane final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit SidePane(SideColor side);
    void setRun(const QString& number);
    void show(PaneContent content);
    QTextEdit* text() const { return m_text; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();
    void name();

    SideColor m_side;
    QString m_run;
    PaneContent m_content;
    QLabel* m_badge;
    widgets::ElidedLabel* m_weights;
    QTextEdit* m_text;
    widgets::ElidedLabel* m_figures;
};

/// "tiny 7ae5…c310" for a name with a long hash; other texts as they are.
QString shortWeights(const QString& weights);

} // namespace luthier::compare
