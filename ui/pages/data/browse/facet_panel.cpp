#include "facet_panel.h"

#include "length_histogram.h"

#include <bridge/words.h>

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>

#include <tuple>

namespace luthier::data {

using namespace widgets;

namespace {

/// Name, bar and count in one line that can be pressed; the bar of the filter's rows stands before that of
/// all.
class FacetButton final : public QAbstractButton {
public:
    explicit FacetButton(const QString& name) {
        setText(name);
        setCheckable(true);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(measures::kFacetRow);
        setToolTip(name);
    }
    /// Rows of the filter and of all; the longest bar means `most` rows.
    void setRows(qint64 rows, qint64 all, qint64 most) {
        const auto share = [most](qint64 part) {
            return static_cast<double>(part) / static_cast<double>(qMax<qint64>(1, most));
        };
        m_isNone = rows == 0;
        m_count = numberText(rows);
        m_mostCount = numberText(most);
        m_share = share(rows);
        m_shareOfAll = share(all);
        setAccessibleName(text() + QStringLiteral(", ") + m_count);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Palette& palette = currentPalette();
        const QRect inside = rect().adjusted(measures::kGapDense, 0, -measures::kGapDense, 0);
        const bool marked = isChecked() || underMouse();
        painter.setFont(fontOf(TextStyle::Table));
        painter.setPen(marked ? palette.action : m_isNone ? palette.text2 : palette.text);
        // The bars of a facet begin at one place, however long the counts are.
        const int count = painter.fontMetrics().horizontalAdvance(m_mostCount);
        const int nameRoom = inside.width() - measures::kFacetBar - count - 2 * measures::kGap;
        painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, nameRoom));
        painter.drawText(inside, Qt::AlignRight | Qt::AlignVCenter, m_count);
        const QPoint begin(inside.left() + nameRoom + measures::kGap,
                           (height() - measures::kFacetBarHeight) / 2);
        const auto draw = [&](double share, const QColor& color) {
            const int width = share > 0 ? qMax(measures::kStroke, qRound(share * measures::kFacetBar)) : 0;
            painter.fillRect(QRect(begin, QSize(width, measures::kFacetBarHeight)), color);
        };
        draw(m_shareOfAll, palette.line);
        draw(m_share, isChecked() ? palette.action : palette.strong);
        if (hasFocus()) {
            painter.setPen(QPen(palette.action, measures::kStroke));
            painter.drawRect(rect().adjusted(1, 1, -1, -1));
        }
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    QString m_count;
    QString m_mostCount;
    double m_share = 0;
    double m_shareOfAll = 0;
    bool m_isNone = false;
};

/// Entries of counts and of all rows, which name the same values in the same places.
template <class Values, class Name>
auto rowsOf(const Values& counts, const Values& whole, Name name) {
    std::vector<std::tuple<QString, qint64, qint64>> rows;
    for (std::size_t i = 0; i < whole.size(); ++i)
        rows.emplace_back(QString::fromStdString(whole[i].*name), i < counts.size() ? counts[i].rows : 0,
                          whole[i].rows);
    return rows;
}

} // namespace

QString withVisibleEnds(QString value) {
    const auto mark = [&value](qsizetype at) {
        value[at] = QChar(0x2423);
    };
    for (qsizetype i = 0; i < value.size() && value.at(i).isSpace(); ++i)
        mark(i);
    for (qsizetype i = value.size() - 1; i >= 0 && value.at(i).isSpace(); --i)
        mark(i);
    return value;
}

FacetPanel::FacetPanel(DataPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("facetPanel"));
    setProperty("kind", QStringLiteral("card"));
    setFixedWidth(measures::kFacetsWidth);
    auto* whole = column(this, 0);
    auto* head = new QWidget;
    head->setFixedHeight(measures::kTabsHeight);
    auto* line = row(head, measures::kGap);
    line->setContentsMargins(measures::kGapDense, 0, measures::kGapSmall, 0);
    m_title = label(TextStyle::BodyStrong);
    m_clear = button(QStringLiteral("clearFilters"), QStringLiteral("quiet"));
    line->addWidget(new IconLabel(QStringLiteral("filter"), IconTone::Text, measures::kIconSmall));
    line->addWidget(m_title, 1);
    line->addWidget(m_clear);
    whole->addWidget(head);
    whole->addWidget(separator());
    const Scroller scroll = scroller();
    whole->addWidget(scroll.area, 1);
    m_groups = scroll.layout;
    m_groups->setSpacing(0);
    connect(m_clear, &QPushButton::clicked, &presenter, &DataPresenter::clearFilters);
    connect(&presenter, &DataPresenter::facetsChanged, this, &FacetPanel::show);
    connect(&presenter, &DataPresenter::filterChanged, this, &FacetPanel::show);
    speak([this] {
        m_title->setText(tr("Facets"));
        m_clear->setText(tr("Clear all"));
        setAccessibleName(tr("Facets"));
        m_shown.clear(); // names in another language
        show();
    });
}

std::vector<FacetPanel::Group> FacetPanel::groups() const {
    const dataset::Facets& whole = m_presenter.facets();
    const dataset::Facets& counts = m_presenter.facetCounts();
    std::vector<Group> groups;
    Group& splits = groups.emplace_back(Group{tr("Split"), {}});
    for (const auto& [name, rows, all] : rowsOf(counts.splits, whole.splits, &dataset::SplitCount::name))
        splits.entries.push_back(
            {name.isEmpty() ? tr("none") : name, QStringLiteral("split:") + name, rows, all});
    Group& flags = groups.emplace_back(Group{tr("Flags"), {}});
    for (const auto& [flag, rows, all] : rowsOf(counts.flags, whole.flags, &dataset::FacetValue::value))
        flags.entries.push_back({bridge::flagWord(flag), QStringLiteral("flag:") + flag, rows, all});
    for (std::size_t i = 0; i < whole.fields.size() && i < counts.fields.size(); ++i) {
        const QString field = QString::fromStdString(whole.fields[i].field);
        Group& values = groups.emplace_back(Group{field, {}});
        for (const auto& [value, rows, all] :
             rowsOf(counts.fields[i].values, whole.fields[i].values, &dataset::FacetValue::value))
            values.entries.push_back(
                {value.isEmpty() ? tr("empty") : withVisibleEnds(value), field + u'=' + value, rows, all});
    }
    std::erase_if(groups, [](const Group& group) { return group.entries.empty(); });
    return groups;
}

/// The same facets only show other numbers: what has the focus keeps it.
void FacetPanel::show() {
    m_clear->setEnabled(!m_presenter.filters().isEmpty());
    const std::vector<Group> shown = groups();
    QStringList names;
    for (const Group& group : shown) {
        names << group.title;
        for (const Entry& entry : group.entries)
            names << entry.filter;
    }
    names << (m_presenter.facets().lengths.empty() ? QString() : QStringLiteral("length"));
    if (names != m_shown)
        build(shown);
    m_shown = names;
    for (const Group& group : shown) {
        qint64 most = 1;
        for (const Entry& entry : group.entries)
            most = qMax(most, entry.all);
        for (const Entry& entry : group.entries) {
            auto* choice = static_cast<FacetButton*>(m_choices.at(entry.filter));
            choice->setChecked(m_presenter.filters().contains(entry.filter));
            choice->setRows(entry.rows, entry.all, most);
        }
    }
    if (m_lengths)
        m_lengths->setBins(m_presenter.facets().lengths, m_presenter.facetCounts().lengths,
                           m_presenter.filter().lengths);
}

void FacetPanel::build(const std::vector<Group>& groups) {
    clearLayout(m_groups);
    m_choices.clear();
    m_lengths = nullptr;
    const bool hasLengths = !m_presenter.facets().lengths.empty();
    bool lengthsStand = !hasLengths;
    for (const Group& group : groups) {
        // Behind what every dataset has: split and flags.
        const bool isField = !group.entries.front().filter.startsWith(QStringLiteral("split:")) &&
                             !group.entries.front().filter.startsWith(QStringLiteral("flag:"));
        if (isField && !lengthsStand) {
            addLengths();
            lengthsStand = true;
        }
        addTitle(group.title);
        for (const Entry& entry : group.entries) {
            auto* choice = new FacetButton(entry.name);
            choice->setObjectName(QStringLiteral("facet_") + entry.filter);
            connect(choice, &QAbstractButton::clicked, this,
                    [this, filter = entry.filter] { m_presenter.toggleFilter(filter); });
            m_groups->addWidget(choice);
            m_choices[entry.filter] = choice;
        }
        addEnd();
    }
    if (!lengthsStand)
        addLengths();
    m_groups->addStretch(1);
}

void FacetPanel::addLengths() {
    addTitle(tr("Length, characters"));
    m_lengths = new LengthHistogram;
    connect(m_lengths, &LengthHistogram::rangeChosen, this,
            [this](const QString& range) { m_presenter.toggleFilter(QStringLiteral("length:") + range); });
    m_groups->addWidget(m_lengths);
    addEnd();
}

void FacetPanel::addTitle(const QString& title) {
    QLabel* name = label(TextStyle::BodyStrong);
    name->setText(title);
    name->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense,
                             measures::kGapSmall);
    m_groups->addWidget(name);
}

void FacetPanel::addEnd() {
    auto* gap = new QWidget;
    gap->setFixedHeight(measures::kGapDense);
    m_groups->addWidget(gap);
    m_groups->addWidget(separator());
}

} // namespace luthier::data
