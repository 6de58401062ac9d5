#pragma once

#include "syntax.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::templates {

/// What one rendering may use. Time is the thread's own processor time, so a busy machine refuses nothing.
struct TemplateBudgets {
    std::int64_t steps = 1'000'000;
    std::size_t outputBytes = std::size_t{8} << 20;
    std::size_t valueBytes = std::size_t{8} << 20;  // of one string or list
    std::size_t totalBytes = std::size_t{64} << 20; // of all that are made
    int macroDepth = 100;
    int valueDepth = 100;
    double seconds = 0.25;
};

struct CallArguments {
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> keyword;
};

struct Scope {
    std::vector<std::pair<std::string, Value>> variables;
    std::shared_ptr<Scope> parent;
};

struct Macro {
    const Statement* statement = nullptr;
    std::weak_ptr<Scope> scope; // the scope holds the macro
};

struct LoopState {
    std::vector<Value> items;
    std::size_t index = 0;
    int depth = 0;
    const Statement* statement = nullptr;
    std::weak_ptr<Scope> scope;
    std::vector<Value> lastChanged;
    bool hasLastChanged = false;
};

/// Runs a parsed template. One object for one rendering; single thread.
class Evaluator {
public:
    Evaluator(const TemplateBudgets& budgets, std::int64_t now);
    ~Evaluator();
    Evaluator(const Evaluator&) = delete;
    Evaluator& operator=(const Evaluator&) = delete;

    /// The output of the template with these variables; fails with template.* codes, never throws.
    Result<TemplateText> render(const Body& body, std::vector<std::pair<std::string, Value>> variables);

    // For filters, tests, methods and functions.
    /// Counts work; one step is one node of the template or 64 bytes moved.
    Status charge(std::size_t bytes);
    Result<Value> makeText(TemplateText text);
    Result<Value> makeList(std::vector<Value> items, bool tuple = false);
    Result<Value> makeDictionary(std::vector<std::pair<Value, Value>> entries);
    Result<Value> makeNamespace();
    Result<Value> call(const Value& callee, CallArguments arguments);
    Result<Value> filter(std::string_view name, const Value& input, const CallArguments& arguments);
    Result<bool> test(std::string_view name, const Value& input, const CallArguments& arguments);
    Result<Value> attribute(const Value& object, std::string_view name);
    Result<Value> item(const Value& object, const Value& key);
    /// The items that a loop over the value would see.
    Result<std::vector<Value>> iterate(const Value& value);
    /// What `value` prints, charged.
    Result<TemplateText> print(const Value& value);
    Error error(std::string_view code) const { return refused(code).line(m_line); }
    Error wrongType(std::string_view operation, const Value& value) const;
    Error undefinedError(const Value& value) const;
    Error badCall(std::string_view name) const { return error("template.call_invalid").with("name", name); }
    std::int64_t now() const { return m_now; }
    std::size_t valueBytes() const { return m_budgets.valueBytes; }

    /// Arguments in the order of `names`; null where one was not given.
    Result<std::vector<const Value*>> bind(std::string_view function, const CallArguments& arguments,
                                           std::initializer_list<std::string_view> names) const;

private:
    enum class Flow { Next, Break, Continue };
    class Depth;

    Result<Value> evaluate(const Expression& expression);
    Result<Value> evaluateCompound(const Expression& expression);
    Result<Value> evaluateName(const Expression& expression);
    Result<Value> evaluateCollection(const Expression& expression);
    Result<Value> evaluateUnary(const Expression& expression);
    Result<Value> evaluateChain(const Expression& expression);
    Result<Value> evaluateCompare(const Expression& expression);
    Result<Value> evaluateConditional(const Expression& expression);
    Result<Value> evaluateSlice(const Expression& expression);
    Result<Value> evaluateCall(const Expression& expression);
    Result<Value> evaluateFilter(const Expression& expression);
    Result<CallArguments> evaluateArguments(const Arguments& arguments);

    Result<Flow> run(const Body& body);
    Result<Flow> execute(const Statement& statement);
    Result<Flow> executeIf(const Statement& statement);
    Result<Flow> executeFor(const Statement& statement);
    Result<Flow> runLoop(const Statement& statement, const Value& iterable, int depth);
    Result<std::vector<Value>> loopItems(const Statement& statement, const Value& iterable);
    Status executeBlock(const Statement& statement);
    Status executeWith(const Statement& statement);
    Result<TemplateText> capture(const Body& body, std::shared_ptr<Scope> scope);
    Status assign(const Target& target, const Value& value);
    Status write(const TemplateText& text);
    Result<Value> callMacro(const Macro& macro, CallArguments arguments);
    Result<Value> callLoop(LoopState& loop, const CallArguments& arguments);
    Status bindParameters(const Statement& statement, CallArguments& arguments, Scope& scope);
    Value find(std::string_view name) const;
    Status use(std::size_t bytes);

    TemplateBudgets m_budgets;
    std::int64_t m_now;
    std::int64_t m_steps = 0;
    std::int64_t m_nextClock = 0;
    double m_deadline = 0.0;
    std::size_t m_bytes = 0;
    std::uintptr_t m_stack = 0;
    int m_macros = 0;
    int m_line = 1;
    std::shared_ptr<Scope> m_scope;
    TemplateText* m_out = nullptr;
    std::vector<std::weak_ptr<NamespaceData>> m_namespaces;
};

/// How deep lists and dictionaries lie in a value.
int depthOf(const Value& value);

// The parts of the environment, each in its own file. An unknown name fails with template.unknown_name.
Result<Value> applyFilter(Evaluator& evaluator, std::string_view name, const Value& input,
                          const CallArguments& arguments);
Result<Value> applySequenceFilter(Evaluator& evaluator, std::string_view name, const Value& input,
                                  const CallArguments& arguments);
Result<bool> applyTest(Evaluator& evaluator, std::string_view name, const Value& input,
                       const CallArguments& arguments);
/// Whether objects of this type have a method of this name, which a template then sees before a key.
bool hasMethod(const Value& object, std::string_view name);
Result<Value> callMethod(Evaluator& evaluator, const FunctionData& method, const CallArguments& arguments);
Result<Value> callFunction(Evaluator& evaluator, const FunctionData& function,
                           const CallArguments& arguments);
bool hasFunction(std::string_view name);
Result<Value> arithmetic(Evaluator& evaluator, std::string_view sign, const Value& left, const Value& right);
/// Python's `<`; fails when the two have no order.
Result<bool> isLess(Evaluator& evaluator, const Value& left, const Value& right);
Result<bool> compare(Evaluator& evaluator, std::string_view sign, const Value& left, const Value& right);
/// Python's `value[begin:end:step]`.
Result<Value> sliceOf(Evaluator& evaluator, const Value& value, const Value& begin, const Value& end,
                      const Value& step);
/// `"%s: %d" % arguments`.
Result<Value> formatPercent(Evaluator& evaluator, const TemplateText& format,
                            const std::vector<Value>& arguments);
/// strftime of seconds since 1970 in UTC, in English.
std::string formatTime(std::int64_t seconds, std::string_view format);
/// Byte positions of the characters of a text, and its end.
std::vector<std::uint32_t> characterStarts(std::string_view text);

} // namespace luthier::templates
