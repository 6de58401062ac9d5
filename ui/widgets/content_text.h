#pragma once

#include "side_text.h"

#include <QTextEdit>

namespace luthier::widgets {

/// A text of a person's data as it is: whole, to be selected and copied, as tall as its lines. Unlike in a
/// label, a word that is longer than a line is broken, so that no text makes its page wider.
class ContentText final : public QTextEdit {
    Q_OBJECT

public:
    explicit ContentText(TextStyle style, const QString& text = {});
    void setContent(const QString& text);
    /// An answer of one side, its own words marked.
    void setSide(SideColor side, std::vector<SideStretch> stretches);
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override; // the page scrolls

private:
    void fit();

    SideColor m_side = SideColor::Base;
    std::vector<SideStretch> m_stretches; // empty: a plain text
};

} // namespace luthier::widgets
