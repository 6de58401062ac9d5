#include "facet_counter.h"

namespace luthier::data {

FacetCounter::FacetCounter(bridge::Bridge& bridge)
    : m_bridge(bridge) {}

void FacetCounter::clear() {
    m_request.cancel();
    m_whole = {};
    m_counts = {};
    m_of = {};
    Q_EMIT changed();
}

void FacetCounter::count(const dataset::DatasetFacts& facts, const dataset::RowFilter& filter,
                         quint64 filterNumber) {
    if (facts.id != m_of.dataset)
        clear();
    const Of wanted{facts.id, facts.version, filterNumber};
    const bool sameRows = m_of.isSameRows(wanted);
    if (sameRows && m_of.filter == filterNumber) {
        m_request.cancel(); // of a filter that was taken back
        return;
    }
    const auto work = [facts, filter, known = sameRows ? std::optional(m_whole) : std::nullopt](
                          storage::Connection& database, const StopToken& stop) -> Result<Counted> {
        Counted counted;
        TRY(auto kept,
            known ? Result<std::optional<dataset::Facets>>(known) : dataset::keptFacets(database, facts));
        counted.isNew = !kept;
        if (!kept) {
            TRY(kept, dataset::countFacets(database, facts, stop));
        }
        counted.whole = std::move(*kept);
        counted.counts = counted.whole;
        if (!filter.isEverything()) {
            TRY(counted.counts, dataset::countFacets(database, facts, counted.whole, filter, stop));
        }
        return counted;
    };
    m_bridge.read(bridge::Reader::Slow, m_request, work, [this, facts, filterNumber](Result<Counted> answer) {
        take(facts, filterNumber, std::move(answer));
    });
}

void FacetCounter::take(const dataset::DatasetFacts& facts, quint64 filterNumber, Result<Counted> answer) {
    if (!answer) {
        Q_EMIT failed(answer.error());
        return;
    }
    m_whole = std::move(answer->whole);
    m_counts = std::move(answer->counts);
    m_of = {facts.id, facts.version, filterNumber};
    Q_EMIT changed();
    if (!answer->isNew || !m_bridge.isWritable())
        return;
    // Whether it is kept or counted again the next time is nobody's trouble.
    m_bridge.write(
        m_keepRequest,
        [facts, whole = m_whole](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(dataset::keepFacets(project.database(), facts, whole));
            return true;
        },
        [](const Result<bool>&) {});
}

} // namespace luthier::data
