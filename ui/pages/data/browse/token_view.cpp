#include "token_view.h"

#include <bridge/sentences.h>

#include <QHBoxLayout>
#include <QScrollArea>

#include <algorithm>
#include <utility>

namespace luthier::data {

using namespace widgets;

namespace {

/// Beyond this a row is told by its counts.
constexpr std::size_t kMostTokens = 6000;
/// Of messages in a line.
constexpr qsizetype kMostNumbers = 8;

TokenChip::State chipState(RowTokens::State state) {
    switch (state) {
    case RowTokens::State::Trained:
        return TokenChip::State::Trained;
    case RowTokens::State::Ignored:
        return TokenChip::State::Ignored;
    case RowTokens::State::Cut:
        return TokenChip::State::Cut;
    }
    return TokenChip::State::Ignored;
}

} // namespace

TokenView::TokenView(TokenPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("tokenView"));
    auto* whole = column(this, measures::kGap);
    whole->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kCardPadding,
                              measures::kCardPadding);
    m_remark = label(TextStyle::Body, QStringLiteral("muted"));
    m_remark->setObjectName(QStringLiteral("tokenRemark"));
    m_remark->setWordWrap(true);
    m_choose =
        button(QStringLiteral("chooseModelForTokens"), QStringLiteral("primary"), QStringLiteral("model"));
    whole->addWidget(m_remark);
    whole->addWidget(m_choose, 0, Qt::AlignLeft);
    auto* counts = row(measures::kGap);
    m_trained = badge();
    m_trained->setObjectName(QStringLiteral("tokensTrained"));
    setTone(m_trained, QStringLiteral("action"));
    m_ignored = badge();
    m_cut = badge();
    setTone(m_cut, QStringLiteral("warn"));
    for (QLabel* count : {m_trained, m_ignored, m_cut})
        counts->addWidget(count);
    counts->addStretch(1);
    whole->addLayout(counts);
    m_untrained = label(TextStyle::Table, QStringLiteral("warn"));
    m_untrained->setObjectName(QStringLiteral("tokensUntrained"));
    m_untrained->setWordWrap(true);
    m_untrained->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    whole->addWidget(m_untrained);
    const Scroller scroll = scroller();
    m_area = scroll.area;
    m_text = new TokenText(QStringLiteral("rowTokens"));
    scroll.layout->addWidget(m_text);
    scroll.layout->addStretch(1);
    whole->addWidget(m_area, 1);
    m_strip = new TokenStrip(QStringLiteral("rowTokenStrip"));
    whole->addWidget(m_strip);
    connect(m_choose, &QPushButton::clicked, &presenter, &TokenPresenter::askForModel);
    connect(m_text, &TokenText::pointed, this, &TokenView::point);
    connect(&presenter, &TokenPresenter::changed, this, &TokenView::show);
    speak([this] {
        m_choose->setText(tr("Choose a model"));
        m_text->setAccessibleName(tr("Tokens of the row"));
        show();
    });
}

QString TokenView::stateWord(RowTokens::State state) const {
    switch (state) {
    case RowTokens::State::Trained:
        return tr("trained");
    case RowTokens::State::Ignored:
        return tr("ignored");
    case RowTokens::State::Cut:
        return tr("cut");
    }
    return {};
}

QString TokenView::untrainedSentence(const RowTokens::UntrainedTurn& turn, const QString& messages) const {
    if (turn.reason == QStringLiteral("rewritten"))
        return tr("Not trained, message %1: the template writes it differently once others follow it.")
            .arg(messages);
    if (turn.reason == QStringLiteral("calls_lost"))
        return tr("Not trained, message %1: the template leaves out the tool call that it makes.")
            .arg(messages);
    if (turn.said.isEmpty())
        return tr("Not trained, message %1: the data marks a part of it, which the template changes.")
            .arg(messages);
    return tr("Not trained, message %1: the data says so (%2).").arg(messages, turn.said);
}

QString TokenView::untrainedText(const RowTokens& row) const {
    // One line for all turns of one reason, in the order in which the reasons come.
    std::vector<std::pair<RowTokens::UntrainedTurn, QStringList>> reasons;
    for (const auto& turn : row.untrained) {
        const auto isSame = [&](const auto& entry) {
            return entry.first.reason == turn.reason && entry.first.said == turn.said;
        };
        auto entry = std::find_if(reasons.begin(), reasons.end(), isSame);
        if (entry == reasons.end())
            entry = reasons.insert(reasons.end(), {turn, {}});
        entry->second << numberText(turn.message);
    }
    QStringList lines;
    for (const auto& [turn, messages] : reasons) {
        QString numbers = messages.mid(0, kMostNumbers).join(QStringLiteral(", "));
        if (messages.size() > kMostNumbers)
            numbers = tr("%1 and %2 more").arg(numbers, numberText(messages.size() - kMostNumbers));
        lines << untrainedSentence(turn, numbers);
    }
    return lines.join(u'\n');
}

void TokenView::show() {
    const auto& tokens = m_presenter.tokens();
    const bool shown = tokens && !m_presenter.error();
    m_choose->setVisible(!m_presenter.hasModel());
    setTone(m_remark, m_presenter.error() ? QStringLiteral("bad") : QStringLiteral("muted"));
    m_remark->setText(
        !m_presenter.hasModel()
            ? tr("A model splits text into tokens. Choose one to see which tokens of this row are trained.")
        : m_presenter.error() ? bridge::sentence(*m_presenter.error())
        : tokens              ? QString()
                              : tr("Loading the tokens…"));
    m_remark->setVisible(!m_remark->text().isEmpty());
    for (QWidget* part : std::initializer_list<QWidget*>{m_trained, m_ignored, m_area, m_strip})
        part->setVisible(shown);
    m_cut->setVisible(shown && tokens->cut > 0);
    m_untrained->setVisible(shown && !tokens->untrained.empty());
    if (shown)
        showTokens();
}

void TokenView::showTokens() {
    const RowTokens& row = *m_presenter.tokens();
    m_trained->setText(tr("%1 trained").arg(numberText(row.trained)));
    m_ignored->setText(tr("%1 ignored").arg(numberText(row.ignored)));
    m_cut->setText(tr("%1 cut").arg(numberText(row.cut)));
    m_untrained->setText(untrainedText(row));
    std::vector<TokenChip> chips;
    for (const RowTokens::Token& token : row.tokens) {
        if (chips.size() == kMostTokens)
            break;
        chips.push_back({token.text, chipState(token.state), token.special, token.begin, token.end});
    }
    m_text->show(std::move(chips));
}

void TokenView::point(int token) {
    const auto& row = m_presenter.tokens();
    if (token < 0 || !row || static_cast<std::size_t>(token) >= row->tokens.size()) {
        m_strip->clear();
        return;
    }
    const RowTokens::Token& pointed = row->tokens[static_cast<std::size_t>(token)];
    const QString tone = pointed.state == RowTokens::State::Trained ? QStringLiteral("action")
                         : pointed.state == RowTokens::State::Cut   ? QStringLiteral("warn")
                                                                    : QString();
    m_strip->show({pointed.text, pointed.id, token + 1, static_cast<int>(row->tokens.size()), pointed.begin,
                   pointed.end, m_text->partOf(token), stateWord(pointed.state), tone});
}

} // namespace luthier::data
