#include "typed_search.h"

#include <utility>

namespace luthier::data {

TypedSearch::TypedSearch(DataPresenter& presenter)
    : m_presenter(presenter) {
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPause);
    connect(&m_pause, &QTimer::timeout, this, &TypedSearch::search);
    connect(&presenter, &DataPresenter::datasetChanged, this, [this] {
        if (!m_text.isEmpty() && m_live.isEmpty())
            forget();
    });
    connect(&presenter, &DataPresenter::filterChanged, this, [this] {
        // Taken off elsewhere: its pill on another page, all filters, another dataset.
        if (!m_live.isEmpty() && !m_presenter.filters().contains(m_live))
            forget();
    });
}

void TypedSearch::type(const QString& text) {
    if (text == m_text)
        return;
    m_text = text;
    read();
    if (m_meaning == Meaning::Nothing)
        search();
    else
        m_pause.start();
    Q_EMIT changed();
}

void TypedSearch::read() {
    const QString typed = m_text.trimmed();
    m_filter.clear();
    m_refusal.reset();
    m_meaning = Meaning::Nothing;
    if (typed.isEmpty())
        return;
    auto filter = m_presenter.filterOf(typed);
    if (!filter) {
        m_refusal = filter.error();
        m_meaning = Meaning::Refused;
        return;
    }
    m_filter = *filter;
    m_meaning = m_filter == QStringLiteral("search:") + typed ? Meaning::Text : Meaning::Filter;
}

/// The typing has paused: nobody asked for the rows of an unfinished filter.
void TypedSearch::search() {
    m_pause.stop();
    const QString now = m_meaning == Meaning::Text ? m_filter : QString();
    const QString before = std::exchange(m_live, now);
    if (before != now)
        m_presenter.replaceFilter(before, now);
}

void TypedSearch::keep() {
    search();
    if (m_presenter.addTyped(m_text))
        forget();
}

void TypedSearch::clear() {
    m_text.clear();
    read();
    search();
    Q_EMIT changed();
}

void TypedSearch::forget() {
    m_pause.stop();
    m_live.clear();
    m_text.clear();
    read();
    Q_EMIT changed();
}

} // namespace luthier::data
