#include "findings_list.h"

#include "../setting_words.h"

#include <bridge/sentences.h>
#include <recipe/schema.h>

#include <QHBoxLayout>

namespace luthier::recipes {

using namespace widgets;

namespace {

struct Look {
    const char* icon;
    IconTone tone;
};

Look lookOf(recipe::Severity severity) {
    switch (severity) {
    case recipe::Severity::Error:
        return {"error", IconTone::Bad};
    case recipe::Severity::Warning:
        return {"warning", IconTone::Warn};
    case recipe::Severity::Note:
        return {"info", IconTone::Muted};
    }
    return {"info", IconTone::Muted};
}

} // namespace

FindingsList::FindingsList(PreviewPresenter& preview)
    : m_preview(preview) {
    setObjectName(QStringLiteral("findings"));
    auto* whole = column(this, measures::kGap);
    auto* head = row(measures::kGap);
    m_title = label(TextStyle::BodyStrong);
    m_note = label(TextStyle::Table, QStringLiteral("muted"));
    m_note->setObjectName(QStringLiteral("findingsNote"));
    head->addWidget(m_title, 1);
    head->addWidget(m_note);
    whole->addLayout(head);
    m_lines = column(nullptr, measures::kGap);
    whole->addLayout(m_lines);
    connect(&preview, &PreviewPresenter::findingsChanged, this, &FindingsList::refresh);
    connect(&preview, &PreviewPresenter::stateChanged, this, &FindingsList::refresh);
    speak([this] {
        m_title->setText(tr("Checks before the start"));
        show();
    });
}

QString FindingsList::signature() const {
    QString text = m_preview.isChecked() ? QStringLiteral("checked") : QString();
    for (const recipe::Finding& finding : m_preview.findings()) {
        text += QStringLiteral("|%1 %2 %3")
                    .arg(QString::fromStdString(finding.code), QString::fromStdString(finding.field))
                    .arg(m_preview.isAccepted(finding));
        for (const auto& [key, value] : finding.parameters)
            text += u' ' + QString::fromStdString(value);
        if (finding.fix)
            text += QString::fromStdString(dumpJson(finding.fix->value));
    }
    return text;
}

void FindingsList::refresh() {
    if (signature() != m_shown)
        show();
}

void FindingsList::show() {
    m_shown = signature();
    clearLayout(m_lines);
    const auto& findings = m_preview.findings();
    const int open = m_preview.errors() + m_preview.unaccepted();
    // What Start asks about stands below and is not settled yet.
    const bool asks = open == 0 && !m_preview.rowsLeftOut().empty();
    const bool clear = m_preview.isChecked() && open == 0 && !asks;
    setTone(m_note, clear ? QStringLiteral("good") : QStringLiteral("muted"));
    m_note->setText(!m_preview.isChecked() ? tr("checking…")
                    : clear                ? tr("all checks passed")
                    : asks                 ? tr("Start will ask first")
                                           : tr("%n to review", nullptr, open));
    for (int i = 0; i < static_cast<int>(findings.size()); ++i)
        addFinding(findings[static_cast<std::size_t>(i)], i);
}

void FindingsList::addFinding(const recipe::Finding& finding, int index) {
    const bool accepted = m_preview.isAccepted(finding);
    const Look look = lookOf(finding.severity);
    auto* line = new QWidget;
    auto* cells = row(line, measures::kGap);
    cells->addWidget(new IconLabel(accepted ? QStringLiteral("tick") : QString::fromLatin1(look.icon),
                                   accepted ? IconTone::Muted : look.tone, measures::kIconSmall),
                     0, Qt::AlignTop);
    auto* texts = column(nullptr, measures::kGapSmall);
    QLabel* sentence =
        label(TextStyle::Body,
              finding.severity == recipe::Severity::Note || accepted ? QStringLiteral("muted") : QString());
    sentence->setText(bridge::sentence(finding.code, finding.parameters));
    sentence->setWordWrap(true);
    texts->addWidget(sentence);
    auto* buttons = row(measures::kGap);
    const QString number = QString::number(index);
    if (finding.fix && !accepted) {
        const QString value = valueText(finding.fix->field, finding.fix->value);
        QPushButton* fix = button(QStringLiteral("fix_") + number);
        fix->setText(recipe::settingAt(finding.fix->field)
                         ? tr("Set %1 to %2").arg(captionWords(finding.fix->field)(), value)
                         : tr("Fix: %1").arg(value));
        fix->setToolTip(fix->text());
        connect(
            fix, &QPushButton::clicked, this, [this, finding] { m_preview.fix(finding); },
            Qt::QueuedConnection);
        texts->addWidget(fix, 0, Qt::AlignLeft); // names what it sets, so that it has a line of its own
    }
    if (!finding.field.empty() && !accepted && finding.severity != recipe::Severity::Note) {
        QPushButton* reveal = button(QStringLiteral("reveal_") + number, QStringLiteral("quiet"));
        reveal->setText(tr("Show me"));
        connect(reveal, &QPushButton::clicked, this,
                [this, field = QString::fromStdString(finding.field)] { Q_EMIT revealAsked(field); });
        buttons->addWidget(reveal);
    }
    if (finding.severity == recipe::Severity::Warning && !accepted) {
        QPushButton* proceed = button(QStringLiteral("accept_") + number, QStringLiteral("quiet"));
        proceed->setText(tr("Proceed anyway"));
        connect(
            proceed, &QPushButton::clicked, this, [this, finding] { m_preview.accept(finding); },
            Qt::QueuedConnection);
        buttons->addWidget(proceed);
    }
    buttons->addStretch(1);
    texts->addLayout(buttons);
    cells->addLayout(texts, 1);
    m_lines->addWidget(separator());
    m_lines->addWidget(line);
}

} // namespace luthier::recipes
