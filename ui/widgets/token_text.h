#pragma once

#include <QRect>
#include <QWidget>

#include <vector>

namespace luthier::widgets {

/// One token as it is drawn.
struct TokenChip {
    /// Plain and Other take turns where nothing is trained, so that pieces can be told apart.
    enum class State { Plain, Other, Trained, Ignored, Cut };
    QString text; // spaces and line ends as they are
    State state = State::Plain;
    bool special = false;
    qint64 begin = 0; // characters that it stands for; tokens of one range are parts of one character
    qint64 end = 0;
};

/// Which part of its character a token is: 2 of 3. {0, 0}: it stands for whole characters.
struct TokenPart {
    int number = 0;
    int count = 0;
};

/// A text as its tokens, in lines that follow the width. The token under the pointer, or the one that the
/// arrow keys lead to, is told by a signal; its facts belong in a strip of a fixed place, never over the
/// text.
class TokenText final : public QWidget {
    Q_OBJECT

public:
    explicit TokenText(const QString& name);
    void show(std::vector<TokenChip> chips);
    int count() const { return static_cast<int>(m_chips.size()); }
    int current() const { return m_current; }
    TokenPart partOf(int token) const;
    QSize sizeHint() const override;

    /// A text as it is drawn: spaces, line ends and tabs have a mark.
    static QString marked(const QString& text);

Q_SIGNALS:
    /// -1: none.
    void pointed(int token);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void findParts();
    void place();
    void point(int token);
    int tokenAt(const QPoint& at) const;
    void paintChip(QPainter& painter, std::size_t index) const;

    std::vector<TokenChip> m_chips;
    std::vector<TokenPart> m_parts;
    std::vector<QString> m_texts; // marked
    std::vector<QRect> m_places;
    int m_current = -1;
};

} // namespace luthier::widgets
