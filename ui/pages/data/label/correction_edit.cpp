#include "correction_edit.h"

#include <scoring/word_diff.h>
#include <widgets/figures.h>
#include <widgets/side_text.h>

#include <QHBoxLayout>

namespace luthier::data {

using namespace widgets;

namespace {

using scoring::DiffSpan;

struct Part {
    QVBoxLayout* lines;
    QLabel* caption;
};

/// A frame with a caption, for one of the two answers.
Part part(QVBoxLayout* layout, const QString& kind, const QString& tone) {
    QFrame* made = frame(kind);
    auto* lines = column(made, measures::kGapSmall);
    lines->setContentsMargins(measures::kGapDense, measures::kGap, measures::kGapDense, measures::kGap);
    QLabel* caption = label(TextStyle::Caption, tone);
    lines->addWidget(caption);
    layout->addWidget(made);
    return {lines, caption};
}

qint64 changedIn(const std::vector<DiffSpan>& spans) {
    return std::ranges::count(spans, DiffSpan::Kind::Changed, &DiffSpan::kind);
}

} // namespace

CorrectionEdit::CorrectionEdit(const QString& original, const QString& text)
    : m_original(original)
    , m_begin(text) {
    auto* whole = column(this, measures::kGapDense);
    const Part before = part(whole, QStringLiteral("sunken"), QStringLiteral("muted"));
    const Part after = part(whole, QStringLiteral("answer"), QStringLiteral("action"));
    m_before = new ContentText(TextStyle::Reading);
    m_before->setFocusPolicy(Qt::NoFocus);
    before.lines->addWidget(m_before);
    m_field = new MessageField(QStringLiteral("correctionField"), MessageField::SendKey::ControlEnter,
                               {measures::kEditorMost, 1});
    m_field->setFont(fontOf(TextStyle::Reading));
    m_field->leaveByEscape();
    m_field->setPlainText(text);
    after.lines->addWidget(m_field);
    m_state = label(TextStyle::Caption, QStringLiteral("muted"));
    m_state->setObjectName(QStringLiteral("correctionState"));
    m_state->setWordWrap(true);
    m_again = button(QStringLiteral("correctionAgain"), QStringLiteral("small"));
    m_keep = button(QStringLiteral("keepCorrection"), QStringLiteral("small"));
    auto* line = row(measures::kGap);
    line->addWidget(m_state, 1);
    line->addWidget(m_again);
    line->addWidget(m_keep);
    after.lines->addLayout(line);
    connect(m_field, &QPlainTextEdit::textChanged, this, &CorrectionEdit::compare);
    connect(m_field, &MessageField::sent, this, &CorrectionEdit::kept);
    connect(m_field, &MessageField::left, this, &CorrectionEdit::left);
    connect(m_keep, &QPushButton::clicked, this, &CorrectionEdit::kept);
    connect(m_again, &QPushButton::clicked, this, [this] {
        m_field->setPlainText(m_original);
        focusText();
    });
    speak([this, before, after] {
        before.caption->setText(tr("The answer"));
        after.caption->setText(tr("As it should be"));
        m_before->setAccessibleName(tr("The answer"));
        m_field->setAccessibleName(tr("As it should be"));
        m_again->setText(tr("As it was"));
        m_again->setToolTip(tr("Begins again with the row's answer"));
        m_keep->setText(tr("Keep and go on"));
        compare();
    });
}

void CorrectionEdit::setWritable(bool writable) {
    m_writable = writable;
    m_field->setReadOnly(!writable);
    compare();
}

void CorrectionEdit::focusText() {
    m_field->setFocus();
    m_field->moveCursor(QTextCursor::End);
}

void CorrectionEdit::setCursorPlace(int place) {
    QTextCursor cursor = m_field->textCursor();
    cursor.setPosition(std::min(place, static_cast<int>(text().size())));
    m_field->setTextCursor(cursor);
}

void CorrectionEdit::changeEvent(QEvent* event) {
    Speaking<QWidget>::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        compare();
}

/// The original keeps the words that go, the field those that are new.
void CorrectionEdit::compare() {
    const std::string first = m_original.toStdString();
    const std::string second = text().toStdString();
    const scoring::WordDiff diff = scoring::wordDiff(first, second);
    m_before->setSide(SideColor::Going, stretchesOf(std::string_view(first), diff.first));
    QList<QTextEdit::ExtraSelection> marks;
    int place = 0;
    for (const SideStretch& stretch : stretchesOf(std::string_view(second), diff.second)) {
        const int end = place + static_cast<int>(stretch.text.size());
        if (stretch.own) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(m_field->document());
            mark.cursor.setPosition(place);
            mark.cursor.setPosition(end, QTextCursor::KeepAnchor);
            mark.format = ownWords(SideColor::Staying);
            marks.append(mark);
        }
        place = end;
    }
    m_field->setExtraSelections(marks);
    const qint64 places = std::max(changedIn(diff.first), changedIn(diff.second));
    const bool same = m_original == text();
    m_state->setText(text().trimmed().isEmpty() ? tr("An answer has words")
                     : same                     ? tr("As it is: nothing to correct")
                     : places == 0
                         ? tr("Changed between the words")
                         : tr("Changed in %1 places", nullptr, pluralOf(places)).arg(numberText(places)));
    m_again->setEnabled(m_writable && !same);
    m_keep->setEnabled(m_writable && !text().trimmed().isEmpty());
}

} // namespace luthier::data
