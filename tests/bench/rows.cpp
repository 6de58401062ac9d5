// A jump to any row of a project's first dataset, until the rows stand painted in the product's table, beside
// the same jump in a table whose model holds as many rows of the same columns in memory. bench_rows PROJECT
// prints one JSON line.

#include <bridge/bridge.h>
#include <dataset/catalog.h>
#include <models/rows_model.h>
#include <widgets/table.h>
#include <widgets/theme/measures.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QTextStream>

#include <algorithm>
#include <cmath>
#include <random>

using namespace luthier;

namespace {

constexpr int kJumps = 101;

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

/// Every row's texts in memory, made from those the product showed first.
class MemoryModel final : public QAbstractTableModel {
public:
    explicit MemoryModel(const models::RowsModel& like)
        : m_columns(like.columnCount())
        , m_rows(like.rowCount()) {
        for (int row = 0; row < std::min(m_rows, models::RowsModel::kBlockRows); ++row)
            for (int column = 0; column < m_columns; ++column)
                m_texts << like.data(like.index(row, column), Qt::DisplayRole).toString();
    }
    int rowCount(const QModelIndex& = {}) const override { return m_rows; }
    int columnCount(const QModelIndex& = {}) const override { return m_columns; }
    QVariant data(const QModelIndex& index, int role) const override {
        const int row = index.row() % models::RowsModel::kBlockRows;
        return role == Qt::DisplayRole ? QVariant(m_texts[row * m_columns + index.column()]) : QVariant();
    }

private:
    int m_columns;
    int m_rows;
    QStringList m_texts;
};

QTableView* shownTable(QAbstractItemModel& model) {
    auto* table = new QTableView;
    widgets::dressTable(table, widgets::measures::kTableRow);
    table->setModel(&model);
    table->horizontalHeader()->setStretchLastSection(true);
    table->resize(1100, 760);
    table->show();
    return table;
}

/// Milliseconds from the jump until everything that is seen is there and painted.
template <class IsThere>
double jump(QTableView& table, int row, IsThere isThere) {
    QElapsedTimer clock;
    clock.start();
    table.verticalScrollBar()->setValue(row);
    table.viewport()->repaint();
    if (!isThere(table.rowAt(0), table.rowAt(table.viewport()->height() - 1))) {
        while (!isThere(table.rowAt(0), table.rowAt(table.viewport()->height() - 1)))
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        table.viewport()->repaint();
    }
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

bool waitUntil(const std::function<bool()>& holds) {
    QElapsedTimer clock;
    clock.start();
    while (!holds() && clock.elapsed() < 30'000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return holds();
}

int measure(const QString& project) {
    bridge::Bridge bridge;
    models::RowsModel rows(bridge);
    bridge.open(project);
    if (!waitUntil([&] { return bridge.project().has_value(); }))
        return 1;
    bridge::Request request;
    bridge.read(
        bridge::Reader::Paging, request,
        [](storage::Connection& database, const StopToken&) { return dataset::listDatasets(database); },
        [&rows](Result<std::vector<dataset::DatasetFacts>> found) { rows.show(found->front(), {}); });
    if (!waitUntil([&] { return rows.rowCount() > 0; }))
        return 1;
    MemoryModel memory(rows);
    QTableView* ours = shownTable(rows);
    QTableView* theirs = shownTable(memory);
    QCoreApplication::processEvents();
    std::mt19937 dice(3);
    std::vector<double> mine, inMemory;
    for (int i = 0; i < kJumps; ++i) {
        const int row = static_cast<int>(dice() % static_cast<unsigned>(rows.rowCount()));
        mine.push_back(jump(*ours, row, [&rows](int first, int last) {
            return rows.rowAt(first) && rows.rowAt(last < 0 ? rows.rowCount() - 1 : last);
        }));
        inMemory.push_back(jump(*theirs, row, [](int, int) { return true; }));
        QCoreApplication::processEvents();
    }
    QTextStream(stdout) << QStringLiteral(R"({"rows":%1,"ours_ms":%2,"memory_ms":%3,"ratio":%4})")
                               .arg(rows.rowCount())
                               .arg(median(mine), 0, 'f', 3)
                               .arg(median(inMemory), 0, 'f', 3)
                               .arg(median(mine) / median(inMemory), 0, 'f', 3)
                        << Qt::endl;
    delete ours;
    delete theirs;
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2)
        return 2;
    const QApplication application(argc, argv);
    return measure(QString::fromLocal8Bit(argv[1]));
}
