#include "rows_model.h"

#include <base/utf8.h>
#include <dataset/positions.h>
#include <dataset/rows.h>

#include <QLocale>
#include <QTimer>

#include <algorithm>

namespace luthier::models {
namespace {

constexpr qsizetype kCellCharacters = 300;
constexpr std::size_t kEditedCharacters = 200;

/// Characters that make what follows run the other way, or look as if it did.
bool turnsText(QChar character) {
    const char16_t code = character.unicode();
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/// Whether one line shows all of a value: what it hides is not edited in a cell.
bool fitsOneLine(const Json* value) {
    if (!value || !value->is_string())
        return !value || !value->is_structured();
    const auto& text = value->get_ref<const std::string&>();
    return text.find_first_of("\n\r") == std::string::npos &&
           (text.size() <= kEditedCharacters || countCodePoints(text) <= kEditedCharacters);
}

} // namespace

QString valueText(const Json& value, TextForm form) {
    if (value.is_null())
        return {};
    std::string bytes = value.is_string() ? value.get<std::string>() : dumpJson(value);
    if (form == TextForm::Whole)
        return QString::fromStdString(bytes);
    if (bytes.size() > static_cast<std::size_t>(kCellCharacters) * 4)
        bytes.resize(static_cast<std::size_t>(kCellCharacters) * 4);
    return lineOf(QString::fromStdString(bytes).left(kCellCharacters));
}

QString lineOf(QString text) {
    for (QChar& character : text)
        if (turnsText(character))
            character = QChar::ReplacementCharacter;
        else if (character == u'\n' || character == u'\r' || character == u'\t' ||
                 character.category() == QChar::Other_Control)
            character = u' ';
    return text;
}

RowsModel::RowsModel(bridge::Bridge& bridge)
    : m_bridge(bridge) {}

void RowsModel::show(const dataset::DatasetFacts& facts, const dataset::RowFilter& filter,
                     const dataset::RowOrder& order) {
    m_facts = facts;
    m_filter = filter;
    m_order = order;
    m_ids.clear();
    m_selected = !filter.isCounted() || !order.isOfFile();
    if (facts.name.empty()) {
        // What is under way is of the dataset before.
        m_countRequest.cancel();
        m_blockRequest.cancel();
        reset();
        Q_EMIT shown();
        return;
    }
    count();
}

void RowsModel::refresh(const dataset::DatasetFacts& facts) {
    const bool sameColumns = facts.fields.size() == m_facts.fields.size();
    m_facts = facts;
    if (!sameColumns)
        count();
    else if (m_selected)
        selectAgain();
    else
        readBlocks(lastUsedBlocks());
}

/// What is likely to be on the screen; the rest is forgotten and read when it is shown.
std::vector<int> RowsModel::lastUsedBlocks() {
    std::set<int> blocks = m_wanted;
    for (const auto& [block, kept] : m_blocks)
        blocks.insert(block);
    if (blocks.empty())
        blocks.insert(0);
    while (m_ages.size() > 3) {
        blocks.erase(m_ages.back());
        m_blocks.erase(m_ages.back());
        m_ages.pop_back();
    }
    return {blocks.begin(), blocks.end()};
}

/// The filter means other rows now; what is shown stays until they have come.
void RowsModel::selectAgain() {
    const auto work = [facts = m_facts, filter = m_filter, order = m_order](storage::Connection& database,
                                                                            const StopToken& stop) {
        return dataset::selectOrdered(database, facts, filter, order, stop);
    };
    m_bridge.read(bridge::Reader::Slow, m_countRequest, work, [this](Result<std::vector<RowId>> answer) {
        if (!answer) {
            Q_EMIT failed(answer.error());
            return;
        }
        m_ids = std::move(*answer);
        readBlocks(lastUsedBlocks());
    });
}

void RowsModel::find(RowId row) {
    const auto work = [facts = m_facts, filter = m_filter, ids = m_ids, selected = m_selected,
                       isOfFile = m_order.isOfFile(),
                       row](storage::Connection& database, const StopToken& stop) -> Result<std::int64_t> {
        TRY(const auto stays, dataset::readRows(database, facts, std::span(&row, 1)));
        if (stays.empty())
            return std::int64_t{-1};
        if (!selected && filter.isEverything())
            return dataset::positionOf(database, facts, row);
        std::vector<RowId> all = ids;
        if (!selected) {
            TRY(all, dataset::selectRows(database, facts, filter, stop));
        }
        const auto found = isOfFile ? std::ranges::lower_bound(all, row.value, {}, &RowId::value)
                                    : std::ranges::find(all, row);
        return found == all.end() || found->value != row.value ? std::int64_t{-1} : found - all.begin();
    };
    m_bridge.read(bridge::Reader::Paging, m_findRequest, work, [this](const Result<std::int64_t>& answer) {
        if (!answer)
            Q_EMIT failed(answer.error());
        else if (*answer >= 0 && *answer < rowCount())
            Q_EMIT placed(static_cast<int>(*answer));
    });
}

void RowsModel::reset() {
    beginResetModel();
    m_blocks.clear();
    m_ages.clear();
    m_wanted.clear();
    m_total = 0;
    endResetModel();
}

void RowsModel::count() {
    if (!m_selected) {
        m_countRequest.cancel();
        beginResetModel();
        m_blocks.clear();
        m_ages.clear();
        m_wanted.clear();
        m_total = 0;
        endResetModel();
        readBlocks({0});
        return;
    }
    const auto work = [facts = m_facts, filter = m_filter, order = m_order](storage::Connection& database,
                                                                            const StopToken& stop) {
        return dataset::selectOrdered(database, facts, filter, order, stop);
    };
    m_bridge.read(bridge::Reader::Slow, m_countRequest, work, [this](Result<std::vector<RowId>> answer) {
        if (!answer) {
            Q_EMIT failed(answer.error());
            return;
        }
        reset();
        m_ids = std::move(*answer);
        if (m_ids.empty())
            Q_EMIT shown();
        else
            readBlocks({0});
    });
}

void RowsModel::want(int block) const {
    if (m_blocks.contains(block) || !m_wanted.insert(block).second || m_asking)
        return;
    m_asking = true;
    QTimer::singleShot(0, this, [self = const_cast<RowsModel*>(this)] { self->askWanted(); });
}

void RowsModel::askWanted() {
    m_asking = false;
    if (!m_wanted.empty())
        readBlocks({m_wanted.begin(), m_wanted.end()});
}

void RowsModel::readBlocks(std::vector<int> blocks) {
    m_wanted = {blocks.begin(), blocks.end()};
    const auto work = [facts = m_facts, filter = m_filter, blocks, selected = m_selected,
                       ids = m_ids](storage::Connection& database, const StopToken& stop) -> Result<Blocks> {
        Blocks answer;
        answer.total = static_cast<qint64>(ids.size());
        for (const int block : blocks) {
            const std::int64_t first = std::int64_t{block} * kBlockRows;
            if (selected) {
                const auto begin = std::min(static_cast<std::size_t>(first), ids.size());
                const auto length = std::min<std::size_t>(kBlockRows, ids.size() - begin);
                TRY(answer.rows[block],
                    dataset::readRows(database, facts, std::span(ids).subspan(begin, length), filter.set));
                continue;
            }
            TRY(auto page, dataset::readPage(database, facts, filter, first, kBlockRows, stop));
            answer.total = page.total;
            answer.rows[block] = std::move(page.rows);
        }
        return answer;
    };
    m_bridge.read(bridge::Reader::Paging, m_blockRequest, work, [this](Result<Blocks> answer) {
        if (answer)
            take(std::move(*answer));
        else
            Q_EMIT failed(answer.error());
    });
}

void RowsModel::take(Blocks answer) {
    const bool other = answer.total != m_total;
    if (other) {
        // Rows came or went: places mean other rows now.
        beginResetModel();
        m_blocks.clear();
        m_ages.clear();
        m_total = answer.total;
    }
    for (auto& [block, rows] : answer.rows) {
        m_wanted.erase(block);
        keep(block, std::move(rows));
    }
    if (other) {
        m_wanted.clear();
        endResetModel();
        Q_EMIT shown();
        return;
    }
    for (const auto& [block, rows] : answer.rows) {
        const int first = block * kBlockRows;
        const int last = std::min(first + kBlockRows, rowCount()) - 1;
        if (last >= first)
            Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
    Q_EMIT shown();
}

void RowsModel::keep(int block, std::vector<dataset::Row> rows) {
    if (const auto old = m_blocks.find(block); old != m_blocks.end()) {
        m_ages.erase(old->second.age);
        m_blocks.erase(old);
    }
    m_ages.push_front(block);
    m_blocks.emplace(block, Block{std::move(rows), m_ages.begin()});
    while (m_blocks.size() > kMostBlocks) {
        m_blocks.erase(m_ages.back());
        m_ages.pop_back();
    }
}

const dataset::Row* RowsModel::rowAt(int row) const {
    const auto block = m_blocks.find(row / kBlockRows);
    const auto place = static_cast<std::size_t>(row % kBlockRows);
    return block == m_blocks.end() || place >= block->second.rows.size() ? nullptr
                                                                         : &block->second.rows[place];
}

QString RowsModel::fieldOf(int column) const {
    const int field = column - kFirstField;
    return field >= 0 && static_cast<std::size_t>(field) < m_facts.fields.size()
               ? QString::fromStdString(m_facts.fields[static_cast<std::size_t>(field)].name)
               : QString();
}

QString RowsModel::nameOf(int column) const {
    return column == kFlags ? tr("Flags") : headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
}

dataset::RowOrder RowsModel::orderOf(int column, dataset::RowOrder::Direction direction) const {
    using By = dataset::RowOrder::By;
    if (column == kFlags || column == kNumber || column == splitColumn())
        return {column == kFlags ? By::Flags : column == kNumber ? By::Row : By::Split, {}, direction};
    return {By::Field, fieldOf(column).toStdString(), direction};
}

int RowsModel::columnOf(const dataset::RowOrder& order) const {
    using By = dataset::RowOrder::By;
    if (order.by == By::Flags)
        return kFlags;
    if (order.by == By::Row)
        return kNumber;
    if (order.by == By::Split)
        return splitColumn();
    const auto found = std::ranges::find(m_facts.fields, order.field, &dataset::Field::name);
    return found == m_facts.fields.end() ? -1
                                         : kFirstField + static_cast<int>(found - m_facts.fields.begin());
}

int RowsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0
                            : static_cast<int>(std::min<qint64>(m_total, std::numeric_limits<int>::max()));
}

int RowsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || m_facts.name.empty() ? 0 : splitColumn() + 1;
}

QVariant RowsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const bool number = index.column() == kNumber;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::EditRole && role != FlagsRole && role != RowIdRole &&
        role != WholeTextRole)
        return {};
    const dataset::Row* row = rowAt(index.row());
    if (!row) {
        want(index.row() / kBlockRows);
        return {};
    }
    if (role == RowIdRole)
        return QVariant::fromValue<qint64>(row->id.value);
    if (role == FlagsRole) {
        QStringList names;
        for (const std::string& flag : row->flags)
            names << QString::fromStdString(flag);
        return names;
    }
    if (index.column() == kFlags)
        return {};
    if (number)
        return QLocale().toString(qlonglong{row->id.value});
    if (index.column() == splitColumn())
        return QString::fromStdString(row->split);
    const Json* value =
        member(row->fields, m_facts.fields[static_cast<std::size_t>(index.column() - kFirstField)].name);
    return value ? valueText(*value, role == Qt::DisplayRole ? TextForm::SingleLine : TextForm::Whole)
                 : QString();
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<int>((section == kNumber ? Qt::AlignRight : Qt::AlignLeft) |
                                        Qt::AlignVCenter);
    if (role == Qt::AccessibleTextRole) {
        const QString name = nameOf(section);
        if (m_order.isOfFile() || section != columnOf(m_order))
            return name;
        return m_order.direction == dataset::RowOrder::Direction::Ascending ? tr("%1, ascending").arg(name)
                                                                            : tr("%1, descending").arg(name);
    }
    if (role == Qt::ToolTipRole)
        return tr("%1 · a click orders the rows by it, S by the column of the chosen cell")
            .arg(nameOf(section));
    if (role != Qt::DisplayRole)
        return {};
    if (section == kNumber)
        return tr("Row");
    if (section == splitColumn())
        return tr("Split");
    return fieldOf(section);
}

Qt::ItemFlags RowsModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const dataset::Row* row = rowAt(index.row());
    const QString field = fieldOf(index.column());
    if (m_editable && row && !field.isEmpty() && fitsOneLine(member(row->fields, field.toStdString())))
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool RowsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const dataset::Row* row = rowAt(index.row());
    const QString field = fieldOf(index.column());
    if (role != Qt::EditRole || !row || field.isEmpty() ||
        data(index, WholeTextRole).toString() == value.toString())
        return false;
    // A copy: the answer of the presenter may replace the block while the signal is under way.
    const dataset::Row edited = *row;
    Q_EMIT cellEdited(edited, field, value.toString());
    return true;
}

} // namespace luthier::models
