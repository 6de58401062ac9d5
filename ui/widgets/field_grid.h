#pragma once

#include <QWidget>

#include <vector>

class QGridLayout;

namespace luthier::widgets {

/// Fields in as many columns as the width gives room for; those that are left out leave no hole.
class FieldGrid final : public QWidget {
public:
    FieldGrid();
    /// `span` columns where there are so many.
    void add(QWidget* field, int span = 1);
    void setShown(QWidget* field, bool shown);
    QSize sizeHint() const override;
    /// One column wide: the columns follow the width, not the other way round.
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Entry {
        QWidget* field;
        int span;
        bool shown;
    };
    void place();

    QGridLayout* m_grid;
    std::vector<Entry> m_entries;
    int m_columns = 0;
    bool m_isEmpty = false;
};

} // namespace luthier::widgets
