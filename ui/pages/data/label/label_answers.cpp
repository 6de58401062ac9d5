#include "label_presenter.h"

#include <bridge/json_values.h>

#include <algorithm>

// How an answer comes together before it is given.

namespace luthier::data {

void LabelPresenter::pick(int place) {
    if (!row() || place < 0 || place >= static_cast<int>(m_choices.size()))
        return;
    const QString& value = m_choices[static_cast<std::size_t>(place)].value;
    if (scheme()->kind == "span") // marks what is selected: mark()
        return;
    if (scheme()->kind == "ranking") {
        pickPlace(value);
        return;
    }
    if (scheme()->kind != "multi_class") {
        give(value);
        return;
    }
    if (!m_chosen.removeOne(value))
        m_chosen << value;
    Q_EMIT chosenChanged();
}

void LabelPresenter::confirm() {
    if (scheme() && scheme()->kind == "multi_class" && !m_chosen.isEmpty())
        give(m_chosen.join(u','));
    if (scheme() && scheme()->kind == "ranking")
        confirmOrder();
    if (!scheme() || scheme()->kind != "span")
        return;
    QStringList spans;
    for (const MarkedSpan& span : m_spans)
        spans << QStringLiteral("%1-%2:%3").arg(span.begin).arg(span.end).arg(span.option);
    give(spans.isEmpty() ? QStringLiteral("-") : spans.join(u','));
}

/// Another field behind those that are in order, or out of it again.
void LabelPresenter::pickPlace(const QString& value) {
    if (m_chosen.contains(value)) {
        // What shared its place is as good as whatever comes before it now; nothing comes before the first.
        const qsizetype at = m_chosen.indexOf(value);
        if (!m_shared.removeOne(value) && at + 1 < m_chosen.size())
            m_shared.removeOne(m_chosen[at + 1]);
        m_chosen.removeAt(at);
        m_sharesNext = m_sharesNext && !m_chosen.isEmpty();
    } else {
        m_chosen << value;
        if (std::exchange(m_sharesNext, false))
            m_shared << value;
    }
    Q_EMIT chosenChanged();
}

void LabelPresenter::shareNext() {
    if (!row() || !scheme() || scheme()->kind != "ranking" || m_chosen.isEmpty() ||
        m_chosen.size() >= static_cast<qsizetype>(m_choices.size()))
        return;
    m_sharesNext = !m_sharesNext;
    Q_EMIT chosenChanged();
}

int LabelPresenter::placeOf(const QString& value) const {
    int place = 0;
    for (qsizetype at = 0; at < m_chosen.size(); ++at) {
        if (!m_shared.contains(m_chosen[at]))
            place = static_cast<int>(at) + 1;
        if (m_chosen[at] == value)
            return place;
    }
    return 0;
}

/// A place of an order that the row has.
void LabelPresenter::takePlace(const Json& place) {
    for (const Json& field : place) {
        const QString value = QString::fromStdString(field.is_string() ? field.get<std::string>() : "");
        if (&field != &place.front())
            m_shared << value;
        m_chosen << value;
    }
}

/// The one that is left is the last, so that it need not be chosen.
void LabelPresenter::confirmOrder() {
    QStringList order = m_chosen;
    if (order.size() + 1 == static_cast<qsizetype>(m_choices.size()))
        for (const Choice& choice : m_choices)
            if (!order.contains(choice.value)) {
                order << choice.value;
                break;
            }
    if (order.size() != static_cast<qsizetype>(m_choices.size()))
        return;
    const bool lastShares = m_sharesNext && order.size() > m_chosen.size();
    QString text;
    for (const QString& value : order) {
        const bool shares = m_shared.contains(value) || (lastShares && value == order.back());
        text += (text.isEmpty() ? QString() : shares ? QStringLiteral("=") : QStringLiteral(">")) + value;
    }
    give(text);
}

const dataset::Suggestion* LabelPresenter::suggestion() const {
    const bool has = !m_ahead.empty() && !m_ahead.front().suggestion.empty() && ownAnswer().isEmpty();
    return has ? &m_ahead.front().suggestion.front() : nullptr;
}

void LabelPresenter::accept() {
    if (const auto* suggested = suggestion(); suggested && scheme())
        give(QString::fromStdString(labeling::kindOf(*scheme()).write(suggested->value)));
}

} // namespace luthier::data
