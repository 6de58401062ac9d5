#include "token_labels.h"

#include "encoded_texts.h"
#include "frozen_data.h"

#include <base/utf8.h>
#include <dataset/record.h>

#include <algorithm>
#include <utility>

namespace luthier::examples {
namespace {

using tokenizing::CodePointRange;

struct Span {
    CodePointRange range;
    std::string label;
};

/// Which code points of a text are blanks.
std::vector<bool> blanksOf(std::string_view text) {
    std::vector<bool> blanks;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decodeUtf8(text, at);
        blanks.push_back(point.value <= 0x20 || point.value == 0xA0 || point.value == 0x3000);
        at += point.length;
    }
    return blanks;
}

CodePointRange withoutBlanks(CodePointRange range, const std::vector<bool>& blanks) {
    range.end = std::min(range.end, static_cast<std::uint32_t>(blanks.size()));
    while (range.begin < range.end && blanks[range.begin])
        ++range.begin;
    while (range.end > range.begin && blanks[range.end - 1])
        --range.end;
    return range;
}

/// In order, without the blanks around them.
Result<std::vector<Span>> spansOf(const Json& list, const std::vector<bool>& blanks) {
    std::vector<Span> spans;
    const auto points = static_cast<std::int64_t>(blanks.size());
    for (const Json& one : list) {
        const auto start = integerAt(one, "start");
        const auto end = integerAt(one, "end");
        const Json* label = member(one, "label");
        if (!start || !end || !label || *start < 0 || *start >= *end || *end > points)
            return refused("labels.bad_span").with("span", utf8Prefix(dumpJson(one), 60));
        const CodePointRange whole{static_cast<std::uint32_t>(*start), static_cast<std::uint32_t>(*end)};
        TRY(auto text, labelText(*label));
        spans.push_back({withoutBlanks(whole, blanks), std::move(text)});
        if (spans.back().range.begin == spans.back().range.end)
            return refused("labels.bad_span").with("span", utf8Prefix(dumpJson(one), 60));
    }
    std::stable_sort(spans.begin(), spans.end(),
                     [](const Span& a, const Span& b) { return a.range.begin < b.range.begin; });
    for (std::size_t i = 1; i < spans.size(); ++i)
        if (spans[i].range.begin < spans[i - 1].range.end)
            return refused("labels.bad_span").with("span", spans[i].label);
    return spans;
}

std::int32_t placeOf(std::vector<std::string>& labels, const std::string& label) {
    const auto found = std::find(labels.begin(), labels.end(), label);
    const auto place = static_cast<std::int32_t>(found - labels.begin());
    if (found == labels.end())
        labels.push_back(label);
    return place;
}

/// "O", "B-" and "I-" by the span that a token touches.
Status labelSpans(Example& example, const std::vector<Span>& spans, const std::vector<bool>& blanks) {
    std::vector<std::string>& labels = example.labels.texts;
    const std::int32_t outside = placeOf(labels, "O");
    for (const Span& span : spans) { // both, so that no name depends on how a text falls into tokens
        placeOf(labels, "B-" + span.label);
        placeOf(labels, "I-" + span.label);
    }
    std::vector<bool> begun(spans.size(), false);
    for (std::size_t i = 0; i < example.ids.size(); ++i) {
        if (example.texts[i] == tokenizing::kAround)
            continue;
        const CodePointRange token = withoutBlanks(example.offsets[i], blanks);
        const auto span = std::find_if(spans.begin(), spans.end(),
                                       [&](const Span& one) { return token.begin < one.range.end; });
        const bool touches = span != spans.end() && token.begin < token.end && token.end > span->range.begin;
        example.tokenLabels[i] = outside;
        if (!touches)
            continue;
        const auto place = static_cast<std::size_t>(span - spans.begin());
        example.tokenLabels[i] = placeOf(labels, (begun[place] ? "I-" : "B-") + span->label);
        begun[place] = true;
    }
    const auto lost = std::find(begun.begin(), begun.end(), false);
    if (lost != begun.end())
        return refused("labels.span_lost")
            .with("label", spans[static_cast<std::size_t>(lost - begun.begin())].label);
    return {};
}

Result<Example> spanExample(const tokenizing::Tokenizer& tokenizer, const Json& text, const Json& list) {
    if (text.is_structured())
        return refused("examples.bad_text");
    TRY(Example example, encodedTexts(tokenizer, {dataset::valueText(text), {}, false}, 0));
    const auto blanks = blanksOf(example.text);
    TRY(const auto spans, spansOf(list, blanks));
    example.tokenLabels.assign(example.ids.size(), kNoLabel);
    TRY_VOID(labelSpans(example, spans, blanks));
    return example;
}

Result<Example> wordExample(const tokenizing::Tokenizer& tokenizer, const Json& words, const Json& list) {
    if (!list.is_array() || list.size() != words.size())
        return refused("labels.bad_tags")
            .with("words", static_cast<std::int64_t>(words.size()))
            .with("labels", static_cast<std::int64_t>(list.is_array() ? list.size() : 1));
    std::vector<std::string> texts;
    Example example;
    std::vector<std::int32_t> labels;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].is_structured())
            return refused("examples.bad_text");
        texts.push_back(dataset::valueText(words[i]));
        TRY(const std::string label, labelText(list[i]));
        labels.push_back(placeOf(example.labels.texts, label));
    }
    tokenizing::EncodeOptions options;
    options.controlTokens = tokenizing::ControlTokens::AsText;
    TRY(tokenizing::Encoding encoding, tokenizer.encodeWords(texts, options));
    std::int32_t before = tokenizing::kAround;
    for (const std::int32_t word : encoding.words) {
        const bool first = word != tokenizing::kAround && word != before;
        example.tokenLabels.push_back(first ? labels[static_cast<std::size_t>(word)] : kNoLabel);
        before = word;
    }
    for (std::size_t i = 0; i < texts.size(); ++i)
        example.text += (i == 0 ? "" : " ") + texts[i];
    fill(example, std::move(encoding), tokenizer);
    return example;
}

template <class T>
void takeOut(std::vector<T>& values, std::size_t begin, std::size_t count) {
    if (values.empty())
        return;
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(begin);
    values.erase(from, from + static_cast<std::ptrdiff_t>(count));
}

} // namespace

void cutTo(Example& example, std::int64_t limit, bool fromLeft) {
    const auto most = static_cast<std::size_t>(limit);
    if (limit == 0 || example.ids.size() <= most)
        return;
    const auto isText = [](std::int8_t text) {
        return text != tokenizing::kAround;
    };
    const auto begin = static_cast<std::size_t>(
        std::find_if(example.texts.begin(), example.texts.end(), isText) - example.texts.begin());
    const auto tokens =
        static_cast<std::size_t>(std::count_if(example.texts.begin(), example.texts.end(), isText));
    const std::size_t surplus = std::min(example.ids.size() - most, tokens);
    const std::size_t from = fromLeft ? begin : begin + tokens - surplus;
    takeOut(example.ids, from, surplus);
    takeOut(example.offsets, from, surplus);
    takeOut(example.mask, from, surplus);
    takeOut(example.types, from, surplus);
    takeOut(example.texts, from, surplus);
    takeOut(example.tokenLabels, from, surplus);
    example.cut = surplus;
}

Result<Example> labelledTokens(const tokenizing::Tokenizer& tokenizer, const Json& fields,
                               const dataset::Roles& roles) {
    const std::string column = dataset::columnOf(roles, "text");
    const Json* text = column.empty() ? nullptr : member(fields, column);
    if (!text)
        return refused("conversation.nothing");
    TRY(const Json value, labelValue(fields, roles));
    const Json list = listOfLabels(value);
    const Json words = listOfLabels(*text);
    const bool hasSpans =
        list.is_array() && !words.is_array() &&
        std::all_of(list.begin(), list.end(), [](const Json& one) { return one.is_object(); });
    if (!hasSpans && !words.is_array())
        return refused("labels.bad_tags")
            .with("words", 1)
            .with("labels", static_cast<std::int64_t>(list.is_array() ? list.size() : 1));
    TRY(Example example,
        hasSpans ? spanExample(tokenizer, *text, list) : wordExample(tokenizer, words, list));
    for (std::size_t i = 0; i < example.ids.size(); ++i)
        example.mask[i] = example.tokenLabels[i] == kNoLabel ? 0 : 1;
    return example;
}

} // namespace luthier::examples
