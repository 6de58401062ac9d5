#include "strings.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace luthier::templates {
namespace {

using Bound = std::vector<const Value*>;
using Items = std::vector<Value>;

/// `a.b.0` followed from a value, as the filters' attribute arguments say it; keys come before attributes.
Result<Value> follow(Evaluator& evaluator, Value value, const Value& path) {
    if (path.isInteger())
        return evaluator.item(value, path);
    if (path.text() == nullptr)
        return evaluator.wrongType("attribute", path);
    const std::string& names = path.text()->bytes;
    for (std::size_t begin = 0; begin <= names.size();) {
        const std::size_t end = std::min(names.find('.', begin), names.size());
        const std::string name = names.substr(begin, end - begin);
        const bool digits =
            !name.empty() && name.size() < 10 &&
            std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
        TRY(value, evaluator.item(value, digits ? Value(static_cast<std::int64_t>(std::stol(name)))
                                                : textValue(name)));
        begin = end + 1;
    }
    return value;
}

/// Texts compare without regard to case unless it is asked for.
Value sortKey(const Value& value, bool caseSensitive) {
    return caseSensitive || value.text() == nullptr ? value
                                                    : textValue(withCase(*value.text(), LetterCase::Lower));
}

Result<Value> keyOf(Evaluator& evaluator, const Value& value, const Value* path, bool caseSensitive) {
    if (path == nullptr || path->isNone())
        return sortKey(value, caseSensitive);
    TRY(const Value found, follow(evaluator, value, *path));
    return sortKey(found, caseSensitive);
}

/// Stable sort that stops at the first pair without an order.
Status sortByKeys(Evaluator& evaluator, std::vector<std::pair<Value, Value>>& keyed, bool reverse) {
    std::optional<Error> failure;
    const auto less = [&](const auto& a, const auto& b) {
        if (failure)
            return false;
        const Result<bool> result =
            reverse ? isLess(evaluator, b.first, a.first) : isLess(evaluator, a.first, b.first);
        if (!result)
            failure = result.error();
        return result && *result;
    };
    // std::stable_sort needs a strict order, which a failing comparison is not; merging by hand tolerates it.
    std::vector<std::pair<Value, Value>> buffer(keyed.size());
    for (std::size_t width = 1; width < keyed.size(); width *= 2) {
        for (std::size_t begin = 0; begin < keyed.size(); begin += 2 * width) {
            const auto at = [&](std::size_t index) {
                return keyed.begin() + static_cast<std::ptrdiff_t>(std::min(index, keyed.size()));
            };
            std::merge(at(begin), at(begin + width), at(begin + width), at(begin + 2 * width),
                       buffer.begin() + static_cast<std::ptrdiff_t>(begin), less);
            if (failure)
                return *std::move(failure);
        }
        std::swap(keyed, buffer);
    }
    return {};
}

Result<Value> sortFilter(Evaluator& evaluator, const Items& items, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("sort", arguments, {"reverse", "case_sensitive", "attribute"}));
    const bool caseSensitive = bound[1] != nullptr && isTrue(*bound[1]);
    std::vector<std::pair<Value, Value>> keyed;
    for (const Value& one : items) {
        TRY(Value key, keyOf(evaluator, one, bound[2], caseSensitive));
        keyed.emplace_back(std::move(key), one);
    }
    TRY_VOID(sortByKeys(evaluator, keyed, bound[0] != nullptr && isTrue(*bound[0])));
    Items out;
    for (auto& [key, value] : keyed)
        out.push_back(std::move(value));
    return evaluator.makeList(std::move(out));
}

Result<Value> dictionarySort(Evaluator& evaluator, const Value& input, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("dictsort", arguments, {"case_sensitive", "by", "reverse"}));
    if (input.dictionary() == nullptr)
        return evaluator.wrongType("dictsort", input);
    const bool caseSensitive = bound[0] != nullptr && isTrue(*bound[0]);
    const bool byValue = bound[1] != nullptr && printed(*bound[1]).bytes == "value";
    std::vector<std::pair<Value, Value>> keyed;
    for (const auto& [key, value] : input.dictionary()->entries) {
        TRY(Value pair, evaluator.makeList({key, value}, true));
        keyed.emplace_back(sortKey(byValue ? value : key, caseSensitive), std::move(pair));
    }
    TRY_VOID(sortByKeys(evaluator, keyed, bound[2] != nullptr && isTrue(*bound[2])));
    Items out;
    for (auto& [key, value] : keyed)
        out.push_back(std::move(value));
    return evaluator.makeList(std::move(out));
}

Result<Value> joinFilter(Evaluator& evaluator, const Items& items, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("join", arguments, {"d", "attribute"}));
    const TemplateText separator = bound[0] == nullptr ? TemplateText() : printed(*bound[0]);
    TemplateText out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Value one = items[i];
        if (bound[1] != nullptr && !bound[1]->isNone()) {
            TRY(one, follow(evaluator, one, *bound[1]));
        }
        TRY(const TemplateText text, evaluator.print(one));
        if (i > 0)
            appendText(out, separator);
        appendText(out, text);
        if (out.bytes.size() > evaluator.valueBytes())
            return evaluator.error("template.budget_spent").with("budget", "memory");
    }
    return evaluator.makeText(std::move(out));
}

/// map(attribute=…, default=…) or map("filter", …).
Result<Value> mapFilter(Evaluator& evaluator, const Items& items, const CallArguments& arguments) {
    const Value* path = nullptr;
    const Value* absent = nullptr;
    for (const auto& [name, value] : arguments.keyword) {
        path = name == "attribute" ? &value : path;
        absent = name == "default" ? &value : absent;
    }
    Items out;
    if (arguments.positional.empty()) {
        if (path == nullptr)
            return evaluator.badCall("map");
        for (const Value& one : items) {
            TRY(Value value, follow(evaluator, one, *path));
            out.push_back(value.isUndefined() && absent != nullptr ? *absent : std::move(value));
        }
        return evaluator.makeList(std::move(out));
    }
    if (arguments.positional.front().text() == nullptr)
        return evaluator.badCall("map");
    const std::string& name = arguments.positional.front().text()->bytes;
    CallArguments rest{{arguments.positional.begin() + 1, arguments.positional.end()}, arguments.keyword};
    for (const Value& one : items) {
        TRY(Value value, evaluator.filter(name, one, rest));
        out.push_back(std::move(value));
    }
    return evaluator.makeList(std::move(out));
}

/// select, reject, selectattr, rejectattr: the test is the first argument (the second with an attribute).
Result<Value> selectFilter(Evaluator& evaluator, const Items& items, std::string_view filter,
                           const CallArguments& arguments) {
    const bool byAttribute = filter.ends_with("attr");
    const bool wanted = filter.starts_with("select");
    const std::vector<Value>& given = arguments.positional;
    const std::size_t testAt = byAttribute ? 1 : 0;
    if (byAttribute && given.empty())
        return evaluator.badCall(filter);
    const bool named = given.size() > testAt;
    if (named && given[testAt].text() == nullptr)
        return evaluator.badCall(filter);
    CallArguments rest;
    rest.keyword = arguments.keyword;
    if (named)
        rest.positional.assign(given.begin() + static_cast<std::ptrdiff_t>(testAt) + 1, given.end());
    Items out;
    for (const Value& one : items) {
        Value value = one;
        if (byAttribute) {
            TRY(value, follow(evaluator, one, given[0]));
        }
        bool holds = isTrue(value);
        if (named) {
            TRY(holds, evaluator.test(given[testAt].text()->bytes, value, rest));
        }
        if (holds == wanted)
            out.push_back(one);
    }
    return evaluator.makeList(std::move(out));
}

Result<Value> uniqueFilter(Evaluator& evaluator, const Items& items, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("unique", arguments, {"case_sensitive", "attribute"}));
    Items seen;
    Items out;
    for (const Value& one : items) {
        TRY(Value key, keyOf(evaluator, one, bound[1], bound[0] != nullptr && isTrue(*bound[0])));
        TRY_VOID(evaluator.charge(seen.size() * sizeof(Value)));
        if (std::any_of(seen.begin(), seen.end(), [&](const Value& known) { return areEqual(known, key); }))
            continue;
        seen.push_back(std::move(key));
        out.push_back(one);
    }
    return evaluator.makeList(std::move(out));
}

Result<Value> extremeFilter(Evaluator& evaluator, const Items& items, std::string_view name,
                            const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind(name, arguments, {"case_sensitive", "attribute"}));
    if (items.empty())
        return undefinedValue("No aggregated item, sequence was empty.");
    const bool caseSensitive = bound[0] != nullptr && isTrue(*bound[0]);
    std::size_t best = 0;
    TRY(Value bestKey, keyOf(evaluator, items[0], bound[1], caseSensitive));
    for (std::size_t i = 1; i < items.size(); ++i) {
        TRY(Value key, keyOf(evaluator, items[i], bound[1], caseSensitive));
        TRY(const bool better,
            name == "min" ? isLess(evaluator, key, bestKey) : isLess(evaluator, bestKey, key));
        if (better) {
            best = i;
            bestKey = std::move(key);
        }
    }
    return items[best];
}

Result<Value> sumFilter(Evaluator& evaluator, const Items& items, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("sum", arguments, {"attribute", "start"}));
    Value total = bound[1] == nullptr ? Value(std::int64_t{0}) : *bound[1];
    for (Value one : items) {
        if (bound[0] != nullptr && !bound[0]->isNone()) {
            TRY(one, follow(evaluator, one, *bound[0]));
        }
        TRY(total, arithmetic(evaluator, "+", total, one));
    }
    return total;
}

Result<Value> groupFilter(Evaluator& evaluator, const Items& items, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("groupby", arguments, {"attribute", "default", "case_sensitive"}));
    if (bound[0] == nullptr)
        return evaluator.badCall("groupby");
    const bool caseSensitive = bound[2] != nullptr && isTrue(*bound[2]);
    std::vector<std::pair<Value, Value>> keyed;
    for (const Value& one : items) {
        TRY(Value key, follow(evaluator, one, *bound[0]));
        if (key.isUndefined() && bound[1] != nullptr)
            key = *bound[1];
        keyed.emplace_back(sortKey(key, caseSensitive), one);
    }
    TRY_VOID(sortByKeys(evaluator, keyed, false));
    Items out;
    for (std::size_t begin = 0; begin < keyed.size();) {
        std::size_t end = begin;
        Items members;
        for (; end < keyed.size() && areEqual(keyed[end].first, keyed[begin].first); ++end)
            members.push_back(keyed[end].second);
        TRY(Value key, follow(evaluator, keyed[begin].second, *bound[0]));
        TRY(Value list, evaluator.makeList(std::move(members)));
        TRY(const Value pair,
            evaluator.makeList({key.isUndefined() && bound[1] != nullptr ? *bound[1] : key, std::move(list)},
                               true));
        auto group = std::make_shared<ListData>(**pair.as<ListPointer>());
        group->group = true;
        out.emplace_back(ListPointer(std::move(group)));
        begin = end;
    }
    return evaluator.makeList(std::move(out));
}

/// batch: rows of n; slice: n columns. Both fill up with a value when one is given.
Result<Value> chunkFilter(Evaluator& evaluator, const Items& items, std::string_view name,
                          const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind(name, arguments, {"count", "fill_with"}));
    if (bound[0] == nullptr || !bound[0]->isInteger() || bound[0]->integer() < 1)
        return evaluator.badCall(name);
    const auto count = static_cast<std::size_t>(bound[0]->integer());
    if (count > evaluator.valueBytes() / sizeof(Value))
        return evaluator.error("template.budget_spent").with("budget", "memory");
    const bool fills = bound[1] != nullptr && !bound[1]->isNone();
    const std::size_t rows = name == "batch" ? (items.size() + count - 1) / count : count;
    const std::size_t shorter = items.size() / count;
    const std::size_t longer = items.size() % count;
    Items out;
    std::size_t at = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t size =
            name == "batch" ? std::min(count, items.size() - at) : shorter + (i < longer ? 1 : 0);
        Items row(items.begin() + static_cast<std::ptrdiff_t>(at),
                  items.begin() + static_cast<std::ptrdiff_t>(at + size));
        at += size;
        if (fills && name == "batch")
            row.resize(count, *bound[1]);
        else if (fills && longer > 0 && i >= longer)
            row.push_back(*bound[1]);
        TRY(Value list, evaluator.makeList(std::move(row)));
        out.push_back(std::move(list));
    }
    return evaluator.makeList(std::move(out));
}

Result<Value> itemsFilter(Evaluator& evaluator, const Value& input) {
    Items out;
    if (input.isUndefined())
        return evaluator.makeList(std::move(out));
    if (input.dictionary() == nullptr)
        return evaluator.wrongType("items", input);
    for (const auto& [key, value] : input.dictionary()->entries) {
        TRY(Value pair, evaluator.makeList({key, value}, true));
        out.push_back(std::move(pair));
    }
    return evaluator.makeList(std::move(out));
}

Result<Value> reverseFilter(Evaluator& evaluator, const Value& input, Items items) {
    std::reverse(items.begin(), items.end());
    if (input.text() == nullptr)
        return evaluator.makeList(std::move(items));
    TemplateText out;
    for (const Value& one : items)
        appendText(out, *one.text());
    return evaluator.makeText(std::move(out));
}

/// A filter as it was called: `items` are those of `input`.
struct FilterCall {
    Evaluator& evaluator;
    std::string_view name;
    const Value& input;
    const Items& items;
    const CallArguments& arguments;
};

template <auto Filter>
Result<Value> plainly(const FilterCall& call) {
    return Filter(call.evaluator, call.items, call.arguments);
}

/// For filters that come in pairs and look at the name they were called by.
template <auto Filter>
Result<Value> byName(const FilterCall& call) {
    return Filter(call.evaluator, call.items, call.name, call.arguments);
}

Result<Value> listFilter(const FilterCall& call) {
    return call.evaluator.makeList(call.items);
}

Result<Value> reversed(const FilterCall& call) {
    return reverseFilter(call.evaluator, call.input, call.items);
}

Result<Value> firstFilter(const FilterCall& call) {
    return call.items.empty() ? undefinedValue("No first item, sequence was empty.") : call.items.front();
}

Result<Value> lastFilter(const FilterCall& call) {
    return call.items.empty() ? undefinedValue("No last item, sequence was empty.") : call.items.back();
}

struct NamedFilter {
    std::string_view name;
    Result<Value> (*apply)(const FilterCall&);
};

constexpr NamedFilter kFilters[] = {
    {"join", plainly<joinFilter>},
    {"map", plainly<mapFilter>},
    {"sort", plainly<sortFilter>},
    {"unique", plainly<uniqueFilter>},
    {"sum", plainly<sumFilter>},
    {"groupby", plainly<groupFilter>},
    {"list", listFilter},
    {"reverse", reversed},
    {"first", firstFilter},
    {"last", lastFilter},
    {"min", byName<extremeFilter>},
    {"max", byName<extremeFilter>},
    {"select", byName<selectFilter>},
    {"reject", byName<selectFilter>},
    {"selectattr", byName<selectFilter>},
    {"rejectattr", byName<selectFilter>},
    {"batch", byName<chunkFilter>},
    {"slice", byName<chunkFilter>},
};

} // namespace

Result<Value> applySequenceFilter(Evaluator& evaluator, std::string_view name, const Value& input,
                                  const CallArguments& arguments) {
    if (name == "items")
        return itemsFilter(evaluator, input);
    if (name == "dictsort")
        return dictionarySort(evaluator, input, arguments);
    for (const NamedFilter& filter : kFilters) {
        if (filter.name == name) {
            TRY(const Items items, evaluator.iterate(input));
            return filter.apply({evaluator, name, input, items, arguments});
        }
    }
    return evaluator.error("template.unknown_name").with("kind", "filter").with("name", name.substr(0, 40));
}

} // namespace luthier::templates
