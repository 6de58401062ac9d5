#include "leakage_card.h"

#include "../clean/row_pane.h"

#include <widgets/figures.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QProgressBar>
#include <QTableWidget>

#include <algorithm>
#include <array>

namespace luthier::data {

using namespace widgets;
using Known = LeakagePresenter::Known;

namespace {

constexpr int kPermille = 1000;
constexpr int kExamplesInView = 5;
constexpr std::array<const char*, 4> kKinds = {"exact", "near", "group", "contained"};
enum ExampleColumn { kRow, kKind, kAlike, kOther, kExampleColumns };
constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

} // namespace

LeakageCard::LeakageCard(DataPresenter& rows, LeakagePresenter& presenter)
    : m_data(rows)
    , m_presenter(presenter) {
    setObjectName(QStringLiteral("leakageCard"));
    setProperty("kind", QStringLiteral("card"));
    auto* whole = column(this, 0);
    whole->addWidget(makeHead());
    whole->addWidget(separator());
    m_state = label(TextStyle::Body);
    m_state->setObjectName(QStringLiteral("leakageState"));
    m_state->setWordWrap(true);
    m_state->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                                measures::kGapDense);
    whole->addWidget(m_state);
    m_counts =
        smallTable(QStringLiteral("leakageCounts"), 1 + static_cast<int>(kKinds.size()), measures::kTableRow);
    m_counts->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_counts->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    whole->addWidget(m_counts);
    whole->addWidget(makeActions());
    whole->addWidget(makeExamples());
    connect(m_counts, &QTableWidget::currentCellChanged, this, [this] {
        if (!m_filling)
            showExamples();
    });
    connect(&presenter, &LeakagePresenter::changed, this, &LeakageCard::refresh);
    connect(&presenter, &LeakagePresenter::progressed, this, &LeakageCard::showProgress);
    connect(&presenter, &LeakagePresenter::rowsArrived, this, &LeakageCard::showTexts);
    speak([this] {
        m_shownOf.clear();
        m_title->setText(tr("Leakage between the splits"));
        m_counts->setHorizontalHeaderLabels(
            {tr("Splits"), tr("Identical"), tr("Similar"), tr("Same group"), tr("Contained")});
        m_counts->setAccessibleName(tr("Leaks by pair of splits"));
        fillKeys();
        refresh();
    });
}

void LeakageCard::showEvent(QShowEvent* event) {
    Speaking<QFrame>::showEvent(event);
    m_presenter.setWatching(bridge::Watching::Yes);
}

void LeakageCard::hideEvent(QHideEvent* event) {
    Speaking<QFrame>::hideEvent(event);
    m_presenter.setWatching(bridge::Watching::No);
}

QWidget* LeakageCard::makeHead() {
    auto* head = new QWidget;
    head->setFixedHeight(measures::kCardHead);
    auto* line = row(head, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, 0, measures::kGapDense, 0);
    m_title = label(TextStyle::CardTitle);
    QLabel* keyName = label(TextStyle::Body, QStringLiteral("muted"));
    m_key = new ComboBox(QStringLiteral("leakageKey"));
    keyName->setBuddy(m_key);
    m_bar = new QProgressBar;
    m_bar->setObjectName(QStringLiteral("leakageProgress"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(measures::kProgressWidth);
    m_check = button(QStringLiteral("checkLeakage"));
    m_cancel = button(QStringLiteral("cancelLeakage"));
    line->addWidget(m_title);
    line->addStretch(1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_bar, keyName, m_key, m_check, m_cancel})
        line->addWidget(part);
    connect(m_key, &QComboBox::activated, this,
            [this] { m_presenter.setKey(m_key->currentData().toString()); });
    connect(m_check, &QPushButton::clicked, &m_presenter, &LeakagePresenter::check);
    connect(m_cancel, &QPushButton::clicked, &m_presenter, &LeakagePresenter::cancel);
    speak([=, this] {
        keyName->setText(tr("Compare"));
        m_key->setAccessibleName(tr("What is compared"));
        m_cancel->setText(tr("Cancel"));
        m_bar->setAccessibleName(tr("Progress of the check"));
    });
    return head;
}

void LeakageCard::fillKeys() {
    m_key->clear();
    m_key->addItem(tr("Prompt"), QStringLiteral("prompt"));
    m_key->addItem(tr("Answer"), QStringLiteral("response"));
    m_key->addItem(tr("Whole row"), QStringLiteral("record"));
    m_key->choose(m_presenter.key());
}

QWidget* LeakageCard::makeActions() {
    m_actions = new QWidget;
    auto* whole = column(m_actions, measures::kGap);
    whole->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                              measures::kGapDense);
    m_advice = label(TextStyle::Body, QStringLiteral("muted"));
    m_advice->setWordWrap(true);
    auto* line = row(measures::kGap);
    m_aside = button(QStringLiteral("setLeaksAside"), QStringLiteral("primary"));
    m_again = button(QStringLiteral("splitAgain"));
    m_show = button(QStringLiteral("showLeaks"), QStringLiteral("quiet"));
    line->addWidget(m_aside);
    line->addWidget(m_again);
    line->addWidget(m_show);
    line->addStretch(1);
    whole->addWidget(m_advice);
    whole->addLayout(line);
    connect(m_aside, &QPushButton::clicked, &m_presenter, &LeakagePresenter::setAside);
    connect(m_again, &QPushButton::clicked, this, &LeakageCard::splitWanted);
    connect(m_show, &QPushButton::clicked, &m_presenter, &LeakagePresenter::showInTable);
    speak([this] {
        m_advice->setText(
            tr("A model that saw a test row in training looks better than it is. Set these rows aside: they "
               "stay in the dataset but belong to no split. Or split again and keep similar rows together."));
        m_again->setText(tr("Split again…"));
        m_show->setText(tr("Show in table"));
    });
    return m_actions;
}

QWidget* LeakageCard::makeExamples() {
    m_work = new QWidget;
    auto* whole = column(m_work, 0);
    whole->addWidget(separator());
    m_examples = smallTable(QStringLiteral("leakageExamples"), kExampleColumns, measures::kTableRowCompact);
    m_examples->horizontalHeader()->setSectionResizeMode(kOther, QHeaderView::Stretch);
    whole->addWidget(m_examples);
    whole->addWidget(separator());
    auto* sides = row(measures::kGapDense);
    sides->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                              measures::kCardPadding);
    m_other = new RowPane(QStringLiteral("leakOther"), RowPane::Side::Kept);
    m_row = new RowPane(QStringLiteral("leakRow"), RowPane::Side::Going);
    sides->addWidget(m_row, 1);
    sides->addWidget(m_other, 1);
    whole->addLayout(sides);
    connect(m_examples, &QTableWidget::currentCellChanged, this, [this] {
        if (const LeakExample* example = m_filling ? nullptr : selected())
            m_presenter.look(*example);
    });
    speak([this] {
        m_examples->setHorizontalHeaderLabels({tr("Row"), tr("Kind"), tr("Similarity"), tr("Matches")});
        m_examples->setAccessibleName(tr("Rows that leak"));
    });
    return m_work;
}

void LeakageCard::refresh() {
    if (!m_work)
        return;
    showState();
    showProgress();
    const LeakageFacts* facts = m_presenter.report();
    const bool leaks = facts && !facts->leaked.empty();
    m_counts->setVisible(facts && !facts->counts.empty());
    m_actions->setVisible(leaks && m_presenter.isCurrent());
    m_work->setVisible(leaks);
    if (!facts) {
        m_shownOf.clear();
        return;
    }
    const auto leaked = static_cast<qint64>(facts->leaked.size());
    m_aside->setText(tr("Set %1 rows aside", nullptr, pluralOf(leaked)).arg(numberText(leaked)));
    m_aside->setEnabled(m_data.isWritable() && m_presenter.state() == LeakagePresenter::State::Idle);
    m_again->setEnabled(m_data.isWritable());
    if (std::exchange(m_shownOf, facts->version) != facts->version) {
        showCounts();
        showExamples();
    }
}

void LeakageCard::showState() {
    const bool checking = m_presenter.state() != LeakagePresenter::State::Idle;
    const Known known = m_presenter.known();
    const LeakageFacts* facts = m_presenter.report();
    const auto leaked = facts && m_presenter.isCurrent() ? static_cast<qint64>(facts->leaked.size()) : 0;
    const QString when = timeText(m_presenter.checkedAt());
    QString text;
    QString tone;
    if (!m_presenter.canCheck()) {
        text = tr("Split the rows first; then they can be checked for leaks.");
        tone = QStringLiteral("muted");
    } else if (known == Known::Never || known == Known::Nothing) {
        text = tr("Never checked: rows of one split may also be in another.");
        tone = QStringLiteral("warn");
    } else if (known == Known::Outdated) {
        text = tr("The rows have changed since the last check.");
        tone = QStringLiteral("warn");
    } else if (known == Known::Clean) {
        text = when.isEmpty() ? tr("No leaks found.") : tr("No leaks found, checked %1.").arg(when);
        tone = QStringLiteral("good");
    } else {
        text = leaked > 0 ? tr("%1 rows are also in an earlier split, or a similar row is.", nullptr,
                               pluralOf(leaked))
                                .arg(numberText(leaked))
                          : tr("The check on %1 found leaks. Check again to see them.").arg(when);
        tone = QStringLiteral("bad");
    }
    if (facts && m_presenter.isCurrent() && facts->withoutSplit > 0)
        text += u' ' + tr("%1 rows belong to no split and were not compared.", nullptr,
                          pluralOf(facts->withoutSplit))
                           .arg(numberText(facts->withoutSplit));
    m_state->setText(text);
    setTone(m_state, tone);
    m_check->setText(known == Known::Never || known == Known::Nothing ? tr("Check") : tr("Check again"));
    m_check->setVisible(!checking);
    m_check->setEnabled(m_presenter.canCheck());
    m_cancel->setVisible(checking);
    m_bar->setVisible(checking);
    m_key->setEnabled(!checking);
}

void LeakageCard::showProgress() {
    const auto& progress = m_presenter.progress();
    m_bar->setRange(0, progress.total > 0 ? kPermille : 0);
    if (progress.total > 0)
        m_bar->setValue(
            static_cast<int>(std::min(progress.done, progress.total) * kPermille / progress.total));
}

void LeakageCard::showCounts() {
    m_filling = true;
    const LeakageFacts& facts = *m_presenter.report();
    m_counts->setRowCount(static_cast<int>(facts.counts.size()));
    int row = 0;
    int first = -1;
    for (const LeakCounts& line : facts.counts) {
        m_counts->setItem(row, 0, cell(tr("%1, also in %2").arg(line.split, line.before)));
        const std::array<qint64, 4> numbers = {line.exact, line.near, line.group, line.contained};
        for (std::size_t i = 0; i < numbers.size(); ++i)
            m_counts->setItem(row, static_cast<int>(i) + 1, cell(numberText(numbers[i]), kRight));
        if (first < 0 && line.all() > 0)
            first = row;
        ++row;
    }
    fitRows(m_counts);
    m_counts->setCurrentCell(std::max(first, 0), 0);
    m_filling = false;
}

QString LeakageCard::kindWord(const QString& kind) const {
    return kind == QStringLiteral("exact")   ? tr("identical")
           : kind == QStringLiteral("near")  ? tr("similar")
           : kind == QStringLiteral("group") ? tr("same group")
                                             : tr("contained");
}

/// Those of the pair and kind that are chosen in the counts; of a pair all kinds.
void LeakageCard::showExamples() {
    const LeakageFacts* facts = m_presenter.report();
    m_shown.clear();
    const int line = m_counts->currentRow();
    if (facts && line >= 0 && line < static_cast<int>(facts->counts.size())) {
        const LeakCounts& counts = facts->counts[static_cast<std::size_t>(line)];
        const int column = m_counts->currentColumn() - 1;
        std::ranges::copy_if(facts->examples, std::back_inserter(m_shown), [&](const LeakExample& example) {
            return example.split == counts.split && example.before == counts.before &&
                   (column < 0 || example.kind == QLatin1String(kKinds[static_cast<std::size_t>(column)]));
        });
    }
    m_filling = true;
    m_examples->setRowCount(static_cast<int>(m_shown.size()));
    m_examples->setFixedHeight(measures::kTableHead + std::min(m_examples->rowCount(), kExamplesInView) *
                                                          measures::kTableRowCompact);
    for (int i = 0; i < m_examples->rowCount(); ++i) {
        const LeakExample& example = m_shown[static_cast<std::size_t>(i)];
        m_examples->setItem(i, kRow, cell(tr("%1 in %2").arg(numberText(example.row.value), example.split)));
        m_examples->setItem(i, kKind, cell(kindWord(example.kind)));
        m_examples->setItem(i, kAlike, cell(QLocale().toString(example.score, 'f', 2), kRight));
        m_examples->setItem(i, kOther,
                            cell(tr("row %1 in %2").arg(numberText(example.other.value), example.before)));
    }
    m_filling = false;
    m_examples->setCurrentCell(m_shown.empty() ? -1 : 0, kRow);
    if (!m_shown.empty())
        m_presenter.look(m_shown.front());
    showTexts();
}

const LeakExample* LeakageCard::selected() const {
    const int row = m_examples->currentRow();
    return row >= 0 && row < static_cast<int>(m_shown.size()) ? &m_shown[static_cast<std::size_t>(row)]
                                                              : nullptr;
}

void LeakageCard::showTexts() {
    const LeakExample* example = selected();
    const auto* facts = m_data.current();
    const dataset::Row* leak = example && facts ? m_presenter.rowOf(example->row) : nullptr;
    const dataset::Row* other = example && facts ? m_presenter.rowOf(example->other) : nullptr;
    if (!leak || !other) {
        m_row->hide();
        m_other->hide();
        return;
    }
    auto [first, second] = differencesOf(*leak, *other);
    m_row->show(leak, *facts, example->split, std::move(first));
    m_other->show(other, *facts, example->before, std::move(second));
}

} // namespace luthier::data
