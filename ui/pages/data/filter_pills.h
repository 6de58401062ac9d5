#pragma once

#include "data_presenter.h"

#include <widgets/page.h>

class QHBoxLayout;

namespace luthier::data {

/// What the rows are filtered by, each with the way to take it off.
class FilterPills final : public widgets::Page {
    Q_OBJECT

public:
    /// The pills are named by `prefix` and their filter.
    FilterPills(const QString& prefix, DataPresenter& presenter);

private:
    void show();
    static QString wordsOf(const QString& filter);

    QString m_prefix;
    DataPresenter& m_presenter;
    QHBoxLayout* m_line = nullptr;
};

} // namespace luthier::data
