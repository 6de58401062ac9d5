#include "agreement_card.h"

#include <widgets/figures.h>

#include <QGridLayout>
#include <QHBoxLayout>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr std::size_t kMostShown = 5; // categories of a table
constexpr int kDigits = 2;

QString figure(double value) {
    return QLocale().toString(value, 'f', kDigits);
}

} // namespace

AgreementCard::AgreementCard(LabelPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("agreementCard"));
    const Card made = card();
    column(this, 0)->addWidget(made.frame);
    m_title = made.title;
    m_badge = badge();
    m_badge->setObjectName(QStringLiteral("agreementBadge"));
    made.head->addWidget(m_badge, 0, Qt::AlignVCenter);
    auto* body = column(nullptr, measures::kGap);
    body->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kCardPadding);
    made.body->addLayout(body);
    m_lines = column(nullptr, measures::kGap);
    body->addLayout(m_lines);
    auto* foot = row(measures::kGap);
    m_items = new ElidedLabel(TextStyle::Caption, QStringLiteral("muted"));
    m_items->setObjectName(QStringLiteral("agreementItems"));
    m_review = button(QStringLiteral("reviewDisputed"), QStringLiteral("small"));
    foot->addWidget(m_items, 1);
    foot->addWidget(m_review);
    body->addLayout(foot);
    connect(m_review, &QPushButton::clicked, &presenter, &LabelPresenter::showDisputed);
    connect(&presenter, &LabelPresenter::agreementChanged, this, &AgreementCard::refresh);
    speak([this] {
        m_title->setText(tr("Agreement"));
        refresh();
    });
}

void AgreementCard::addFigure(const QString& name, const std::optional<double>& value) {
    auto* line = row(measures::kGap);
    QLabel* title = label(TextStyle::Body, QStringLiteral("muted"));
    QLabel* number = label(TextStyle::BodyStrong);
    title->setText(name);
    number->setText(value ? figure(*value) : QStringLiteral("–"));
    if (!value)
        number->setToolTip(tr("Not defined: chance alone explains these answers"));
    line->addWidget(title, 1);
    line->addWidget(number);
    m_lines->addLayout(line);
}

void AgreementCard::showFigures(const labeling::AgreementReport& report) {
    const bool ordinal = report.scale == labeling::Scale::Ordinal;
    addFigure(tr("The same answer"), report.percent);
    if (report.spanF1) {
        addFigure(tr("F1 of passages"), report.spanF1);
        return;
    }
    if (report.scale == labeling::Scale::Ordinal && report.categories.empty()) { // orders
        addFigure(tr("Kendall’s τ"), report.kendallTau);
        addFigure(tr("Krippendorff’s α"), report.krippendorffAlpha);
        return;
    }
    addFigure(tr("Cohen’s κ"), report.cohenKappa);
    if (ordinal)
        addFigure(tr("Weighted κ"), report.weightedKappa);
    addFigure(tr("Krippendorff’s α"), report.krippendorffAlpha);
    addFigure(ordinal ? tr("Gwet’s AC2") : tr("Gwet’s AC1"), report.gwetAc2);
}

/// Rows: the first annotator's answers; columns: the second's.
void AgreementCard::showConfusion(const labeling::AgreementReport& report) {
    if (report.annotators.size() != 2 || report.categories.size() > kMostShown ||
        report.answers.answers.size() != 2)
        return;
    const auto table =
        labeling::confusion(report.answers.answers[0], report.answers.answers[1], report.categories.size());
    QFrame* made = frame(QStringLiteral("sunken"));
    auto* grid = new QGridLayout(made);
    grid->setContentsMargins(measures::kGap, measures::kGap, measures::kGap, measures::kGap);
    grid->setSpacing(measures::kGapSmall);
    const auto name = [](const QString& text, Qt::Alignment alignment) {
        auto* shown = new ElidedLabel(TextStyle::Caption, QStringLiteral("muted"));
        shown->setAlignment(alignment | Qt::AlignVCenter);
        shown->setFullText(text);
        return shown;
    };
    grid->addWidget(name(tr("%1 ↓ %2 →")
                             .arg(QString::fromStdString(report.annotators[0]),
                                  QString::fromStdString(report.annotators[1])),
                         Qt::AlignLeft),
                    0, 0);
    for (std::size_t a = 0; a < table.size(); ++a) {
        const QString category = QString::fromStdString(report.categories[a]);
        const int place = static_cast<int>(a) + 1;
        grid->addWidget(name(category, Qt::AlignLeft), place, 0);
        grid->addWidget(name(category, Qt::AlignRight), 0, place);
        grid->setColumnStretch(place, 1);
        for (std::size_t b = 0; b < table.size(); ++b) {
            QLabel* count = label(a == b ? TextStyle::BodyStrong : TextStyle::Body);
            count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            count->setText(numberText(table[a][b]));
            grid->addWidget(count, place, static_cast<int>(b) + 1);
        }
    }
    grid->setColumnStretch(0, 2);
    m_lines->addWidget(made);
}

void AgreementCard::refresh() {
    if (!m_review)
        return;
    const auto& report = m_presenter.agreement();
    setVisible(report.has_value());
    clearLayout(m_lines);
    if (!report)
        return;
    const auto& main = report->kendallTau      ? report->kendallTau
                       : report->spanF1        ? report->spanF1
                       : report->weightedKappa ? report->weightedKappa
                                               : report->cohenKappa;
    m_badge->setVisible(main.has_value());
    if (main)
        m_badge->setText((report->kendallTau ? tr("τ %1")
                          : report->spanF1   ? tr("F1 %1")
                                             : tr("κ %1"))
                             .arg(figure(*main)));
    showFigures(*report);
    showConfusion(*report);
    m_items->setFullText(
        tr("%1 rows labelled twice", nullptr, pluralOf(report->items)).arg(numberText(report->items)));
    const qint64 open = report->disputes - report->decided;
    m_review->setVisible(open > 0);
    m_review->setText(tr("Decide %1 differences", nullptr, pluralOf(open)).arg(numberText(open)));
}

} // namespace luthier::data
