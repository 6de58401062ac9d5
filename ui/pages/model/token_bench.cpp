#include "token_bench.h"

#include <bridge/sentences.h>

#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>

namespace luthier::model {

using namespace widgets;

namespace {

/// Words of two scripts, so that the first look says something about both.
constexpr const char* kFirstText = "Where is my order? 주문한 물건은 언제 도착하나요?";

} // namespace

TokenBench::TokenBench(ModelPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("tokenBench"));
    setProperty("kind", QStringLiteral("card"));
    auto* whole = column(this, measures::kGapDense);
    whole->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                              measures::kCardPadding);
    auto* head = row(measures::kGapDense);
    m_title = label(TextStyle::CardTitle);
    m_count = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_count->setObjectName(QStringLiteral("benchCount"));
    m_specials =
        new Segments(QStringLiteral("benchSpecials"), {QStringLiteral("add"), QStringLiteral("omit")});
    m_specials->choose(QStringLiteral("add"));
    head->addWidget(m_title);
    head->addWidget(m_count, 1);
    head->addWidget(m_specials);
    whole->addLayout(head);
    m_input = new QPlainTextEdit(QString::fromUtf8(kFirstText));
    m_input->setObjectName(QStringLiteral("benchInput"));
    m_input->setTabChangesFocus(true);
    m_input->setMaximumHeight(measures::kBenchHeight);
    m_input->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    whole->addWidget(m_input);
    m_remark = label(TextStyle::Body, QStringLiteral("bad"));
    m_remark->setWordWrap(true);
    whole->addWidget(m_remark);
    m_tokens = new TokenText(QStringLiteral("benchTokens"));
    whole->addWidget(m_tokens);
    m_strip = new TokenStrip(QStringLiteral("benchStrip"));
    whole->addWidget(m_strip);
    presenter.cut(m_input->toPlainText());
    connect(m_input, &QPlainTextEdit::textChanged, this, [this] { m_presenter.cut(m_input->toPlainText()); });
    connect(m_specials, &Segments::chosen, this, [this](const QString& key) {
        m_presenter.setSpecials(key == QStringLiteral("omit") ? ModelPresenter::Specials::Omit
                                                              : ModelPresenter::Specials::Add);
    });
    connect(m_tokens, &TokenText::pointed, this, &TokenBench::point);
    connect(&presenter, &ModelPresenter::cutChanged, this, &TokenBench::show);
    speak([this] {
        m_title->setText(tr("Tokens of a text"));
        m_specials->setTexts({tr("With control tokens"), tr("Without")});
        m_input->setAccessibleName(tr("Text to split into tokens"));
        m_input->setPlaceholderText(tr("Type a text"));
        m_tokens->setAccessibleName(tr("Tokens of a text"));
        show();
    });
}

void TokenBench::show() {
    const auto& cut = m_presenter.cutText();
    const auto& error = m_presenter.cutError();
    m_remark->setText(error ? bridge::sentence(*error) : QString());
    m_remark->setVisible(error.has_value());
    m_tokens->setVisible(cut.has_value());
    m_strip->setVisible(cut.has_value());
    m_count->setFullText(QString());
    if (!cut)
        return;
    const auto tokens = static_cast<qint64>(cut->tokens.size());
    const double each = tokens > 0 ? static_cast<double>(cut->characters) / static_cast<double>(tokens) : 0;
    m_count->setFullText(
        tr("%1 tokens for %2 characters, %3 a token")
            .arg(numberText(tokens), numberText(cut->characters), QLocale().toString(each, 'f', 1)));
    std::vector<TokenChip> chips;
    for (const CutText::Token& token : cut->tokens)
        chips.push_back({token.text, chips.size() % 2 ? TokenChip::State::Other : TokenChip::State::Plain,
                         token.special, token.begin, token.end});
    m_tokens->show(std::move(chips));
}

void TokenBench::point(int token) {
    const auto& cut = m_presenter.cutText();
    if (token < 0 || !cut || static_cast<std::size_t>(token) >= cut->tokens.size()) {
        m_strip->clear();
        return;
    }
    const CutText::Token& pointed = cut->tokens[static_cast<std::size_t>(token)];
    m_strip->show({pointed.text,
                   pointed.id,
                   token + 1,
                   static_cast<int>(cut->tokens.size()),
                   pointed.begin,
                   pointed.end,
                   m_tokens->partOf(token),
                   pointed.special ? tr("control token") : QString(),
                   {}});
}

} // namespace luthier::model
