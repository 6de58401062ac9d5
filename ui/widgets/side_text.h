#pragma once

#include "theme/theme.h"

#include <QTextCharFormat>

#include <string_view>
#include <vector>

class QTextDocument;

namespace luthier::widgets {

/// Which of two texts beside each other: of base and adapted model, each with its colour everywhere, or of a
/// row that stays and one that goes.
enum class SideColor { Base, Adapted, Staying, Going };

/// A stretch of a text; `own`: only this side has it.
struct SideStretch {
    QString text;
    bool own = false;
};

/// The stretches of a UTF-8 text by the spans of a word diff that cover it; what the text lacks of them,
/// where it was cut, is left out.
template <class Span>
std::vector<SideStretch> stretchesOf(std::string_view text, const std::vector<Span>& spans) {
    std::vector<SideStretch> stretches;
    for (const Span& span : spans)
        if (span.begin < text.size()) {
            const std::string_view part = text.substr(span.begin, span.end - span.begin);
            stretches.push_back({QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size())),
                                 span.kind == Span::Kind::Changed});
        }
    return stretches;
}

/// How the own words of a side look, in the colours of the present theme.
QTextCharFormat ownWords(SideColor side);

/// Writes a text in place of what the document holds; its own words are tinted and underlined, dotted for
/// base and going. Colours are those of the present theme.
void writeSide(QTextDocument& document, SideColor side, const std::vector<SideStretch>& stretches);

} // namespace luthier::widgets
