#include "import_table.h"

#include <bridge/words.h>
#include <dataset/types.h>
#include <models/rows_model.h>
#include <widgets/table.h>

#include <QHeaderView>
#include <QScrollBar>
#include <QVBoxLayout>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr int kMostShownColumns = 64;

} // namespace

ImportTable::ImportTable() {
    setObjectName(QStringLiteral("importTable"));
    dressTable(this, measures::kTableRow);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::NoSelection);
    setFocusPolicy(Qt::NoFocus);
    // The roles stand in the first row, since a header section holds no widget.
    horizontalHeader()->hide();
}

QWidget* ImportTable::makeHead(const QString& column, const QString& role, bool enabled) {
    auto* head = new QWidget;
    auto* lines = widgets::column(head, measures::kGapSmall);
    lines->setContentsMargins(measures::kCellPadding, measures::kGapSmall, measures::kCellPadding,
                              measures::kGapSmall);
    auto* name = new ElidedLabel(TextStyle::Mono);
    name->setFullText(column);
    auto* choice = new ComboBox(QStringLiteral("role_") + column);
    choice->setProperty("kind", QStringLiteral("role"));
    choice->setProperty("used", role != QStringLiteral("ignore"));
    choice->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    for (const std::string_view each : dataset::roleNames())
        choice->addItem(bridge::roleWord(each),
                        QString::fromUtf8(each.data(), static_cast<qsizetype>(each.size())));
    choice->choose(role);
    choice->setEnabled(enabled);
    choice->setAccessibleName(tr("Role of %1").arg(column));
    connect(choice, &QComboBox::activated, this,
            [this, column, choice] { Q_EMIT roleChosen(column, choice->currentData().toString()); });
    lines->addWidget(name);
    lines->addWidget(choice);
    return head;
}

void ImportTable::show(const ImportPreview& preview, bool enabled) {
    clear();
    const int columns = std::min(kMostShownColumns, static_cast<int>(preview.columns.size()));
    setColumnCount(columns);
    setRowCount(static_cast<int>(preview.rows.size()) + 1);
    verticalHeader()->resizeSection(0, measures::kRoleHead);
    const int room =
        std::max(width(), measures::kFormWidth) - measures::kGap - verticalScrollBar()->sizeHint().width();
    const int share = columns ? std::clamp(room / columns, measures::kMeterWidth, measures::kColumnMost) : 0;
    for (int c = 0; c < columns; ++c) {
        const QString& name = preview.columns[c];
        const auto found = preview.roles.find(name);
        const QString role = found == preview.roles.end() ? QStringLiteral("ignore") : found->second;
        const bool used = role != QStringLiteral("ignore");
        setCellWidget(0, c, makeHead(name, role, enabled));
        setColumnWidth(c, share);
        for (int r = 0; r < static_cast<int>(preview.rows.size()); ++r) {
            const Json* value = member(preview.rows[static_cast<std::size_t>(r)], name.toStdString());
            QTableWidgetItem* item =
                cell(value ? models::valueText(*value, models::TextForm::SingleLine) : QString());
            if (!used) {
                item->setForeground(currentPalette().text2);
                item->setBackground(currentPalette().sunken);
            }
            setItem(r + 1, c, item);
        }
    }
    horizontalHeader()->setStretchLastSection(columns * share <= room);
}

} // namespace luthier::data
