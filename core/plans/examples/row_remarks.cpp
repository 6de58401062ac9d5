#include "row_remarks.h"

#include <base/utf8.h>
#include <dataset/message_loss.h>

#include <algorithm>
#include <vector>

namespace luthier::examples {
namespace {

using tokenizing::UntrainedReason;

void count(RowRemarks::Count& count, std::int64_t times) {
    count.rows += times > 0 ? 1 : 0;
    count.times += times;
}

std::int64_t turnsLeftOut(const tokenizing::Rendered& rendered, UntrainedReason reason) {
    return std::count_if(rendered.untrained.begin(), rendered.untrained.end(),
                         [&](const auto& turn) { return turn.reason == reason; });
}

/// The second byte of a UTF-8 character, as windows-1252 shows it: most of them stand for themselves.
bool isTrailInLatin1(char32_t c) {
    constexpr std::u32string_view kElsewhere = U"\u20AC\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030"
                                               U"\u0160\u2039\u0152\u017D\u2018\u2019\u201C\u201D\u2022"
                                               U"\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u017E\u0178";
    return (c >= 0x80 && c <= 0xBF) || kElsewhere.find(c) != std::u32string_view::npos;
}

/// U+FFFD, and each pair that is the first two bytes of a UTF-8 character in windows-1252: "Ã" or "Â" before
/// a trail, or "ì" and its like before two of them.
std::int64_t garbledCharacters(std::string_view text) {
    std::vector<char32_t> points;
    points.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decodeUtf8(text, at);
        points.push_back(point.value);
        at += point.length;
    }
    std::int64_t garbled = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool one = i + 1 < points.size() && isTrailInLatin1(points[i + 1]);
        const bool two = one && i + 2 < points.size() && isTrailInLatin1(points[i + 2]);
        const bool lead2 = points[i] == 0xC2 || points[i] == 0xC3;
        const bool lead3 = points[i] >= 0xE2 && points[i] <= 0xED;
        garbled += points[i] == kReplacementCharacter || (lead2 && one) || (lead3 && two) ? 1 : 0;
    }
    return garbled;
}

/// Characters in [begin, end) of the text, blanks apart (normalisers take them away between words).
std::int64_t charactersIn(std::string_view text, const tokenizing::CodePointRange& range) {
    std::int64_t found = 0;
    std::uint32_t index = 0;
    for (std::size_t at = 0; at < text.size() && index < range.end; ++index) {
        const CodePoint point = decodeUtf8(text, at);
        at += point.length;
        const bool blank = point.value <= 0x20 || point.value == 0xA0 || point.value == 0x3000;
        found += index >= range.begin && !blank ? 1 : 0;
    }
    return found;
}

/// Tokens that stand for "unknown", and characters that no token covers.
std::int64_t unknownCharacters(const tokenizing::Rendered& rendered, const tokenizing::Tokenizer& tokenizer) {
    const auto unknown = tokenizer.unknownId();
    std::int64_t found = 0;
    std::uint32_t covered = 0;
    const auto cover = [&](const tokenizing::CodePointRange& range) {
        if (range.begin > covered)
            found += charactersIn(rendered.text, {covered, range.begin});
        covered = std::max(covered, range.end);
    };
    for (std::size_t i = 0; i < rendered.ids.size(); ++i) {
        found += unknown == rendered.ids[i] ? 1 : 0;
        cover(rendered.offsets[i]);
    }
    // What is cut off is not covered either, and is told elsewhere.
    if (rendered.cut == 0) {
        const auto end = static_cast<std::uint32_t>(countCodePoints(rendered.text));
        cover({end, end});
    }
    return found;
}

/// Control tokens that stand in the text, as far as its tokens go, and are none of them.
std::int64_t controlTexts(const tokenizing::Rendered& rendered, const tokenizing::Tokenizer& tokenizer) {
    std::uint32_t begin = UINT32_MAX;
    std::uint32_t end = 0;
    std::int64_t tokens = 0;
    for (std::size_t i = 0; i < rendered.ids.size(); ++i) {
        const tokenizing::CodePointRange& range = rendered.offsets[i];
        if (range.begin == range.end)
            continue;
        begin = std::min(begin, range.begin);
        end = std::max(end, range.end);
        tokens += tokenizer.isSpecial(rendered.ids[i]) && rendered.ids[i] != tokenizer.unknownId() ? 1 : 0;
    }
    std::size_t from = rendered.text.size();
    std::size_t to = 0;
    std::uint32_t index = 0;
    for (std::size_t at = 0; at < rendered.text.size(); ++index) {
        const std::size_t next = at + decodeUtf8(rendered.text, at).length;
        if (index >= begin && index < end) {
            from = std::min(from, at);
            to = next;
        }
        at = next;
    }
    if (from >= to)
        return 0;
    const auto found = static_cast<std::int64_t>(
        tokenizer.controlTokensIn(std::string_view(rendered.text).substr(from, to - from)));
    return std::max<std::int64_t>(found - tokens, 0);
}

} // namespace

void RowRemarks::add(const Json& fields, const dataset::Roles& roles, const tokenizing::Rendered& rendered,
                     const tokenizing::Tokenizer& tokenizer, const tokenizing::Rendered* source) {
    const std::string weight = dataset::rowWeightField(fields, roles);
    count(rowWeights, weight.empty() ? 0 : 1);
    if (weightField.empty())
        weightField = weight;
    count(marked, turnsLeftOut(rendered, UntrainedReason::Marked));
    count(rewritten, turnsLeftOut(rendered, UntrainedReason::Rewritten));
    count(callsLost, turnsLeftOut(rendered, UntrainedReason::CallsLost));
    count(emptyAnswers, static_cast<std::int64_t>(rendered.emptyAnswers));
    toolsLost += rendered.toolsLost ? 1 : 0;
    std::int64_t unknownHere = 0, garbledHere = 0, controlsHere = 0;
    for (const tokenizing::Rendered* text : {&rendered, source}) {
        if (text == nullptr || text->ids.empty())
            continue;
        unknownHere += unknownCharacters(*text, tokenizer);
        garbledHere += garbledCharacters(text->text);
        controlsHere += controlTexts(*text, tokenizer);
        for (const std::int32_t id : text->ids)
            largestId = std::max(largestId, id);
    }
    count(unknown, unknownHere);
    count(garbled, garbledHere);
    count(controlText, controlsHere);
}

Json toJson(const RowRemarks& remarks) {
    Json json = Json::object();
    const auto put = [&](const char* name, const RowRemarks::Count& count) {
        if (count.rows > 0)
            json[name] = {{"rows", count.rows}, {"times", count.times}};
    };
    put("marked", remarks.marked);
    put("rewritten", remarks.rewritten);
    put("calls_lost", remarks.callsLost);
    put("empty_answers", remarks.emptyAnswers);
    put("unknown", remarks.unknown);
    put("garbled", remarks.garbled);
    put("row_weights", remarks.rowWeights);
    put("control_text", remarks.controlText);
    put("tools_lost", {remarks.toolsLost, remarks.toolsLost});
    return json;
}

} // namespace luthier::examples
