#include "evaluator.h"
#include "parser.h"

#include <algorithm>

namespace luthier::templates {

Status Evaluator::write(const TemplateText& text) {
    TRY_VOID(charge(text.bytes.size()));
    if (m_out->bytes.size() + text.bytes.size() > m_budgets.outputBytes)
        return error("template.budget_spent").with("budget", "output");
    appendText(*m_out, text);
    return {};
}

Result<Evaluator::Flow> Evaluator::run(const Body& body) {
    for (const StatementPointer& statement : body) {
        TRY(const Flow flow, execute(*statement));
        if (flow != Flow::Next)
            return flow;
    }
    return Flow::Next;
}

Result<Evaluator::Flow> Evaluator::execute(const Statement& statement) {
    TRY_VOID(charge(0));
    m_line = statement.line;
    switch (statement.kind) {
    case StatementKind::Data:
        TRY_VOID(write(*statement.data));
        return Flow::Next;
    case StatementKind::Output: {
        TRY(const Value value, evaluate(*statement.expression));
        TRY(const TemplateText text, print(value));
        TRY_VOID(write(text));
        return Flow::Next;
    }
    case StatementKind::For:
        return executeFor(statement);
    case StatementKind::If:
        return executeIf(statement);
    case StatementKind::Set: {
        TRY(const Value value, evaluate(*statement.expression));
        TRY_VOID(assign(statement.targets.front(), value));
        return Flow::Next;
    }
    case StatementKind::Macro: {
        auto macro = std::make_shared<Macro>(Macro{&statement, m_scope});
        TRY_VOID(
            assign(Target{statement.name, {}, {}}, Value(std::shared_ptr<const Macro>(std::move(macro)))));
        return Flow::Next;
    }
    case StatementKind::With:
        TRY_VOID(executeWith(statement));
        return Flow::Next;
    case StatementKind::Break:
        return Flow::Break;
    case StatementKind::Continue:
        return Flow::Continue;
    default:
        TRY_VOID(executeBlock(statement));
        return Flow::Next;
    }
}

Result<Evaluator::Flow> Evaluator::executeIf(const Statement& statement) {
    for (const auto& [condition, body] : statement.branches) {
        TRY(const Value value, evaluate(*condition));
        if (isTrue(value))
            return run(body);
    }
    return run(statement.otherwise);
}

Result<Evaluator::Flow> Evaluator::executeFor(const Statement& statement) {
    TRY(const Value iterable, evaluate(*statement.expression));
    return runLoop(statement, iterable, 0);
}

/// The items of a loop that its `if` lets through.
Result<std::vector<Value>> Evaluator::loopItems(const Statement& statement, const Value& iterable) {
    TRY(std::vector<Value> items, iterate(iterable));
    if (!statement.condition)
        return items;
    std::vector<Value> kept;
    const std::shared_ptr<Scope> outer = m_scope;
    for (Value& one : items) {
        m_scope = std::make_shared<Scope>(Scope{{}, outer});
        TRY_VOID(assign(statement.targets.front(), one));
        TRY(const Value keep, evaluate(*statement.condition));
        m_scope = outer;
        if (isTrue(keep))
            kept.push_back(std::move(one));
    }
    return kept;
}

Result<Evaluator::Flow> Evaluator::runLoop(const Statement& statement, const Value& iterable, int depth) {
    auto loop = std::make_shared<LoopState>();
    loop->depth = depth;
    loop->statement = statement.recursive ? &statement : nullptr;
    loop->scope = m_scope;
    TRY(loop->items, loopItems(statement, iterable));
    const std::shared_ptr<Scope> outer = m_scope;
    for (loop->index = 0; loop->index < loop->items.size(); ++loop->index) {
        TRY_VOID(charge(0));
        m_scope = std::make_shared<Scope>(Scope{{{"loop", Value(loop)}}, outer});
        TRY_VOID(assign(statement.targets.front(), loop->items[loop->index]));
        TRY(const Flow flow, run(statement.body));
        m_scope = outer;
        if (flow == Flow::Break)
            break;
    }
    m_scope = outer;
    return loop->items.empty() ? run(statement.otherwise) : Result<Flow>(Flow::Next);
}

Result<TemplateText> Evaluator::capture(const Body& body, std::shared_ptr<Scope> scope) {
    TemplateText text;
    TemplateText* const out = std::exchange(m_out, &text);
    const std::shared_ptr<Scope> outer = std::exchange(m_scope, std::move(scope));
    const Result<Flow> flow = run(body);
    m_out = out;
    m_scope = outer;
    if (!flow)
        return flow.error();
    return text;
}

Status Evaluator::executeBlock(const Statement& statement) {
    auto inner = std::make_shared<Scope>(Scope{{}, m_scope});
    if (statement.kind == StatementKind::CallBlock) {
        const Expression& call = *statement.expression;
        TRY(const Value callee, evaluate(*call.children[0]));
        TRY(CallArguments arguments, evaluateArguments(call.arguments));
        const auto caller = std::make_shared<const Macro>(Macro{&statement, m_scope});
        arguments.keyword.emplace_back("caller", Value(caller));
        TRY(const Value result, this->call(callee, std::move(arguments)));
        TRY(const TemplateText text, print(result));
        return write(text);
    }
    TRY(TemplateText text, capture(statement.body, inner));
    if (statement.kind == StatementKind::Generation) {
        text.generation.clear();
        if (!text.bytes.empty())
            text.generation.push_back({0, static_cast<std::uint32_t>(text.bytes.size())});
        return write(text);
    }
    TRY(Value value, makeText(std::move(text)));
    inner->variables.assign(1, {std::string(kBlockText), std::move(value)});
    const std::shared_ptr<Scope> outer = std::exchange(m_scope, inner);
    const Result<Value> filtered = evaluate(*statement.expression);
    m_scope = outer;
    if (!filtered)
        return filtered.error();
    if (statement.kind == StatementKind::SetBlock)
        return assign(statement.targets.front(), *filtered);
    TRY(const TemplateText shown, print(*filtered));
    return write(shown);
}

Status Evaluator::executeWith(const Statement& statement) {
    auto inner = std::make_shared<Scope>(Scope{{}, m_scope});
    const std::shared_ptr<Scope> outer = m_scope;
    for (std::size_t i = 0; i < statement.targets.size(); ++i) {
        TRY(const Value value, evaluate(*statement.values[i]));
        m_scope = inner;
        TRY_VOID(assign(statement.targets[i], value));
        m_scope = outer;
    }
    m_scope = inner;
    TRY_VOID(run(statement.body));
    m_scope = outer;
    return {};
}

Status Evaluator::assign(const Target& target, const Value& value) {
    if (!target.members.empty()) {
        TRY(const std::vector<Value> items, iterate(value));
        if (items.size() != target.members.size())
            return error("template.unpack")
                .with("wanted", static_cast<std::int64_t>(target.members.size()))
                .with("found", static_cast<std::int64_t>(items.size()));
        for (std::size_t i = 0; i < items.size(); ++i)
            TRY_VOID(assign(target.members[i], items[i]));
        return {};
    }
    std::vector<std::pair<std::string, Value>>* variables = &m_scope->variables;
    std::string_view name = target.name;
    const Value holder = target.attribute.empty() ? Value() : find(target.name);
    if (!target.attribute.empty()) {
        const auto* made = holder.as<std::shared_ptr<NamespaceData>>();
        if (made == nullptr || target.attribute.starts_with('_'))
            return wrongType("set", holder);
        variables = &(*made)->variables;
        name = target.attribute;
    }
    for (auto& [known, old] : *variables) {
        if (known == name) {
            old = value;
            return {};
        }
    }
    TRY_VOID(use(sizeof(Value) + name.size()));
    variables->emplace_back(std::string(name), value);
    return {};
}

Status Evaluator::bindParameters(const Statement& statement, CallArguments& arguments, Scope& scope) {
    std::vector<Value> more;
    std::vector<std::pair<Value, Value>> named;
    const std::vector<Parameter>& parameters = statement.parameters;
    for (std::size_t i = 0; i < arguments.positional.size(); ++i) {
        if (i < parameters.size())
            scope.variables.emplace_back(parameters[i].name, arguments.positional[i]);
        else
            more.push_back(arguments.positional[i]);
    }
    for (auto& [name, value] : arguments.keyword) {
        const auto known = std::find_if(parameters.begin(), parameters.end(),
                                        [&name = name](const Parameter& p) { return p.name == name; });
        const bool taken = static_cast<std::size_t>(known - parameters.begin()) < arguments.positional.size();
        if (known != parameters.end() && taken)
            return badCall(statement.name);
        if (known != parameters.end() || name == "caller")
            scope.variables.emplace_back(name, std::move(value));
        else
            named.emplace_back(textValue(name), std::move(value));
    }
    for (const Parameter& parameter : parameters) {
        const auto given = [&](const auto& variable) {
            return variable.first == parameter.name;
        };
        if (std::any_of(scope.variables.begin(), scope.variables.end(), given))
            continue;
        Value value = undefinedValue(parameter.name);
        if (parameter.absent) {
            TRY(value, evaluate(*parameter.absent));
        }
        scope.variables.emplace_back(parameter.name, std::move(value));
    }
    if (!statement.takesMore && (!more.empty() || !named.empty()))
        return badCall(statement.name);
    TRY(Value rest, makeList(std::move(more), true));
    TRY(Value dictionary, makeDictionary(std::move(named)));
    scope.variables.emplace_back("varargs", std::move(rest));
    scope.variables.emplace_back("kwargs", std::move(dictionary));
    return {};
}

Result<Value> Evaluator::callMacro(const Macro& macro, CallArguments arguments) {
    auto scope = std::make_shared<Scope>(Scope{{}, macro.scope.lock()});
    if (!scope->parent)
        return badCall(macro.statement->name);
    if (++m_macros > m_budgets.macroDepth)
        return error("template.budget_spent").with("budget", "depth");
    const std::shared_ptr<Scope> outer = std::exchange(m_scope, scope);
    const Status bound = bindParameters(*macro.statement, arguments, *scope);
    m_scope = outer;
    TRY_VOID(bound);
    TRY(TemplateText text, capture(macro.statement->body, scope));
    --m_macros;
    return makeText(std::move(text));
}

Result<Value> Evaluator::callLoop(LoopState& loop, const CallArguments& arguments) {
    TRY(const auto bound, bind("loop", arguments, {"iterable"}));
    const std::shared_ptr<Scope> scope = loop.scope.lock();
    if (loop.statement == nullptr || bound[0] == nullptr || !scope)
        return badCall("loop");
    if (++m_macros > m_budgets.macroDepth)
        return error("template.budget_spent").with("budget", "depth");
    TemplateText text;
    TemplateText* const out = std::exchange(m_out, &text);
    const std::shared_ptr<Scope> outer = std::exchange(m_scope, scope);
    const Result<Flow> flow = runLoop(*loop.statement, *bound[0], loop.depth + 1);
    m_out = out;
    m_scope = outer;
    if (!flow)
        return flow.error();
    --m_macros;
    return makeText(std::move(text));
}

Result<Value> Evaluator::call(const Value& callee, CallArguments arguments) {
    TRY_VOID(charge(0));
    if (const auto* macro = callee.as<std::shared_ptr<const Macro>>())
        return callMacro(**macro, std::move(arguments));
    if (const auto* loop = callee.as<std::shared_ptr<LoopState>>())
        return callLoop(**loop, arguments);
    if (const auto* function = callee.as<std::shared_ptr<const FunctionData>>())
        return (*function)->method ? callMethod(*this, **function, arguments)
                                   : callFunction(*this, **function, arguments);
    return wrongType("()", callee);
}

} // namespace luthier::templates
