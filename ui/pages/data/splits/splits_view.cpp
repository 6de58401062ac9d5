#include "splits_view.h"

#include "leakage_card.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSpinBox>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr int kSplits = 3;
constexpr std::array<const char*, kSplits> kNames = {"train", "validation", "test"};
constexpr std::array<int, kSplits> kShares = {80, 10, 10};
constexpr int kWhole = 100;
constexpr int kDefaultSeed = 42;

QString splitName(int index) {
    return QString::fromLatin1(kNames[static_cast<std::size_t>(index)]);
}

} // namespace

SplitsView::SplitsView(DataPresenter& presenter, LeakagePresenter& leakage)
    : m_presenter(presenter)
    , m_leakage(leakage) {
    setObjectName(QStringLiteral("splitsView"));
    const Scroller scroll = scroller();
    column(this, 0)->addWidget(scroll.area);
    scroll.layout->setSpacing(measures::kGapCard);
    scroll.layout->setContentsMargins(measures::kPagePadding, measures::kGapCard, measures::kPagePadding,
                                      measures::kPagePadding);
    auto* cards = row(measures::kGapCard);
    cards->addWidget(makeForm(), 1, Qt::AlignTop);
    auto* right = column(nullptr, measures::kGapCard);
    right->addWidget(makePresent());
    auto* leaks = new LeakageCard(presenter, leakage);
    right->addWidget(leaks);
    right->addStretch(1);
    cards->addLayout(right, 1);
    scroll.layout->addLayout(cards);
    scroll.layout->addStretch(1);
    connect(leaks, &LeakageCard::splitWanted, this, [this, area = scroll.area] {
        m_similar->setChecked(true);
        m_run->setFocus();
        area->ensureWidgetVisible(m_run);
    });
    connect(&leakage, &LeakagePresenter::changed, this, &SplitsView::check);
    connect(&presenter, &DataPresenter::datasetChanged, this, &SplitsView::fillGroups);
    connect(&presenter, &DataPresenter::overviewChanged, this, [this] {
        showPresent();
        check();
    });
}

void SplitsView::makeShares(QGridLayout* grid) {
    std::array<QLabel*, kSplits> names{};
    for (int i = 0; i < kSplits; ++i) {
        auto* share = new QSpinBox;
        share->setObjectName(QStringLiteral("share_") + splitName(i));
        share->setRange(0, kWhole);
        share->setValue(kShares[static_cast<std::size_t>(i)]);
        share->setSuffix(QStringLiteral(" %"));
        share->setFixedWidth(measures::kFieldShort);
        m_shares[static_cast<std::size_t>(i)] = share;
        QLabel* name = label(TextStyle::Body);
        names[static_cast<std::size_t>(i)] = name;
        name->setBuddy(share);
        grid->addWidget(name, i, 0);
        grid->addWidget(share, i, 1);
        connect(share, &QSpinBox::valueChanged, this, &SplitsView::check);
    }
    speak([=, this] {
        const std::array<QString, kSplits> words = {tr("Train"), tr("Validation"), tr("Test")};
        for (std::size_t i = 0; i < kSplits; ++i) {
            names[i]->setText(words[i]);
            m_shares[i]->setAccessibleName(words[i]);
        }
    });
}

QWidget* SplitsView::makeForm() {
    const Card made = card();
    auto* grid = new QGridLayout;
    grid->setContentsMargins(measures::kCardPadding, measures::kCardPadding, measures::kCardPadding,
                             measures::kCardPadding);
    grid->setHorizontalSpacing(measures::kGapCard);
    grid->setVerticalSpacing(measures::kGap);
    made.body->addLayout(grid);
    makeShares(grid);
    QLabel* groupName = label(TextStyle::Body);
    m_group = new ComboBox(QStringLiteral("splitGroup"));
    m_group->setMinimumWidth(measures::kFieldShort);
    QLabel* seedName = label(TextStyle::Body);
    m_seed = new QSpinBox;
    m_seed->setObjectName(QStringLiteral("splitSeed"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setValue(kDefaultSeed);
    m_seed->setFixedWidth(measures::kFieldShort);
    groupName->setBuddy(m_group);
    seedName->setBuddy(m_seed);
    grid->addWidget(groupName, kSplits, 0);
    grid->addWidget(m_group, kSplits, 1, Qt::AlignLeft);
    m_similar = new CheckBox(QStringLiteral("splitSimilar"));
    grid->addWidget(m_similar, kSplits + 1, 1, 1, 2);
    grid->addWidget(seedName, kSplits + 2, 0);
    grid->addWidget(m_seed, kSplits + 2, 1);
    QLabel* note = label(TextStyle::Caption, QStringLiteral("muted"));
    note->setWordWrap(true);
    grid->addWidget(note, kSplits + 3, 0, 1, 3);
    m_sum = label(TextStyle::Body, QStringLiteral("warn"));
    m_run = button(QStringLiteral("splitButton"), QStringLiteral("primary"), QStringLiteral("split"));
    auto* last = row(measures::kGapDense);
    last->addWidget(m_run);
    last->addWidget(m_sum, 1);
    grid->addLayout(last, kSplits + 4, 0, 1, 3);
    grid->setColumnStretch(2, 1);
    connect(m_run, &QPushButton::clicked, this, &SplitsView::run);
    speak([=, this] {
        made.title->setText(tr("Split the rows"));
        groupName->setText(tr("Keep together"));
        m_group->setAccessibleName(tr("Field whose equal values stay together"));
        m_similar->setText(tr("and similar rows"));
        m_similar->setToolTip(
            tr("Rows whose prompts are the same or nearly so go into one split, so that none "
               "leaks into another. Takes longer."));
        seedName->setText(tr("Seed"));
        m_seed->setAccessibleName(tr("Seed"));
        note->setText(tr("The same seed gives the same split, whatever the order of the rows. Duplicate rows "
                         "stay together. Undo restores the previous split."));
        m_run->setText(tr("Split"));
        fillGroups();
        check();
    });
    return made.frame;
}

QWidget* SplitsView::makePresent() {
    const Card made = card();
    m_present = column(nullptr, measures::kGap);
    m_present->setContentsMargins(measures::kCardPadding, measures::kCardPadding, measures::kCardPadding,
                                  measures::kCardPadding);
    made.body->addLayout(m_present);
    speak([=, this] {
        made.title->setText(tr("Now"));
        showPresent();
    });
    return made.frame;
}

void SplitsView::showPresent() {
    clearLayout(m_present);
    const auto* facts = m_presenter.current();
    const double all = facts ? static_cast<double>(std::max<std::int64_t>(1, facts->rows)) : 1;
    for (const auto& split : m_presenter.splits()) {
        auto* line = row(measures::kGapDense);
        auto* name = new ElidedLabel(TextStyle::Body);
        name->setFullText(split.name.empty() ? tr("not split") : QString::fromStdString(split.name));
        auto* bar = new Meter(Meter::Tone::Action);
        bar->setFixedWidth(measures::kMeterWidth);
        bar->setShare(static_cast<double>(split.rows) / all);
        QLabel* count = label(TextStyle::Body);
        count->setMinimumWidth(measures::kMeterWidth);
        count->setText(tr("%1 rows, %2 %")
                           .arg(numberText(split.rows),
                                QLocale().toString(100.0 * static_cast<double>(split.rows) / all, 'f', 1)));
        count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        line->addWidget(name, 1);
        line->addWidget(bar);
        line->addWidget(count);
        m_present->addLayout(line);
    }
}

void SplitsView::fillGroups() {
    const QString chosen = m_group->currentData().toString();
    m_group->clear();
    m_group->addItem(tr("duplicate rows only"), QString());
    if (const auto* facts = m_presenter.current())
        for (const auto& field : facts->fields)
            m_group->addItem(QString::fromStdString(field.name), QString::fromStdString(field.name));
    if (!m_group->choose(chosen))
        m_group->setCurrentIndex(0);
}

void SplitsView::check() {
    int sum = 0;
    for (const QSpinBox* share : m_shares)
        sum += share->value();
    m_sum->setText(sum == kWhole ? QString() : tr("The shares add up to %1 %, not 100 %.").arg(sum));
    m_run->setEnabled(sum == kWhole && m_presenter.isWritable() &&
                      m_leakage.state() == LeakagePresenter::State::Idle);
}

void SplitsView::run() {
    dataset::SplitRequest request;
    for (int i = 0; i < kSplits; ++i)
        if (const int share = m_shares[static_cast<std::size_t>(i)]->value(); share > 0)
            request.ratios.push_back({splitName(i).toStdString(), static_cast<double>(share) / kWhole});
    request.seed = static_cast<std::uint64_t>(m_seed->value());
    if (const QString group = m_group->currentData().toString(); !group.isEmpty())
        request.groupField = group.toStdString();
    if (m_similar->isChecked())
        m_leakage.splitTogether(request);
    else
        m_presenter.split(request);
}

} // namespace luthier::data
