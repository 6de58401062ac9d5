#include "run_preview.h"

#include <bridge/amounts.h>
#include <bridge/sentences.h>
#include <widgets/figures.h>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>

#include <algorithm>
#include <cmath>

namespace luthier::recipes {

using namespace widgets;

namespace {

constexpr std::size_t kShownSuggestions = 4;

/// The square that ties a number to its part of the bar.
class PartSwatch final : public QWidget {
public:
    explicit PartSwatch(std::size_t part)
        : m_part(part) {
        setFixedSize(measures::kSwatch, measures::kSwatch);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(currentPalette().memoryParts[m_part]);
        painter.drawRoundedRect(rect(), measures::kSwatchRadius, measures::kSwatchRadius);
    }

private:
    std::size_t m_part;
};

} // namespace

RunPreview::RunPreview(PreviewPresenter& preview, RecipePresenter& recipe)
    : m_preview(preview)
    , m_recipe(recipe) {
    setObjectName(QStringLiteral("runPreview"));
    setProperty("kind", QStringLiteral("card"));
    setFixedWidth(measures::kPreviewWidth);
    auto* whole = column(this, 0);
    auto* top = new QWidget;
    top->setFixedHeight(measures::kCardHead);
    auto* head = row(top, measures::kGap);
    head->setContentsMargins(measures::kCardPadding, 0, measures::kCardPadding, 0);
    m_title = label(TextStyle::CardTitle);
    m_badge = badge();
    m_badge->setObjectName(QStringLiteral("fitBadge"));
    head->addWidget(m_title, 1);
    head->addWidget(m_badge, 0, Qt::AlignVCenter);
    whole->addWidget(top);
    whole->addWidget(separator());
    const Scroller scroll = scroller();
    scroll.layout->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                                      measures::kGapDense);
    scroll.layout->setSpacing(measures::kGapDense);
    m_nothing = label(TextStyle::Body, QStringLiteral("muted"));
    m_nothing->setObjectName(QStringLiteral("previewRemark"));
    m_nothing->setWordWrap(true);
    scroll.layout->addWidget(m_nothing);
    scroll.layout->addWidget(makeMemory());
    scroll.layout->addWidget(makeSuggestions());
    scroll.layout->addWidget(separator());
    scroll.layout->addWidget(makeFigures());
    m_findings = new FindingsList(preview);
    scroll.layout->addWidget(m_findings);
    scroll.layout->addStretch(1);
    whole->addWidget(scroll.area, 1);
    whole->addWidget(separator());
    whole->addWidget(makeFoot());
    connect(m_findings, &FindingsList::revealAsked, this, &RunPreview::revealAsked);
    connect(&preview, &PreviewPresenter::planChanged, this, &RunPreview::show);
    connect(&preview, &PreviewPresenter::stateChanged, this, &RunPreview::show);
    connect(&preview, &PreviewPresenter::findingsChanged, this, &RunPreview::showStart);
    speak([this] {
        m_title->setText(tr("Run preview"));
        m_suggestTitle->setText(tr("Ways to make it fit"));
        m_sweep->setText(tr("Sweep…"));
        m_sweep->setToolTip(tr("Train with several values of some settings and see which is best"));
        m_acceptMemory->setText(tr("Proceed anyway"));
        m_time.caption->setText(tr("Time"));
        m_work.caption->setText(tr("Work"));
        m_disk.caption->setText(tr("Disk"));
        const std::array<QString, kMemoryParts> names = {
            tr("Weights"), tr("Adapters"),  tr("Gradients"), tr("Optimiser"), tr("Activations"),
            tr("Logits"),  tr("Workspace"), tr("Runtime"),   tr("Rows"),      tr("Samples")};
        for (std::size_t i = 0; i < kMemoryParts; ++i)
            m_names[i]->setText(names[i]);
        show();
    });
}

void RunPreview::showAmount(std::size_t part, const PlanFacts& plan) {
    // A part that is gone at the peak tells in brackets what it takes at its own time.
    const bool gone = plan.parts[part] == 0 && plan.most[part] > 0;
    const QString most = bridge::memoryText(plan.most[part]);
    m_amounts[part]->setText(gone ? QStringLiteral("(%1)").arg(most) : bridge::memoryText(plan.parts[part]));
    const QString why =
        gone ? tr("Takes %1 at another moment, when the rest takes less than at the peak.").arg(most)
             : QString();
    m_amounts[part]->setToolTip(why);
    m_amounts[part]->setAccessibleDescription(why);
}

QWidget* RunPreview::makeMemory() {
    m_memory = new QWidget;
    auto* lines = column(m_memory, measures::kGap);
    auto* head = row(measures::kGap);
    m_device = label(TextStyle::BodyStrong);
    m_measure = button(QStringLiteral("measureButton"), QStringLiteral("quiet"));
    head->addWidget(m_device, 1);
    head->addWidget(m_measure);
    lines->addLayout(head);
    m_bar = new MemoryBar;
    lines->addWidget(m_bar);
    m_items = new QGridLayout;
    m_items->setContentsMargins({});
    m_items->setHorizontalSpacing(measures::kGap);
    m_items->setVerticalSpacing(0);
    constexpr int kCells = 3;
    for (std::size_t i = 0; i < kMemoryParts; ++i) {
        const int line = static_cast<int>(i / 2), first = static_cast<int>(i % 2) * (kCells + 1);
        m_names[i] = label(TextStyle::Table, QStringLiteral("muted"));
        m_amounts[i] = label(TextStyle::Table);
        m_amounts[i]->setObjectName(QStringLiteral("memory_") +
                                    QString::fromStdString(std::string(kMemoryPartNames[i])));
        m_items->addWidget(new PartSwatch(i), line, first);
        m_items->addWidget(m_names[i], line, first + 1);
        m_items->addWidget(m_amounts[i], line, first + 2, Qt::AlignRight);
        m_items->setColumnStretch(first + 1, 1);
        m_items->setRowMinimumHeight(line, measures::kMemoryRow);
    }
    m_items->setColumnMinimumWidth(kCells, measures::kGapDense);
    lines->addLayout(m_items);
    m_step = new StepMemory;
    lines->addWidget(m_step);
    m_remark = label(TextStyle::Table, QStringLiteral("muted"));
    m_remark->setObjectName(QStringLiteral("measuredRemark"));
    m_remark->setWordWrap(true);
    lines->addWidget(m_remark);
    connect(m_measure, &QPushButton::clicked, this, [this] {
        if (m_preview.isMeasuring())
            m_preview.stopMeasuring();
        else
            m_preview.measure();
    });
    return m_memory;
}

QWidget* RunPreview::makeSuggestions() {
    m_suggestions = frame(QStringLiteral("sunken"));
    auto* lines = column(m_suggestions, measures::kGapSmall);
    lines->setContentsMargins(measures::kGapDense, measures::kGap, measures::kGapDense, measures::kGap);
    m_suggestTitle = label(TextStyle::BodyStrong);
    lines->addWidget(m_suggestTitle);
    m_suggestLines = column(nullptr, measures::kGapSmall);
    lines->addLayout(m_suggestLines);
    m_acceptMemory = button(QStringLiteral("acceptMemory"), QStringLiteral("quiet"));
    lines->addWidget(m_acceptMemory, 0, Qt::AlignLeft);
    connect(m_acceptMemory, &QPushButton::clicked, &m_preview, &PreviewPresenter::acceptMemory);
    return m_suggestions;
}

QWidget* RunPreview::makeFigures() {
    auto* whole = new QWidget;
    auto* columns = row(whole, measures::kGapDense);
    const auto make = [&](const char* name) {
        Figure figure{label(TextStyle::Caption, QStringLiteral("muted")), label(TextStyle::CardTitle),
                      label(TextStyle::Caption, QStringLiteral("muted"))};
        figure.value->setObjectName(QString::fromLatin1(name));
        auto* lines = column(nullptr, 0);
        for (QLabel* text : {figure.caption, figure.value, figure.note}) {
            text->setWordWrap(true);
            lines->addWidget(text);
        }
        lines->addStretch(1);
        columns->addLayout(lines, 1);
        return figure;
    };
    m_time = make("previewTime");
    m_work = make("previewSteps");
    m_disk = make("previewDisk");
    return whole;
}

QWidget* RunPreview::makeFoot() {
    auto* foot = new QWidget;
    auto* line = row(foot, 0);
    line->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kGapDense);
    m_start = button(QStringLiteral("startButton"), QStringLiteral("start"));
    m_start->setIcon(icon(QStringLiteral("play"), IconTone::OnAction));
    m_sweep = button(QStringLiteral("sweepButton"));
    m_sweep->setFixedHeight(measures::kStartButton);
    line->addWidget(m_start, 1);
    line->addSpacing(measures::kGap);
    line->addWidget(m_sweep);
    connect(m_sweep, &QPushButton::clicked, this, &RunPreview::sweepAsked);
    connect(m_start, &QPushButton::clicked, &m_preview, &PreviewPresenter::start);
    return foot;
}

void RunPreview::show() {
    const auto& plan = m_preview.plan();
    m_memory->setVisible(plan.has_value());
    const bool failed = m_preview.planError().has_value();
    m_nothing->setVisible(!plan || failed);
    setTone(m_nothing, failed ? QStringLiteral("bad") : QStringLiteral("muted"));
    m_nothing->setText(failed ? bridge::sentence(*m_preview.planError())
                       : m_recipe.recipe().model.path.empty()
                           ? tr("Choose a model to see what the run needs.")
                           : tr("Planning…"));
    m_badge->setVisible(plan && !failed);
    if (plan) {
        m_badge->setText(plan->fits ? tr("fits") : tr("does not fit"));
        setTone(m_badge, plan->fits ? QStringLiteral("good") : QStringLiteral("bad"));
        showItems();
    }
    showMeasuring();
    showSuggestions();
    showFigures();
    showStart();
}

void RunPreview::showItems() {
    const PlanFacts& plan = *m_preview.plan();
    const devices::DeviceFacts* device = m_preview.device();
    m_device->setText(
        plan.device == QStringLiteral("cpu")
            ? tr("Main memory")
            : tr("Memory of %1").arg(device ? QString::fromStdString(device->name) : plan.device));
    m_bar->show(plan, device ? device->totalBytes : 0, m_preview.isPlanPresent());
    m_bar->setWords(tr("Memory of the run"), tr("safe %1").arg(bridge::memoryText(plan.budgetBytes)));
    for (std::size_t i = 0; i < kMemoryParts; ++i)
        showAmount(i, plan);
    m_step->show(plan, m_preview.isPlanPresent());
}

void RunPreview::showMeasuring() {
    const bool busy = m_preview.isMeasuring();
    m_measure->setText(busy ? tr("Stop measuring") : tr("Measure"));
    m_measure->setToolTip(tr("Runs a few steps on random tokens and shows how good the estimate is."));
    const auto& measured = m_preview.measured();
    m_remark->setVisible(busy || measured);
    if (busy) {
        m_remark->setText(tr("Running a few steps on random tokens…"));
    } else if (measured && measured->measuredBytes) {
        const double percent = 100 * measured->measuredError;
        const QString amount = QLocale().toString(std::abs(percent), 'f', 1);
        m_remark->setText((percent < 0 ? tr("Measured %1; the estimate was %2 % low.")
                                       : tr("Measured %1; the estimate was %2 % high."))
                              .arg(bridge::memoryText(*measured->measuredBytes), amount));
    }
}

void RunPreview::showSuggestions() {
    const auto& plan = m_preview.plan();
    const bool wanted = plan && !plan->fits && !m_preview.isMemoryAccepted();
    m_suggestions->setVisible(wanted);
    clearLayout(m_suggestLines);
    if (!wanted)
        return;
    for (std::size_t i = 0; i < std::min(kShownSuggestions, plan->suggestions.size()); ++i) {
        const PlanSuggestion& suggestion = plan->suggestions[i];
        const QString value =
            suggestion.value.is_number() ? numberText(suggestion.value.get<qint64>()) : QString();
        const QString change =
            suggestion.change == QStringLiteral("checkpointing") ? tr("Recompute activations")
            : suggestion.change == QStringLiteral("batch")       ? tr("Batch size %1").arg(value)
            : suggestion.change == QStringLiteral("length")      ? tr("Maximum length %1").arg(value)
            : suggestion.change == QStringLiteral("moments")     ? tr("AdamW in 8 bits")
            : suggestion.change == QStringLiteral("lora")        ? tr("LoRA instead")
                                                                 : QString::fromStdString(suggestion.field);
        auto* line = row(measures::kGap);
        QPushButton* take = button(QStringLiteral("suggestion_%1").arg(i));
        take->setText(change);
        QLabel* effect =
            label(TextStyle::Table, suggestion.peakBytes <= plan->budgetBytes ? QStringLiteral("good")
                                                                              : QStringLiteral("muted"));
        const double slower = 100 * (suggestion.slowdown - 1);
        effect->setText(slower > 0.5 ? tr("%1, %2 % slower")
                                           .arg(bridge::memoryText(suggestion.peakBytes),
                                                QLocale().toString(slower, 'f', 0))
                                     : bridge::memoryText(suggestion.peakBytes));
        connect(
            take, &QPushButton::clicked, this, [this, suggestion] { m_preview.take(suggestion); },
            Qt::QueuedConnection);
        line->addWidget(take);
        line->addWidget(effect);
        line->addStretch(1);
        m_suggestLines->addLayout(line);
    }
}

void RunPreview::showFigures() {
    const auto& plan = m_preview.plan();
    const auto steps = m_preview.countedSteps();
    const auto seconds = m_preview.seconds();
    const auto perStep = m_preview.secondsPerStep();
    m_time.value->setText(seconds ? tr("≈ %1").arg(durationText(*seconds)) : QStringLiteral("–"));
    const double step = perStep.value_or(0);
    m_time.note->setText(!perStep ? tr("not measured yet")
                         : seconds && plan->validationSeconds >= 1
                             ? tr("%1 of it validation").arg(durationText(plan->validationSeconds))
                         : step < 1 ? tr("%1 ms a step").arg(figureText(1000 * step))
                                    : tr("%1 s a step").arg(figureText(step)));
    m_work.value->setText(steps ? tr("%1 steps", nullptr, pluralOf(*steps)).arg(numberText(*steps))
                          : plan && plan->isCounting ? tr("counting…")
                                                     : QStringLiteral("–"));
    const recipe::Recipe& recipe = m_recipe.recipe();
    m_work.note->setText(tr("%1 sequences a step").arg(numberText(recipe.batchSize * recipe.accumulation)));
    m_disk.value->setText(plan ? bridge::memoryText(plan->diskBytes) : QStringLiteral("–"));
    m_disk.note->setText(tr("%n checkpoints kept", nullptr, static_cast<int>(recipe.saveTotalLimit)));
}

QString RunPreview::startText() const {
    using State = PreviewPresenter::State;
    switch (m_preview.state()) {
    case State::NoProject:
        return tr("Open a project");
    case State::ReadOnly:
        return tr("The project is read-only");
    case State::NoModel:
        return tr("Choose a model");
    case State::NoData:
        return tr("Choose data");
    case State::Faulty:
        return m_preview.errors() > 0 ? tr("Fix %n errors to start", nullptr, m_preview.errors())
                                      : tr("Cannot be planned");
    case State::DoesNotFit:
        return tr("Does not fit: needs %1").arg(bridge::memoryText(m_preview.plan()->peakBytes));
    case State::Unaccepted:
        return tr("Fix or accept %n findings to start", nullptr, m_preview.unaccepted());
    case State::Checking:
        return tr("Checking…");
    case State::Starting:
        return tr("Starting…");
    case State::Ready:
        return m_preview.rowsLeftOut().empty() ? tr("Start training") : tr("Start training…");
    }
    return {};
}

void RunPreview::showStart() {
    const bool ready = m_preview.state() == PreviewPresenter::State::Ready;
    m_start->setText(startText());
    m_start->setEnabled(ready);
    m_sweep->setVisible(ready); // else the start tells why, at its full width
}

} // namespace luthier::recipes
