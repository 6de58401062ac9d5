#include "quick_look_view.h"

#include <bridge/json_values.h>
#include <widgets/figures.h>

#include <QCoreApplication>
#include <QGridLayout>
#include <QLocale>

#include <algorithm>
#include <numeric>

namespace luthier::train {

using namespace widgets;
using bridge::ComparedRow;
using bridge::Outcome;

namespace {

constexpr std::size_t kRows = 3;
constexpr qsizetype kLongestLine = 400; // characters; what is elided behind them nobody sees

QString said(const char* text) {
    return QCoreApplication::translate("Train", text);
}

std::optional<double> lossOf(const Json& look, const char* side) {
    const Json* measured = member(look, side);
    return measured && measured->is_object() ? bridge::numberIn(*measured, "loss") : std::nullopt;
}

int rankOf(Outcome outcome) {
    return outcome == Outcome::Fixed ? 0 : outcome == Outcome::Broken ? 1 : 2;
}

double lossFall(const ComparedRow& row) {
    return row.base.loss && row.adapted.loss ? *row.base.loss - *row.adapted.loss : 0;
}

struct OutcomeLook {
    const char* icon;
    IconTone tone;
    const char* word;
};

OutcomeLook lookOf(Outcome outcome) {
    switch (outcome) {
    case Outcome::Fixed:
        return {"check", IconTone::Good, QT_TRANSLATE_NOOP("Train", "fixed")};
    case Outcome::Broken:
        return {"error", IconTone::Bad, QT_TRANSLATE_NOOP("Train", "broken")};
    case Outcome::BothRight:
        return {"tick", IconTone::Muted, QT_TRANSLATE_NOOP("Train", "right before and after")};
    default:
        return {"compare", IconTone::Muted, QT_TRANSLATE_NOOP("Train", "both answers")};
    }
}

QLabel* headOf(const QString& kind) {
    QLabel* head = label(TextStyle::Caption, kind.isEmpty() ? QStringLiteral("muted") : QString());
    if (!kind.isEmpty())
        setKind(head, kind);
    return head;
}

} // namespace

std::optional<QString> quickLookWords(const registry::RunFacts& run) {
    const Json* look = member(run.summary, "quick_look");
    if (!look || !look->is_object() || bridge::countIn(*look, "rows") == 0)
        return std::nullopt;
    const qint64 rows = bridge::countIn(*look, "rows");
    const qint64 fixed = bridge::countIn(*look, "fixed");
    const qint64 broken = bridge::countIn(*look, "broken");
    const qint64 right = bridge::countIn(*look, "both_right");
    QString text = said(QT_TRANSLATE_NOOP("Train", "Quick look at %1 held-out rows:")).arg(numberText(rows));
    const auto before = lossOf(*look, "base");
    const auto after = lossOf(*look, "adapted");
    if (fixed + broken + right > 0)
        text += u' ' + said(QT_TRANSLATE_NOOP("Train", "%1 fixed, %2 broken, %3 the same."))
                           .arg(numberText(fixed), numberText(broken), numberText(rows - fixed - broken));
    else if (before && after)
        // Free answers are hardly ever their reference to the letter.
        text +=
            u' ' + said(QT_TRANSLATE_NOOP("Train", "no answer equals its reference word for word; the loss "
                                                   "on them went from %1 to %2."))
                       .arg(figureText(*before), figureText(*after));
    const qint64 asked = bridge::countIn(*look, "asked");
    if (asked > rows)
        text +=
            u' ' + said(QT_TRANSLATE_NOOP("Train", "(%1 were asked; a tenth of the training time was over.)"))
                       .arg(numberText(asked));
    if (bridge::countIn(*look, "trained_rows") > 0)
        text += u' ' + said(QT_TRANSLATE_NOOP("Train", "%1 of them were trained on."))
                           .arg(numberText(bridge::countIn(*look, "trained_rows")));
    return text;
}

std::vector<std::size_t> tellingRows(const std::vector<ComparedRow>& rows, std::size_t most) {
    std::vector<std::size_t> told;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!rows[i].error && rows[i].base.text && rows[i].adapted.text)
            told.push_back(i);
    std::ranges::stable_sort(told, [&](std::size_t a, std::size_t b) {
        const int first = rankOf(rows[a].outcome), second = rankOf(rows[b].outcome);
        return first != second ? first < second : first == 2 && lossFall(rows[a]) > lossFall(rows[b]);
    });
    // What was broken is told too, however much was fixed.
    const auto broken =
        std::ranges::find_if(told, [&](std::size_t row) { return rows[row].outcome == Outcome::Broken; });
    if (broken != told.end() && broken - told.begin() >= static_cast<std::ptrdiff_t>(most))
        std::iter_swap(told.begin() + static_cast<std::ptrdiff_t>(most) - 1, broken);
    told.resize(std::min(told.size(), most));
    return told;
}

QuickLookView::QuickLookView(TrainPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("quickLook"));
    auto* lines = column(this, measures::kGap);
    m_sentence = label(TextStyle::Body);
    m_sentence->setObjectName(QStringLiteral("quickLookSentence"));
    m_sentence->setWordWrap(true);
    m_table = new QWidget;
    m_grid = new QGridLayout(m_table);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(measures::kGapDense);
    m_grid->setVerticalSpacing(measures::kGapSmall);
    for (const int column : {1, 2, 3})
        m_grid->setColumnStretch(column, 1);
    lines->addWidget(m_sentence);
    lines->addWidget(m_table);
    connect(&presenter, &TrainPresenter::quickLookChanged, this, &QuickLookView::show);
}

void QuickLookView::show() {
    const registry::RunFacts* run = m_presenter.current();
    const auto words = run ? quickLookWords(*run) : std::nullopt;
    setVisible(words.has_value());
    if (!words)
        return;
    const auto told = tellingRows(m_presenter.quickLook(), kRows);
    // A run at work elsewhere tells of itself all the time.
    QStringList now{*words};
    for (const std::size_t row : told)
        now << m_presenter.quickLook()[row].prompt << *m_presenter.quickLook()[row].adapted.text;
    if (now == m_shown)
        return;
    m_shown = now;
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_sentence->setText(*words);
    m_table->setVisible(!told.empty());
    if (told.empty())
        return;
    QLabel* heads[] = {headOf({}), headOf(QStringLiteral("badgeBase")),
                       headOf(QStringLiteral("badgeAdapted"))};
    heads[0]->setText(tr("Prompt"));
    heads[1]->setText(tr("base"));
    heads[2]->setText(tr("adapted"));
    for (int i = 0; i < 3; ++i)
        m_grid->addWidget(heads[i], 0, i + 1, Qt::AlignLeft);
    int line = 1;
    for (const std::size_t row : told)
        addRow(m_presenter.quickLook()[row], line++);
}

void QuickLookView::addRow(const ComparedRow& row, int line) {
    const OutcomeLook look = lookOf(row.outcome);
    auto* icon = new IconLabel(QString::fromLatin1(look.icon), look.tone, measures::kIconMark);
    icon->setToolTip(said(look.word));
    icon->setAccessibleName(said(look.word));
    m_grid->addWidget(icon, line, 0);
    const auto add = [&](const QString& text, const QString& tone, const QString& name, int column) {
        auto* shown = new ElidedLabel(TextStyle::Table, tone);
        shown->setObjectName(QStringLiteral("%1_%2").arg(name).arg(line));
        const QString plain = text.left(kLongestLine).simplified();
        shown->setFullText(plain.isEmpty() ? tr("(an empty answer)") : plain);
        m_grid->addWidget(shown, line, column);
    };
    add(row.prompt, {}, QStringLiteral("quickPrompt"), 1);
    add(*row.base.text, QStringLiteral("baseText"), QStringLiteral("quickBase"), 2);
    add(*row.adapted.text, QStringLiteral("adaptedText"), QStringLiteral("quickAdapted"), 3);
}

} // namespace luthier::train
