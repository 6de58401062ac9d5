#pragma once

#include "evaluator.h"

#include <string>
#include <string_view>

namespace luthier::templates {

enum class Side { Both, Left, Right };

/// Python's strip: white space, or the characters of `characters` when it is given.
TemplateText stripped(const TemplateText& text, Side side, const std::string* characters = nullptr);

enum class LetterCase { Upper, Lower, Swap };
/// Changes the case of each character; what is known of the bytes stays with them.
TemplateText withCase(const TemplateText& text, LetterCase letterCase);
/// Python's str.title() and str.capitalize().
TemplateText titled(const TemplateText& text);
TemplateText capitalised(const TemplateText& text);

/// Every (or the first `count`) hit of `old` exchanged.
Result<TemplateText> replaced(Evaluator& evaluator, const TemplateText& text, std::string_view old,
                              const TemplateText& with, std::int64_t count);
/// Blanks (or `fill`) on both sides up to a number of characters.
Result<TemplateText> centred(Evaluator& evaluator, const TemplateText& text, std::int64_t width, Side blanks,
                             char fill = ' ');
std::size_t lengthOf(std::string_view text);

/// A method of str by its Python name.
Result<Value> textMethod(Evaluator& evaluator, const TemplateText& text, std::string_view name,
                         const CallArguments& arguments);

} // namespace luthier::templates
