#include "inspector.h"

#include "bubble_editor.h"
#include "token_view.h"

#include "../conversation_view.h"
#include "../hits.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <dataset/conversation.h>
#include <models/rows_model.h>
#include <widgets/content_text.h>
#include <widgets/figures.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>

namespace luthier::data {

using namespace widgets;

namespace {

enum Tab { kChat, kFields, kTokens, kHistory, kTabs };
enum View { kContent, kTokenView };

} // namespace

Inspector::Inspector(DataPresenter& presenter, TokenPresenter& tokens)
    : m_presenter(presenter)
    , m_tokens(tokens) {
    setObjectName(QStringLiteral("inspector"));
    setProperty("kind", QStringLiteral("card"));
    setFixedWidth(measures::kInspectorWidth);
    auto* whole = column(this, 0);
    m_tabs = tabs(QStringLiteral("inspectorTabs"), kTabs);
    whole->addWidget(m_tabs);
    whole->addWidget(separator());
    auto* head = row(measures::kGap);
    head->setContentsMargins(measures::kCardPadding, measures::kGapDense, measures::kCardPadding,
                             measures::kGapSmall);
    m_title = label(TextStyle::BodyStrong);
    m_split = badge();
    head->addWidget(m_title, 1);
    head->addWidget(m_split);
    whole->addLayout(head);
    const Scroller scroll = scroller();
    m_views = new QStackedWidget;
    m_views->addWidget(scroll.area);
    m_views->addWidget(new TokenView(tokens));
    whole->addWidget(m_views, 1);
    m_content = scroll.layout;
    m_content->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kCardPadding,
                                  measures::kCardPadding);
    connect(m_tabs, &QTabBar::currentChanged, this, &Inspector::refresh);
    connect(&presenter, &DataPresenter::overviewChanged, this, &Inspector::refresh);
    connect(&presenter.bridge(), &bridge::Bridge::aboutToOpen, this, &Inspector::commit);
    speak([this] {
        m_tabs->setTabText(kChat, tr("Chat"));
        m_tabs->setTabText(kFields, tr("Fields"));
        m_tabs->setTabText(kTokens, tr("Tokens"));
        m_tabs->setTabText(kHistory, tr("History"));
        m_tabs->setAccessibleName(tr("Views of the row"));
        sayAgain();
    });
}

void Inspector::show(const std::optional<dataset::Row>& row) {
    if (m_editor && (!row || row->id != m_editor->row().id))
        commit(); // before the row is another
    m_row = row;
    refresh();
}

/// The editor in view stays as it is while the row does: nothing that arrives takes the text from under the
/// hand.
bool Inspector::isEditing() const {
    return m_editor && hasRow() && m_row->id == m_editor->row().id &&
           m_presenter.current()->id == m_editor->dataset() && m_tabs->currentIndex() == m_tabOfEditor;
}

bool Inspector::hasRow() const {
    return m_row && m_presenter.current();
}

void Inspector::refresh() {
    if (isEditing())
        return;
    commit();
    m_clickable.clear();
    clearLayout(m_content);
    m_views->setCurrentIndex(m_tabs->currentIndex() == kTokens && hasRow() ? kTokenView : kContent);
    lookAtTokens();
    showHead();
    if (m_tabs->currentIndex() == kHistory)
        showHistory();
    else if (!hasRow())
        showRemark(m_content, tr("Choose a row to see it here."));
    else if (m_tabs->currentIndex() == kChat)
        showChat();
    else if (m_tabs->currentIndex() == kFields)
        showFields();
    m_content->addStretch(1);
}

void Inspector::showHead() {
    m_title->setVisible(m_row && m_tabs->currentIndex() != kHistory);
    m_split->setVisible(m_row && !m_row->split.empty() && m_tabs->currentIndex() != kHistory);
    if (m_row) {
        m_title->setText(tr("Row %1").arg(numberText(m_row->id.value)));
        m_split->setText(QString::fromStdString(m_row->split));
    }
}

void Inspector::lookAtTokens() {
    // Shown again, it may stand before another project than the one its row came from.
    if (m_views->currentIndex() == kTokenView && isVisible() && hasRow())
        m_tokens.look(QString::fromStdString(m_presenter.current()->name), *m_row);
    else
        m_tokens.lookAway();
}

void Inspector::openTokens() {
    m_tabs->setCurrentIndex(kTokens);
}

void Inspector::showEvent(QShowEvent* event) {
    Speaking::showEvent(event);
    lookAtTokens();
}

void Inspector::hideEvent(QHideEvent* event) {
    Speaking::hideEvent(event);
    if (!event->spontaneous() && m_editor) {
        commit();
        refresh();
    }
    m_tokens.lookAway();
}

void Inspector::showChat() {
    for (const std::string& flag : m_row->flags) {
        auto* line = row(measures::kGapSmall);
        QLabel* word = label(TextStyle::Body, QStringLiteral("warn"));
        word->setText(bridge::flagWord(QString::fromStdString(flag)));
        line->addWidget(new IconLabel(QStringLiteral("warning"), IconTone::Warn, measures::kIconSmall));
        line->addWidget(word, 1);
        m_content->addLayout(line);
    }
    const std::vector<Bubble> shown = bubbles();
    if (shown.empty()) {
        const auto conversation = dataset::conversationOf(m_row->fields, m_presenter.current()->roles);
        return showRemark(m_content, conversation ? QString() : bridge::sentence(conversation.error()));
    }
    const auto places = placesOf(shown, *m_row, *m_presenter.current());
    for (std::size_t i = 0; i < shown.size(); ++i)
        showEditable(shown[i], places[i], static_cast<int>(i));
}

std::vector<Bubble> Inspector::bubbles() const {
    return bubblesOfRow(m_row->fields, m_presenter.current()->roles);
}

/// A bubble that becomes its editor at a click, at Edit, or when it is the one that is edited.
ShownBubble Inspector::showEditable(const Bubble& bubble, const std::optional<TextPlace>& place, int number) {
    const ShownBubble shown = addBubble(m_content, bubble);
    shown.body->setHits(hitsIn(shown.body->toPlainText(), m_presenter.searchedWords()));
    if (!place || !m_presenter.isWritable())
        return shown;
    const bool edited = m_place && m_place->field == place->field && m_place->pointer == place->pointer;
    if (edited && !m_editor) {
        m_editor = new BubbleEditor(m_tokens, *m_presenter.current(), *m_row, *place);
        m_tabOfEditor = m_tabs->currentIndex();
        shown.body->hide();
        shown.lines->addWidget(m_editor);
        connect(m_editor, &BubbleEditor::saved, this, &Inspector::save);
        connect(m_editor, &BubbleEditor::left, this, &Inspector::giveUp);
        return shown;
    }
    QPushButton* change = button(QStringLiteral("editBubble_%1").arg(number), QStringLiteral("inline"));
    change->setText(tr("Edit"));
    change->setAccessibleName(tr("Edit %1").arg(place->field));
    change->setToolTip(tr("Or click into the text, or press E in the table"));
    if (bubble.role.isEmpty())
        shown.head->addStretch(1);
    shown.head->addWidget(change);
    connect(change, &QPushButton::clicked, this, [this, place = *place] { begin(place); });
    m_clickable.emplace(shown.body->viewport(), *place);
    shown.body->viewport()->installEventFilter(this);
    return shown;
}

bool Inspector::eventFilter(QObject* watched, QEvent* event) {
    const auto place = m_clickable.find(watched);
    if (place == m_clickable.end() || event->type() != QEvent::MouseButtonRelease ||
        static_cast<QMouseEvent*>(event)->button() != Qt::LeftButton)
        return false;
    // A text that was marked is meant to be copied. The bubble goes, so not from within its own event.
    const auto* body = qobject_cast<const QTextEdit*>(watched->parent());
    if (body && !body->textCursor().hasSelection())
        QMetaObject::invokeMethod(
            this, [this, meant = place->second] { begin(meant); }, Qt::QueuedConnection);
    return false;
}

/// Where a like text of the row in view stands: in its conversation, or else as a field of its own.
std::optional<TextPlace> Inspector::placeLike(const TextPlace& like) const {
    const std::vector<Bubble> shown = bubbles();
    const auto places = placesOf(shown, *m_row, *m_presenter.current());
    std::optional<TextPlace> best;
    int bestRank = 0;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (!places[i] || (!like.field.isEmpty() && places[i]->field != like.field))
            continue;
        const int rank = places[i]->pointer == like.pointer && !like.field.isEmpty() ? 3
                         : shown[i].isAnswer                                         ? 2
                                                                                     : 1;
        if (rank >= bestRank) {
            best = places[i];
            bestRank = rank;
        }
    }
    if (best)
        return best;
    const auto& fields = m_row->fields;
    const std::string name = like.field.toStdString();
    const Json* value = like.field.isEmpty() ? nullptr : member(fields, name);
    if (value)
        return TextPlace{like.field, {}, models::valueText(*value, models::TextForm::Whole)};
    return std::nullopt;
}

void Inspector::edit(const TextPlace& like) {
    if (!hasRow() || !m_presenter.isWritable())
        return;
    commit();
    const auto place = placeLike(like);
    if (!place)
        return;
    const auto places = placesOf(bubbles(), *m_row, *m_presenter.current());
    const bool inChat = std::ranges::find(places, place) != places.end();
    const int tab = inChat && m_tabs->currentIndex() != kFields ? kChat : kFields;
    m_place = place;
    if (m_tabs->currentIndex() != tab)
        m_tabs->setCurrentIndex(tab); // refreshes
    begin(*place);
}

void Inspector::begin(const TextPlace& place) {
    if (!hasRow())
        return;
    if (!isEditing() || m_editor->place() != place) {
        commit();
        showWithEditor(place);
    }
    if (m_editor)
        m_editor->focusText();
}

/// The row's texts, that of the place as its editor.
void Inspector::showWithEditor(const TextPlace& place) {
    m_place = place;
    clearLayout(m_content);
    m_clickable.clear();
    if (m_tabs->currentIndex() == kChat)
        showChat();
    else
        showFields();
    m_content->addStretch(1);
}

/// In another language: what is being typed stays.
void Inspector::sayAgain() {
    if (!isEditing()) {
        refresh();
        return;
    }
    showHead();
    const QString typed = m_editor->text();
    const TextPlace place = m_editor->place();
    m_editor = nullptr;
    showWithEditor(place);
    if (m_editor)
        m_editor->setText(typed);
}

void Inspector::save() {
    const TextPlace place = m_editor->place();
    commit();
    refresh();
    Q_EMIT nextWanted(place);
}

void Inspector::giveUp() {
    m_place.reset();
    m_editor = nullptr;
    refresh();
    Q_EMIT editingEnded();
}

/// Writes what was typed, and ends the editing.
void Inspector::commit() {
    BubbleEditor* editor = std::exchange(m_editor, nullptr);
    m_place.reset();
    if (!editor || !editor->isChanged())
        return;
    // Another dataset may be chosen by now: the editor knows which one its row is of.
    const TextPlace& place = editor->place();
    auto value = valueWith(editor->row(), place, editor->text());
    if (value)
        m_presenter.editValue(editor->dataset(), editor->row(), place.field, std::move(*value));
    else
        Q_EMIT m_presenter.failed(value.error());
}

void Inspector::showFields() {
    int number = 0;
    for (const auto& [name, value] : m_row->fields.items()) {
        const auto& roles = m_presenter.current()->roles;
        const auto role = std::ranges::find(roles, name, [](const auto& pair) { return pair.first; });
        const QString field = QString::fromStdString(name);
        QString caption = field;
        if (role != roles.end() && role->second != "ignore")
            caption += QStringLiteral(" · ") + bridge::roleWord(role->second);
        const QString text = models::valueText(value, models::TextForm::Whole);
        showEditable({caption, text, false}, TextPlace{field, {}, text}, number++)
            .body->setObjectName(QStringLiteral("field_") + field);
    }
}

void Inspector::showHistory() {
    const auto& operations = m_presenter.operations();
    for (auto operation = operations.rbegin(); operation != operations.rend(); ++operation) {
        auto* line = row(measures::kGap);
        QLabel* title = label(TextStyle::BodyStrong, operation->undone ? QStringLiteral("muted") : QString());
        title->setText(operation->undone ? tr("%1 (undone)").arg(bridge::operationTitle(*operation))
                                         : bridge::operationTitle(*operation));
        QLabel* rows = label(TextStyle::Table, QStringLiteral("muted"));
        rows->setText(tr("%1 rows", nullptr, pluralOf(operation->rows)).arg(numberText(operation->rows)));
        line->addWidget(
            new IconLabel(bridge::operationIcon(*operation), IconTone::Muted, measures::kIconSmall));
        line->addWidget(title, 1);
        line->addWidget(rows);
        m_content->addLayout(line);
        auto* detail = new ElidedLabel(TextStyle::Caption, QStringLiteral("muted"));
        QStringList parts{timeText(QString::fromStdString(operation->when))};
        if (const QString more = bridge::operationDetail(*operation); !more.isEmpty())
            parts << more;
        detail->setFullText(parts.join(QStringLiteral(" · ")));
        m_content->addWidget(detail);
        m_content->addWidget(separator());
    }
    if (operations.empty())
        showRemark(m_content, tr("Nothing has been changed yet."));
}

} // namespace luthier::data
