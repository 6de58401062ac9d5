#pragma once

#include <widgets/theme/theme.h>

#include <QTextEdit>

#include <optional>
#include <utility>
#include <vector>

namespace luthier::data {

/// A text whose passages are marked: selected by mouse, or by Shift and the arrow keys. Places count code
/// points of the text as it is stored. The keys that answer (digits, Space, Backspace, Enter) are left to the
/// view around it.
class SpanText final : public QTextEdit {
    Q_OBJECT

public:
    struct Mark {
        qint64 begin = 0;
        qint64 end = 0;
        int option = 0; // its colour
    };
    explicit SpanText(const QString& name);
    void setContent(const QString& text);
    void setMarks(std::vector<Mark> marks);
    /// What is selected; nothing without a selection.
    std::optional<std::pair<qint64, qint64>> selection() const;
    void clearSelection();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override; // the page scrolls

private:
    void paintMarks();
    void fit();
    int placeOf(qint64 codePoint) const;

    std::vector<qint64> m_codePoints; // of each place of the text as it is shown, and of its end
    std::vector<Mark> m_marks;
};

} // namespace luthier::data
