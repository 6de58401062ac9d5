#pragma once

#include "../data_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <map>

class QAbstractButton;

namespace luthier::data {

class LengthHistogram;

/// Counts by split, flag, length and value as bars, each under the filters of the others; a click filters.
class FacetPanel final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit FacetPanel(DataPresenter& presenter);

private:
    struct Entry {
        QString name;
        QString filter;
        qint64 rows = 0; // of the filter
        qint64 all = 0;
    };
    struct Group {
        QString title;
        std::vector<Entry> entries;
    };
    std::vector<Group> groups() const;
    void show();
    void build(const std::vector<Group>& groups);
    void addTitle(const QString& title);
    void addLengths();
    void addEnd();

    DataPresenter& m_presenter;
    QLabel* m_title;
    QPushButton* m_clear;
    QVBoxLayout* m_groups;
    QStringList m_shown;
    std::map<QString, QAbstractButton*> m_choices; // by filter
    LengthHistogram* m_lengths = nullptr;
};

/// A value with a mark for each blank at its ends: they tell it from another that reads the same.
QString withVisibleEnds(QString value);

} // namespace luthier::data
