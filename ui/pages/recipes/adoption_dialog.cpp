#include "adoption_dialog.h"

#include "setting_words.h"

#include <bridge/sentences.h>
#include <widgets/figures.h>
#include <widgets/table.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>

#include <algorithm>

namespace luthier::recipes {

using namespace widgets;
using adopting::AdoptedKey;
using adopting::Fate;

namespace {

enum Column { kThere, kHere, kWhy, kColumns };

QString plainText(const Json& value) {
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : dumpJson(value));
}

} // namespace

AdoptionDialog::AdoptionDialog(QWidget* parent, RecipePresenter& presenter, adopting::Adopted adopted)
    : Speaking(parent)
    , m_adopted(std::move(adopted)) {
    auto* lines = modalColumn(this, QStringLiteral("adoptionDialog"), measures::kGapDense);
    m_title = label(TextStyle::CardTitle);
    m_note = label(TextStyle::Body, QStringLiteral("muted"));
    m_note->setObjectName(QStringLiteral("adoptionNote"));
    m_note->setWordWrap(true);
    QFrame* around = frame(QStringLiteral("card"));
    auto* inside = column(around, 0);
    inside->setContentsMargins(measures::kLine, measures::kLine, measures::kLine, measures::kLine);
    m_table = smallTable(QStringLiteral("adoptionTable"), kColumns, measures::kTableRow);
    m_table->setWordWrap(true);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents); // no reason is cut
    inside->addWidget(m_table);
    auto* buttons = row(measures::kGap);
    m_cancel = button(QStringLiteral("adoptionCancel"));
    m_accept = button(QStringLiteral("adoptionAccept"), QStringLiteral("primary"));
    m_accept->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_accept);
    lines->addWidget(m_title);
    lines->addWidget(m_note);
    lines->addWidget(around, 1);
    lines->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(this, &QDialog::accepted, &presenter, [this, &presenter] { presenter.takeOver(m_adopted); });
    resize(measures::kWindowLeastWidth - 2 * measures::kPagePadding,
           measures::kPaletteHeight + measures::kBenchHeight);
    speak([this] { say(); });
}

qint64 AdoptionDialog::count(Fate fate) const {
    return std::ranges::count(m_adopted.keys, fate, &AdoptedKey::fate);
}

void AdoptionDialog::say() {
    const std::string_view name = programName(m_adopted.program);
    const QString program = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    m_title->setText(tr("From %1").arg(program));
    setWindowTitle(m_title->text());
    m_note->setText(
        tr("%1 taken over, %2 only nearly, %3 left out; %4 change nothing here. What the file does not "
           "say is as %5 has it.")
            .arg(numberText(count(Fate::Taken)), numberText(count(Fate::Near)), numberText(count(Fate::Left)),
                 numberText(count(Fate::Idle)), program));
    m_cancel->setText(tr("Cancel"));
    m_accept->setText(tr("Make a recipe of it"));
    m_table->setAccessibleName(tr("Keys of the file"));
    m_table->setHorizontalHeaderLabels({tr("There"), tr("Here"), tr("Remark")});
    fill();
}

std::vector<const AdoptedKey*> AdoptionDialog::shown() const {
    std::vector<const AdoptedKey*> keys;
    for (const Fate fate : {Fate::Left, Fate::Near, Fate::Taken})
        for (const bool given : {true, false})
            for (const AdoptedKey& key : m_adopted.keys)
                if (key.fate == fate && key.wasGiven == given)
                    keys.push_back(&key);
    return keys;
}

void AdoptionDialog::fill() {
    const auto keys = shown();
    m_table->setRowCount(static_cast<int>(keys.size()));
    for (int line = 0; line < m_table->rowCount(); ++line) {
        const AdoptedKey& key = *keys[static_cast<std::size_t>(line)];
        const QString there = QString::fromStdString(key.key) + QStringLiteral(": ") + plainText(key.value);
        const QString here = key.fate == Fate::Left ? tr("left out")
                                                    : captionWords(key.path)() + QStringLiteral(": ") +
                                                          valueText(key.path, key.becomes);
        QString why = key.code.empty() ? QString() : bridge::sentence(key.code, key.parameters);
        if (!key.wasGiven)
            why = why.isEmpty() ? tr("its default") : tr("its default; %1").arg(why);
        const QString texts[] = {there, here, why};
        for (int at = 0; at < kColumns; ++at) {
            QTableWidgetItem* item = cell(texts[at]);
            item->setToolTip(texts[at]);
            m_table->setItem(line, at, item);
        }
    }
    m_table->setColumnWidth(kThere, measures::kHistoryWidth - measures::kFieldShort);
    m_table->setColumnWidth(kHere, measures::kHistoryWidth - measures::kFieldShort);
}

} // namespace luthier::recipes
