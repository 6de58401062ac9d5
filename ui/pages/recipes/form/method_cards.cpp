#include "method_cards.h"

#include "../recipe_fields.h"
#include "../setting_words.h"

#include <bridge/amounts.h>

#include <QAbstractButton>
#include <QButtonGroup>
#include <QGridLayout>
#include <QPainter>

#include <algorithm>

namespace luthier::recipes {

using namespace widgets;

class MethodCards::Card final : public QAbstractButton {
public:
    explicit Card(recipe::MethodKind kind)
        : m_kind(kind) {
        setCheckable(true);
        setAutoExclusive(true);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::StrongFocus);
        QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
        setObjectName(QStringLiteral("method_") + QString::fromStdString(name()));
    }
    recipe::MethodKind kind() const { return m_kind; }
    std::string name() const { return std::string(recipe::methodName(m_kind)); }
    void say(const QString& title, const QString& consequence) {
        setText(title);
        m_consequence = consequence;
        updateGeometry();
        update();
    }
    void showMemory(const PlanFacts* plan) {
        m_memory = plan ? bridge::memoryText(plan->peakBytes) : QString();
        m_fits = !plan || plan->fits;
        setAccessibleName(m_memory.isEmpty() ? text() : QStringLiteral("%1, %2").arg(text(), m_memory));
        setAccessibleDescription(m_consequence);
        update();
    }
    QSize sizeHint() const override { return {measures::kFieldName, measures::kMethodCardHeight}; }
    QSize minimumSizeHint() const override { return {measures::kFieldLeast, measures::kMethodCardHeight}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override {
        const QRect place(0, 0, width - 2 * measures::kGapDense, QWIDGETSIZE_MAX);
        const int title = QFontMetrics(fontOf(TextStyle::BodyStrong)).height();
        const int sentence = QFontMetrics(fontOf(TextStyle::Table))
                                 .boundingRect(place, Qt::TextWordWrap, m_consequence)
                                 .height();
        return qMax(measures::kMethodCardHeight,
                    measures::kGapDense + title + measures::kGapSmall + sentence + measures::kGap);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Palette& palette = currentPalette();
        const bool marked = isChecked() || underMouse() || hasFocus();
        painter.setPen(QPen(marked ? palette.action : palette.line,
                            isChecked() || hasFocus() ? measures::kStroke : measures::kLine));
        painter.setBrush(isChecked() ? palette.softAction : palette.surface);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), measures::kRadius, measures::kRadius);
        const QRect inside =
            rect().adjusted(measures::kGapDense, measures::kGapDense, -measures::kGapDense, -measures::kGap);
        painter.setPen(palette.text);
        painter.setFont(fontOf(TextStyle::BodyStrong));
        const int line = painter.fontMetrics().height();
        painter.drawText(inside, Qt::AlignLeft | Qt::AlignTop, text());
        paintMemory(painter, QRect(inside.left(), inside.top(), inside.width(), line));
        painter.setFont(fontOf(TextStyle::Table));
        painter.setPen(palette.text2);
        painter.drawText(inside.adjusted(0, line + measures::kGapSmall, 0, 0),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_consequence);
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    void paintMemory(QPainter& painter, const QRect& place) const {
        const Palette& palette = currentPalette();
        painter.setFont(fontOf(TextStyle::Table));
        painter.setPen(m_fits ? palette.text2 : palette.bad);
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, m_memory);
        if (m_fits)
            return;
        const int left = place.right() - painter.fontMetrics().horizontalAdvance(m_memory) -
                         measures::kIconSmall - measures::kGapSmall;
        painter.drawPixmap(
            left, place.center().y() - measures::kIconSmall / 2,
            iconPixmap(QStringLiteral("error"), palette.bad, measures::kIconSmall, devicePixelRatioF()));
    }

    recipe::MethodKind m_kind;
    QString m_consequence;
    QString m_memory;
    bool m_fits = true;
};

MethodCards::MethodCards(RecipePresenter& recipe, PreviewPresenter& preview)
    : m_recipe(recipe)
    , m_preview(preview) {
    setObjectName(QStringLiteral("methodCards"));
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins({});
    m_grid->setSpacing(measures::kGap);
    m_group = new QButtonGroup(this);
    for (const recipe::MethodKind kind : readyMethods()) {
        auto* card = new Card(kind);
        m_cards.push_back(card);
        m_group->addButton(card);
        connect(card, &QAbstractButton::clicked, this, [this, card] {
            m_recipe.set("method.type", card->name());
            show();
        });
    }
    place(1);
    connect(&recipe, &RecipePresenter::changed, this, &MethodCards::show);
    connect(&preview, &PreviewPresenter::planChanged, this, &MethodCards::show);
    speak([this] { show(); });
}

void MethodCards::place(int inRow) {
    if (inRow == m_inRow)
        return;
    const int cards = static_cast<int>(m_cards.size());
    for (int i = 0; i < cards; ++i)
        m_grid->addWidget(m_cards[static_cast<std::size_t>(i)], i / inRow, i % inRow);
    for (int column = 0; column < cards; ++column)
        m_grid->setColumnStretch(column, column < inRow ? 1 : 0);
    m_inRow = inRow;
}

/// One card wide: how many stand in a row follows from the width and decides none.
QSize MethodCards::minimumSizeHint() const {
    return {measures::kPickerWidth, Page::minimumSizeHint().height()};
}

/// Rows as few as the width allows, and filled alike.
void MethodCards::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const int cards = static_cast<int>(m_cards.size());
    const int room = (width() + measures::kGap) / (measures::kPickerWidth + measures::kGap);
    const int rows = (cards - 1) / std::clamp(room, 1, cards) + 1;
    place((cards - 1) / rows + 1);
}

void MethodCards::show() {
    const auto present = m_recipe.recipe().method.kind;
    for (Card* card : m_cards) {
        const std::string name = card->name();
        card->say(choiceText("method.type", name), consequenceText("method.type", name));
        card->setChecked(card->kind() == present);
        const auto other = m_preview.otherPlans().find(name);
        card->showMemory(card->kind() == present ? (m_preview.plan() ? &*m_preview.plan() : nullptr)
                         : other == m_preview.otherPlans().end() ? nullptr
                                                                 : &other->second);
    }
}

} // namespace luthier::recipes
