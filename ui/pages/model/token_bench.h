#pragma once

#include "model_presenter.h"

#include <widgets/controls.h>
#include <widgets/page.h>
#include <widgets/parts.h>
#include <widgets/token_strip.h>
#include <widgets/token_text.h>

class QPlainTextEdit;

namespace luthier::model {

/// Type a text, see its tokens.
class TokenBench final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit TokenBench(ModelPresenter& presenter);

private:
    void show();
    void point(int token);

    ModelPresenter& m_presenter;
    QLabel* m_title;
    widgets::ElidedLabel* m_count;
    widgets::Segments* m_specials;
    QPlainTextEdit* m_input;
    QLabel* m_remark;
    widgets::TokenText* m_tokens;
    widgets::TokenStrip* m_strip;
};

} // namespace luthier::model
