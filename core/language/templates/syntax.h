#pragma once

#include "value.h"

#include <base/result.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace luthier::templates {

struct Expression;
struct Statement;
using ExpressionPointer = std::unique_ptr<const Expression>;
using StatementPointer = std::unique_ptr<const Statement>;
using Body = std::vector<StatementPointer>;

enum class ExpressionKind {
    Literal,    // literal
    Name,       // name
    List,       // children
    Tuple,      // children
    Dictionary, // children: key, value, key, value, …
    Attribute,  // children[0] . name
    Item,       // children[0] [ children[1] ]
    Slice,      // children[0] [ 1 : 2 : 3 ], each may be null
    Call,       // children[0] ( arguments )
    Filter,     // children[0] | name ( arguments )
    Test,       // children[0] is name ( arguments ), perhaps negated
    Unary,      // name children[0], name is "-", "+" or "not"
    Chain,      // children joined by operators from the left: + - * / // % **
    Concat,     // children joined by ~
    Compare,    // children joined by operators, all of which must hold
    And,
    Or,          // children
    Conditional, // children: condition, then, else (may be null)
};

struct Arguments {
    std::vector<ExpressionPointer> positional;
    std::vector<std::pair<std::string, ExpressionPointer>> keyword;
    ExpressionPointer starred;       // *list
    ExpressionPointer doubleStarred; // **dictionary
};

struct Expression {
    ExpressionKind kind = ExpressionKind::Literal;
    int line = 1;
    Value literal;
    std::string name;
    std::vector<ExpressionPointer> children;
    std::vector<std::string> operators;
    Arguments arguments;
    bool negated = false;
};

enum class StatementKind {
    Data,
    Output,
    For,
    If,
    Set,
    SetBlock,
    Macro,
    CallBlock,
    FilterBlock,
    Generation,
    With,
    Break,
    Continue
};

/// Where a value goes: a name, an attribute of a namespace, or several of them.
struct Target {
    std::string name;
    std::string attribute;
    std::vector<Target> members;
};

struct Parameter {
    std::string name;
    ExpressionPointer absent; // null: undefined
};

struct Statement {
    StatementKind kind = StatementKind::Data;
    int line = 1;
    TextPointer data;
    ExpressionPointer expression;          // output, iterable, value, call
    ExpressionPointer condition;           // of a loop: which items
    std::vector<Target> targets;           // one; of `with` as many as values
    std::vector<ExpressionPointer> values; // of `with`; filters of blocks are in `expression`
    std::vector<std::pair<ExpressionPointer, Body>> branches; // of `if`
    Body body;
    Body otherwise;
    std::string name;                  // of a macro
    std::vector<Parameter> parameters; // of a macro or a call block
    bool recursive = false;
    bool takesMore = false; // of a macro: it reads varargs or kwargs
};

/// Parses a template (Jinja2 3.1 with loop controls and the generation tag). Fails with template.syntax,
/// template.unsupported_tag, template.too_deep.
Result<Body> parseTemplate(std::string_view source);

} // namespace luthier::templates
