#pragma once

#include "../token_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>
#include <widgets/token_strip.h>
#include <widgets/token_text.h>

class QScrollArea;

namespace luthier::data {

/// The tokens of a row: which are trained, which only read, which cut; the facts of one in a strip below.
class TokenView final : public widgets::Page {
    Q_OBJECT

public:
    explicit TokenView(TokenPresenter& presenter);

private:
    void show();
    void showTokens();
    void point(int token);
    QString stateWord(RowTokens::State state) const;
    /// Why turns of the assistant are not trained: a line a reason.
    QString untrainedText(const RowTokens& row) const;
    QString untrainedSentence(const RowTokens::UntrainedTurn& turn, const QString& messages) const;

    TokenPresenter& m_presenter;
    QLabel* m_remark;
    QPushButton* m_choose;
    QLabel* m_trained;
    QLabel* m_ignored;
    QLabel* m_cut;
    QLabel* m_untrained;
    QScrollArea* m_area;
    widgets::TokenText* m_text;
    widgets::TokenStrip* m_strip;
};

} // namespace luthier::data
