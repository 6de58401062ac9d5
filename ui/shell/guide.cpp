#include "guide.h"

#include <QHBoxLayout>

namespace luthier::shell {

using namespace widgets;

using Step = GuidePresenter::Step;
using State = GuidePresenter::State;

Guide::Guide(GuidePresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("guide"));
    auto* line = row(this, measures::kGapSmall);
    line->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, measures::kGapDense);
    const std::array names = {"guideData", "guideSplit", "guideModel", "guideStart"};
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        m_steps[i] = button(QString::fromLatin1(names[i]), QStringLiteral("pill"), QStringLiteral("check"));
        if (i > 0) {
            QLabel* arrow = label(TextStyle::Body, QStringLiteral("muted"));
            arrow->setText(QStringLiteral("→"));
            line->addWidget(arrow);
        }
        line->addWidget(m_steps[i]);
        connect(m_steps[i], &QPushButton::clicked, this, [this, i] { Q_EMIT chosen(static_cast<Step>(i)); });
    }
    m_reason = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_reason->setObjectName(QStringLiteral("guideReason"));
    line->addSpacing(measures::kGap);
    line->addWidget(m_reason, 1);
    connect(&presenter, &GuidePresenter::changed, this, &Guide::show);
    speak([this] {
        setAccessibleName(tr("Way to the first run"));
        show();
    });
}

void Guide::standIn(QWidget* page) {
    if (auto* lines = qobject_cast<QVBoxLayout*>(page->layout()); lines && parentWidget() != page)
        lines->insertWidget(1, this);
    show();
}

QString Guide::nameOf(Step step) const {
    return step == Step::kData    ? tr("Data")
           : step == Step::kSplit ? tr("Split")
           : step == Step::kModel ? tr("Model")
                                  : tr("Start");
}

QString Guide::reasonOf(Step step) const {
    const bool done = m_presenter.state(step) == State::Done;
    switch (step) {
    case Step::kData:
        return done ? tr("There are rows to learn from.")
                    : tr("Import a file of examples: there is nothing to learn from yet.");
    case Step::kSplit:
        return done ? tr("Some rows are held out for validation.")
                    : tr("Hold out some rows: validation on them shows whether the model learns or only "
                         "memorizes.");
    case Step::kModel:
        return done ? tr("A base model is chosen.") : tr("Choose the base model that is tuned.");
    case Step::kStart:
    case Step::kSteps:
        break;
    }
    return m_presenter.next() == Step::kStart ? tr("Look at memory and time on the Recipe page and start.")
                                              : tr("The Recipe page shows memory and time before the start.");
}

void Guide::show() {
    const bool wanted = m_presenter.isWanted() && parentWidget();
    setVisible(wanted);
    if (!wanted)
        return;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const auto step = static_cast<Step>(i);
        const State state = m_presenter.state(step);
        const QString reason = reasonOf(step);
        m_steps[i]->setText(nameOf(step));
        m_steps[i]->setAccessibleName(state == State::Done   ? tr("%1, done").arg(nameOf(step))
                                      : state == State::Next ? tr("%1, next").arg(nameOf(step))
                                                             : nameOf(step));
        m_steps[i]->setAccessibleDescription(reason);
        m_steps[i]->setToolTip(reason);
        setKind(m_steps[i], state == State::Done   ? QStringLiteral("stepDone")
                            : state == State::Next ? QStringLiteral("pill")
                                                   : QStringLiteral("step"));
        m_steps[i]->setIcon(state == State::Done ? icon(QStringLiteral("check"), IconTone::Good) : QIcon());
    }
    m_reason->setFullText(reasonOf(m_presenter.next()));
}

} // namespace luthier::shell
