#include "parser.h"

#include <array>
#include <charconv>

namespace luthier::templates {
namespace {

constexpr int kDepth = 100;
constexpr std::size_t kArguments = 255;
constexpr int kPostfixes = 40;

} // namespace

Status ExpressionParser::Nesting::check() const {
    if (m_parser.m_depth > kDepth)
        return refused("template.too_deep").with("limit", kDepth).line(m_parser.current().line);
    return {};
}

TemplateToken ExpressionParser::take() {
    TemplateToken token = current();
    if (m_at + 1 < m_tokens.size())
        ++m_at;
    return token;
}

bool ExpressionParser::skipOperator(std::string_view text) {
    if (!isOperator(text))
        return false;
    take();
    return true;
}

bool ExpressionParser::skipName(std::string_view text) {
    if (!isName(text))
        return false;
    take();
    return true;
}

Status ExpressionParser::expectOperator(std::string_view text) {
    return skipOperator(text) ? Status() : Status(unexpected());
}

Status ExpressionParser::expectName(std::string_view text) {
    return skipName(text) ? Status() : Status(unexpected());
}

Result<std::string> ExpressionParser::expectIdentifier() {
    if (current().kind != TokenKind::Name)
        return unexpected();
    return take().text;
}

Error ExpressionParser::unexpected() const {
    switch (current().kind) {
    case TokenKind::End:
        return templateSyntax(current().line, "end of template");
    case TokenKind::BlockEnd:
        return templateSyntax(current().line, "%}");
    case TokenKind::VariableEnd:
        return templateSyntax(current().line, "}}");
    default:
        return templateSyntax(current().line, std::string_view(current().text).substr(0, 40));
    }
}

std::unique_ptr<Expression> ExpressionParser::make(ExpressionKind kind) const {
    auto made = std::make_unique<Expression>();
    made->kind = kind;
    made->line = current().line;
    return made;
}

Result<ExpressionPointer> ExpressionParser::expression(Conditionals conditionals) {
    const Nesting nesting(*this);
    TRY_VOID(nesting.check());
    return conditionals == Conditionals::Yes ? conditional() : logical(ExpressionKind::Or);
}

Result<ExpressionPointer> ExpressionParser::tuple(Conditionals conditionals) {
    auto made = make(ExpressionKind::Tuple);
    TRY(ExpressionPointer first, expression(conditionals));
    if (!isOperator(","))
        return first;
    made->children.push_back(std::move(first));
    while (skipOperator(",")) {
        const TokenKind kind = current().kind;
        if (kind == TokenKind::VariableEnd || kind == TokenKind::BlockEnd || isOperator(")") ||
            isOperator("=") || isName("in"))
            break;
        TRY(ExpressionPointer next, expression(conditionals));
        made->children.push_back(std::move(next));
    }
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::conditional() {
    TRY(ExpressionPointer value, logical(ExpressionKind::Or));
    int count = 0;
    while (isName("if")) {
        if (++count > kPostfixes)
            return unexpected();
        auto made = make(ExpressionKind::Conditional);
        take();
        TRY(ExpressionPointer condition, logical(ExpressionKind::Or));
        made->children.push_back(std::move(condition));
        made->children.push_back(std::move(value));
        made->children.push_back(nullptr);
        if (skipName("else")) {
            const Nesting nesting(*this);
            TRY_VOID(nesting.check());
            TRY(made->children.back(), conditional());
        }
        value = std::move(made);
    }
    return value;
}

Result<ExpressionPointer> ExpressionParser::logical(ExpressionKind kind) {
    const std::string_view word = kind == ExpressionKind::Or ? "or" : "and";
    auto made = make(kind);
    do {
        TRY(ExpressionPointer next, kind == ExpressionKind::Or ? logical(ExpressionKind::And) : negation());
        made->children.push_back(std::move(next));
    } while (skipName(word));
    if (made->children.size() == 1)
        return std::move(made->children.front());
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::negation() {
    if (!isName("not"))
        return comparison();
    const Nesting nesting(*this);
    TRY_VOID(nesting.check());
    auto made = make(ExpressionKind::Unary);
    made->name = take().text;
    TRY(ExpressionPointer value, negation());
    made->children.push_back(std::move(value));
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::comparison() {
    auto made = make(ExpressionKind::Compare);
    TRY(ExpressionPointer first, chain(0));
    made->children.push_back(std::move(first));
    for (;;) {
        std::string sign;
        for (const std::string_view one : {"==", "!=", "<", "<=", ">", ">="})
            if (isOperator(one))
                sign = one;
        if (isName("in"))
            sign = "in";
        else if (isName("not") && following().kind == TokenKind::Name && following().text == "in")
            sign = "not in";
        if (sign.empty())
            break;
        if (sign == "not in")
            take();
        take();
        TRY(ExpressionPointer next, chain(0));
        made->operators.push_back(sign);
        made->children.push_back(std::move(next));
    }
    if (made->children.size() == 1)
        return std::move(made->children.front());
    return ExpressionPointer(std::move(made));
}

/// Level 0: + and -, then ~, level 1: * / // %, level 2: **; all from the left.
Result<ExpressionPointer> ExpressionParser::chain(int level) {
    constexpr std::array<std::string_view, 7> kSigns{"+", "-", "*", "/", "//", "%", "**"};
    const auto levelOf = [](std::size_t sign) {
        return sign < 2 ? 0 : sign < 6 ? 1 : 2;
    };
    const auto operand = [&]() -> Result<ExpressionPointer> {
        return level == 0 ? concat() : level == 1 ? chain(2) : unary(Filters::Yes);
    };
    auto made = make(ExpressionKind::Chain);
    TRY(ExpressionPointer first, operand());
    made->children.push_back(std::move(first));
    for (bool more = true; more;) {
        more = false;
        for (std::size_t i = 0; i < kSigns.size() && !more; ++i)
            more = levelOf(i) == level && isOperator(kSigns[i]);
        if (!more)
            break;
        made->operators.push_back(take().text);
        TRY(ExpressionPointer next, operand());
        made->children.push_back(std::move(next));
    }
    if (made->children.size() == 1)
        return std::move(made->children.front());
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::concat() {
    auto made = make(ExpressionKind::Concat);
    do {
        TRY(ExpressionPointer next, chain(1));
        made->children.push_back(std::move(next));
    } while (skipOperator("~"));
    if (made->children.size() == 1)
        return std::move(made->children.front());
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::unary(Filters withFilters) {
    const Nesting nesting(*this);
    TRY_VOID(nesting.check());
    ExpressionPointer value;
    if (isOperator("-") || isOperator("+")) {
        auto made = make(ExpressionKind::Unary);
        made->name = take().text;
        TRY(ExpressionPointer operand, unary(Filters::No));
        made->children.push_back(std::move(operand));
        value = std::move(made);
    } else {
        TRY(value, primary());
    }
    TRY(value, postfix(std::move(value)));
    if (withFilters == Filters::No)
        return value;
    return filters(std::move(value));
}

Result<ExpressionPointer> ExpressionParser::primary() {
    auto made = make(ExpressionKind::Literal);
    const TemplateToken token = current();
    if (token.kind == TokenKind::Name) {
        take();
        if (token.text == "true" || token.text == "True" || token.text == "false" || token.text == "False") {
            made->literal = Value(token.text == "true" || token.text == "True");
        } else if (token.text != "none" && token.text != "None") {
            made->kind = ExpressionKind::Name;
            made->name = token.text;
            m_sawVarargs = m_sawVarargs || token.text == "varargs" || token.text == "kwargs";
        }
        return ExpressionPointer(std::move(made));
    }
    if (token.kind == TokenKind::Text) {
        std::string text;
        while (current().kind == TokenKind::Text)
            text += take().text;
        made->literal = textValue(text);
        return ExpressionPointer(std::move(made));
    }
    if (token.kind == TokenKind::Integer || token.kind == TokenKind::Number) {
        take();
        std::int64_t integer = 0;
        double number = 0.0;
        const char* begin = token.text.data();
        const char* end = begin + token.text.size();
        const bool whole = token.kind == TokenKind::Integer;
        const auto error =
            whole ? std::from_chars(begin, end, integer).ec : std::from_chars(begin, end, number).ec;
        if (error != std::errc())
            return templateSyntax(token.line, std::string_view(token.text).substr(0, 40));
        made->literal = whole ? Value(integer) : Value(number);
        return ExpressionPointer(std::move(made));
    }
    if (isOperator("("))
        return bracketed();
    if (isOperator("["))
        return list();
    if (isOperator("{"))
        return dictionary();
    return unexpected();
}

Result<ExpressionPointer> ExpressionParser::bracketed() {
    take();
    if (skipOperator(")")) {
        return ExpressionPointer(make(ExpressionKind::Tuple));
    }
    TRY(ExpressionPointer value, tuple());
    TRY_VOID(expectOperator(")"));
    return value;
}

Result<ExpressionPointer> ExpressionParser::list() {
    auto made = make(ExpressionKind::List);
    take();
    while (!isOperator("]")) {
        if (!made->children.empty())
            TRY_VOID(expectOperator(","));
        if (isOperator("]"))
            break;
        TRY(ExpressionPointer next, expression());
        made->children.push_back(std::move(next));
    }
    take();
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::dictionary() {
    auto made = make(ExpressionKind::Dictionary);
    take();
    while (!isOperator("}")) {
        if (!made->children.empty())
            TRY_VOID(expectOperator(","));
        if (isOperator("}"))
            break;
        TRY(ExpressionPointer key, expression());
        TRY_VOID(expectOperator(":"));
        TRY(ExpressionPointer value, expression());
        made->children.push_back(std::move(key));
        made->children.push_back(std::move(value));
    }
    take();
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::postfix(ExpressionPointer value) {
    for (int count = 0;; ++count) {
        if (count > kPostfixes)
            return refused("template.too_deep").with("limit", kPostfixes).line(current().line);
        if (isOperator(".")) {
            TRY(value, attribute(std::move(value)));
        } else if (isOperator("[")) {
            TRY(value, item(std::move(value)));
        } else if (isOperator("(")) {
            TRY(value, call(std::move(value)));
        } else {
            return value;
        }
    }
}

Result<ExpressionPointer> ExpressionParser::attribute(ExpressionPointer value) {
    take();
    auto made = make(ExpressionKind::Attribute);
    const TemplateToken name = take();
    made->children.push_back(std::move(value));
    if (name.kind == TokenKind::Name) {
        made->name = name.text;
        return ExpressionPointer(std::move(made));
    }
    std::int64_t index = 0;
    const char* end = name.text.data() + name.text.size();
    if (name.kind != TokenKind::Integer || std::from_chars(name.text.data(), end, index).ec != std::errc())
        return templateSyntax(name.line, std::string_view(name.text).substr(0, 40));
    made->kind = ExpressionKind::Item;
    auto key = make(ExpressionKind::Literal);
    key->literal = Value(index);
    made->children.push_back(std::move(key));
    return ExpressionPointer(std::move(made));
}

/// What stands between brackets: an index, or a slice with its three parts.
/// A slice takes the value it is of.
Result<ExpressionPointer> ExpressionParser::subscript(ExpressionPointer& value) {
    auto made = make(ExpressionKind::Slice);
    made->children.resize(4);
    ExpressionPointer first;
    if (!isOperator(":")) {
        TRY(first, expression());
        if (!isOperator(":"))
            return first;
    }
    made->children[0] = std::move(value);
    made->children[1] = std::move(first);
    for (std::size_t part = 2; part < 4 && skipOperator(":"); ++part) {
        if (!isOperator(":") && !isOperator("]") && !isOperator(",")) {
            TRY(made->children[part], expression());
        }
    }
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::item(ExpressionPointer value) {
    auto made = make(ExpressionKind::Item);
    take();
    TRY(ExpressionPointer key, subscript(value));
    if (!value) {
        TRY_VOID(expectOperator("]"));
        return key;
    }
    if (isOperator(",")) {
        auto keys = make(ExpressionKind::Tuple);
        keys->children.push_back(std::move(key));
        while (skipOperator(",") && !isOperator("]")) {
            TRY(ExpressionPointer next, expression());
            keys->children.push_back(std::move(next));
        }
        key = std::move(keys);
    }
    TRY_VOID(expectOperator("]"));
    made->children.push_back(std::move(value));
    made->children.push_back(std::move(key));
    return ExpressionPointer(std::move(made));
}

Result<Arguments> ExpressionParser::arguments() {
    Arguments out;
    TRY_VOID(expectOperator("("));
    bool first = true;
    while (!isOperator(")")) {
        if (!first)
            TRY_VOID(expectOperator(","));
        if (isOperator(")"))
            break;
        first = false;
        if (out.positional.size() + out.keyword.size() > kArguments)
            return unexpected();
        if (skipOperator("**")) {
            TRY(out.doubleStarred, expression());
        } else if (skipOperator("*")) {
            TRY(out.starred, expression());
        } else if (current().kind == TokenKind::Name && following().kind == TokenKind::Operator &&
                   following().text == "=") {
            std::string name = take().text;
            take();
            TRY(ExpressionPointer value, expression());
            out.keyword.emplace_back(std::move(name), std::move(value));
        } else {
            if (!out.keyword.empty() || out.doubleStarred)
                return unexpected();
            TRY(ExpressionPointer value, expression());
            out.positional.push_back(std::move(value));
        }
    }
    take();
    return out;
}

Result<ExpressionPointer> ExpressionParser::call(ExpressionPointer value) {
    auto made = make(ExpressionKind::Call);
    made->children.push_back(std::move(value));
    TRY(made->arguments, arguments());
    return ExpressionPointer(std::move(made));
}

Result<ExpressionPointer> ExpressionParser::filters(ExpressionPointer value) {
    for (int count = 0;; ++count) {
        if (count > kPostfixes)
            return refused("template.too_deep").with("limit", kPostfixes).line(current().line);
        if (skipOperator("|")) {
            TRY(value, filter(std::move(value)));
        } else if (isName("is")) {
            TRY(value, test(std::move(value)));
        } else if (isOperator("(")) {
            TRY(value, call(std::move(value)));
        } else {
            return value;
        }
    }
}

Result<ExpressionPointer> ExpressionParser::filter(ExpressionPointer input) {
    auto made = make(ExpressionKind::Filter);
    TRY(made->name, expectIdentifier());
    while (skipOperator(".")) {
        TRY(const std::string part, expectIdentifier());
        made->name += "." + part;
    }
    made->children.push_back(std::move(input));
    if (isOperator("(")) {
        TRY(made->arguments, arguments());
    }
    return ExpressionPointer(std::move(made));
}

bool ExpressionParser::startsTestArgument() const {
    const TokenKind kind = current().kind;
    if (kind == TokenKind::Text || kind == TokenKind::Integer || kind == TokenKind::Number)
        return true;
    if (kind == TokenKind::Operator)
        return isOperator("[") || isOperator("{");
    return kind == TokenKind::Name && !isName("else") && !isName("or") && !isName("and") && !isName("is") &&
           !isName("if") && !isName("in") && !isName("not");
}

Result<ExpressionPointer> ExpressionParser::test(ExpressionPointer value) {
    auto made = make(ExpressionKind::Test);
    take();
    made->negated = skipName("not");
    TRY(made->name, expectIdentifier());
    made->children.push_back(std::move(value));
    if (isOperator("(")) {
        TRY(made->arguments, arguments());
    } else if (startsTestArgument()) {
        const Nesting nesting(*this);
        TRY_VOID(nesting.check());
        TRY(ExpressionPointer argument, primary());
        TRY(argument, postfix(std::move(argument)));
        made->arguments.positional.push_back(std::move(argument));
    }
    return ExpressionPointer(std::move(made));
}

} // namespace luthier::templates
