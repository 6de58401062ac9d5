#include "code_parts.h"

#include "lines.h"

#include <algorithm>
#include <array>

namespace luthier::cleaning {

namespace {

constexpr std::size_t kShortestFence = 3;

constexpr std::array<std::string_view, 29> kBeginnings = {
    "def ",     "class ",  "import ", "from ",   "return ", "return;", "#include", "public ",
    "private ", "static ", "void ",   "const ",  "let ",    "var ",    "function", "if (",
    "for (",    "while (", "else",    "//",      "/*",      "* ",      "#!",       "elif ",
    "try:",     "except",  "print(",  "SELECT ", "</"};

bool readsAsCode(std::string_view line) {
    const std::string_view end = line.substr(line.size() - 1);
    if (end == ";" || end == "{" || end == "}" || line.ends_with("):") || line.ends_with("/>"))
        return true;
    return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                       [&](std::string_view begin) { return line.starts_with(begin); });
}

/// Spans between runs of backticks of the same length inside one line.
void addSpans(std::string_view text, std::size_t begin, std::size_t end, std::vector<ByteRange>& parts) {
    std::size_t open = end;
    std::size_t openLength = 0;
    for (std::size_t at = text.find('`', begin); at < end; at = text.find('`', at)) {
        const std::size_t run = at;
        while (at < end && text[at] == '`')
            ++at;
        if (open == end) {
            open = run;
            openLength = at - run;
        } else if (at - run == openLength) {
            parts.push_back({static_cast<std::uint32_t>(open), static_cast<std::uint32_t>(at)});
            open = end;
        }
    }
}

} // namespace

Fence fenceOf(std::string_view text, std::size_t line, std::size_t lineEnd) {
    Fence fence;
    fence.line = static_cast<std::uint32_t>(line);
    std::size_t at = line;
    // Lists indent their blocks as deep as they are themselves, so any indentation counts.
    while (at < lineEnd && (text[at] == ' ' || text[at] == '\t' || text[at] == '>'))
        ++at;
    if (at >= lineEnd || (text[at] != '`' && text[at] != '~'))
        return fence;
    const char mark = text[at];
    const std::size_t begin = at;
    while (at < lineEnd && text[at] == mark)
        ++at;
    const std::string_view behind = trimmed(text.substr(at, lineEnd - at));
    // "```code``` in a line" is a span, not a fence.
    if (at - begin < kShortestFence || (mark == '`' && behind.find('`') != std::string_view::npos))
        return fence;
    fence.mark = mark;
    fence.length = static_cast<std::uint32_t>(at - begin);
    fence.end = static_cast<std::uint32_t>(at);
    fence.hasWord = !behind.empty();
    fence.word = behind.substr(0, behind.find_first_of(" \t{"));
    return fence;
}

std::vector<ByteRange> codePartsOf(std::string_view text) {
    std::vector<ByteRange> parts;
    Fence open;
    forEachLine(text, [&](std::size_t begin, std::size_t end) {
        const Fence fence = fenceOf(text, begin, end);
        if (open.mark != 0) {
            if (fence.mark != 0 && fence.closes(open)) {
                parts.push_back({open.line, static_cast<std::uint32_t>(end)});
                open = {};
            }
        } else if (fence.mark != 0) {
            open = fence;
        } else {
            addSpans(text, begin, end, parts);
        }
    });
    if (open.mark != 0)
        parts.push_back({open.line, static_cast<std::uint32_t>(text.size())});
    return parts;
}

bool isMostlyCode(std::string_view text) {
    std::size_t lines = 0;
    std::size_t code = 0;
    forEachLine(text, [&](std::size_t begin, std::size_t end) {
        const auto line = trimmed(text.substr(begin, end - begin));
        if (line.empty())
            return;
        ++lines;
        code += readsAsCode(line) ? 1 : 0;
    });
    return code * 2 >= lines && code >= 2;
}

} // namespace luthier::cleaning
