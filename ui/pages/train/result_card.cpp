#include "result_card.h"

#include "run_words.h"

#include <QHBoxLayout>

namespace luthier::train {

using namespace widgets;

ResultCard::ResultCard(TrainPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("resultCard"));
    setProperty("kind", QStringLiteral("card"));
    auto* line = row(this, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding, measures::kGap);
    m_icon = new IconLabel(QStringLiteral("check"), IconTone::Good, measures::kIcon);
    m_sentence = label(TextStyle::BodyStrong);
    m_sentence->setObjectName(QStringLiteral("resultSentence"));
    m_sentence->setWordWrap(true);
    line->addWidget(m_icon, 0, Qt::AlignTop);
    line->addWidget(m_sentence, 1);
    connect(&presenter, &TrainPresenter::jobChanged, this, &ResultCard::show);
    connect(&presenter, &TrainPresenter::runsChanged, this, &ResultCard::show);
    connect(&presenter, &TrainPresenter::currentChanged, this, &ResultCard::show);
    connect(&presenter, &TrainPresenter::seriesChanged, this, &ResultCard::show);
    speak([this] { show(); });
}

void ResultCard::show() {
    const bool told = m_presenter.hasResult() && m_presenter.series().size() > 0;
    setVisible(told);
    if (!told)
        return;
    const RunResult result = resultOf(m_presenter.series());
    m_icon->setIcon(result.isBetter ? QStringLiteral("check") : QStringLiteral("warning"),
                    result.isBetter ? IconTone::Good : IconTone::Warn);
    m_sentence->setText(result.sentence);
}

} // namespace luthier::train
