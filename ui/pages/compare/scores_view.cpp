#include "scores_view.h"

#include <bridge/json_values.h>
#include <widgets/table.h>

#include <QCoreApplication>
#include <QGridLayout>
#include <QHeaderView>
#include <QLocale>
#include <QScrollArea>
#include <QTableWidget>

#include <algorithm>

namespace luthier::compare {

using namespace widgets;

namespace {

constexpr double kChance = 0.05; // the usual threshold, said in words beside the number itself
constexpr double kSmallestShown = 0.001;
constexpr double kAxisMargin = 0.1;
constexpr int kDecimals = 3;
constexpr int kInRow = 2; // cards

std::optional<double> numberIn(const Json* object, const char* key) {
    return object ? bridge::numberIn(*object, key) : std::nullopt;
}

/// What a measure is called, and how its values are read.
struct MeasureWords {
    const char* key;
    const char* title;
    enum class Better { Lower, Higher } better;
    enum class Unit { Share, Number, Coefficient } unit;
};

using Better = MeasureWords::Better;
using Unit = MeasureWords::Unit;

/// In the order in which they are shown.
constexpr MeasureWords kMeasures[] = {
    {"loss", QT_TRANSLATE_NOOP("Measures", "Held-out loss"), Better::Lower, Unit::Number},
    {"exact_match", QT_TRANSLATE_NOOP("Measures", "Exact match"), Better::Higher, Unit::Share},
    {"accuracy", QT_TRANSLATE_NOOP("Measures", "Accuracy"), Better::Higher, Unit::Share},
    {"f1_macro", QT_TRANSLATE_NOOP("Measures", "F1, mean of the labels"), Better::Higher, Unit::Share},
    {"f1_micro", QT_TRANSLATE_NOOP("Measures", "F1, all labels together"), Better::Higher, Unit::Share},
    {"mse", QT_TRANSLATE_NOOP("Measures", "Mean squared error"), Better::Lower, Unit::Number},
    {"mae", QT_TRANSLATE_NOOP("Measures", "Mean absolute error"), Better::Lower, Unit::Number},
    {"pearson", QT_TRANSLATE_NOOP("Measures", "Correlation (Pearson)"), Better::Higher, Unit::Coefficient},
};

const MeasureWords& wordsOf(const QString& key) {
    return *std::ranges::find_if(kMeasures,
                                 [&](const MeasureWords& words) { return key == QLatin1String(words.key); });
}

/// A number, or one with its interval.
Figure figureOf(const Json& value) {
    if (value.is_number())
        return {value.get<double>(), {}, {}};
    return {numberIn(&value, "value"), numberIn(&value, "low"), numberIn(&value, "high")};
}

Figure metricOf(const Json& summary, const char* side, const char* key) {
    const Json* body = member(summary, side);
    const Json* metrics = body ? member(*body, "metrics") : nullptr;
    const Json* value = metrics ? member(*metrics, key) : nullptr;
    return value ? figureOf(*value) : Figure{};
}

Figure lossOf(const Json& summary, const char* side) {
    const Json* body = member(summary, side);
    return {numberIn(body, "loss"), numberIn(body, "loss_low"), numberIn(body, "loss_high")};
}

Figure exactOf(const Json& summary, const char* side) {
    const Json* body = member(summary, side);
    const Json* exact = body ? member(*body, "exact_match") : nullptr;
    return {numberIn(exact, "value"), numberIn(exact, "low"), numberIn(exact, "high")};
}

using bridge::countIn;
using bridge::textIn;

} // namespace

QString lossText(const std::optional<double>& value) {
    return value ? QLocale().toString(*value, 'f', kDecimals) : QStringLiteral("–");
}

QString shareText(const std::optional<double>& value) {
    return value ? QLocale().toString(100 * *value, 'f', 1) + QStringLiteral(" %") : QStringLiteral("–");
}

ScoresView::ScoresView(ComparePresenter& presenter)
    : m_presenter(presenter) {
    auto* outer = column(this, 0);
    const Scroller scroll = scroller();
    scroll.layout->setSpacing(measures::kGapDense);
    outer->addWidget(scroll.area);
    m_figures = new QGridLayout;
    m_figures->setContentsMargins({});
    m_figures->setSpacing(measures::kGapDense);
    scroll.layout->addLayout(m_figures);
    m_verdict = card();
    m_mcnemar = label(TextStyle::Body);
    m_mcnemar->setObjectName(QStringLiteral("mcnemarText"));
    m_remarks = label(TextStyle::Body, QStringLiteral("warn"));
    m_remarks->setObjectName(QStringLiteral("compareRemarks"));
    for (QLabel* text : {m_mcnemar, m_remarks}) {
        text->setWordWrap(true);
        text->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                                 measures::kGapDense);
        m_verdict.body->addWidget(text);
    }
    scroll.layout->addWidget(m_verdict.frame);
    m_past = card();
    m_table = smallTable(QStringLiteral("compareHistory"), 7, measures::kTableRow);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_past.body->addWidget(m_table);
    scroll.layout->addWidget(m_past.frame);
    scroll.layout->addStretch(1);
    connect(m_table, &QTableWidget::cellActivated, this, [this](int line, int) {
        m_presenter.chooseEvaluation(m_presenter.history()[static_cast<std::size_t>(line)].id);
    });
    connect(m_table, &QTableWidget::cellClicked, m_table, &QTableWidget::cellActivated);
    connect(&presenter, &ComparePresenter::historyChanged, this, &ScoresView::show);
    speak([this] {
        m_verdict.title->setText(tr("Could it be chance?"));
        m_past.title->setText(tr("Comparisons of this run"));
        m_table->setAccessibleName(tr("Comparisons of this run"));
        m_table->setHorizontalHeaderLabels({tr("When"), tr("Dataset"), tr("Rows"), tr("Fixed"), tr("Broken"),
                                            tr("Loss, base"), tr("Loss, adapted")});
        show();
    });
}

ScoresView::Measure& ScoresView::measureAt(std::size_t place) {
    if (place < m_measures.size())
        return m_measures[place];
    Measure& made = m_measures.emplace_back();
    made.card = card();
    auto* grid = new QGridLayout;
    grid->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kGapDense);
    grid->setHorizontalSpacing(measures::kGapDense);
    grid->setVerticalSpacing(measures::kGap);
    for (std::size_t side = 0; side < made.names.size(); ++side) {
        made.names[side] = label(TextStyle::Caption);
        setKind(made.names[side], side == 0 ? QStringLiteral("badgeBase") : QStringLiteral("badgeAdapted"));
        made.values[side] = label(TextStyle::CardTitle);
        made.values[side]->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        made.ranges[side] = label(TextStyle::Table, QStringLiteral("muted"));
        made.bars[side] = new IntervalBar(side == 0 ? SideColor::Base : SideColor::Adapted);
        const int line = static_cast<int>(side);
        grid->addWidget(made.names[side], line, 0);
        grid->addWidget(made.values[side], line, 1);
        grid->addWidget(made.ranges[side], line, 2);
        grid->addWidget(made.bars[side], line, 3);
    }
    grid->setColumnStretch(3, 1);
    made.card.body->addLayout(grid);
    m_figures->addWidget(made.card.frame, static_cast<int>(place) / kInRow, static_cast<int>(place) % kInRow);
    m_figures->setColumnStretch(static_cast<int>(place) % kInRow, 1);
    return made;
}

/// The loss, how many rows are right as a whole, and what else was measured. Of labels of texts the share of
/// right rows is the accuracy, which so has an interval.
std::vector<ScoresView::Told> ScoresView::measuresOf(const Json& summary, bridge::Making making) {
    std::vector<Told> told = {{QStringLiteral("loss"), lossOf(summary, "base"), lossOf(summary, "adapted")}};
    const Told exact = {QStringLiteral("exact_match"), exactOf(summary, "base"), exactOf(summary, "adapted")};
    const bool same = exact.base.value && exact.base.value == metricOf(summary, "base", "accuracy").value &&
                      exact.adapted.value == metricOf(summary, "adapted", "accuracy").value;
    if (!same && (making == bridge::Making::Text || exact.base.value || exact.adapted.value))
        told.push_back(exact);
    for (const MeasureWords& words : kMeasures) {
        const Told metric = {QString::fromLatin1(words.key), metricOf(summary, "base", words.key),
                             metricOf(summary, "adapted", words.key)};
        const bool accuracy = metric.key == QStringLiteral("accuracy");
        if (metric.base.value || metric.adapted.value)
            told.push_back(same && accuracy ? Told{metric.key, exact.base, exact.adapted} : metric);
    }
    return told;
}

void ScoresView::showMeasures(const std::vector<Told>& told) {
    for (std::size_t i = 0; i < told.size(); ++i)
        showMeasure(measureAt(i), told[i]);
    for (std::size_t i = 0; i < m_measures.size(); ++i)
        m_measures[i].card.frame->setVisible(i < told.size());
}

QString ScoresView::lossUnit() const {
    using bridge::Making;
    const Making making = m_presenter.making();
    return making == Making::Text          ? tr("nats a token")
           : making == Making::Labels      ? tr("nats a label")
           : making == Making::HiddenWords ? tr("nats a hidden token")
                                           : tr("squared error");
}

void ScoresView::showMeasure(const Measure& measure, const Told& told) {
    const MeasureWords& named = wordsOf(told.key);
    const QString title = QCoreApplication::translate("Measures", named.title);
    measure.card.frame->setObjectName(QStringLiteral("measure_") + told.key);
    measure.card.title->setText(title);
    const QString better = named.better == Better::Lower ? tr("lower is better") : tr("higher is better");
    const QString unit = told.key == QStringLiteral("loss") ? lossUnit() : QString();
    measure.card.note->setText(unit.isEmpty() ? better : unit + QStringLiteral(" · ") + better);
    // Shares and coefficients have ends of their own.
    double from = named.unit == Unit::Coefficient ? -1 : 0;
    double to = 1;
    if (named.unit == Unit::Number) {
        std::vector<double> ends;
        for (const Figure* figure : {&told.base, &told.adapted})
            for (const auto& value : {figure->value, figure->low, figure->high})
                if (value)
                    ends.push_back(*value);
        if (!ends.empty()) {
            const auto [low, high] = std::ranges::minmax(ends);
            const double margin = kAxisMargin * (high - low);
            from = low - margin;
            to = high + margin;
        }
    }
    const auto words = named.unit == Unit::Share ? shareText : lossText;
    for (std::size_t side = 0; side < measure.names.size(); ++side) {
        const Figure& figure = side == 0 ? told.base : told.adapted;
        measure.names[side]->setText(side == 0 ? tr("base") : tr("adapted"));
        measure.values[side]->setText(words(figure.value));
        measure.ranges[side]->setText(figure.low && figure.high
                                          ? tr("%1 to %2").arg(words(figure.low), words(figure.high))
                                          : QString());
        measure.ranges[side]->setToolTip(tr("95 % interval"));
        measure.bars[side]->show(figure, from, to);
        measure.bars[side]->setAccessibleName(QStringList{
            title, measure.names[side]->text(), measure.values[side]->text(), measure.ranges[side]->text()}
                                                  .join(QStringLiteral(", ")));
    }
}

QString ScoresView::mcnemarText(const Json& summary) const {
    const auto p = numberIn(&summary, "mcnemar_p");
    if (!p)
        return m_presenter.making() == bridge::Making::Number
                   ? tr("Numbers are off by more or less: nothing is counted as right or wrong.")
               : m_presenter.making() == bridge::Making::HiddenWords
                   ? tr("Hidden words are guessed, not answered: nothing is counted as right or wrong.")
                   : tr("These rows have no reference to match, so nothing can be counted as right or "
                        "wrong.");
    const QString fixed = numberText(countIn(summary, "fixed"));
    const QString broken = numberText(countIn(summary, "broken"));
    if (countIn(summary, "fixed") + countIn(summary, "broken") == 0)
        return tr("No answer was fixed and none was broken: by exact match both sides are equal.");
    const QString shown = *p < kSmallestShown ? tr("p < %1").arg(QLocale().toString(kSmallestShown))
                                              : tr("p = %1").arg(QLocale().toString(*p, 'f', kDecimals));
    if (*p >= kChance)
        return tr("%1 answers were fixed and %2 broken. That could well be chance (McNemar, %3): more rows "
                  "are needed to tell.")
            .arg(fixed, broken, shown);
    return countIn(summary, "fixed") > countIn(summary, "broken")
               ? tr("%1 answers were fixed and %2 broken. Very unlikely to be chance (McNemar, %3): tuning "
                    "made answers better.")
                     .arg(fixed, broken, shown)
               : tr("%1 answers were fixed and %2 broken. Very unlikely to be chance (McNemar, %3): tuning "
                    "made answers worse.")
                     .arg(fixed, broken, shown);
}

void ScoresView::showVerdict(const Json& summary) {
    m_mcnemar->setText(mcnemarText(summary));
    QStringList remarks;
    if (textIn(summary, "base_head") == QStringLiteral("random"))
        remarks << tr("The base has no head for this task. It answers with one of random weights that nobody "
                      "trained, so its figures are those of chance.");
    if (const qint64 trained = countIn(summary, "trained_rows"); trained > 0)
        remarks << tr("%1 of these rows were trained on: the figures of the adapted model are too good.")
                       .arg(numberText(trained));
    if (const qint64 unanswered = countIn(summary, "failed"); unanswered > 0)
        remarks << tr("Rows that could not be answered and are not counted: %1").arg(numberText(unanswered));
    if (boolAt(summary, "stopped", false).value_or(false))
        remarks << tr("The comparison was stopped before its last row.");
    m_remarks->setText(remarks.join(u'\n'));
    m_remarks->setVisible(!remarks.isEmpty());
}

void ScoresView::show() {
    const auto* evaluation = m_presenter.evaluation();
    if (evaluation) {
        const Json& summary = evaluation->summary;
        showMeasures(measuresOf(summary, m_presenter.making()));
        m_verdict.note->setText(tr("%1 rows").arg(numberText(countIn(summary, "rows"))));
        showVerdict(summary);
    }
    showHistory();
}

void ScoresView::showHistory() {
    const auto& history = m_presenter.history();
    m_table->setRowCount(static_cast<int>(history.size()));
    int line = 0;
    for (const auto& entry : history) {
        const auto number = [](const QString& text) {
            return cell(text, Qt::AlignRight | Qt::AlignVCenter);
        };
        const QString split = textIn(entry.summary, "split");
        const QString dataset = textIn(entry.summary, "dataset");
        m_table->setItem(line, 0, cell(timeText(QString::fromStdString(entry.createdAt))));
        m_table->setItem(line, 1, cell(split.isEmpty() ? dataset : dataset + QStringLiteral(" · ") + split));
        m_table->setItem(line, 2, number(numberText(countIn(entry.summary, "rows"))));
        m_table->setItem(line, 3, number(numberText(countIn(entry.summary, "fixed"))));
        m_table->setItem(line, 4, number(numberText(countIn(entry.summary, "broken"))));
        m_table->setItem(line, 5, number(lossText(lossOf(entry.summary, "base").value)));
        m_table->setItem(line, 6, number(lossText(lossOf(entry.summary, "adapted").value)));
        if (m_presenter.evaluation() && entry.id == m_presenter.evaluation()->id)
            m_table->selectRow(line);
        ++line;
    }
    fitRows(m_table);
}

} // namespace luthier::compare
