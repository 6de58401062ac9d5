#pragma once

#include <bridge/bridge.h>
#include <dataset/facets.h>

#include <QObject>

namespace luthier::data {

/// Counts the facets of a dataset, and under a filter; what the whole dataset holds is kept in the project.
/// What was counted before stays until the new counts are there. GUI thread; reading happens on bridge's.
class FacetCounter final : public QObject {
    Q_OBJECT

public:
    explicit FacetCounter(bridge::Bridge& bridge);

    /// Asks for the facets of these rows; `filterNumber` is another for another filter. The same question
    /// twice is asked once.
    void count(const dataset::DatasetFacts& facts, const dataset::RowFilter& filter, quint64 filterNumber);
    /// There is no dataset.
    void clear();

    /// Over all live rows, and over those that the filter leaves: the same facets in the same places.
    const dataset::Facets& whole() const { return m_whole; }
    const dataset::Facets& counts() const { return m_counts; }

Q_SIGNALS:
    void changed();
    void failed(const luthier::Error& error);

private:
    struct Counted {
        dataset::Facets whole;
        dataset::Facets counts;
        bool isNew = false; // worth keeping
    };
    /// What was counted last.
    struct Of {
        DatasetId dataset;
        std::string version;
        quint64 filter = 0;
        bool isSameRows(const Of& other) const {
            return dataset == other.dataset && version == other.version;
        }
    };
    void take(const dataset::DatasetFacts& facts, quint64 filterNumber, Result<Counted> answer);

    bridge::Bridge& m_bridge;
    dataset::Facets m_whole;
    dataset::Facets m_counts;
    Of m_of;
    bridge::Request m_request;
    bridge::Request m_keepRequest;
};

} // namespace luthier::data
