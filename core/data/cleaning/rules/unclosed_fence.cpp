#include <cleaning/code_parts.h>
#include <cleaning/lines.h>
#include <cleaning/rule.h>

namespace luthier::cleaning::rules {

namespace {

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size() && !findings.full(); ++i) {
        const Passage& passage = row.passages[i];
        if (passage.text.find("```") == std::string_view::npos &&
            passage.text.find("~~~") == std::string_view::npos)
            continue;
        Fence open;
        forEachLine(passage.text, [&](std::size_t begin, std::size_t end) {
            const Fence fence = fenceOf(passage.text, begin, end);
            if (fence.mark == 0)
                return;
            if (open.mark == 0)
                open = fence;
            else if (fence.closes(open))
                open = {};
        });
        if (open.mark != 0)
            findings.add("finding.unclosed_fence", i, {open.line, open.end});
    }
}

} // namespace

Rule unclosedFence() {
    return {.name = "unclosed_fence",
            .presets = kInstruction,
            .reasons = {"finding.unclosed_fence"},
            .find = find};
}

} // namespace luthier::cleaning::rules
