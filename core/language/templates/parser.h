#pragma once

#include "lexer.h"
#include "syntax.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::templates {

/// The name under which a filter block finds its own text; no template can write it.
constexpr std::string_view kBlockText = "%text";

/// Reads tokens from front to back; the expression half of the parser.
class ExpressionParser {
public:
    explicit ExpressionParser(const std::vector<TemplateToken>& tokens)
        : m_tokens(tokens) {}

    enum class Conditionals { Yes, No };
    Result<ExpressionPointer> expression(Conditionals conditionals = Conditionals::Yes);
    /// One expression, or several with commas between them as a tuple.
    Result<ExpressionPointer> tuple(Conditionals conditionals = Conditionals::Yes);
    /// `name(arguments)|…` behind a value.
    Result<ExpressionPointer> filters(ExpressionPointer input);
    /// The first filter of a block: its name stands without a bar.
    Result<ExpressionPointer> filter(ExpressionPointer input);
    Result<ExpressionPointer> postfix(ExpressionPointer value);
    Result<ExpressionPointer> primary();
    Result<Arguments> arguments();

    const TemplateToken& current() const { return m_tokens[m_at]; }
    const TemplateToken& following() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }
    TemplateToken take();
    bool isOperator(std::string_view text) const { return is(TokenKind::Operator, text); }
    bool isName(std::string_view text) const { return is(TokenKind::Name, text); }
    bool skipOperator(std::string_view text);
    bool skipName(std::string_view text);
    Status expectOperator(std::string_view text);
    Status expectName(std::string_view text);
    Result<std::string> expectIdentifier();
    Error unexpected() const;
    /// Whether `varargs` or `kwargs` was read since the last call.
    bool takeSawVarargs() { return std::exchange(m_sawVarargs, false); }

    /// Counts how deep the source is nested, in both halves of the parser.
    class Nesting {
    public:
        explicit Nesting(ExpressionParser& parser)
            : m_parser(parser) {
            ++m_parser.m_depth;
        }
        ~Nesting() { --m_parser.m_depth; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;
        Status check() const;

    private:
        ExpressionParser& m_parser;
    };

private:
    bool is(TokenKind kind, std::string_view text) const {
        return current().kind == kind && current().text == text;
    }
    std::unique_ptr<Expression> make(ExpressionKind kind) const;
    Result<ExpressionPointer> conditional();
    Result<ExpressionPointer> logical(ExpressionKind kind);
    Result<ExpressionPointer> negation();
    Result<ExpressionPointer> comparison();
    Result<ExpressionPointer> chain(int level);
    Result<ExpressionPointer> concat();
    enum class Filters { Yes, No };
    Result<ExpressionPointer> unary(Filters filters);
    Result<ExpressionPointer> bracketed();
    Result<ExpressionPointer> list();
    Result<ExpressionPointer> dictionary();
    Result<ExpressionPointer> attribute(ExpressionPointer value);
    Result<ExpressionPointer> item(ExpressionPointer value);
    Result<ExpressionPointer> call(ExpressionPointer value);
    Result<ExpressionPointer> test(ExpressionPointer value);
    Result<ExpressionPointer> subscript(ExpressionPointer& value);
    bool startsTestArgument() const;

    const std::vector<TemplateToken>& m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    bool m_sawVarargs = false;
};

} // namespace luthier::templates
