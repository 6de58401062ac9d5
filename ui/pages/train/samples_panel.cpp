#include "samples_panel.h"

#include "sample_choice.h"

#include <scoring/word_diff.h>

#include <QHBoxLayout>
#include <QScrollArea>

#include <algorithm>
#include <iterator>

namespace luthier::train {

using namespace widgets;

namespace {

/// By SampleChoice.
QStringList keysOfChoice() {
    return {QStringLiteral("all"), QStringLiteral("best"), QStringLiteral("worst"), QStringLiteral("random")};
}

} // namespace

SamplesPanel::SamplesPanel(TrainPresenter& presenter)
    : m_presenter(presenter)
    , m_scroll(scroller()) {
    setObjectName(QStringLiteral("samplesPanel"));
    setProperty("kind", QStringLiteral("card"));
    auto* lines = column(this, measures::kGap);
    lines->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kGap,
                              measures::kGapDense);
    auto* head = row(measures::kGap);
    m_title = label(TextStyle::CardTitle);
    m_step = label(TextStyle::Table, QStringLiteral("action"));
    m_step->setObjectName(QStringLiteral("sampleStep"));
    head->addWidget(m_title, 1);
    head->addWidget(m_step);
    m_close = button(QStringLiteral("samplesClose"), QStringLiteral("small"));
    m_close->hide();
    head->addWidget(m_close);
    head->addSpacing(measures::kGap);
    connect(m_close, &QPushButton::clicked, this, &SamplesPanel::closed);
    m_slider = new Slider(QStringLiteral("sampleSlider"));
    m_slider->setTickInterval(1);
    m_slider->setPageStep(1);
    m_nothing = label(TextStyle::Body, QStringLiteral("muted"));
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    lines->addLayout(head);
    lines->addWidget(m_slider);
    lines->addLayout(makeEnds());
    lines->addLayout(makeChoices());
    lines->addWidget(m_choiceNote);
    lines->addWidget(m_nothing, 1);
    lines->addWidget(m_scroll.area, 1);
    m_scroll.layout->setContentsMargins(0, 0, measures::kGap, 0);
    connect(&presenter, &TrainPresenter::samplesChanged, this, &SamplesPanel::showSteps);
    connect(&presenter, &TrainPresenter::currentChanged, this, [this] {
        m_atEnd = true;
        showSteps();
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        m_atEnd = value == m_slider->maximum();
        showStep();
    });
    speak([this] {
        m_title->setText(tr("Samples"));
        m_close->setText(tr("Back to the charts"));
        m_close->setToolTip(tr("Esc"));
        m_slider->setAccessibleName(tr("Step whose samples are shown"));
        m_choice->setTexts({tr("All"), tr("Best"), tr("Worst"), tr("Random")});
        m_choice->setAccessibleName(tr("Which answers are shown"));
        m_nothing->setText(
            tr("At each validation the model answers a few held-out prompts. Their answers appear here."));
        showSteps();
    });
}

QHBoxLayout* SamplesPanel::makeEnds() {
    auto* ends = row(measures::kGap);
    m_first = label(TextStyle::Caption, QStringLiteral("muted"));
    m_last = label(TextStyle::Caption, QStringLiteral("muted"));
    ends->addWidget(m_first);
    ends->addStretch(1);
    ends->addWidget(m_last);
    ends->addSpacing(measures::kGap);
    return ends;
}

QHBoxLayout* SamplesPanel::makeChoices() {
    m_choice = new Segments(QStringLiteral("sampleChoice"), keysOfChoice());
    m_choiceNote = label(TextStyle::Caption, QStringLiteral("muted"));
    m_choiceNote->setWordWrap(true);
    connect(m_choice, &Segments::chosen, this, &SamplesPanel::choose);
    auto* choices = row(measures::kGap);
    choices->addWidget(m_choice);
    choices->addStretch(1);
    return choices;
}

void SamplesPanel::standAlone(bool alone) {
    m_close->setVisible(alone);
    setMinimumWidth(alone ? 0 : measures::kSamplesWidth);
    setMaximumWidth(alone ? QWIDGETSIZE_MAX : measures::kSamplesWidth);
}

void SamplesPanel::showSteps() {
    m_steps.clear();
    for (const registry::Sample& sample : m_presenter.samples())
        if (m_steps.empty() || m_steps.back() != sample.step)
            m_steps.push_back(sample.step);
    const bool any = !m_steps.empty();
    for (QWidget* part : std::initializer_list<QWidget*>{m_slider, m_first, m_last, m_step, m_choice,
                                                         m_choiceNote, m_scroll.area})
        part->setVisible(any);
    m_slider->setVisible(m_steps.size() > 1);
    m_nothing->setVisible(!any);
    {
        const QSignalBlocker quiet(m_slider);
        const int chosen = m_slider->value();
        m_slider->setRange(0, any ? static_cast<int>(m_steps.size()) - 1 : 0);
        m_slider->setValue(m_atEnd ? m_slider->maximum() : chosen);
    }
    m_first->setText(any && m_steps.size() > 1 ? numberText(m_steps.front()) : QString());
    m_last->setText(any && m_steps.size() > 1 ? numberText(m_steps.back()) : QString());
    showStep();
}

void SamplesPanel::showStep() {
    clearLayout(m_scroll.layout);
    if (m_steps.empty())
        return;
    const std::int64_t step = m_steps[static_cast<std::size_t>(m_slider->value())];
    m_step->setText(step == 0 ? tr("before the first step") : tr("step %1").arg(numberText(step)));
    std::vector<registry::Sample> samples;
    std::ranges::copy_if(m_presenter.samples(), std::back_inserter(samples),
                         [step](const registry::Sample& sample) { return sample.step == step; });
    const bool several =
        samples.size() > 1 && std::ranges::any_of(samples, [](const registry::Sample& sample) {
            return !sample.reference.empty();
        });
    m_choice->setVisible(several);
    const SampleChoice which = several
                                   ? static_cast<SampleChoice>(keysOfChoice().indexOf(m_choice->chosenKey()))
                                   : SampleChoice::All;
    m_choiceNote->setVisible(which == SampleChoice::Best || which == SampleChoice::Worst);
    m_choiceNote->setText(which == SampleChoice::Best
                              ? tr("The answer that shares most with its reference (chrF)")
                              : tr("The answer that shares least with its reference (chrF)"));
    int number = 0;
    for (const std::size_t place : chosenSamples(samples, which, m_turn))
        addSample(samples[place], ++number);
    m_scroll.layout->addStretch(1);
}

/// Random again is another one.
void SamplesPanel::choose(const QString& key) {
    if (key == QStringLiteral("random"))
        ++m_turn;
    showStep();
}

ContentText* SamplesPanel::addText(const QString& text, const QString& kind, const QString& name) {
    QFrame* around = frame(kind);
    auto* lines = column(around, 0);
    lines->setContentsMargins(measures::kGapDense, measures::kGapSmall, measures::kGapDense,
                              measures::kGapSmall);
    auto* words = new ContentText(TextStyle::Body, text);
    words->setObjectName(name);
    lines->addWidget(words);
    m_scroll.layout->addWidget(around);
    return words;
}

const registry::Sample* SamplesPanel::beforeTuning(const registry::Sample& sample) const {
    const auto found = std::ranges::find_if(m_presenter.samples(), [&](const registry::Sample& other) {
        return other.step == 0 && other.prompt == sample.prompt && other.reference == sample.reference;
    });
    return sample.step == 0 || found == m_presenter.samples().end() ? nullptr : &*found;
}

/// The answer of now under the one from before the first step; words that only one of them has are marked.
void SamplesPanel::addAnswers(const registry::Sample& sample, const registry::Sample* before, int number) {
    const auto head = [this](const QString& text, SideColor side) {
        auto* line = row(measures::kGap);
        QLabel* who = label(TextStyle::Caption);
        setKind(who, side == SideColor::Base ? QStringLiteral("badgeBase") : QStringLiteral("badgeAdapted"));
        who->setText(text);
        line->addWidget(who);
        line->addStretch(1);
        m_scroll.layout->addLayout(line);
    };
    const auto answer = [&](const std::string& output, SideColor side, const QString& name) {
        const QString text = QString::fromStdString(output).trimmed();
        ContentText* shown = addText(
            text.isEmpty() ? tr("(an empty answer)") : text,
            side == SideColor::Base ? QStringLiteral("baseAnswer") : QStringLiteral("adaptedAnswer"), name);
        if (text.isEmpty())
            setTone(shown, QStringLiteral("muted"));
        return text.isEmpty() ? nullptr : shown;
    };
    const bool isBase = m_presenter.startsFromBase();
    const auto started = [&] {
        head(isBase ? tr("base") : tr("before the first step"),
             isBase ? SideColor::Base : SideColor::Adapted);
    };
    ContentText* first = nullptr;
    if (before || sample.step == 0) {
        started();
        first = answer((before ? *before : sample).output, isBase ? SideColor::Base : SideColor::Adapted,
                       QStringLiteral("sampleBefore_%1").arg(number));
    }
    if (sample.step == 0)
        return;
    head(tr("adapted, step %1").arg(numberText(sample.step)), SideColor::Adapted);
    ContentText* now =
        answer(sample.output, SideColor::Adapted, QStringLiteral("sampleOutput_%1").arg(number));
    if (!first || !now)
        return;
    const std::string old = first->toPlainText().toStdString();
    const std::string fresh = now->toPlainText().toStdString();
    const auto diff = scoring::wordDiff(old, fresh);
    first->setSide(isBase ? SideColor::Base : SideColor::Adapted, stretchesOf(old, diff.first));
    now->setSide(SideColor::Adapted, stretchesOf(fresh, diff.second));
}

void SamplesPanel::addSample(const registry::Sample& sample, int number) {
    if (number > 1) {
        m_scroll.layout->addSpacing(measures::kGapSmall);
        m_scroll.layout->addWidget(separator());
        m_scroll.layout->addSpacing(measures::kGapSmall);
    }
    addText(QString::fromStdString(sample.prompt), QStringLiteral("sunken"),
            QStringLiteral("samplePrompt_%1").arg(number));
    addAnswers(sample, beforeTuning(sample), number);
    if (sample.reference.empty())
        return;
    QLabel* reference = label(TextStyle::Caption, QStringLiteral("muted"));
    reference->setWordWrap(true);
    reference->setText(tr("Reference: %1").arg(QString::fromStdString(sample.reference)));
    m_scroll.layout->addWidget(reference);
}

} // namespace luthier::train
