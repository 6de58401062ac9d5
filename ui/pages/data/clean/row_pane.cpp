#include "row_pane.h"

#include <base/utf8.h>
#include <models/rows_model.h>
#include <widgets/content_text.h>

#include <QHBoxLayout>

#include <algorithm>

namespace luthier::data {

using namespace widgets;

namespace {

constexpr std::size_t kMostBytes = 20'000; // of a field

} // namespace

RowPane::RowPane(const QString& name, Side side)
    : m_side(side) {
    setObjectName(name);
    auto* whole = column(this, measures::kGap);
    auto* head = row(measures::kGap);
    m_title = label(TextStyle::BodyStrong);
    m_badge = badge();
    head->addWidget(m_title);
    head->addStretch(1);
    head->addWidget(m_badge);
    whole->addLayout(head);
    m_lines = column(nullptr, measures::kGap);
    whole->addLayout(m_lines);
    whole->addStretch(1);
}

void RowPane::show(const dataset::Row* row, const dataset::DatasetFacts& facts, const QString& badge,
                   Differences differences) {
    setVisible(row != nullptr);
    m_row = row ? std::optional(*row) : std::nullopt;
    m_roles = facts.roles;
    m_differences = std::move(differences);
    m_badge->setText(badge);
    setTone(m_badge, m_side == Side::Kept ? QStringLiteral("good") : QStringLiteral("bad"));
    fill();
}

void RowPane::fill() {
    clearLayout(m_lines);
    if (!m_row)
        return;
    m_title->setText(tr("Row %1").arg(numberText(m_row->id.value)));
    for (const auto& [name, value] : m_row->fields.items()) {
        const auto role = std::ranges::find(m_roles, name, [](const auto& pair) { return pair.first; });
        if (role != m_roles.end() && role->second == "ignore")
            continue;
        QFrame* bubble = frame(QStringLiteral("sunken"));
        auto* lines = column(bubble, measures::kGapSmall);
        lines->setContentsMargins(measures::kGapDense, measures::kGap, measures::kGapDense, measures::kGap);
        QLabel* caption = label(TextStyle::Caption, QStringLiteral("muted"));
        caption->setTextFormat(Qt::PlainText);
        const std::string whole = value.is_string() ? value.get<std::string>() : dumpJson(value);
        const std::string_view text = utf8Prefix(whole, kMostBytes);
        QString title = QString::fromStdString(name);
        if (text.size() < whole.size())
            title += QStringLiteral(" · ") + tr("the first %1 of %2")
                                                 .arg(bytesText(static_cast<qint64>(text.size())),
                                                      bytesText(static_cast<qint64>(whole.size())));
        caption->setText(title);
        auto* body = new ContentText(TextStyle::Body);
        body->setAccessibleName(title);
        if (const auto found = m_differences.find(name); found != m_differences.end())
            body->setSide(m_side == Side::Kept ? SideColor::Staying : SideColor::Going,
                          stretchesOf(text, found->second));
        else
            body->setContent(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
        lines->addWidget(caption);
        lines->addWidget(body);
        m_lines->addWidget(bubble);
    }
}

std::pair<RowPane::Differences, RowPane::Differences> differencesOf(const dataset::Row& first,
                                                                    const dataset::Row& second) {
    std::pair<RowPane::Differences, RowPane::Differences> both;
    for (const auto& [name, value] : first.fields.items()) {
        const Json* beside = member(second.fields, name);
        if (!beside || !value.is_string() || !beside->is_string())
            continue;
        auto difference = luthier::scoring::wordDiff(value.get_ref<const std::string&>(),
                                                     beside->get_ref<const std::string&>());
        both.first[name] = std::move(difference.first);
        both.second[name] = std::move(difference.second);
    }
    return both;
}

void RowPane::changeEvent(QEvent* event) {
    Speaking<QFrame>::changeEvent(event);
    // The colours of the words are in the document, the title is in a language.
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange)
        fill();
}

} // namespace luthier::data
