#include "filter_pills.h"

#include "browse/facet_panel.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <models/rows_model.h>
#include <widgets/parts.h>

#include <QHBoxLayout>

namespace luthier::data {

using namespace widgets;

FilterPills::FilterPills(const QString& prefix, DataPresenter& presenter)
    : m_prefix(prefix)
    , m_presenter(presenter) {
    m_line = row(this, measures::kGap);
    connect(&presenter, &DataPresenter::filterChanged, this, &FilterPills::show);
    speak([this] { show(); });
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
    const QString label = after("label:");
    const QString whole = label.isEmpty() ? filter : label;
    const auto at = whole.indexOf(u'=');
    if (!label.isEmpty() && at < 0)
        return tr("labelled: %1").arg(label);
    if (!label.isEmpty() && at + 1 == label.size())
        return tr("not labelled: %1").arg(label.left(at));
    return at > 0 ? tr("%1 is %2").arg(whole.left(at), withVisibleEnds(whole.mid(at + 1))) : filter;
}

void FilterPills::show() {
    clearLayout(m_line);
    for (const QString& filter : m_presenter.filters()) {
        QPushButton* pill = button(m_prefix + filter, QStringLiteral("pill"));
        const QString words = wordsOf(filter);
        pill->setText(pill->fontMetrics().elidedText(words, Qt::ElideRight, measures::kFieldName) +
                      QStringLiteral("  ✕"));
        pill->setAccessibleName(tr("Remove the filter: %1").arg(words));
        connect(pill, &QPushButton::clicked, this, [this, filter] { m_presenter.removeFilter(filter); });
        m_line->addWidget(pill);
    }
    setVisible(!m_presenter.filters().isEmpty());
}

} // namespace luthier::data
