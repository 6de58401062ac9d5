#include "duplicates_view.h"

#include "finding_delegate.h"
#include "row_pane.h"

#include <widgets/figures.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QShortcut>
#include <QTableWidget>

#include <algorithm>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr int kSettleMilliseconds = 250;
constexpr int kMostClustersShown = 500;
constexpr int kMostMembersShown = 200;
constexpr int kMembersInView = 4;
constexpr qsizetype kClusterText = 120;

enum ClusterColumn { kText, kRows, kLeast, kClusterColumns };
enum MemberColumn { kMember, kState, kAlike, kMemberColumns };

QString shareText(double value) {
    return QLocale().toString(value, 'f', 2);
}

} // namespace

DuplicatesView::DuplicatesView(DataPresenter& rows, DuplicatesPresenter& presenter)
    : m_data(rows)
    , m_presenter(presenter) {
    setObjectName(QStringLiteral("duplicatesView"));
    auto* whole = column(this, measures::kGapDense);
    whole->addWidget(makeSettings());
    m_remark = label(TextStyle::Body, QStringLiteral("muted"));
    m_remark->setObjectName(QStringLiteral("duplicatesRemark"));
    m_remark->setWordWrap(true);
    whole->addWidget(m_remark);
    m_work = new QWidget;
    auto* columns = row(m_work, measures::kGapDense);
    columns->addWidget(makeClusters(), 2);
    columns->addWidget(makeReview(), 3);
    whole->addWidget(m_work, 1);
    whole->addStretch();
    addKeys();
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMilliseconds);
    connect(&m_settle, &QTimer::timeout, this, [this] { m_presenter.setThreshold(m_threshold->value()); });
    connect(&presenter, &DuplicatesPresenter::changed, this, &DuplicatesView::refresh);
    connect(&presenter, &DuplicatesPresenter::rowsArrived, this, &DuplicatesView::refresh);
    speak([this] {
        fillChoices();
        refresh();
    });
}

void DuplicatesView::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_presenter.setWatching(bridge::Watching::Yes);
}

void DuplicatesView::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_presenter.setWatching(bridge::Watching::No);
}

QWidget* DuplicatesView::makeSettings() {
    QFrame* made = frame(QStringLiteral("card"));
    auto* whole = column(made, measures::kGap);
    whole->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                              measures::kGapDense);
    auto* first = row(measures::kGap);
    QLabel* keyName = label(TextStyle::Body);
    m_key = new ComboBox(QStringLiteral("duplicateKey"));
    QLabel* thresholdName = label(TextStyle::Body);
    m_threshold = new Slider(QStringLiteral("duplicateThreshold"));
    m_threshold->setRange(DuplicatesPresenter::kLeastThreshold, DuplicatesPresenter::kExactThreshold);
    m_threshold->setValue(m_presenter.threshold());
    m_threshold->setFixedWidth(measures::kSliderWidth);
    m_thresholdText = label(TextStyle::BodyStrong, QStringLiteral("action"));
    m_thresholdText->setMinimumWidth(measures::kFigureWidth);
    QLabel* keepName = label(TextStyle::Body);
    m_keep = new ComboBox(QStringLiteral("duplicateKeep"));
    keyName->setBuddy(m_key);
    thresholdName->setBuddy(m_threshold);
    keepName->setBuddy(m_keep);
    for (QWidget* part : std::initializer_list<QWidget*>{keyName, m_key, thresholdName, m_threshold,
                                                         m_thresholdText, keepName, m_keep})
        first->addWidget(part);
    first->addStretch(1);
    whole->addLayout(first);
    auto* second = row(measures::kGapDense);
    m_figures = label(TextStyle::Body, QStringLiteral("muted"));
    m_figures->setObjectName(QStringLiteral("duplicateFigures"));
    m_figures->setWordWrap(true);
    m_remove = button(QStringLiteral("removeDuplicates"), QStringLiteral("primary"));
    m_conflicts = button(QStringLiteral("showConflicts"));
    second->addWidget(m_figures, 1);
    second->addWidget(m_conflicts);
    second->addWidget(m_remove);
    whole->addLayout(second);
    m_alarm = label(TextStyle::Body, QStringLiteral("warn"));
    m_alarm->setObjectName(QStringLiteral("duplicateAlarm"));
    m_alarm->setWordWrap(true);
    whole->addWidget(m_alarm);
    connect(m_key, &QComboBox::activated, this,
            [this] { m_presenter.setKey(m_key->currentData().toString()); });
    connect(m_keep, &QComboBox::activated, this,
            [this] { m_presenter.setKeep(m_keep->currentData().toString()); });
    connect(m_threshold, &QSlider::valueChanged, this, [this] {
        showFigures();
        m_settle.start();
    });
    connect(m_remove, &QPushButton::clicked, &m_presenter, &DuplicatesPresenter::remove);
    connect(m_conflicts, &QPushButton::clicked, &m_presenter, &DuplicatesPresenter::showConflicts);
    speak([=, this] {
        keyName->setText(tr("Compare"));
        m_key->setAccessibleName(tr("What is compared"));
        thresholdName->setText(tr("Similar from"));
        m_threshold->setAccessibleName(tr("Similarity from which rows are duplicates"));
        m_threshold->setToolTip(tr("The share of word sequences that two texts have in common. At the right "
                                   "end only identical texts count; whitespace is ignored."));
        keepName->setText(tr("Keep"));
        m_keep->setAccessibleName(tr("Which row is kept"));
    });
    return made;
}

void DuplicatesView::fillChoices() {
    m_filling = true;
    m_key->clear();
    m_key->addItem(tr("Whole row"), QStringLiteral("record"));
    m_key->addItem(tr("Prompt"), QStringLiteral("prompt"));
    m_key->addItem(tr("Answer"), QStringLiteral("response"));
    m_key->choose(m_presenter.key());
    m_keep->clear();
    m_keep->addItem(tr("First row"), QStringLiteral("first"));
    m_keep->addItem(tr("Last row"), QStringLiteral("last"));
    m_keep->addItem(tr("Longest row"), QStringLiteral("longest"));
    m_keep->choose(m_presenter.keep());
    m_filling = false;
}

QWidget* DuplicatesView::makeClusters() {
    QFrame* made = frame(QStringLiteral("card"));
    auto* whole = column(made, 0);
    m_clusterCount = label(TextStyle::BodyStrong);
    m_clusterCount->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding,
                                       measures::kGap);
    m_clusters = smallTable(QStringLiteral("clustersTable"), kClusterColumns, measures::kTableRow);
    m_clusters->horizontalHeader()->setSectionResizeMode(kText, QHeaderView::Stretch);
    whole->addWidget(m_clusterCount);
    whole->addWidget(separator());
    whole->addWidget(m_clusters, 1);
    connect(m_clusters, &QTableWidget::currentCellChanged, this, [this](int now) {
        if (!m_filling && now >= 0)
            m_presenter.choose(now);
    });
    speak([this] {
        m_clusters->setHorizontalHeaderLabels({tr("Cluster"), tr("Rows"), tr("Least similar")});
        m_clusters->setAccessibleName(tr("Clusters of duplicates"));
    });
    return made;
}

QWidget* DuplicatesView::makeReview() {
    QFrame* made = frame(QStringLiteral("card"));
    auto* whole = column(made, 0);
    m_members = smallTable(QStringLiteral("membersTable"), kMemberColumns, measures::kTableRowCompact);
    m_members->horizontalHeader()->setSectionResizeMode(kState, QHeaderView::Stretch);
    const Scroller texts = scroller();
    auto* sides = row(measures::kGapDense);
    m_kept = new RowPane(QStringLiteral("keptRow"), RowPane::Side::Kept);
    m_going = new RowPane(QStringLiteral("goingRow"), RowPane::Side::Going);
    sides->addWidget(m_kept, 1);
    sides->addWidget(m_going, 1);
    texts.layout->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                                     measures::kGapDense);
    texts.layout->addLayout(sides);
    texts.layout->addStretch(1);
    auto* foot = new QWidget;
    auto* line = row(foot, measures::kGap);
    line->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding, measures::kGap);
    m_apart = button(QStringLiteral("notDuplicates"));
    m_keepThis = button(QStringLiteral("keepThisRow"));
    m_next = button(QStringLiteral("nextCluster"));
    line->addWidget(m_apart);
    line->addWidget(m_keepThis);
    line->addStretch(1);
    line->addWidget(m_next);
    whole->addWidget(m_members);
    whole->addWidget(separator());
    whole->addWidget(texts.area, 1);
    whole->addWidget(separator());
    whole->addWidget(foot);
    connect(m_members, &QTableWidget::currentCellChanged, this, [this](int now) {
        if (!m_filling && now >= 0)
            showTexts();
    });
    connect(m_apart, &QPushButton::clicked, this, [this] {
        m_presenter.setApart(m_presenter.chosen(), !m_presenter.isApart(m_presenter.chosen()));
    });
    connect(m_keepThis, &QPushButton::clicked, this, [this] { m_presenter.keepRow(selectedRow()); });
    connect(m_next, &QPushButton::clicked, this, [this] { m_presenter.choose(step(1)); });
    speak([this] {
        m_members->setHorizontalHeaderLabels({tr("Row"), tr("Result"), tr("Similar")});
        m_members->setAccessibleName(tr("Rows of the cluster"));
        m_keepThis->setText(tr("Keep this row instead"));
        m_keepThis->setToolTip(tr("Keep this row, and remove those that are similar to it (K)"));
        m_next->setText(tr("Next"));
        m_next->setToolTip(tr("The next cluster (J)"));
    });
    return made;
}

void DuplicatesView::addKeys() {
    const auto key = [this](Qt::Key which, auto act) {
        auto* shortcut = new QShortcut(which, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    key(Qt::Key_N, [this] { m_apart->click(); });
    key(Qt::Key_K, [this] { m_keepThis->click(); });
    key(Qt::Key_J, [this] { m_presenter.choose(step(1)); });
}

int DuplicatesView::step(int by) const {
    const int count = std::min(
        kMostClustersShown, m_presenter.report() ? static_cast<int>(m_presenter.report()->listed.size()) : 0);
    return std::clamp(m_presenter.chosen() + by, 0, std::max(0, count - 1));
}

void DuplicatesView::refresh() {
    showFigures();
    const DuplicateFacts* facts = m_presenter.report();
    const bool any = facts && !facts->listed.empty();
    m_work->setVisible(any);
    m_remark->setVisible(!any);
    const bool searching = m_presenter.state() == DuplicatesPresenter::State::Searching;
    m_remark->setText(searching ? tr("Searching…")
                      : facts   ? tr("No duplicates found.")
                                : tr("Not searched yet."));
    if (!any)
        return;
    m_filling = true;
    showClusters();
    showMembers();
    m_filling = false;
    showTexts();
}

void DuplicatesView::showFigures() {
    const int threshold = m_threshold->value();
    m_thresholdText->setText(
        threshold == DuplicatesPresenter::kExactThreshold ? tr("identical") : shareText(threshold / 100.0));
    const DuplicateFacts* facts = m_presenter.report();
    const qint64 going = m_presenter.going();
    QStringList parts;
    if (facts) {
        parts << tr("%1 clusters", nullptr, pluralOf(facts->clusters)).arg(numberText(facts->clusters));
        parts << tr("%1 of %2 rows to remove, %3 of them identical")
                     .arg(numberText(going), numberText(facts->rows + facts->withoutText),
                          numberText(facts->exact));
        if (facts->largest > 0)
            parts << tr("largest cluster: %1 rows", nullptr, pluralOf(facts->largest))
                         .arg(numberText(facts->largest));
        if (facts->withoutText > 0)
            parts << tr("%1 rows have nothing to compare", nullptr, pluralOf(facts->withoutText))
                         .arg(numberText(facts->withoutText));
    }
    m_figures->setText(parts.join(QStringLiteral(" · ")));
    m_alarm->setVisible(facts && facts->alarm);
    m_alarm->setText(
        tr("This would remove more than 5 % of the rows, or one cluster is very large. Look at the "
           "largest clusters first."));
    m_conflicts->setVisible(facts && facts->conflicting > 0);
    m_conflicts->setText(facts
                             ? tr("%1 prompts with different answers", nullptr, pluralOf(facts->conflicting))
                                   .arg(numberText(facts->conflicting))
                             : QString());
    m_conflicts->setToolTip(tr("Show their rows under Browse"));
    m_remove->setVisible(going > 0);
    m_remove->setText(tr("Remove %1 rows", nullptr, pluralOf(going)).arg(numberText(going)));
    m_remove->setToolTip(tr("Removes them as one change; Undo brings the rows back"));
    m_remove->setEnabled(m_data.isWritable() && m_presenter.isCurrent() && !m_settle.isActive() &&
                         m_presenter.state() == DuplicatesPresenter::State::Idle);
}

QString DuplicatesView::textOf(RowId id) const {
    const dataset::Row* row = m_presenter.rowOf(id);
    const auto* facts = m_data.current();
    if (!row || !facts)
        return tr("Row %1").arg(numberText(id.value));
    // What tells a row from others: its first text with a role, else its first text.
    const Json* first = nullptr;
    for (const auto& [name, role] : facts->roles)
        if (const Json* value = member(row->fields, name); !first && value && role != "ignore")
            first = value;
    if (!first && !row->fields.empty())
        first = &row->fields.front();
    if (!first)
        return {};
    const std::string text = first->is_string() ? first->get<std::string>() : dumpJson(*first);
    return visibleText(QString::fromStdString(text).left(kClusterText).simplified());
}

void DuplicatesView::showClusters() {
    const DuplicateFacts& facts = *m_presenter.report();
    m_clusterCount->setText(
        tr("%1 clusters", nullptr, pluralOf(facts.clusters)).arg(numberText(facts.clusters)));
    const int shown = std::min(kMostClustersShown, static_cast<int>(facts.listed.size()));
    m_clusters->setRowCount(shown);
    for (int i = 0; i < shown; ++i) {
        const DuplicateCluster& cluster = facts.listed[static_cast<std::size_t>(i)];
        QString text = textOf(cluster.keeper);
        if (m_presenter.isApart(i))
            text = tr("(kept) %1").arg(text);
        auto* name = cell(text);
        name->setToolTip(text);
        m_clusters->setItem(i, kText, name);
        m_clusters->setItem(i, kRows, cell(numberText(cluster.rows()), Qt::AlignRight | Qt::AlignVCenter));
        m_clusters->setItem(i, kLeast, cell(shareText(cluster.least), Qt::AlignRight | Qt::AlignVCenter));
    }
    for (const int column : {kRows, kLeast})
        m_clusters->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    if (m_clusters->currentRow() != m_presenter.chosen())
        m_clusters->setCurrentCell(m_presenter.chosen(), kText);
}

RowId DuplicatesView::selectedRow() const {
    const auto* item = m_members->item(m_members->currentRow(), kMember);
    return item ? RowId{item->data(Qt::UserRole).toLongLong()} : RowId{};
}

void DuplicatesView::showMembers() {
    const DuplicateCluster* cluster = m_presenter.cluster();
    if (!cluster)
        return;
    const int chosen = m_presenter.chosen();
    const bool apart = m_presenter.isApart(chosen);
    m_apart->setText(apart ? tr("Duplicates after all") : tr("Not duplicates"));
    m_apart->setToolTip(apart ? tr("Remove the rows of this cluster after all (N)")
                              : tr("Keep all rows of this cluster (N)"));
    const RowId selected = selectedRow();
    const int shown = std::min(kMostMembersShown, static_cast<int>(cluster->members.size())) + 1;
    m_members->setRowCount(shown);
    m_members->setFixedHeight(measures::kTableHead +
                              std::min(shown, kMembersInView) * measures::kTableRowCompact);
    int current = shown > 1 ? 1 : 0;
    for (int i = 0; i < shown; ++i) {
        const bool keeper = i == 0;
        const DuplicateCluster::Member member =
            keeper ? DuplicateCluster::Member{cluster->keeper, 1, true, false}
                   : cluster->members[static_cast<std::size_t>(i - 1)];
        auto* number = cell(numberText(member.row.value));
        number->setData(Qt::UserRole, qlonglong{member.row.value});
        m_members->setItem(i, kMember, number);
        m_members->setItem(i, kState,
                           cell(keeper || apart ? tr("kept")
                                : member.goes   ? tr("removed")
                                                : tr("kept: not similar enough")));
        m_members->setItem(i, kAlike,
                           cell(keeper                          ? QString()
                                : !member.goes && !member.alike ? tr("less")
                                                                : shareText(member.alike),
                                Qt::AlignRight | Qt::AlignVCenter));
        if (!keeper && member.row == selected)
            current = i;
    }
    m_members->horizontalHeaderItem(kAlike)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_members->setCurrentCell(current, kMember);
}

void DuplicatesView::showTexts() {
    const DuplicateCluster* cluster = m_presenter.cluster();
    const auto* facts = m_data.current();
    if (!cluster || !facts)
        return;
    const RowId selected = selectedRow();
    const dataset::Row* kept = m_presenter.rowOf(cluster->keeper);
    const dataset::Row* other = selected == cluster->keeper ? nullptr : m_presenter.rowOf(selected);
    std::pair<RowPane::Differences, RowPane::Differences> differences;
    if (kept && other)
        differences = differencesOf(*kept, *other);
    m_keepThis->setEnabled(other && m_presenter.isCurrent() &&
                           m_presenter.state() == DuplicatesPresenter::State::Idle);
    const auto member = std::ranges::find(cluster->members, selected, &DuplicateCluster::Member::row);
    const bool goes =
        member != cluster->members.end() && member->goes && !m_presenter.isApart(m_presenter.chosen());
    m_kept->show(kept, *facts, tr("kept"), std::move(differences.first));
    m_going->show(other, *facts, goes ? tr("removed") : tr("kept"), std::move(differences.second));
}

} // namespace luthier::data
