#include "bubble_editor.h"

#include <widgets/figures.h>

#include <QHBoxLayout>
#include <QTextBlock>

#include <algorithm>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr int kSettleMilliseconds = 200;

/// The place in a QString of the character (code point) of that number.
qsizetype placeOf(const QString& text, qint64 character) {
    qsizetype place = 0;
    for (qint64 passed = 0; passed < character && place < text.size(); ++passed)
        place += text.at(place).isHighSurrogate() && place + 1 < text.size() ? 2 : 1;
    return place;
}

} // namespace

BubbleEditor::BubbleEditor(TokenPresenter& tokens, const dataset::DatasetFacts& facts, dataset::Row row,
                           TextPlace place)
    : m_tokens(tokens)
    , m_datasetId(facts.id)
    , m_dataset(QString::fromStdString(facts.name))
    , m_row(std::move(row))
    , m_place(std::move(place)) {
    auto* whole = column(this, measures::kGapSmall);
    // One blank line below the last, so that what comes next is no surprise.
    m_field = new MessageField(QStringLiteral("bubbleEditor"), MessageField::SendKey::ControlEnter,
                               {measures::kEditorMost, 1});
    m_field->setFont(fontOf(TextStyle::Body));
    m_field->leaveByEscape();
    m_field->setPlainText(m_place.text);
    m_count = label(TextStyle::Caption, QStringLiteral("muted"));
    m_count->setObjectName(QStringLiteral("editorTokens"));
    m_count->setWordWrap(true);
    auto* line = widgets::row(measures::kGap);
    m_hint = label(TextStyle::Caption, QStringLiteral("muted"));
    m_hint->setWordWrap(true);
    m_cancel = button(QStringLiteral("cancelEdit"), QStringLiteral("small"));
    m_save = button(QStringLiteral("saveEdit"), QStringLiteral("small"));
    line->addWidget(m_hint, 1);
    line->addWidget(m_cancel);
    line->addWidget(m_save);
    whole->addWidget(m_field);
    whole->addWidget(m_count);
    whole->addLayout(line);
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMilliseconds);
    connect(m_field, &QPlainTextEdit::textChanged, &m_settle, qOverload<>(&QTimer::start));
    connect(&m_settle, &QTimer::timeout, this, &BubbleEditor::count);
    connect(m_field, &MessageField::sent, this, &BubbleEditor::saved);
    connect(m_field, &MessageField::left, this, &BubbleEditor::left);
    connect(m_save, &QPushButton::clicked, this, &BubbleEditor::saved);
    connect(m_cancel, &QPushButton::clicked, this, &BubbleEditor::left);
    connect(&tokens, &TokenPresenter::draftChanged, this, &BubbleEditor::showTokens);
    speak([this] {
        m_field->setAccessibleName(tr("Text of %1").arg(m_place.field));
        m_hint->setText(tr("Ctrl+Enter saves and goes to the next row, Esc cancels"));
        m_save->setText(tr("Save"));
        m_cancel->setText(tr("Cancel"));
        showTokens();
    });
    count();
}

void BubbleEditor::focusText() {
    m_field->setFocus();
    m_field->moveCursor(QTextCursor::End);
}

void BubbleEditor::count() {
    const auto value = valueWith(m_row, m_place, text());
    if (!value)
        return;
    Json fields = Json::object();
    fields[m_place.field.toStdString()] = *value;
    m_tokens.countDraft(m_dataset, m_row.id, std::move(fields));
}

void BubbleEditor::showTokens() {
    const auto& tokens = m_tokens.draft();
    m_count->setVisible(tokens.has_value());
    if (!tokens)
        return;
    const qint64 all = tokens->trained + tokens->ignored + tokens->cut;
    QString text = tr("%1 tokens in the row, %2 trained", nullptr, pluralOf(all))
                       .arg(numberText(all), numberText(tokens->trained));
    if (tokens->cut > 0)
        text +=
            QStringLiteral(" · ") + tr("%1 cut", nullptr, pluralOf(tokens->cut)).arg(numberText(tokens->cut));
    m_count->setText(text);
    setTone(m_count, tokens->cut > 0 ? QStringLiteral("bad") : QStringLiteral("muted"));
    markCut(*tokens);
}

/// What of the text the recipe's limit cuts, if it is found in the row as it is trained.
void BubbleEditor::markCut(const RowTokens& tokens) {
    QList<QTextEdit::ExtraSelection> marks;
    const auto first = std::ranges::find(tokens.tokens, RowTokens::State::Cut, &RowTokens::Token::state);
    const qsizetype begin = tokens.text.lastIndexOf(text());
    if (tokens.cut > 0 && first != tokens.tokens.end() && begin >= 0 && !text().isEmpty()) {
        const qsizetype from = std::max<qsizetype>(placeOf(tokens.text, first->begin) - begin, 0);
        if (from < text().size()) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(m_field->document());
            mark.cursor.setPosition(static_cast<int>(from));
            mark.cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
            mark.format.setForeground(currentPalette().bad);
            mark.format.setBackground(currentPalette().softBad);
            marks.append(mark);
        }
    }
    m_field->setExtraSelections(marks);
}

void BubbleEditor::changeEvent(QEvent* event) {
    Speaking<QWidget>::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showTokens();
}

} // namespace luthier::data
