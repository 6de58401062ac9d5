#include "command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace luthier::shell {

using namespace widgets;

namespace {

enum Role { kKind = Qt::UserRole, kKeys };
enum Rank { kNothing, kSomewhere, kWordBegins, kBegins };
constexpr int kMostShown = 60;
constexpr int kLines = 10; // that are seen at once

/// Title at the left with its kind behind it, keys at the right.
class FindDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {measures::kPaletteWidth, measures::kTableRow};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Palette& palette = currentPalette();
        painter->save();
        if (option.state & QStyle::State_Selected) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(palette.softAction);
            painter->drawRoundedRect(option.rect, measures::kGapSmall, measures::kGapSmall);
        }
        QRect line = option.rect.adjusted(measures::kGap, 0, -measures::kGap, 0);
        painter->setFont(fontOf(TextStyle::Caption));
        const QString keys = index.data(kKeys).toString(), kind = index.data(kKind).toString();
        const auto right = [&](const QString& text) {
            painter->setPen(palette.text2);
            painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
            if (!text.isEmpty())
                line.setRight(line.right() - painter->fontMetrics().horizontalAdvance(text) -
                              measures::kGapDense);
        };
        right(keys);
        right(kind);
        painter->setFont(fontOf(TextStyle::Body));
        painter->setPen(palette.text);
        painter->drawText(
            line, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, line.width()));
        painter->restore();
    }
};

int rankIn(const QString& text, const QString& word) {
    if (text.startsWith(word, Qt::CaseInsensitive))
        return kBegins;
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive))
        if (!text[at - 1].isLetterOrNumber())
            return kWordBegins;
    return text.contains(word, Qt::CaseInsensitive) ? kSomewhere : kNothing;
}

} // namespace

int matchOf(const Find& find, const QString& typed) {
    int least = 2 * kBegins;
    for (const QString& word : typed.split(u' ', Qt::SkipEmptyParts)) {
        // The title says most of what it is.
        int rank = 2 * rankIn(find.title, word);
        rank = std::max(rank, 2 * rankIn(find.kind, word) - 1);
        for (const QString& other : find.words)
            rank = std::max(rank, 2 * rankIn(other, word) - 1);
        least = std::min(least, std::max(rank, 0));
    }
    return least;
}

CommandPalette::CommandPalette(QWidget* parent, std::vector<Find> finds, QStringList recent,
                               std::function<std::optional<Find>(qint64)> rowOf)
    : m_finds(std::move(finds))
    , m_recent(std::move(recent))
    , m_rowOf(std::move(rowOf)) {
    setParent(parent, Qt::Popup);
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("commandPalette"));
    // Whole lines: none is cut at the end of the list.
    setFixedSize(measures::kPaletteWidth, measures::kControl + kLines * measures::kTableRow + measures::kGap +
                                              2 * (measures::kGapDense + measures::kLine));
    QFrame* edge = frame(QStringLiteral("palette"));
    column(this, 0)->addWidget(edge);
    auto* whole = column(edge, measures::kGap);
    whole->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense,
                              measures::kGapDense);
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("paletteSearch"));
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new FindDelegate(m_list));
    m_none = label(TextStyle::Body, QStringLiteral("muted"));
    m_none->setWordWrap(true);
    m_none->setContentsMargins(measures::kGap, measures::kGap, measures::kGap, measures::kGap);
    whole->addWidget(m_search);
    whole->addWidget(m_none);
    whole->addWidget(m_list, 1);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_search, &QLineEdit::returnPressed, this, &CommandPalette::trigger);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::trigger);
    speak([this] {
        m_search->setPlaceholderText(tr("Type a command, dataset, run, model, setting or #row"));
        m_search->setAccessibleName(tr("Find anything"));
        m_list->setAccessibleName(tr("What was found"));
        m_none->setText(tr("Nothing is called that. Only what can be done now is listed."));
        filter();
    });
    if (parent)
        move(parent->mapToGlobal(
            QPoint((parent->width() - width()) / 2, measures::kPageHeadHeight + measures::kPagePadding)));
    m_search->setFocus();
}

/// The best first; of equal ones what was taken last, then as they were given.
std::vector<const Find*> CommandPalette::found(const QString& typed) const {
    struct Ranked {
        const Find* find;
        int match;
        qsizetype recent;
    };
    std::vector<Ranked> ranked;
    for (const Find& find : m_finds)
        if (const int match = matchOf(find, typed); match > 0) {
            const qsizetype recent = m_recent.indexOf(find.name);
            ranked.push_back({&find, match, recent < 0 ? m_recent.size() : recent});
        }
    std::ranges::stable_sort(ranked, [](const Ranked& a, const Ranked& b) {
        return a.match != b.match ? a.match > b.match : a.recent < b.recent;
    });
    std::vector<const Find*> all;
    for (const Ranked& each : ranked)
        all.push_back(each.find);
    return all;
}

void CommandPalette::setFinds(std::vector<Find> finds) {
    const int row = m_list->currentRow();
    m_finds = std::move(finds);
    filter();
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
}

void CommandPalette::filter() {
    const QString typed = m_search->text().trimmed();
    bool isNumber = false;
    const qint64 number = QString(typed).remove(u'#').toLongLong(&isNumber);
    m_row = isNumber && m_rowOf ? m_rowOf(number) : std::nullopt;
    m_shown = found(typed);
    if (m_row)
        m_shown.insert(typed.startsWith(u'#') ? m_shown.begin() : m_shown.end(), &*m_row);
    if (m_shown.size() > kMostShown)
        m_shown.resize(kMostShown);
    m_list->clear();
    for (const Find* find : m_shown) {
        auto* item = new QListWidgetItem(find->title, m_list);
        item->setData(kKind, find->kind);
        item->setData(kKeys, find->keys.toString(QKeySequence::NativeText));
        item->setData(Qt::AccessibleTextRole, QStringLiteral("%1, %2").arg(find->title, find->kind));
    }
    m_list->setCurrentRow(0);
    m_none->setVisible(m_shown.empty());
    m_list->setVisible(!m_shown.empty());
}

void CommandPalette::trigger() {
    const int row = m_list->currentRow();
    if (row < 0 || row >= static_cast<int>(m_shown.size()))
        return;
    const Find chosen = *m_shown[static_cast<std::size_t>(row)];
    Q_EMIT taken(chosen.name);
    close();
    chosen.act();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int page = m_list->height() / measures::kTableRow;
        const int step = key == Qt::Key_Down       ? 1
                         : key == Qt::Key_Up       ? -1
                         : key == Qt::Key_PageDown ? page
                         : key == Qt::Key_PageUp   ? -page
                                                   : 0;
        if (step != 0) {
            if (m_list->count() > 0)
                m_list->setCurrentRow(qBound(0, m_list->currentRow() + step, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace luthier::shell
