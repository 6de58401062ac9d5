#pragma once

#include "side_text.h"

#include <QTextEdit>

namespace luthier::widgets {

/// A stretch of a text that was searched for, in UTF-16 units.
struct TextHit {
    qsizetype begin = 0;
    qsizetype length = 0;
};

/// A text of a person's data as it is: whole, to be selected and copied, as tall as its lines. Unlike in a
/// label, a word that is longer than a line is broken, so that no text makes its page wider.
class ContentText final : public QTextEdit {
    Q_OBJECT

public:
    explicit ContentText(TextStyle style, const QString& text = {});
    void setContent(const QString& text);
    /// An answer of one side, its own words marked.
    void setSide(SideColor side, std::vector<SideStretch> stretches);
    /// Marks what was searched for.
    void setHits(std::vector<TextHit> hits);
    const std::vector<TextHit>& hits() const { return m_hits; }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override; // the page scrolls

private:
    void fit();

    SideColor m_side = SideColor::Base;
    std::vector<TextHit> m_hits;
    std::vector<SideStretch> m_stretches; // empty: a plain text
};

} // namespace luthier::widgets
