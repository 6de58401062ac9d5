#include "../conversation_view.h"
#include "correction_edit.h"
#include "label_view.h"
#include "span_text.h"

#include <labeling/answers.h>
#include <models/rows_model.h>
#include <widgets/content_text.h>
#include <widgets/figures.h>

#include <QHBoxLayout>
#include <QScrollArea>

#include <algorithm>

// The row in view, as its scheme asks for it.

namespace luthier::data {

using namespace widgets;

namespace {

enum Record { kRow, kEnd };

constexpr qsizetype kMostCharacters = 20'000;
constexpr std::size_t kMostDrafts = 1000;

} // namespace

void LabelView::addText(const QString& caption, const QString& text, bool isAnswer) {
    const ShownBubble shown = addBubble(m_texts, {caption, text.left(kMostCharacters), isAnswer});
    shown.body->setFont(fontOf(TextStyle::Reading));
    // The keys mean the answer, wherever the mouse has been.
    shown.body->setFocusPolicy(Qt::NoFocus);
}

/// The columns that are compared by their letters, or those that are put in order by their keys.
void LabelView::showPair(const dataset::Row& row, const labeling::Scheme& scheme) {
    const auto compared = std::ssize(scheme.fields);
    for (const auto& [name, value] : row.fields.items()) {
        const QString text = models::valueText(value, models::TextForm::Whole);
        const auto place = std::ranges::find(scheme.fields, name) - scheme.fields.begin();
        const QString field = QString::fromStdString(name);
        addText(place >= compared          ? field
                : scheme.kind == "ranking" ? tr("%1: %2").arg(place + 1).arg(field)
                : place == 0               ? tr("A: %1").arg(field)
                                           : tr("B: %1").arg(field),
                text, place < compared);
    }
}

void LabelView::showMarked(const dataset::Row& row, const labeling::Scheme& scheme) {
    for (const auto& [name, value] : row.fields.items()) {
        const QString text = models::valueText(value, models::TextForm::Whole);
        if (name != scheme.fields[0]) {
            addText(QString::fromStdString(name), text, false);
            continue;
        }
        const ShownBubble shown = addBubble(m_texts, {QString::fromStdString(name), {}, true});
        shown.body->hide();
        m_marked = new SpanText(QStringLiteral("spanText"));
        m_marked->setAccessibleName(tr("The text to mark"));
        m_marked->setContent(text.left(kMostCharacters));
        shown.lines->addWidget(m_marked);
    }
    showMarks();
}

void LabelView::showMarks() {
    if (!m_marked)
        return;
    std::vector<SpanText::Mark> marks;
    for (const MarkedSpan& span : m_presenter.spans()) {
        const auto option = std::ranges::find(m_presenter.choices(), span.option, &Choice::value);
        marks.push_back({span.begin, span.end, static_cast<int>(option - m_presenter.choices().begin())});
    }
    m_marked->setMarks(std::move(marks));
}

void LabelView::showConversation(const dataset::Row& row) {
    const std::vector<Bubble> bubbles = bubblesOfRow(row.fields, m_data.current()->roles);
    for (const Bubble& bubble : bubbles)
        addText(bubble.role, bubble.text, bubble.isAnswer);
    if (!bubbles.empty())
        return;
    for (const auto& [name, value] : row.fields.items())
        addText(QString::fromStdString(name), models::valueText(value, models::TextForm::Whole), false);
}

/// The conversation up to the answer, and the answer beside its correction. What was being written stays
/// with its row.
void LabelView::showCorrection(const dataset::Row& row) {
    const auto answered = labeling::answeredOf(row.fields, m_data.current()->roles);
    std::vector<Bubble> bubbles = bubblesOfRow(row.fields, m_data.current()->roles);
    if (answered && !bubbles.empty())
        bubbles.pop_back();
    for (const Bubble& bubble : bubbles)
        addText(bubble.role, bubble.text, bubble.isAnswer);
    if (!answered) {
        showRemark(m_texts, tr("This row does not end with an answer in words. Space goes on."));
        return;
    }
    const QString of = QStringLiteral("%1/%2").arg(m_data.current()->id.value).arg(m_schemes->currentText());
    if (std::exchange(m_draftsOf, of) != of)
        m_drafts.clear();
    const QString original = QString::fromStdString(answered->answer);
    const QString own = m_presenter.ownAnswer();
    const auto draft = m_drafts.find(row.id);
    const bool goesOn = draft != m_drafts.end() && (own.isEmpty() || !draft->second.isGiven);
    m_correction = new CorrectionEdit(original, goesOn ? draft->second.text : own.isEmpty() ? original : own);
    m_correction->setWritable(m_presenter.isWritable());
    m_correctedRow = row.id;
    m_texts->addWidget(m_correction);
    connect(m_correction, &CorrectionEdit::left, this, [this] { m_area->setFocus(); });
    connect(
        m_correction, &CorrectionEdit::kept, this,
        [this] {
            if (!m_correction)
                return;
            m_drafts[m_correctedRow] = {m_correction->text(), true};
            m_presenter.give(m_correction->text());
        },
        Qt::QueuedConnection); // the editor goes with its row
}

/// What is being corrected is kept for when its row comes again.
void LabelView::keepDraft() {
    if (!m_correction || !m_correction->isTouched())
        return;
    const auto known = m_drafts.find(m_correctedRow);
    if (known == m_drafts.end() || known->second.text != m_correction->text())
        m_drafts[m_correctedRow] = {m_correction->text(), false};
    if (m_drafts.size() > kMostDrafts)
        m_drafts.clear();
}

void LabelView::showRow() {
    const dataset::Row* row = m_presenter.row();
    const auto* scheme = m_presenter.scheme();
    m_record->setCurrentIndex(m_presenter.state() == LabelPresenter::State::Done ? kEnd : kRow);
    // The next row takes the keys where this one had them.
    const bool corrected = m_correction && m_correction->hasKeys();
    const bool hadKeys = corrected || (m_marked && m_marked->hasFocus());
    const int cursor = m_correction ? m_correction->cursorPlace() : 0;
    keepDraft();
    const RowId before = std::exchange(m_correctedRow, RowId{});
    m_marked = nullptr;
    m_correction = nullptr;
    clearLayout(m_texts);
    m_title->setVisible(row != nullptr);
    m_split->setVisible(row && !row->split.empty());
    m_said->setFullText({});
    const qint64 left = m_presenter.rows() - m_presenter.labelled();
    m_again->setVisible(left > 0 || m_presenter.queue() == LabelPresenter::Queue::All);
    m_end->setText(
        left > 0 && m_presenter.queue() == LabelPresenter::Queue::Unlabelled
            ? tr("These were all. %1 rows without an answer were skipped.", nullptr, pluralOf(left))
                  .arg(numberText(left))
        : m_presenter.queue() == LabelPresenter::Queue::Disputed
            ? tr("No row is left where annotators differ.")
            : tr("These were all rows."));
    if (!row || !scheme || !m_data.current())
        return;
    m_title->setText(tr("Row %1").arg(numberText(row->id.value)));
    m_split->setText(QString::fromStdString(row->split));
    QStringList said;
    // What others have said is not told while it could sway.
    if (m_presenter.queue() != LabelPresenter::Queue::Unlabelled)
        for (const dataset::Label& one : m_presenter.labels())
            if (one.scheme == scheme->name)
                said << QString::fromStdString(one.annotator + ": " +
                                               labeling::kindOf(*scheme).write(one.value));
    m_said->setFullText(said.join(QStringLiteral(" · ")));
    if (scheme->kind == "span")
        showMarked(*row, *scheme);
    else if (scheme->kind == "preference" || scheme->kind == "ranking")
        showPair(*row, *scheme);
    else if (scheme->kind == "correction")
        showCorrection(*row);
    else
        showConversation(*row);
    m_texts->addStretch(1);
    if (hadKeys)
        focusRow();
    if (corrected && m_correction && m_correctedRow == before)
        m_correction->setCursorPlace(cursor);
}

} // namespace luthier::data
