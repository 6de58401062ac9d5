#include "result_card.h"

#include "quick_look_view.h"
#include "run_words.h"

#include <bridge/finished_runs.h>

#include <QHBoxLayout>

namespace luthier::train {

using namespace widgets;

ResultCard::ResultCard(TrainPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("resultCard"));
    setProperty("kind", QStringLiteral("card"));
    auto* lines = column(this, measures::kGap);
    lines->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                              measures::kGapDense);
    auto* line = row(measures::kGap);
    m_icon = new IconLabel(QStringLiteral("check"), IconTone::Good, measures::kIcon);
    m_sentence = label(TextStyle::BodyStrong);
    m_sentence->setObjectName(QStringLiteral("resultSentence"));
    m_sentence->setWordWrap(true);
    line->addWidget(m_icon, 0, Qt::AlignTop);
    line->addWidget(m_sentence, 1);
    m_look = new QuickLookView(presenter);
    lines->addLayout(line);
    lines->addWidget(m_look);
    lines->addLayout(makeActions());
    connect(&presenter, &TrainPresenter::jobChanged, this, &ResultCard::show);
    connect(&presenter, &TrainPresenter::runsChanged, this, &ResultCard::show);
    connect(&presenter, &TrainPresenter::currentChanged, this, &ResultCard::show);
    connect(&presenter, &TrainPresenter::seriesChanged, this, &ResultCard::show);
    speak([this] {
        m_chat->setText(tr("Chat with it"));
        m_further->setText(tr("Tune further…"));
        m_further->setToolTip(tr("A new recipe with the same settings that starts from this result."));
        show();
    });
}

QHBoxLayout* ResultCard::makeActions() {
    auto* line = row(measures::kGap);
    m_cost = label(TextStyle::Table, QStringLiteral("muted"));
    m_cost->setObjectName(QStringLiteral("resultCost"));
    m_cost->setWordWrap(true);
    m_chat = button(QStringLiteral("chatWithRun"), QStringLiteral("small"));
    m_further = button(QStringLiteral("tuneFurther"), QStringLiteral("small"));
    connect(m_chat, &QPushButton::clicked, this, &ResultCard::chatWanted);
    connect(m_further, &QPushButton::clicked, this, &ResultCard::furtherWanted);
    line->addWidget(m_cost, 1);
    line->addWidget(m_chat);
    line->addWidget(m_further);
    return line;
}

void ResultCard::show() {
    const bool told = m_presenter.hasResult() && m_presenter.series().size() > 0;
    setVisible(told);
    if (!told)
        return;
    const registry::RunFacts& run = *m_presenter.current();
    const RunResult result = resultOf(m_presenter.series());
    m_icon->setIcon(result.isBetter ? QStringLiteral("check") : QStringLiteral("warning"),
                    result.isBetter ? IconTone::Good : IconTone::Warn);
    m_sentence->setText(result.sentence);
    m_look->show();
    m_cost->setText(costWords(run));
    // A whole model is looked for among the models, and one that writes no text is not talked with.
    const bool adapter = member(run.summary, "adapter") != nullptr;
    m_chat->setVisible(adapter && bridge::makingOf(run.recipe) == bridge::Making::Text);
    m_further->setVisible(m_presenter.isWritable());
}

} // namespace luthier::train
