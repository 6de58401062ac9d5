#pragma once

#include "data_presenter.h"

#include <widgets/page.h>

#include <functional>

class QHBoxLayout;

namespace luthier::data {

/// What the rows are filtered by, each with the way to take it off.
class FilterPills final : public widgets::Page {
    Q_OBJECT

public:
    /// The pills are named by `prefix` and their filter.
    FilterPills(const QString& prefix, DataPresenter& presenter);
    /// One filter is shown elsewhere: what `leftOut` gives has no pill.
    void setLeftOut(std::function<QString()> leftOut);
    /// Says again what is left out.
    void refresh();
    /// A filter as people read it: "topic is refund".
    static QString wordsOf(const QString& filter);

private:
    static QString lengthWords(const QString& range);
    static QString comparisonWords(const QString& filter);

    QString m_prefix;
    std::function<QString()> m_leftOut;
    DataPresenter& m_presenter;
    QHBoxLayout* m_line = nullptr;
};

} // namespace luthier::data
