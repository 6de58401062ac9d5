#include "evaluator.h"

#include <base/utf8.h>

#include <algorithm>

namespace luthier::templates {
namespace {

Value bound(const Value& object, std::string_view name) {
    return Value(std::shared_ptr<const FunctionData>(
        std::make_shared<FunctionData>(FunctionData{std::string(name), object, true, nullptr, {}})));
}

Value integerValue(std::size_t number) {
    return Value(static_cast<std::int64_t>(number));
}

/// The attributes of `loop`, or undefined.
Value loopAttribute(const Value& object, const LoopState& loop, std::string_view name) {
    const std::size_t length = loop.items.size();
    if (name == "index")
        return integerValue(loop.index + 1);
    if (name == "index0")
        return integerValue(loop.index);
    if (name == "revindex")
        return integerValue(length - loop.index);
    if (name == "revindex0")
        return integerValue(length - loop.index - 1);
    if (name == "first")
        return Value(loop.index == 0);
    if (name == "last")
        return Value(loop.index + 1 == length);
    if (name == "length")
        return integerValue(length);
    if (name == "depth")
        return Value(std::int64_t{loop.depth + 1});
    if (name == "depth0")
        return Value(std::int64_t{loop.depth});
    if (name == "previtem" && loop.index > 0)
        return loop.items[loop.index - 1];
    if (name == "nextitem" && loop.index + 1 < length)
        return loop.items[loop.index + 1];
    if (name == "cycle" || name == "changed")
        return bound(object, name);
    return undefinedValue(name);
}

} // namespace

std::vector<std::uint32_t> characterStarts(std::string_view text) {
    std::vector<std::uint32_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U)
            starts.push_back(static_cast<std::uint32_t>(i));
    starts.push_back(static_cast<std::uint32_t>(text.size()));
    return starts;
}

Result<Value> Evaluator::attribute(const Value& object, std::string_view name) {
    if (object.isUndefined())
        return undefinedError(object);
    if (const auto* loop = object.as<std::shared_ptr<LoopState>>())
        return loopAttribute(object, **loop, name);
    if (const auto* space = object.as<std::shared_ptr<NamespaceData>>()) {
        for (const auto& [known, value] : (*space)->variables)
            if (known == name)
                return value;
        return undefinedValue(name);
    }
    if (const auto* macro = object.as<std::shared_ptr<const Macro>>(); macro != nullptr && name == "name")
        return textValue((*macro)->statement->name);
    if (const auto* list = object.as<ListPointer>();
        list != nullptr && (*list)->group && (name == "grouper" || name == "list"))
        return (*list)->items[name == "grouper" ? 0 : 1];
    if (name == "current" && hasMethod(object, name))
        return callMethod(*this, FunctionData{"current", object, true, nullptr, {}}, {});
    if (hasMethod(object, name))
        return bound(object, name);
    if (const DictionaryData* dictionary = object.dictionary()) {
        TRY_VOID(charge(dictionary->entries.size()));
        const Value* value = lookUp(*dictionary, name);
        return value != nullptr ? *value : undefinedValue(name);
    }
    return undefinedValue(name);
}

Result<Value> Evaluator::item(const Value& object, const Value& key) {
    if (object.isUndefined())
        return undefinedError(object);
    if (const DictionaryData* dictionary = object.dictionary()) {
        TRY_VOID(charge(dictionary->entries.size()));
        if (const Value* value = lookUp(*dictionary, key))
            return *value;
    }
    const std::vector<Value>* items = object.items();
    const TemplateText* text = object.text();
    if (key.isInteger() && (items != nullptr || text != nullptr)) {
        TRY_VOID(charge(text != nullptr ? text->bytes.size() : 0));
        const std::vector<std::uint32_t> starts =
            text != nullptr ? characterStarts(text->bytes) : std::vector<std::uint32_t>();
        const auto size = static_cast<std::int64_t>(text != nullptr ? starts.size() - 1 : items->size());
        const std::int64_t wanted = key.integer();
        if (wanted < -size || wanted >= size)
            return undefinedValue(printed(key).bytes);
        const auto index = static_cast<std::size_t>(wanted < 0 ? wanted + size : wanted);
        return items != nullptr ? (*items)[index]
                                : textValue(subText(*text, starts[index], starts[index + 1]));
    }
    if (key.text() == nullptr)
        return undefinedValue(printed(key).bytes);
    if (object.dictionary() != nullptr && !hasMethod(object, key.text()->bytes))
        return undefinedValue(key.text()->bytes);
    return attribute(object, key.text()->bytes);
}

namespace {

/// A bound of a slice as Python clamps it.
std::int64_t clampedBound(const Value& bound, std::int64_t absent, std::int64_t size, bool backwards) {
    if (bound.isNone())
        return absent;
    std::int64_t at = bound.integer();
    if (at < 0)
        at = at < -size ? -1 : at + size;
    const std::int64_t low = backwards ? -1 : 0;
    const std::int64_t high = backwards ? size - 1 : size;
    if (bound.integer() < -size)
        at = low;
    return std::clamp(at, std::min(low, high), high);
}

} // namespace

Result<Value> sliceOf(Evaluator& evaluator, const Value& value, const Value& begin, const Value& end,
                      const Value& step) {
    for (const Value* bound : {&begin, &end, &step})
        if (!bound->isNone() && !bound->isInteger())
            return evaluator.wrongType("[:]", *bound);
    const std::int64_t stride = step.isNone() ? 1 : step.integer();
    if (stride == 0)
        return evaluator.badCall("[::0]");
    const TemplateText* text = value.text();
    const std::vector<Value>* items = value.items();
    if (value.isUndefined())
        return evaluator.undefinedError(value);
    if (text == nullptr && items == nullptr)
        return undefinedValue("slice");
    TRY_VOID(evaluator.charge(text != nullptr ? text->bytes.size() : items->size()));
    const std::vector<std::uint32_t> starts =
        text != nullptr ? characterStarts(text->bytes) : std::vector<std::uint32_t>();
    const auto size = static_cast<std::int64_t>(text != nullptr ? starts.size() - 1 : items->size());
    const bool backwards = stride < 0;
    const std::int64_t first = clampedBound(begin, backwards ? size - 1 : 0, size, backwards);
    const std::int64_t last = clampedBound(end, backwards ? -1 : size, size, backwards);
    TemplateText outText;
    std::vector<Value> outItems;
    for (std::int64_t i = first; backwards ? i > last : i < last;) {
        const auto at = static_cast<std::size_t>(i);
        if (text != nullptr)
            appendText(outText, *text, starts[at], starts[at + 1]);
        else
            outItems.push_back((*items)[at]);
        if (__builtin_add_overflow(i, stride, &i))
            break;
    }
    if (text != nullptr)
        return evaluator.makeText(std::move(outText));
    return evaluator.makeList(std::move(outItems), (*value.as<ListPointer>())->tuple);
}

} // namespace luthier::templates
