#include "chart_grid.h"

#include "chart_look.h"
#include "run_words.h"

#include <recipe/recipe.h>
#include <widgets/figures.h>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace luthier::train {

using namespace widgets;

namespace {

constexpr int kSmoothingSteps = 100;
constexpr int kSmoothingStart = 90;
/// Weight 1 would never move.
constexpr double kMostSmoothing = 0.995;
constexpr double kGigabyte = 1e9;
constexpr int kPictureHead = measures::kPageHeadHeight; // over the charts of a picture
constexpr int kPictureScale = 2;                        // pixels of a picture for one of the screen
constexpr double kLeastPart = 0.002; // of the run: less is a slip of the hand, not a stretch

double lastOf(const charts::Series& series, std::optional<double> x) {
    if (series.size() == 0)
        return std::nan("");
    return series.y(x ? *series.nearest(*x) : series.size() - 1);
}

} // namespace

ChartCard chartCard(const QString& name) {
    ChartCard card;
    card.frame = frame(QStringLiteral("card"));
    card.frame->setMinimumHeight(measures::kChartCardHeight);
    auto* lines = column(card.frame, 0);
    lines->setContentsMargins(measures::kLine, 0, measures::kLine, measures::kLine);
    auto* head = row(measures::kGap);
    head->setContentsMargins(measures::kGapDense, 0, measures::kGapDense, 0);
    card.title = label(TextStyle::BodyStrong);
    card.title->setFixedHeight(measures::kChartHead);
    card.note = label(TextStyle::Caption, QStringLiteral("muted"));
    card.values =
        new SteadyLabel(TextStyle::Table, QStringLiteral("muted"), Qt::AlignRight | Qt::AlignVCenter);
    card.values->setObjectName(name + QStringLiteral("Values"));
    head->addWidget(card.title);
    head->addWidget(card.note);
    head->addStretch(1);
    head->addWidget(card.values);
    card.chart = new charts::CurveChart(name);
    card.chart->setMinimumHeight(measures::kChartHeight);
    lines->addLayout(head);
    lines->addWidget(card.chart, 1);
    return card;
}

ChartGrid::ChartGrid(TrainPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("chartGrid"));
    auto* lines = column(this, measures::kGapDense);
    lines->addWidget(makeControls());
    lines->addWidget(makeCharts(), 1);
    restyle();
    joinCharts();
    connect(&presenter, &TrainPresenter::seriesChanged, this, &ChartGrid::showSeries);
    connect(&presenter, &TrainPresenter::currentChanged, this, &ChartGrid::showRun);
    connect(&presenter, &TrainPresenter::runsChanged, this, &ChartGrid::showMarks);
    connect(&presenter, &TrainPresenter::jobChanged, this, [this] {
        showEmpty();
        if (m_total != m_presenter.totalSteps())
            showAxes();
    });
    speak([this] { nameCharts(); });
    showRun();
}

QWidget* ChartGrid::makeControls() {
    auto* bar = new QWidget;
    m_line = row(bar, measures::kGapDense);
    m_axis = new Segments(QStringLiteral("xAxis"), {QStringLiteral("step"), QStringLiteral("epoch"),
                                                    QStringLiteral("tokens"), QStringLiteral("time")});
    m_smoothingName = label(TextStyle::Table, QStringLiteral("muted"));
    m_smoothing = new Slider(QStringLiteral("smoothing"));
    m_smoothing->setRange(0, kSmoothingSteps);
    m_smoothing->setValue(kSmoothingStart);
    m_smoothing->setMinimumWidth(measures::kSliderWidth / 2);
    m_smoothing->setMaximumWidth(measures::kSliderWidth);
    m_smoothingName->setBuddy(m_smoothing);
    m_log = new CheckBox(QStringLiteral("logScale"));
    m_clip = new CheckBox(QStringLiteral("clipOutliers"));
    m_clip->setChecked(true);
    m_where = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_where->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_where->setObjectName(QStringLiteral("crosshairText"));
    m_whole = button(QStringLiteral("wholeAxis"), QStringLiteral("small"), QStringLiteral("undo"));
    m_whole->hide();
    m_export = button(QStringLiteral("exportCharts"), QStringLiteral("small"), QStringLiteral("export"));
    auto* menu = new QMenu(this);
    QAction* png = menu->addAction(QString(), this, &ChartGrid::pictureWanted);
    QAction* csv = menu->addAction(QString(), this, &ChartGrid::valuesWanted);
    connect(m_export, &QPushButton::clicked, this,
            [this, menu] { menu->popup(m_export->mapToGlobal(QPoint(0, m_export->height()))); });
    for (QWidget* control :
         std::initializer_list<QWidget*>{m_axis, m_smoothingName, m_smoothing, m_log, m_clip})
        m_line->addWidget(control);
    m_line->addWidget(m_where, 1);
    m_line->addWidget(m_whole);
    m_line->addWidget(m_export);
    connectControls();
    speak([=, this] {
        m_axis->setTexts({tr("Step"), tr("Epoch"), tr("Tokens"), tr("Time")});
        m_axis->setAccessibleName(tr("X axis of the charts"));
        m_smoothingName->setText(tr("Smoothing"));
        m_smoothing->setAccessibleName(tr("Smoothing of the loss"));
        m_log->setText(tr("Log scale"));
        m_log->setToolTip(tr("Loss and gradient norm on a logarithmic scale"));
        m_clip->setText(tr("Clip outliers"));
        m_clip->setToolTip(tr("Leaves the most extreme 1 % of values off the axis"));
        m_whole->setText(tr("Whole run"));
        m_whole->setToolTip(tr("Show the whole run again (Esc or a double click)"));
        m_export->setText(tr("Export…"));
        png->setText(tr("Picture (PNG)…"));
        csv->setText(tr("Values (CSV)…"));
    });
    return bar;
}

void ChartGrid::connectControls() {
    connect(m_axis, &Segments::chosen, this, [this](const QString& key) {
        const QStringList keys{QStringLiteral("step"), QStringLiteral("epoch"), QStringLiteral("tokens"),
                               QStringLiteral("time")};
        m_curves.setAxis(static_cast<XAxis>(keys.indexOf(key)), m_presenter.series());
        m_pointer.reset();
        zoom(std::nullopt);
    });
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int value) {
        m_curves.setSmoothing(kMostSmoothing * value / kSmoothingSteps, m_presenter.series());
        showAxes();
    });
    connect(m_log, &QCheckBox::toggled, this, &ChartGrid::showAxes);
    connect(m_clip, &QCheckBox::toggled, this, &ChartGrid::showAxes);
    connect(m_whole, &QPushButton::clicked, this, [this] { zoom(std::nullopt); });
}

QWidget* ChartGrid::makeCharts() {
    m_charts = new QWidget;
    auto* grid = new QGridLayout(m_charts);
    grid->setContentsMargins({});
    grid->setSpacing(measures::kGapDense);
    const QStringList names{QStringLiteral("lossChart"), QStringLiteral("rateChart"),
                            QStringLiteral("normChart"), QStringLiteral("speedChart"),
                            QStringLiteral("rewardsChart")};
    for (int i = 0; i < kCharts; ++i)
        m_cards[static_cast<std::size_t>(i)] = chartCard(names[i]);
    grid->addWidget(m_cards[kLoss].frame, 0, 0);
    grid->addWidget(m_cards[kRate].frame, 0, 1);
    grid->addWidget(m_cards[kRewards].frame, 1, 0, 1, 2); // of runs that compare answers
    grid->addWidget(m_cards[kNorm].frame, 2, 0);
    grid->addWidget(m_cards[kSpeed].frame, 2, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    return m_charts;
}

void ChartGrid::nameCharts() {
    const QString titles[] = {tr("Loss"), tr("Learning rate"), tr("Gradient norm"), tr("Speed and memory"),
                              tr("Rewards of the answers")};
    const QString notes[] = {tr("raw, smoothed, validation"), tr("as scheduled"), tr("before clipping"),
                             tr("k tok/s, GB"), tr("better and worse")};
    for (std::size_t i = 0; i < kCharts; ++i) {
        m_cards[i].title->setText(titles[i]);
        m_cards[i].note->setText(notes[i]);
        m_cards[i].chart->setAccessibleName(titles[i]);
    }
    showAxes();
}

void ChartGrid::joinCharts() {
    for (const ChartCard& card : m_cards) {
        connect(card.chart, &charts::CurveChart::pointed, this, [this](double x) { point(x); });
        connect(card.chart, &charts::CurveChart::pointerLeft, this, [this] { point(std::nullopt); });
        connect(card.chart, &charts::CurveChart::brushed, this, [this](double from, double to) {
            if (to - from >= kLeastPart * wholeSpan().length())
                zoom(charts::Span{from, to});
        });
        connect(card.chart, &charts::CurveChart::wholeWanted, this, [this] { zoom(std::nullopt); });
    }
}

void ChartGrid::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_charts)
        restyle();
}

void ChartGrid::restyle() {
    for (const ChartCard& card : m_cards)
        card.chart->setStyle(chartStyle());
    chart(kLoss).setCurves({{&m_curves.loss, rawLook(), {}},
                            {&m_curves.smoothed, smoothedLook(), {}},
                            {&m_curves.validation, validationLook(), {}}});
    chart(kRate).setCurves(
        {{&m_curves.learningRate, rateLook(), {}}, {&m_curves.rateAhead, rateAheadLook(), {}}});
    chart(kNorm).setCurves({{&m_curves.gradNorm, plainLook(), {}}});
    chart(kSpeed).setCurves({{&m_curves.memory, memoryLook(), {}}, {&m_curves.speed, speedLook(), {}}});
    chart(kRewards).setCurves(
        {{&m_curves.chosenRewards, betterLook(), {}}, {&m_curves.rejectedRewards, worseLook(), {}}});
    showMarks();
}

void ChartGrid::showRun() {
    const registry::RunFacts* run = m_presenter.current();
    m_recipe = run ? std::make_shared<const recipe::Recipe>(recipe::readRecipe(run->recipe).recipe) : nullptr;
    m_cards[kRewards].frame->setVisible(m_recipe && recipe::comparesAnswers(m_recipe->task));
    m_curves.clear();
    m_curves.follow(m_presenter.series());
    m_pointer.reset();
    m_right = 0;
    showEmpty();
    zoom(std::nullopt);
}

/// What charts without a point say, by what the run waits for.
void ChartGrid::showEmpty() {
    const jobs::JobFacts* job = m_presenter.job();
    using enum jobs::JobState;
    const QString text = !job                         ? tr("Not started")
                         : job->state == Queued       ? tr("Waiting in the queue")
                         : job->state == Preparing    ? tr("Preparing the rows…")
                         : jobs::isActive(job->state) ? tr("Waiting for the first step…")
                                                      : tr("No step was made");
    for (const ChartCard& card : m_cards)
        card.chart->setEmptyText(text);
}

QString ChartGrid::axisTitle() const {
    switch (m_curves.axis()) {
    case XAxis::Step:
        return tr("Step");
    case XAxis::Epoch:
        return tr("Epoch");
    case XAxis::Tokens:
        return tr("Tokens");
    case XAxis::Time:
        return tr("Time");
    }
    return {};
}

/// The plots lie above each other, and each has room for its words.
void ChartGrid::alignCharts() {
    for (const ChartCard& card : m_cards)
        m_right = std::max(m_right, card.chart->wantedRight());
    for (const ChartCard& card : m_cards)
        card.chart->setRight(m_right);
}

void ChartGrid::showSeries(SeriesChange change) {
    if (change == SeriesChange::Replaced)
        m_curves.clear();
    m_curves.follow(m_presenter.series());
    showAxes();
}

charts::Span ChartGrid::wholeSpan() const {
    const double end = m_curves.position(m_presenter.series(), m_presenter.totalSteps());
    return {0, end > 0 ? end : 1};
}

void ChartGrid::showAxes() {
    m_total = m_presenter.totalSteps();
    if (m_recipe)
        m_curves.foresee(*m_recipe, m_presenter.series(), m_total);
    charts::Axes axes;
    axes.x = m_zoom.value_or(wholeSpan());
    axes.leastXStep = m_curves.axis() == XAxis::Step ? 1 : 0;
    axes.xTitle = axisTitle();
    axes.xLabel = [axis = m_curves.axis()](double value, double step) {
        return positionText(axis, value, step);
    };
    axes.yLabel = [](double value, double step) {
        return tickText(value, step);
    };
    axes.outliers = m_clip->isChecked() ? charts::Outliers::Clip : charts::Outliers::Show;
    axes.scale = m_log->isChecked() ? charts::Scale::Log : charts::Scale::Linear;
    chart(kLoss).setAxes(axes);
    axes.floor = charts::Floor::Zero;
    chart(kNorm).setAxes(axes);
    axes.scale = charts::Scale::Linear;
    chart(kSpeed).setAxes(axes);
    axes.floor = charts::Axes().floor; // rewards fall below zero
    chart(kRewards).setAxes(axes);
    axes.floor = charts::Floor::Zero;
    axes.outliers = charts::Outliers::Show;
    chart(kRate).setAxes(axes);
    showMarks();
    showValues();
}

/// Labels at the ends, references and the best point.
void ChartGrid::showMarks() {
    const bridge::RunSeries& run = m_presenter.series();
    const bridge::Evaluated* best = run.best();
    // The last point in view is the one that the words stand beside.
    const auto end = [this](const charts::Series& series, const QString& words) {
        std::size_t count = series.size();
        while (m_zoom && count > 0 && series.x(count - 1) > m_zoom->to)
            --count;
        return count == 0 ? QString() : words.arg(figureText(series.y(count - 1)));
    };
    chart(kLoss).setLabels(
        {QString(), end(m_curves.smoothed, tr("%1 train")), end(m_curves.validation, tr("%1 validation"))});
    chart(kLoss).setBest(best ? std::optional(QPointF(m_curves.position(run, best->step), best->loss))
                              : std::nullopt);
    chart(kRate).setLabels({end(m_curves.learningRate, QStringLiteral("%1")), QString()});
    chart(kSpeed).setLabels({end(m_curves.memory, tr("%1 GB")), end(m_curves.speed, tr("%1k tok/s"))});
    chart(kRewards).setLabels(
        {end(m_curves.chosenRewards, tr("%1 better")), end(m_curves.rejectedRewards, tr("%1 worse"))});
    const Palette& palette = currentPalette();
    const double clip = m_recipe ? m_recipe->optimizer.maxGradNorm : 0;
    chart(kNorm).setReferences(
        clip > 0 ? std::vector<charts::Reference>{{clip, tr("clip %1").arg(figureText(clip)), palette.warn}}
                 : std::vector<charts::Reference>{});
    const registry::RunFacts* facts = m_presenter.current();
    const Json* planned = facts ? member(facts->summary, "planned_bytes") : nullptr;
    if (planned && planned->is_number()) {
        const double gigabytes = planned->get<double>() / kGigabyte;
        chart(kSpeed).setReferences({{gigabytes, tr("plan %1 GB").arg(figureText(gigabytes)), palette.bad}});
    } else {
        chart(kSpeed).setReferences({});
    }
    alignCharts();
}

void ChartGrid::showValues() {
    const auto text = [](std::initializer_list<double> values) {
        QStringList parts;
        for (const double value : values)
            if (!std::isnan(value))
                parts << figureText(value);
        return parts.join(QStringLiteral(" · "));
    };
    const QString values[] = {
        text({lastOf(m_curves.smoothed, m_pointer), lastOf(m_curves.validation, m_pointer)}),
        text({lastOf(m_curves.learningRate, m_pointer)}), text({lastOf(m_curves.gradNorm, m_pointer)}),
        text({lastOf(m_curves.speed, m_pointer), lastOf(m_curves.memory, m_pointer)}),
        text({lastOf(m_curves.chosenRewards, m_pointer), lastOf(m_curves.rejectedRewards, m_pointer)})};
    for (std::size_t i = 0; i < kCharts; ++i)
        m_cards[i].values->setFigure(values[i]);
    const bridge::RunSeries& run = m_presenter.series();
    m_where->setFullText(
        m_pointer && run.size() > 0
            ? tr("Crosshair at step %1")
                  .arg(numberText(static_cast<qint64>(
                      run.step[std::min(*m_curves.loss.nearest(*m_pointer), run.size() - 1)])))
            : QString());
}

void ChartGrid::point(std::optional<double> x) {
    if (m_pointer == x)
        return;
    m_pointer = x;
    for (const ChartCard& card : m_cards)
        card.chart->setCrosshair(x);
    showValues();
}

void ChartGrid::zoom(std::optional<charts::Span> span) {
    m_zoom = span;
    m_whole->setVisible(span.has_value());
    showAxes();
}

QPixmap ChartGrid::picture() {
    const registry::RunFacts* run = m_presenter.current();
    const Palette& palette = currentPalette();
    const QSize size = m_charts->size() + QSize(2 * measures::kGapCard, measures::kGapCard + kPictureHead);
    QPixmap picture(size * kPictureScale);
    picture.setDevicePixelRatio(kPictureScale);
    picture.fill(palette.background);
    QPainter painter(&picture);
    const QRect head(measures::kGapCard, 0, size.width() - 2 * measures::kGapCard, kPictureHead);
    painter.setFont(fontOf(TextStyle::CardTitle));
    painter.setPen(palette.text);
    const QString title =
        run ? tr("Run %1 · %2").arg(QString::fromStdString(run->number), QString::fromStdString(run->name))
            : QString();
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, title);
    const int room = head.width() - painter.fontMetrics().horizontalAdvance(title) - measures::kGapCard;
    painter.setFont(fontOf(TextStyle::Table));
    painter.setPen(palette.text2);
    painter.drawText(
        head, Qt::AlignRight | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(run ? recipeWords(*run) : QString(), Qt::ElideRight, room));
    m_charts->render(&painter, QPoint(measures::kGapCard, kPictureHead));
    return picture;
}

void ChartGrid::addControl(QWidget* control) {
    m_line->addWidget(control);
}

} // namespace luthier::train
