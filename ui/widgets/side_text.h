#pragma once

#include "theme/theme.h"

#include <QTextCharFormat>

#include <string_view>
#include <vector>

class QTextDocument;

namespace luthier::widgets {

/// Base and adapted model: each has its colour everywhere.
enum class SideColor { Base, Adapted };

/// A stretch of an answer; `own`: only this side has it.
struct SideStretch {
    QString text;
    bool own = false;
};

/// The stretches of a UTF-8 text by the spans of a word diff that cover it.
template <class Span>
std::vector<SideStretch> stretchesOf(std::string_view text, const std::vector<Span>& spans) {
    std::vector<SideStretch> stretches;
    for (const Span& span : spans)
        stretches.push_back(
            {QString::fromUtf8(text.data() + span.begin, static_cast<qsizetype>(span.end - span.begin)),
             span.kind == Span::Kind::Changed});
    return stretches;
}

/// Writes an answer in place of what the document holds; its own words are tinted and underlined, dotted for
/// the base. Colours are those of the present theme.
void writeSide(QTextDocument& document, SideColor side, const std::vector<SideStretch>& stretches);

} // namespace luthier::widgets
