#include "layer_picture.h"

#include "theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

namespace luthier::widgets {
namespace {

/// Frozen weights are the base model's colour at this share of its strength.
constexpr float kFrozenShare = 0.26F;
/// Narrower than this a block is one bar without cells.
constexpr double kLeastCell = 5;
/// Few blocks may be so many times wider.
constexpr double kWidest = 1.6;
constexpr int kWords = 5;

QColor frozenColor() {
    QColor color = currentPalette().base;
    color.setAlphaF(kFrozenShare);
    return color;
}

QString said(const char* text) {
    return QCoreApplication::translate("LayerPicture", text);
}

QStringList wordsOf(const LayerStack& stack) {
    const auto block = [](int number) {
        return said(QT_TRANSLATE_NOOP("LayerPicture", "block %1")).arg(number);
    };
    QStringList cells = stack.cells;
    cells.replaceInStrings(QStringLiteral("_proj"), QString());
    const bool both = stack.encoderDecoder;
    return {said(QT_TRANSLATE_NOOP("LayerPicture", "embed")),
            both ? said(QT_TRANSLATE_NOOP("LayerPicture", "encoder")) : block(0),
            said(QT_TRANSLATE_NOOP("LayerPicture", "each block: %1")).arg(cells.join(QStringLiteral(", "))),
            both ? said(QT_TRANSLATE_NOOP("LayerPicture", "decoder")) : block(stack.blocks - 1),
            said(QT_TRANSLATE_NOOP("LayerPicture", "norm, head"))};
}

} // namespace

struct LayerPicture::Places {
    double pitch = 0;
    double block = 0;
    QRectF embedding, norm, head;
    double firstBlock = 0;
};

LayerPicture::LayerPicture(const QString& name) {
    setObjectName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LayerPicture::show(const LayerStack& stack) {
    m_stack = stack;
    m_words = wordsOf(stack);
    setAccessibleName(m_words.join(QStringLiteral(", ")));
    update();
}

QSize LayerPicture::sizeHint() const {
    const int words = QFontMetrics(fontOf(TextStyle::Caption)).height();
    return {measures::kSearchWidth, measures::kLayerHeight + measures::kGap + words};
}

LayerPicture::Places LayerPicture::places() const {
    Places places;
    const double height = measures::kLayerHeight;
    const double ends = 2.0 * measures::kLayerEnd + measures::kLayerNorm + measures::kGapDense +
                        measures::kGap + measures::kGapDense;
    const double room = std::max(0.0, width() - ends);
    places.pitch = std::min(kWidest * measures::kLayerPitch, room / std::max(1, m_stack.blocks));
    places.block = places.pitch * measures::kLayerBlock / measures::kLayerPitch;
    places.embedding = QRectF(0, 0, measures::kLayerEnd, height);
    places.firstBlock = measures::kLayerEnd + measures::kGapDense;
    const double after = places.firstBlock + places.pitch * m_stack.blocks + measures::kGap;
    places.norm = QRectF(after, 0, measures::kLayerNorm, height);
    places.head = QRectF(after + measures::kLayerNorm + measures::kGap, 0, measures::kLayerEnd, height);
    return places;
}

void LayerPicture::paintBlock(QPainter& painter, const Places& places, int block) const {
    const double left = places.firstBlock + places.pitch * block;
    const auto count = std::max<qsizetype>(1, m_stack.cells.size());
    const double pitch = static_cast<double>(measures::kLayerHeight) / static_cast<double>(count);
    const bool all = m_stack.moves == LayerStack::Moves::All;
    const QColor ground = all ? currentPalette().adapted : frozenColor();
    if (places.block < kLeastCell) {
        const bool here = m_stack.moves == LayerStack::Moves::Adapters && !m_stack.adapted.isEmpty() &&
                          (m_stack.adaptedBlocks.isEmpty() || m_stack.adaptedBlocks.contains(block));
        painter.fillRect(QRectF(left, 0, std::max(1.0, places.block - 1), measures::kLayerHeight), ground);
        if (here)
            painter.fillRect(QRectF(left, 0, std::max(1.0, places.block / 3), measures::kLayerHeight),
                             currentPalette().adapted);
        return;
    }
    for (qsizetype i = 0; i < count; ++i) {
        const QRectF cell(left, pitch * static_cast<double>(i), places.block, pitch - 1);
        painter.fillRect(cell, ground);
        const bool adapted = m_stack.moves == LayerStack::Moves::Adapters && i < m_stack.cells.size() &&
                             m_stack.adapted.contains(m_stack.cells[i]) &&
                             (m_stack.adaptedBlocks.isEmpty() || m_stack.adaptedBlocks.contains(block));
        const double mark = std::min<double>(measures::kAdapterMark, places.block / 2);
        if (adapted)
            painter.fillRect(QRectF(cell.right() - mark, cell.top(), mark, cell.height()),
                             currentPalette().adapted);
    }
}

void LayerPicture::paintWords(QPainter& painter, const Places& places) const {
    if (m_words.size() < kWords)
        return;
    painter.setFont(fontOf(TextStyle::Caption));
    painter.setPen(currentPalette().text2);
    const QFontMetrics metrics = painter.fontMetrics();
    const double top = measures::kLayerHeight + measures::kGapSmall;
    const double height = metrics.height();
    const double end = places.firstBlock + places.pitch * m_stack.blocks;
    const auto draw = [&](const QRectF& place, Qt::Alignment alignment, const QString& text) {
        painter.drawText(place, static_cast<int>(alignment | Qt::AlignVCenter),
                         metrics.elidedText(text, Qt::ElideRight, static_cast<int>(place.width())));
    };
    const double first = metrics.horizontalAdvance(m_words[1]), last = metrics.horizontalAdvance(m_words[3]);
    draw(QRectF(0, top, places.firstBlock - measures::kGapSmall, height), Qt::AlignLeft, m_words[0]);
    draw(QRectF(places.norm.left(), top, width() - places.norm.left(), height), Qt::AlignLeft, m_words[4]);
    const double middle = end - places.firstBlock - first - last - 2 * measures::kGapDense;
    if (middle < 0) {
        draw(QRectF(places.firstBlock, top, end - places.firstBlock, height), Qt::AlignLeft, m_words[2]);
        return;
    }
    draw(QRectF(places.firstBlock, top, first + measures::kLine, height), Qt::AlignLeft, m_words[1]);
    draw(QRectF(places.firstBlock + first + measures::kGapDense, top, middle, height), Qt::AlignHCenter,
         m_words[2]);
    draw(QRectF(end - last - measures::kLine, top, last + measures::kLine, height), Qt::AlignRight,
         m_words[3]);
}

void LayerPicture::paintEvent(QPaintEvent*) {
    if (m_stack.blocks <= 0)
        return;
    QPainter painter(this);
    const Places at = places();
    const QColor ends = m_stack.moves == LayerStack::Moves::All ? currentPalette().adapted : frozenColor();
    for (const QRectF& part : {at.embedding, at.norm, at.head})
        painter.fillRect(part, ends);
    for (int block = 0; block < m_stack.blocks; ++block)
        paintBlock(painter, at, block);
    paintWords(painter, at);
}

} // namespace luthier::widgets
