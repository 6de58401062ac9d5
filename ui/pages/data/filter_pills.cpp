#include "filter_pills.h"

#include "browse/facet_panel.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <models/rows_model.h>
#include <widgets/parts.h>

#include <QHBoxLayout>
#include <QRegularExpression>

namespace luthier::data {

using namespace widgets;

FilterPills::FilterPills(const QString& prefix, DataPresenter& presenter)
    : m_prefix(prefix)
    , m_presenter(presenter) {
    m_line = row(this, measures::kGap);
    connect(&presenter, &DataPresenter::filterChanged, this, &FilterPills::refresh);
    speak([this] { refresh(); });
}

QString FilterPills::wordsOf(const QString& filter) {
    const auto after = [&](const char* prefix) {
        return filter.startsWith(QLatin1String(prefix)) ? filter.mid(static_cast<qsizetype>(qstrlen(prefix)))
                                                        : QString();
    };
    if (const QString text = after("search:"); !text.isEmpty())
        return tr("contains “%1”").arg(text);
    if (filter.startsWith(QStringLiteral("split:")))
        return filter.size() > 6 ? tr("split is %1").arg(filter.mid(6)) : tr("no split");
    if (const QString what = after("found:"); !what.isEmpty())
        return bridge::sentence(what.toStdString(), {});
    if (const QString number = after("row:"); !number.isEmpty())
        return tr("row %1").arg(number);
    if (const QString flag = after("flag:"); !flag.isEmpty())
        return bridge::flagWord(flag);
    if (const QString range = after("length:"); !range.isEmpty())
        return lengthWords(range);
    const QString label = after("label:");
    const QString whole = label.isEmpty() ? filter : label;
    const auto at = whole.indexOf(u'=');
    if (!label.isEmpty() && at < 0)
        return tr("labelled: %1").arg(label);
    if (!label.isEmpty() && at + 1 == label.size())
        return tr("not labelled: %1").arg(label.left(at));
    if (label.isEmpty())
        return comparisonWords(filter);
    return tr("%1 is %2").arg(whole.left(at), withVisibleEnds(whole.mid(at + 1)));
}

/// `A..B`, `A..`, `..B` or one number of characters.
QString FilterPills::lengthWords(const QString& range) {
    const auto dots = range.indexOf(QStringLiteral(".."));
    const auto number = [](const QString& digits) {
        return numberText(digits.toLongLong());
    };
    if (dots < 0)
        return tr("length is %1").arg(number(range));
    const QString first = range.left(dots), last = range.mid(dots + 2);
    if (last.isEmpty())
        return tr("length from %1").arg(number(first));
    return first.isEmpty() ? tr("length up to %1").arg(number(last))
                           : tr("length %1 to %2").arg(number(first), number(last));
}

/// A field and its value, by the first sign between them.
QString FilterPills::comparisonWords(const QString& filter) {
    static const QRegularExpression sign(QStringLiteral("!=|>=|<=|=|>|<"));
    const auto found = sign.match(filter);
    if (found.capturedStart() <= 0)
        return filter;
    const QString field = filter.left(found.capturedStart());
    const QString value = withVisibleEnds(filter.mid(found.capturedEnd()));
    if (found.captured() == QStringLiteral("="))
        return value.isEmpty() ? tr("%1 is empty").arg(field) : tr("%1 is %2").arg(field, value);
    if (found.captured() == QStringLiteral("!="))
        return value.isEmpty() ? tr("%1 is not empty").arg(field) : tr("%1 is not %2").arg(field, value);
    QString shown = found.captured();
    shown.replace(QStringLiteral(">="), QStringLiteral("≥"))
        .replace(QStringLiteral("<="), QStringLiteral("≤"));
    return field + u' ' + shown + u' ' + value;
}

void FilterPills::setLeftOut(std::function<QString()> leftOut) {
    m_leftOut = std::move(leftOut);
}

void FilterPills::refresh() {
    clearLayout(m_line);
    QStringList shown = m_presenter.filters();
    if (m_leftOut)
        shown.removeAll(m_leftOut());
    for (const QString& filter : shown) {
        QPushButton* pill = button(m_prefix + filter, QStringLiteral("pill"));
        const QString words = wordsOf(filter);
        pill->setText(pill->fontMetrics().elidedText(words, Qt::ElideRight, measures::kFieldName) +
                      QStringLiteral("  ✕"));
        pill->setAccessibleName(tr("Remove the filter: %1").arg(words));
        connect(pill, &QPushButton::clicked, this, [this, filter] { m_presenter.removeFilter(filter); });
        m_line->addWidget(pill);
    }
    setVisible(!shown.isEmpty());
}

} // namespace luthier::data
