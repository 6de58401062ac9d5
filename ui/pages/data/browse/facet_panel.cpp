#include "facet_panel.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>

namespace luthier::data {

using namespace widgets;

namespace {

/// Name, bar and count in one line that can be pressed.
class FacetButton final : public QAbstractButton {
public:
    FacetButton(const QString& name, qint64 rows, double share, bool on)
        : m_count(numberText(rows))
        , m_share(share) {
        setText(name);
        setCheckable(true);
        setChecked(on);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(measures::kFacetRow);
        setAccessibleName(name + QStringLiteral(", ") + m_count);
        setToolTip(name);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Palette& palette = currentPalette();
        const QRect inside = rect().adjusted(measures::kGapDense, 0, -measures::kGapDense, 0);
        const bool marked = isChecked() || underMouse();
        painter.setFont(fontOf(TextStyle::Table));
        painter.setPen(marked ? palette.action : palette.text);
        const int count = painter.fontMetrics().horizontalAdvance(m_count);
        const int nameRoom = inside.width() - measures::kFacetBar - count - 2 * measures::kGap;
        painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, nameRoom));
        painter.drawText(inside, Qt::AlignRight | Qt::AlignVCenter, m_count);
        const int width = qMax(measures::kStroke, qRound(m_share * measures::kFacetBar));
        const QRect bar(inside.left() + nameRoom + measures::kGap, (height() - measures::kFacetBarHeight) / 2,
                        width, measures::kFacetBarHeight);
        painter.fillRect(bar, isChecked() ? palette.action : palette.strong);
        if (hasFocus()) {
            painter.setPen(QPen(palette.action, measures::kStroke));
            painter.drawRect(rect().adjusted(1, 1, -1, -1));
        }
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    QString m_count;
    double m_share;
};

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
    connect(&presenter, &DataPresenter::overviewChanged, this, &FacetPanel::show);
    connect(&presenter, &DataPresenter::filterChanged, this, &FacetPanel::show);
    speak([this] {
        m_title->setText(tr("Facets"));
        m_clear->setText(tr("Clear all"));
        setAccessibleName(tr("Facets"));
        show();
    });
}

void FacetPanel::show() {
    clearLayout(m_groups);
    m_clear->setEnabled(!m_presenter.filters().isEmpty());
    std::vector<Entry> splits;
    for (const auto& split : m_presenter.splits()) {
        const QString name = QString::fromStdString(split.name);
        splits.push_back({name.isEmpty() ? tr("none") : name, QStringLiteral("split:") + name, split.rows});
    }
    addGroup(tr("Split"), splits);
    for (const dataset::Facet& facet : m_presenter.facets()) {
        const QString field = QString::fromStdString(facet.field);
        std::vector<Entry> entries;
        for (const auto& value : facet.values)
            entries.push_back({withVisibleEnds(QString::fromStdString(value.value)),
                               field + u'=' + QString::fromStdString(value.value), value.rows});
        addGroup(field, entries);
    }
    m_groups->addStretch(1);
}

void FacetPanel::addGroup(const QString& title, const std::vector<Entry>& entries) {
    if (entries.empty())
        return;
    QLabel* name = label(TextStyle::BodyStrong);
    name->setText(title);
    name->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense,
                             measures::kGapSmall);
    m_groups->addWidget(name);
    qint64 most = 1;
    for (const Entry& entry : entries)
        most = qMax(most, entry.rows);
    for (const Entry& entry : entries) {
        const double share = static_cast<double>(entry.rows) / static_cast<double>(most);
        auto* choice =
            new FacetButton(entry.name, entry.rows, share, m_presenter.filters().contains(entry.filter));
        choice->setObjectName(QStringLiteral("facet_") + entry.filter);
        connect(choice, &QAbstractButton::clicked, this,
                [this, filter = entry.filter] { m_presenter.toggleFilter(filter); });
        m_groups->addWidget(choice);
    }
    auto* gap = new QWidget;
    gap->setFixedHeight(measures::kGapDense);
    m_groups->addWidget(gap);
    m_groups->addWidget(separator());
}

} // namespace luthier::data
