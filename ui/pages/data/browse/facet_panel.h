#pragma once

#include "../data_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::data {

/// Counts by value as bars; a click filters.
class FacetPanel final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit FacetPanel(DataPresenter& presenter);

private:
    struct Entry {
        QString name;
        QString filter;
        qint64 rows = 0;
    };
    void show();
    void addGroup(const QString& title, const std::vector<Entry>& entries);

    DataPresenter& m_presenter;
    QLabel* m_title;
    QPushButton* m_clear;
    QVBoxLayout* m_groups;
};

/// A value with a mark for each blank at its ends: they tell it from another that reads the same.
QString withVisibleEnds(QString value);

} // namespace luthier::data
