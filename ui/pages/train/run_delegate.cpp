#include "run_delegate.h"

#include "run_words.h"

#include <widgets/figures.h>
#include <widgets/parts.h>

#include <QAbstractItemView>
#include <QCoreApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace luthier::train {

using namespace widgets;

namespace {

void paintSpark(QPainter& painter, const QRectF& place, const QList<double>& values) {
    if (values.size() < 2)
        return;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double height = *high > *low ? *high - *low : 1;
    QPolygonF line;
    for (qsizetype i = 0; i < values.size(); ++i)
        line << QPointF(place.left() +
                            place.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1),
                        place.bottom() - place.height() * (values[i] - *low) / height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(currentPalette().adapted, measures::kCurve));
    painter.drawPolyline(line);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

QString lossText(const models::RunRow& row, const QList<double>& spark) {
    if (row.loss)
        return QCoreApplication::translate("Train", "loss %1").arg(figureText(*row.loss));
    const Json& summary = row.run.summary;
    const Json* best = member(summary, "best_loss");
    if (best && best->is_number())
        return QCoreApplication::translate("Train", "validation %1").arg(figureText(best->get<double>()));
    const Json* last = member(summary, "loss");
    if (last && last->is_number())
        return QCoreApplication::translate("Train", "loss %1").arg(figureText(last->get<double>()));
    return spark.isEmpty() ? QString()
                           : QCoreApplication::translate("Train", "loss %1").arg(figureText(spark.last()));
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {measures::kSparkWidth, measures::kRunCard};
}

bool RunDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                            const QModelIndex& index) {
    const models::RunRow* row = m_model.rowAt(index.row());
    if (!row || event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QStringList lines{QString::fromStdString(row->run.name), costWords(row->run), planErrorWords(row->run)};
    lines.removeAll(QString());
    QToolTip::showText(event->globalPos(), lines.join(u'\n'), view, option.rect);
    return true;
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const models::RunRow* row = m_model.rowAt(index.row());
    if (!row)
        return;
    const Palette& palette = currentPalette();
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->fillRect(option.rect, selected ? palette.softAction : palette.surface);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), measures::kLine),
                      palette.line);
    if (option.state & QStyle::State_HasFocus)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(measures::kRailMark, option.rect.height())),
                          palette.action);
    const QRect inside = option.rect.adjusted(measures::kCardPadding, measures::kGap, -measures::kCardPadding,
                                              -measures::kGap);
    const int lineHeight = inside.height() / 3;
    const QRect upper(inside.left(), inside.top(), inside.width(), lineHeight);
    const QRect lower = upper.translated(0, lineHeight);
    const QRect last = lower.translated(0, lineHeight);

    const QRectF spark(upper.right() - measures::kSparkWidth,
                       upper.center().y() - measures::kSparkHeight / 2.0, measures::kSparkWidth,
                       measures::kSparkHeight);
    const auto curve = index.data(models::RunsModel::SparkRole).value<QList<double>>();
    paintSpark(*painter, spark, curve);
    painter->setFont(fontOf(TextStyle::BodyStrong));
    painter->setPen(palette.text);
    const QString name = QStringLiteral("%1  %2").arg(QString::fromStdString(row->run.number),
                                                      QString::fromStdString(row->run.name));
    const int nameRoom = static_cast<int>(spark.left()) - upper.left() - measures::kGap;
    painter->drawText(upper, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(name, Qt::ElideRight, nameRoom));

    painter->setFont(fontOf(TextStyle::Table));
    const StateLook look = stateLook(row->job ? &*row->job : nullptr);
    const int iconTop = lower.center().y() - measures::kIconSmall / 2;
    painter->drawPixmap(lower.left(), iconTop,
                        iconPixmap(look.icon, colorOf(look.tone), measures::kIconSmall,
                                   painter->device()->devicePixelRatioF()));
    painter->setPen(colorOf(look.tone));
    const QRect stateAt = lower.adjusted(measures::kIconSmall + measures::kGapSmall, 0, 0, 0);
    painter->drawText(stateAt, Qt::AlignLeft | Qt::AlignVCenter, look.word);
    painter->setPen(palette.text2);
    const QString when = timeText(QString::fromStdString(row->run.createdAt));
    painter->drawText(lower, Qt::AlignRight | Qt::AlignVCenter, when);
    const int left =
        stateAt.left() + painter->fontMetrics().horizontalAdvance(look.word) + measures::kGapDense;
    const int right = lower.right() - painter->fontMetrics().horizontalAdvance(when) - measures::kGapDense;
    const QRect between(left, lower.top(), right - left, lower.height());
    painter->setPen(palette.text);
    painter->drawText(
        between, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(lossText(*row, curve), Qt::ElideRight, between.width()));
    painter->setFont(fontOf(TextStyle::Caption));
    painter->setPen(palette.text2);
    painter->drawText(last, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(costLine(row->run), Qt::ElideRight, last.width()));
    painter->restore();
}

} // namespace luthier::train
