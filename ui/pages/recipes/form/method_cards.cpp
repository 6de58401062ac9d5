#include "method_cards.h"

#include <bridge/amounts.h>

#include <QAbstractButton>
#include <QButtonGroup>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPainter>

namespace luthier::recipes {

using namespace widgets;

namespace {

struct MethodWords {
    recipe::MethodKind kind;
    const char* title;
    const char* consequence;
};

constexpr MethodWords kMethods[] = {
    {recipe::MethodKind::Lora, QT_TRANSLATE_NOOP("RecipeMethods", "LoRA"),
     QT_TRANSLATE_NOOP("RecipeMethods",
                       "Small matrices beside each layer; the model stays as it is. The safe default.")},
    {recipe::MethodKind::Full, QT_TRANSLATE_NOOP("RecipeMethods", "Full fine-tuning"),
     QT_TRANSLATE_NOOP("RecipeMethods",
                       "Every weight moves. Learns most, forgets most, takes the most memory.")},
};

QString said(const char* text) {
    return QCoreApplication::translate("RecipeMethods", text);
}

} // namespace

class MethodCards::Card final : public QAbstractButton {
public:
    explicit Card(recipe::MethodKind kind)
        : m_kind(kind) {
        setCheckable(true);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::StrongFocus);
        QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
        setObjectName(QStringLiteral("method_") +
                      QString::fromStdString(std::string(recipe::methodName(kind))));
    }
    recipe::MethodKind kind() const { return m_kind; }
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
    auto* line = row(this, measures::kGap);
    m_group = new QButtonGroup(this);
    for (const MethodWords& method : kMethods) {
        auto* card = new Card(method.kind);
        m_cards.push_back(card);
        m_group->addButton(card);
        line->addWidget(card, 1);
        connect(card, &QAbstractButton::clicked, this, [this, kind = method.kind] {
            m_recipe.set("method.type", std::string(recipe::methodName(kind)));
            show();
        });
    }
    connect(&recipe, &RecipePresenter::changed, this, &MethodCards::show);
    connect(&preview, &PreviewPresenter::planChanged, this, &MethodCards::show);
    speak([this] { show(); });
}

void MethodCards::show() {
    const auto present = m_recipe.recipe().method.kind;
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        Card* card = m_cards[i];
        card->say(said(kMethods[i].title), said(kMethods[i].consequence));
        card->setChecked(card->kind() == present);
        const auto other = m_preview.otherPlans().find(std::string(recipe::methodName(card->kind())));
        card->showMemory(card->kind() == present ? (m_preview.plan() ? &*m_preview.plan() : nullptr)
                         : other == m_preview.otherPlans().end() ? nullptr
                                                                 : &other->second);
    }
}

} // namespace luthier::recipes
