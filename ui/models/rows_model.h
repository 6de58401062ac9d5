#pragma once

#include <bridge/bridge.h>
#include <dataset/filter.h>
#include <dataset/order.h>
#include <dataset/types.h>

#include <QAbstractTableModel>

#include <list>
#include <set>
#include <unordered_map>

namespace luthier::models {

/// The rows of a dataset that a filter means. Columns: flags, number, the fields, split. What is not in
/// memory is asked for when it is shown and painted once it has come.
class RowsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum FixedColumn { kFlags = 0, kNumber = 1, kFirstField = 2 };
    enum Role { FlagsRole = Qt::UserRole, RowIdRole, WholeTextRole };
    static constexpr int kBlockRows = 128;
    static constexpr std::size_t kMostBlocks = 48;

    explicit RowsModel(bridge::Bridge& bridge);

    /// Shows other rows; the present ones stay until the count has come. `facts` of an empty name shows
    /// nothing.
    void show(const dataset::DatasetFacts& facts, const dataset::RowFilter& filter,
              const dataset::RowOrder& order = {});
    /// The same rows have changed: reads again what is on the screen.
    void refresh(const dataset::DatasetFacts& facts);
    /// Asks at which place of the view a row stands; placed() answers, unless it is not among them.
    void find(RowId row);
    const dataset::DatasetFacts& facts() const { return m_facts; }
    const dataset::RowOrder& order() const { return m_order; }
    /// What a click on the head of a column orders by, and the column that an order is of.
    dataset::RowOrder orderOf(int column, dataset::RowOrder::Direction direction) const;
    int columnOf(const dataset::RowOrder& order) const;
    qint64 total() const { return m_total; }

    /// The row at that place, if it is in memory.
    const dataset::Row* rowAt(int row) const;
    int splitColumn() const { return kFirstField + static_cast<int>(m_facts.fields.size()); }
    QString fieldOf(int column) const;
    /// What a column is called, also where its head has no room for a name.
    QString nameOf(int column) const;
    void setEditable(bool editable) { m_editable = editable; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    /// The first rows of a new view, or its failure, have come.
    void shown();
    void placed(int row);
    void failed(const luthier::Error& error);
    /// A cell was edited by hand; the presenter writes it.
    void cellEdited(const luthier::dataset::Row& row, const QString& field, const QString& text);

private:
    struct Block {
        std::vector<dataset::Row> rows;
        std::list<int>::iterator age;
    };
    struct Blocks {
        qint64 total = 0;
        std::map<int, std::vector<dataset::Row>> rows;
    };
    void want(int block) const;
    void askWanted();
    void readBlocks(std::vector<int> blocks);
    void count();
    void selectAgain();
    std::vector<int> lastUsedBlocks();
    void take(Blocks answer);
    void keep(int block, std::vector<dataset::Row> rows);
    void reset();

    bridge::Bridge& m_bridge;
    dataset::DatasetFacts m_facts;
    dataset::RowFilter m_filter;
    dataset::RowOrder m_order;
    std::vector<RowId> m_ids; // of a filter or an order that counts by block do not answer
    bool m_selected = false;
    bool m_editable = true;
    qint64 m_total = 0;
    std::unordered_map<int, Block> m_blocks;
    std::list<int> m_ages; // the last used first
    mutable std::set<int> m_wanted;
    mutable bool m_asking = false;
    bridge::Request m_blockRequest;
    bridge::Request m_countRequest;
    bridge::Request m_findRequest;
};

/// A value of a row as one text; `single` puts it on one line and cuts it where no cell shows more.
enum class TextForm { Whole, SingleLine };
QString valueText(const Json& value, TextForm form);
/// A whole text on one line: breaks and other controls as blanks.
QString lineOf(QString text);

} // namespace luthier::models
