#include "project_delegate.h"

#include <bridge/job_words.h>
#include <widgets/figures.h>
#include <widgets/parts.h>
#include <widgets/spark.h>

#include <QCoreApplication>
#include <QPainter>

namespace luthier::home {

using namespace widgets;

namespace {

QString said(const char* text) {
    return QCoreApplication::translate("Home", text);
}

QString lossWords(const bridge::RunGlance& run) {
    if (!run.before || !run.after)
        return {};
    return said(QT_TRANSLATE_NOOP("Home", "loss %1 → %2"))
        .arg(figureText(*run.before), figureText(*run.after));
}

/// A piece of text at the left of what is left of a line; gives back what remains.
void write(QPainter& painter, QRect& line, const QString& text, const QColor& color, int gap) {
    painter.setPen(color);
    const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, line.width());
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, shown);
    line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(shown) + gap);
}

void writeRight(QPainter& painter, QRect& line, const QString& text, const QColor& color, int gap) {
    painter.setPen(color);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
    line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(text) - gap);
}

} // namespace

StateWords stateOf(const bridge::ProjectGlance& glance) {
    if (!glance.run)
        return {};
    const bridge::RunGlance& run = *glance.run;
    if (!run.state)
        return {lossWords(run), QStringLiteral("train"), IconTone::Muted};
    using jobs::JobState;
    switch (*run.state) {
    case JobState::Paused:
        return {said(QT_TRANSLATE_NOOP("Home", "paused at step %1")).arg(numberText(run.step)),
                QStringLiteral("pause"), IconTone::Warn};
    case JobState::Failed:
    case JobState::Lost:
        return {said(QT_TRANSLATE_NOOP("Home", "run %1 failed")).arg(run.number), QStringLiteral("error"),
                IconTone::Bad};
    case JobState::Queued:
        return {bridge::jobStateWord(*run.state), QStringLiteral("clock"), IconTone::Muted};
    case JobState::Done:
    case JobState::Stopped: {
        const QString loss = lossWords(run);
        const bool better = run.before && run.after && *run.after < *run.before;
        return {loss.isEmpty() ? bridge::jobStateWord(*run.state) : loss,
                better ? QStringLiteral("check") : QStringLiteral("train"),
                better ? IconTone::Good : IconTone::Muted};
    }
    case JobState::Preparing:
    case JobState::Running:
    case JobState::Pausing:
    case JobState::Stopping:
        break;
    }
    return {run.secondsLeft
                ? said(QT_TRANSLATE_NOOP("Home", "training, %1 left")).arg(durationText(*run.secondsLeft))
                : said(QT_TRANSLATE_NOOP("Home", "training")),
            QStringLiteral("play"), IconTone::Action};
}

QString factsOf(const RecentProject& project) {
    if (!project.exists)
        return said(QT_TRANSLATE_NOOP("Home", "Folder not found: %1")).arg(project.path);
    if (!project.glance)
        return project.path;
    const qint64 rows = project.glance->rows;
    const QString counted =
        QCoreApplication::translate("Home", "%1 rows", nullptr, pluralOf(rows)).arg(numberText(rows));
    const QString data = rows > 0 ? counted : said(QT_TRANSLATE_NOOP("Home", "no data yet"));
    return project.glance->model.isEmpty() ? data : project.glance->model + QStringLiteral(" · ") + data;
}

void ProjectDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Palette& palette = currentPalette();
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect, selected ? palette.softAction : palette.surface);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), measures::kLine),
                      palette.line);
    const RecentProject* project = m_presenter.project(index.data(Qt::UserRole).toString());
    if (!project) { // where the buttons are
        painter->restore();
        return;
    }
    if (option.state & QStyle::State_HasFocus)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(measures::kRailMark, option.rect.height())),
                          palette.action);
    const QRect inside =
        option.rect.adjusted(measures::kCardPadding, measures::kGap, -measures::kGap, -measures::kGap);
    const int half = inside.height() / 2;
    QRect upper(inside.left(), inside.top(), inside.width(), half);
    QRect lower(inside.left(), inside.top() + half, inside.width(), half);
    const StateWords state = project->glance ? stateOf(*project->glance) : StateWords{};
    if (project->glance && project->glance->run && project->glance->run->spark.size() > 1) {
        const QRectF spark(upper.right() - measures::kSparkWidth,
                           upper.center().y() - measures::kSparkHeight / 2.0, measures::kSparkWidth,
                           measures::kSparkHeight);
        paintSpark(*painter, spark, project->glance->run->spark);
        upper.setRight(static_cast<int>(spark.left()) - measures::kGap);
    }
    painter->setFont(fontOf(TextStyle::Table));
    writeRight(*painter, upper, timeText(project->openedAt), palette.text2, measures::kGapDense);
    painter->setFont(fontOf(TextStyle::BodyStrong));
    write(*painter, upper, project->name, palette.text, 0);
    painter->setFont(fontOf(TextStyle::Table));
    if (!state.text.isEmpty()) {
        writeRight(*painter, lower, state.text, colorOf(state.tone), measures::kGapSmall);
        painter->drawPixmap(lower.right() - measures::kIconSmall,
                            lower.center().y() - measures::kIconSmall / 2,
                            iconPixmap(state.icon, colorOf(state.tone), measures::kIconSmall,
                                       painter->device()->devicePixelRatioF()));
        lower.setRight(lower.right() - measures::kIconSmall - measures::kGapDense);
    }
    write(*painter, lower, factsOf(*project), project->exists ? palette.text2 : palette.warn, 0);
    painter->restore();
}

} // namespace luthier::home
