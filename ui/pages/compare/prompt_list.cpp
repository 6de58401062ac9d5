#include "prompt_list.h"

#include <widgets/parts.h>

#include <QCoreApplication>
#include <QPainter>

namespace luthier::compare {

using namespace widgets;
using bridge::Outcome;

namespace {

constexpr qsizetype kMostCharacters = 200;

QString said(const char* text) {
    return QCoreApplication::translate("Outcome", text);
}

struct Mark {
    const char* icon;
    QColor color;
};

Mark markOf(Outcome outcome) {
    const Palette& palette = currentPalette();
    switch (outcome) {
    case Outcome::Fixed:
    case Outcome::LowerLoss:
        return {"tick", palette.good};
    case Outcome::HigherLoss:
        return {"warning", palette.warn};
    case Outcome::Broken:
        return {"error", palette.bad};
    case Outcome::BothWrong:
        return {"warning", palette.warn};
    case Outcome::BothRight:
        return {"check", palette.text2};
    case Outcome::Unscored:
    case Outcome::Measured:
    case Outcome::SameLoss:
        return {"label", palette.text2};
    case Outcome::Failed:
        return {"error", palette.bad};
    }
    return {"label", palette.text2};
}

} // namespace

QString outcomeWord(Outcome outcome) {
    switch (outcome) {
    case Outcome::Fixed:
        return said(QT_TRANSLATE_NOOP("Outcome", "fixed"));
    case Outcome::Broken:
        return said(QT_TRANSLATE_NOOP("Outcome", "broken"));
    case Outcome::BothRight:
        return said(QT_TRANSLATE_NOOP("Outcome", "both right"));
    case Outcome::BothWrong:
        return said(QT_TRANSLATE_NOOP("Outcome", "both wrong"));
    case Outcome::Unscored:
        return said(QT_TRANSLATE_NOOP("Outcome", "no reference"));
    case Outcome::Measured:
        return said(QT_TRANSLATE_NOOP("Outcome", "by its loss"));
    case Outcome::Failed:
        return said(QT_TRANSLATE_NOOP("Outcome", "not answered"));
    case Outcome::LowerLoss:
        return said(QT_TRANSLATE_NOOP("Outcome", "lower loss"));
    case Outcome::HigherLoss:
        return said(QT_TRANSLATE_NOOP("Outcome", "higher loss"));
    case Outcome::SameLoss:
        return said(QT_TRANSLATE_NOOP("Outcome", "same loss"));
    }
    return {};
}

PromptModel::PromptModel(ComparePresenter& presenter)
    : m_presenter(presenter) {
    connect(&presenter, &ComparePresenter::rowsChanged, this, [this] {
        beginResetModel();
        endResetModel();
    });
}

int PromptModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_presenter.shown().size());
}

Outcome PromptModel::outcomeAt(int row) const {
    return m_presenter.outcomeAt(m_presenter.shown()[static_cast<std::size_t>(row)]);
}

QVariant PromptModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const bridge::ComparedRow& row =
        m_presenter.rowAt(m_presenter.shown()[static_cast<std::size_t>(index.row())]);
    const QString line = row.prompt.left(kMostCharacters).simplified();
    if (role == Qt::DisplayRole)
        return line;
    if (role == Qt::AccessibleTextRole)
        return QString(line + QStringLiteral(", ") + outcomeWord(outcomeAt(index.row())));
    return {};
}

void PromptDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const auto* prompts = qobject_cast<const PromptModel*>(index.model());
    const Palette& palette = currentPalette();
    const Outcome outcome = prompts->outcomeAt(index.row());
    const Mark mark = markOf(outcome);
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, palette.softAction);
    const QRect inside = option.rect.adjusted(measures::kCardPadding, 0, -measures::kCardPadding, 0);
    const int size = measures::kIconSmall;
    painter->drawPixmap(
        inside.left(), inside.center().y() - size / 2,
        iconPixmap(QString::fromLatin1(mark.icon), mark.color, size, painter->device()->devicePixelRatioF()));
    painter->setFont(fontOf(TextStyle::Caption));
    painter->setPen(mark.color);
    const QString word = outcomeWord(outcome);
    painter->drawText(inside, Qt::AlignRight | Qt::AlignVCenter, word);
    const int wordRoom = painter->fontMetrics().horizontalAdvance(word) + measures::kGap;
    painter->setFont(fontOf(TextStyle::Body));
    painter->setPen(palette.text);
    const QRect room = inside.adjusted(size + measures::kGap, 0, -wordRoom, 0);
    painter->drawText(
        room, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room.width()));
    painter->setPen(palette.line);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange) {
        painter->setPen(QPen(palette.action, measures::kStroke));
        painter->drawRect(option.rect.adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

QSize PromptDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {measures::kFacetsWidth, measures::kPromptRow};
}

} // namespace luthier::compare
