#include "inspector.h"

#include "token_view.h"

#include "../conversation_view.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <dataset/conversation.h>
#include <models/rows_model.h>
#include <widgets/content_text.h>
#include <widgets/figures.h>

#include <QHBoxLayout>
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
    speak([this] {
        m_tabs->setTabText(kChat, tr("Chat"));
        m_tabs->setTabText(kFields, tr("Fields"));
        m_tabs->setTabText(kTokens, tr("Tokens"));
        m_tabs->setTabText(kHistory, tr("History"));
        m_tabs->setAccessibleName(tr("Views of the row"));
        refresh();
    });
}

void Inspector::show(const std::optional<dataset::Row>& row) {
    m_row = row;
    refresh();
}

bool Inspector::hasRow() const {
    return m_row && m_presenter.current();
}

void Inspector::refresh() {
    clearLayout(m_content);
    m_views->setCurrentIndex(m_tabs->currentIndex() == kTokens && hasRow() ? kTokenView : kContent);
    lookAtTokens();
    m_title->setVisible(m_row && m_tabs->currentIndex() != kHistory);
    m_split->setVisible(m_row && !m_row->split.empty() && m_tabs->currentIndex() != kHistory);
    if (m_row) {
        m_title->setText(tr("Row %1").arg(numberText(m_row->id.value)));
        m_split->setText(QString::fromStdString(m_row->split));
    }
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
    const auto conversation = dataset::conversationOf(m_row->fields, m_presenter.current()->roles);
    if (!conversation) {
        showRemark(m_content, bridge::sentence(conversation.error()));
        return;
    }
    if (conversation->text)
        showPlainText(m_content, QString::fromStdString(*conversation->text));
    else
        showMessages(m_content, conversation->messages);
}

void Inspector::showFields() {
    for (const auto& [name, value] : m_row->fields.items()) {
        const auto& roles = m_presenter.current()->roles;
        const auto role = std::ranges::find(roles, name, [](const auto& pair) { return pair.first; });
        QLabel* caption = label(TextStyle::Caption, QStringLiteral("muted"));
        QString text = QString::fromStdString(name);
        if (role != roles.end() && role->second != "ignore")
            text += QStringLiteral(" · ") + bridge::roleWord(role->second);
        caption->setText(text);
        caption->setTextFormat(Qt::PlainText);
        auto* body = new ContentText(TextStyle::Body, models::valueText(value, models::TextForm::Whole));
        body->setObjectName(QStringLiteral("field_") + QString::fromStdString(name));
        body->setAccessibleName(caption->text());
        m_content->addWidget(caption);
        m_content->addWidget(body);
        m_content->addSpacing(measures::kGapSmall);
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
