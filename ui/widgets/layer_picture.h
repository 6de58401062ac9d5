#pragma once

#include <QSet>
#include <QStringList>
#include <QWidget>

namespace luthier::widgets {

/// What a layer picture shows: embedding, blocks of linear layers, head; and what of it moves in training.
struct LayerStack {
    enum class Moves { Nothing, Adapters, All };
    int blocks = 0;
    bool encoderDecoder = false; // the first blocks are an encoder's, the others a decoder's
    QStringList cells;           // the linear layers of a block, in the order of the forward pass
    Moves moves = Moves::Nothing;
    QSet<QString> adapted;   // cells with an adapter
    QSet<int> adaptedBlocks; // empty: every block
};

/// The stack drawn: frozen parts in the pale colour of the base model, what moves in that of the adapted one.
class LayerPicture final : public QWidget {
public:
    explicit LayerPicture(const QString& name);
    /// With words under it, in the language of now: "embedding", "block 0", "each block: …", "head".
    void show(const LayerStack& stack);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Places;
    Places places() const;
    void paintBlock(QPainter& painter, const Places& places, int block) const;
    void paintWords(QPainter& painter, const Places& places) const;

    LayerStack m_stack;
    QStringList m_words;
};

} // namespace luthier::widgets
