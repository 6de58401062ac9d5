#include "evaluator.h"

#include "parser.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>

namespace luthier::templates {
namespace {

constexpr std::size_t kStackBytes = std::size_t{2} << 20;
constexpr std::int64_t kStepsBetweenClocks = 2048;
constexpr std::size_t kBytesPerStep = 64;
constexpr std::size_t kNamespaces = 1000;

double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::uintptr_t stackPosition() {
    return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

Error budgetSpent(std::string_view what) {
    return refused("template.budget_spent").with("budget", what);
}

} // namespace

int depthOf(const Value& value) {
    if (const auto* list = value.as<ListPointer>())
        return (*list)->depth;
    if (const auto* dictionary = value.as<DictionaryPointer>())
        return (*dictionary)->depth;
    if (const auto* function = value.as<std::shared_ptr<const FunctionData>>()) {
        int depth = depthOf((*function)->self);
        for (const Value& one : (*function)->captured)
            depth = std::max(depth, depthOf(one));
        return depth + 1;
    }
    return 0;
}

Evaluator::Evaluator(const TemplateBudgets& budgets, std::int64_t now)
    : m_budgets(budgets)
    , m_now(now) {}

Evaluator::~Evaluator() {
    // Namespaces may hold each other: all are emptied while all are held, so nothing leaks and nothing nests.
    std::vector<std::shared_ptr<NamespaceData>> alive;
    for (const auto& one : m_namespaces)
        if (auto pointer = one.lock())
            alive.push_back(std::move(pointer));
    for (const auto& one : alive)
        one->variables.clear();
}

Status Evaluator::charge(std::size_t bytes) {
    m_steps += 1 + static_cast<std::int64_t>(bytes / kBytesPerStep);
    if (m_steps > m_budgets.steps)
        return budgetSpent("steps").line(m_line);
    if (m_steps >= m_nextClock) {
        m_nextClock = m_steps + kStepsBetweenClocks;
        if (threadSeconds() > m_deadline)
            return budgetSpent("time").line(m_line);
    }
    if (m_stack - stackPosition() > kStackBytes && m_stack > stackPosition())
        return budgetSpent("depth").line(m_line);
    return {};
}

Status Evaluator::use(std::size_t bytes) {
    TRY_VOID(charge(bytes));
    m_bytes += bytes;
    if (bytes > m_budgets.valueBytes || m_bytes > m_budgets.totalBytes)
        return budgetSpent("memory").line(m_line);
    return {};
}

Result<Value> Evaluator::makeText(TemplateText text) {
    TRY_VOID(use(text.bytes.size()));
    return textValue(std::move(text));
}

Result<Value> Evaluator::makeList(std::vector<Value> items, bool tuple) {
    TRY_VOID(use(items.size() * sizeof(Value)));
    auto list = std::make_shared<ListData>();
    for (const Value& one : items)
        list->depth = std::max(list->depth, depthOf(one) + 1);
    if (list->depth > m_budgets.valueDepth)
        return budgetSpent("depth").line(m_line);
    list->items = std::move(items);
    list->tuple = tuple;
    return Value(ListPointer(std::move(list)));
}

Result<Value> Evaluator::makeDictionary(std::vector<std::pair<Value, Value>> entries) {
    auto dictionary = std::make_shared<DictionaryData>();
    for (auto& [key, value] : entries) {
        if (key.items() != nullptr && !(*key.as<ListPointer>())->tuple)
            return wrongType("key", key);
        TRY_VOID(charge(dictionary->entries.size()));
        dictionary->depth = std::max(dictionary->depth, std::max(depthOf(key), depthOf(value)) + 1);
        const Value* known = lookUp(*dictionary, key);
        if (known != nullptr)
            *const_cast<Value*>(known) = std::move(value); // the dictionary is still ours alone
        else
            dictionary->entries.emplace_back(std::move(key), std::move(value));
    }
    TRY_VOID(use(dictionary->entries.size() * 2 * sizeof(Value)));
    if (dictionary->depth > m_budgets.valueDepth)
        return budgetSpent("depth").line(m_line);
    return Value(DictionaryPointer(std::move(dictionary)));
}

Result<Value> Evaluator::makeNamespace() {
    if (m_namespaces.size() >= kNamespaces)
        return budgetSpent("memory").line(m_line);
    auto made = std::make_shared<NamespaceData>();
    m_namespaces.push_back(made);
    return Value(std::move(made));
}

Error Evaluator::wrongType(std::string_view operation, const Value& value) const {
    if (value.isUndefined())
        return undefinedError(value);
    return error("template.wrong_type").with("operation", operation).with("type", typeName(value));
}

Error Evaluator::undefinedError(const Value& value) const {
    const auto* undefined = value.as<std::shared_ptr<const UndefinedData>>();
    return error("template.undefined")
        .with("name", undefined == nullptr ? std::string_view() : std::string_view((*undefined)->name));
}

Result<TemplateText> Evaluator::print(const Value& value) {
    TemplateText text = printed(value);
    TRY_VOID(charge(text.bytes.size()));
    return text;
}

Result<std::vector<Value>> Evaluator::iterate(const Value& value) {
    if (const std::vector<Value>* items = value.items()) {
        TRY_VOID(charge(items->size() * sizeof(Value)));
        return *items;
    }
    std::vector<Value> out;
    if (value.isUndefined())
        return out;
    if (const DictionaryData* dictionary = value.dictionary()) {
        TRY_VOID(charge(dictionary->entries.size() * sizeof(Value)));
        for (const auto& entry : dictionary->entries)
            out.push_back(entry.first);
        return out;
    }
    if (const TemplateText* text = value.text()) {
        const std::vector<std::uint32_t> starts = characterStarts(text->bytes);
        TRY_VOID(use(starts.size() * sizeof(TemplateText)));
        for (std::size_t i = 0; i + 1 < starts.size(); ++i)
            out.push_back(textValue(subText(*text, starts[i], starts[i + 1])));
        return out;
    }
    return wrongType("for", value);
}

Result<std::vector<const Value*>> Evaluator::bind(std::string_view function, const CallArguments& arguments,
                                                  std::initializer_list<std::string_view> names) const {
    std::vector<const Value*> out(names.size(), nullptr);
    if (arguments.positional.size() > names.size())
        return badCall(function);
    for (std::size_t i = 0; i < arguments.positional.size(); ++i)
        out[i] = &arguments.positional[i];
    for (const auto& [name, value] : arguments.keyword) {
        const auto* known = std::find(names.begin(), names.end(), name);
        if (known == names.end() || out[static_cast<std::size_t>(known - names.begin())] != nullptr)
            return badCall(function);
        out[static_cast<std::size_t>(known - names.begin())] = &value;
    }
    return out;
}

Value Evaluator::find(std::string_view name) const {
    for (const Scope* scope = m_scope.get(); scope != nullptr; scope = scope->parent.get())
        for (const auto& [known, value] : scope->variables)
            if (known == name)
                return value;
    if (hasFunction(name))
        return Value(std::shared_ptr<const FunctionData>(
            std::make_shared<FunctionData>(FunctionData{std::string(name), Value(), false, nullptr, {}})));
    return undefinedValue(name);
}

Result<Value> Evaluator::evaluate(const Expression& expression) {
    TRY_VOID(charge(0));
    m_line = expression.line;
    switch (expression.kind) {
    case ExpressionKind::Literal:
        return expression.literal;
    case ExpressionKind::Name:
        return find(expression.name);
    case ExpressionKind::Attribute: {
        TRY(const Value object, evaluate(*expression.children[0]));
        return attribute(object, expression.name);
    }
    case ExpressionKind::Item: {
        TRY(const Value object, evaluate(*expression.children[0]));
        TRY(const Value key, evaluate(*expression.children[1]));
        return item(object, key);
    }
    case ExpressionKind::Call:
        return evaluateCall(expression);
    case ExpressionKind::Filter:
    case ExpressionKind::Test:
        return evaluateFilter(expression);
    default:
        return evaluateCompound(expression);
    }
}

Result<Value> Evaluator::evaluateCompound(const Expression& expression) {
    switch (expression.kind) {
    case ExpressionKind::List:
    case ExpressionKind::Tuple:
    case ExpressionKind::Dictionary:
        return evaluateCollection(expression);
    case ExpressionKind::Slice:
        return evaluateSlice(expression);
    case ExpressionKind::Unary:
        return evaluateUnary(expression);
    case ExpressionKind::Chain:
        return evaluateChain(expression);
    case ExpressionKind::Concat: {
        TemplateText text;
        for (const ExpressionPointer& child : expression.children) {
            TRY(const Value value, evaluate(*child));
            TRY(const TemplateText part, print(value));
            appendText(text, part);
        }
        return makeText(std::move(text));
    }
    case ExpressionKind::Compare:
        return evaluateCompare(expression);
    case ExpressionKind::And:
    case ExpressionKind::Or: {
        Value value;
        for (const ExpressionPointer& child : expression.children) {
            TRY(value, evaluate(*child));
            if (isTrue(value) == (expression.kind == ExpressionKind::Or))
                break;
        }
        return value;
    }
    default:
        return evaluateConditional(expression);
    }
}

Result<Value> Evaluator::evaluateCollection(const Expression& expression) {
    std::vector<Value> values;
    for (const ExpressionPointer& child : expression.children) {
        TRY(Value value, evaluate(*child));
        values.push_back(std::move(value));
    }
    if (expression.kind != ExpressionKind::Dictionary)
        return makeList(std::move(values), expression.kind == ExpressionKind::Tuple);
    std::vector<std::pair<Value, Value>> entries;
    for (std::size_t i = 0; i + 1 < values.size(); i += 2)
        entries.emplace_back(std::move(values[i]), std::move(values[i + 1]));
    return makeDictionary(std::move(entries));
}

Result<Value> Evaluator::evaluateUnary(const Expression& expression) {
    TRY(const Value value, evaluate(*expression.children[0]));
    if (expression.name == "not")
        return Value(!isTrue(value));
    if (!value.isNumber())
        return wrongType(expression.name, value);
    if (expression.name == "+")
        return value.as<double>() != nullptr ? value : Value(value.integer());
    return value.as<double>() != nullptr ? Value(-value.number())
                                         : arithmetic(*this, "-", Value(std::int64_t{0}), value);
}

Result<Value> Evaluator::evaluateChain(const Expression& expression) {
    TRY(Value value, evaluate(*expression.children[0]));
    for (std::size_t i = 0; i < expression.operators.size(); ++i) {
        TRY(const Value right, evaluate(*expression.children[i + 1]));
        TRY(value, arithmetic(*this, expression.operators[i], value, right));
    }
    return value;
}

Result<Value> Evaluator::evaluateCompare(const Expression& expression) {
    TRY(Value left, evaluate(*expression.children[0]));
    for (std::size_t i = 0; i < expression.operators.size(); ++i) {
        TRY(Value right, evaluate(*expression.children[i + 1]));
        TRY(const bool holds, compare(*this, expression.operators[i], left, right));
        if (!holds)
            return Value(false);
        left = std::move(right);
    }
    return Value(true);
}

Result<Value> Evaluator::evaluateConditional(const Expression& expression) {
    TRY(const Value condition, evaluate(*expression.children[0]));
    if (isTrue(condition))
        return evaluate(*expression.children[1]);
    return expression.children[2] ? evaluate(*expression.children[2]) : undefinedValue("the else branch");
}

Result<Value> Evaluator::evaluateSlice(const Expression& expression) {
    TRY(const Value value, evaluate(*expression.children[0]));
    std::array<Value, 3> bounds;
    for (std::size_t i = 0; i < 3; ++i)
        if (expression.children[i + 1]) {
            TRY(bounds[i], evaluate(*expression.children[i + 1]));
        }
    return sliceOf(*this, value, bounds[0], bounds[1], bounds[2]);
}

Result<CallArguments> Evaluator::evaluateArguments(const Arguments& arguments) {
    CallArguments out;
    for (const ExpressionPointer& one : arguments.positional) {
        TRY(Value value, evaluate(*one));
        out.positional.push_back(std::move(value));
    }
    if (arguments.starred) {
        TRY(const Value list, evaluate(*arguments.starred));
        TRY(std::vector<Value> items, iterate(list));
        std::move(items.begin(), items.end(), std::back_inserter(out.positional));
    }
    for (const auto& [name, one] : arguments.keyword) {
        TRY(Value value, evaluate(*one));
        out.keyword.emplace_back(name, std::move(value));
    }
    if (arguments.doubleStarred) {
        TRY(const Value more, evaluate(*arguments.doubleStarred));
        if (more.dictionary() == nullptr)
            return wrongType("**", more);
        for (const auto& [name, value] : more.dictionary()->entries) {
            if (name.text() == nullptr)
                return wrongType("**", name);
            out.keyword.emplace_back(name.text()->bytes, value);
        }
    }
    return out;
}

Result<Value> Evaluator::evaluateCall(const Expression& expression) {
    TRY(const Value callee, evaluate(*expression.children[0]));
    TRY(CallArguments arguments, evaluateArguments(expression.arguments));
    m_line = expression.line;
    return call(callee, std::move(arguments));
}

Result<Value> Evaluator::evaluateFilter(const Expression& expression) {
    TRY(const Value input, evaluate(*expression.children[0]));
    TRY(const CallArguments arguments, evaluateArguments(expression.arguments));
    m_line = expression.line;
    if (expression.kind == ExpressionKind::Filter)
        return filter(expression.name, input, arguments);
    TRY(const bool holds, test(expression.name, input, arguments));
    return Value(holds != expression.negated);
}

Result<Value> Evaluator::filter(std::string_view name, const Value& input, const CallArguments& arguments) {
    TRY_VOID(charge(0));
    return applyFilter(*this, name, input, arguments);
}

Result<bool> Evaluator::test(std::string_view name, const Value& input, const CallArguments& arguments) {
    TRY_VOID(charge(0));
    return applyTest(*this, name, input, arguments);
}

Result<TemplateText> Evaluator::render(const Body& body,
                                       std::vector<std::pair<std::string, Value>> variables) {
    m_stack = stackPosition();
    m_deadline = threadSeconds() + m_budgets.seconds;
    auto globals = std::make_shared<Scope>();
    globals->variables = std::move(variables);
    m_scope = std::make_shared<Scope>();
    m_scope->parent = std::move(globals);
    TemplateText out;
    m_out = &out;
    TRY_VOID(run(body));
    m_out = nullptr;
    return out;
}

} // namespace luthier::templates
