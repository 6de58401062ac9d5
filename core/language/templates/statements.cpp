#include "parser.h"

#include <set>

namespace luthier::templates {
namespace {

constexpr std::size_t kTargets = 64;

using Names = std::initializer_list<std::string_view>;

/// The statement half of the parser.
class StatementParser {
public:
    explicit StatementParser(const std::vector<TemplateToken>& tokens)
        : m_parser(tokens) {}

    Result<Body> run() { return body({}); }

private:
    std::unique_ptr<Statement> make(StatementKind kind) const {
        auto made = std::make_unique<Statement>();
        made->kind = kind;
        made->line = m_parser.current().line;
        return made;
    }

    Status endBlock() {
        if (m_parser.current().kind != TokenKind::BlockEnd)
            return m_parser.unexpected();
        m_parser.take();
        return {};
    }

    /// Statements up to a tag with one of these names, which is taken but for its own rest; with no names up
    /// to the end of the template.
    Result<Body> body(Names ends) {
        const ExpressionParser::Nesting nesting(m_parser);
        TRY_VOID(nesting.check());
        Body out;
        for (;;) {
            const TemplateToken token = m_parser.current();
            if (token.kind == TokenKind::End) {
                if (ends.size() == 0)
                    return out;
                return m_parser.unexpected();
            }
            m_parser.take();
            if (token.kind == TokenKind::Data) {
                auto data = make(StatementKind::Data);
                data->data = std::make_shared<TemplateText>(plainText(token.text));
                out.push_back(std::move(data));
            } else if (token.kind == TokenKind::VariableBegin) {
                auto output = make(StatementKind::Output);
                TRY(output->expression, m_parser.tuple());
                if (m_parser.take().kind != TokenKind::VariableEnd)
                    return m_parser.unexpected();
                out.push_back(std::move(output));
            } else {
                for (const std::string_view end : ends)
                    if (m_parser.isName(end))
                        return out;
                TRY(StatementPointer next, statement());
                out.push_back(std::move(next));
            }
        }
    }

    /// The body of a block that ends with `end`, tag included.
    Result<Body> bodyUntil(std::string_view end) {
        TRY(Body inner, body({end}));
        m_parser.take();
        TRY_VOID(endBlock());
        return inner;
    }

    Result<StatementPointer> statement() {
        TRY(const std::string tag, m_parser.expectIdentifier());
        if (tag == "for")
            return loop();
        if (tag == "if")
            return condition();
        if (tag == "set")
            return assignment();
        if (tag == "macro")
            return macro();
        if (tag == "call")
            return callBlock();
        if (tag == "filter")
            return filterBlock();
        if (tag == "with")
            return with();
        if (tag == "generation") {
            auto made = make(StatementKind::Generation);
            TRY_VOID(endBlock());
            TRY(made->body, bodyUntil("endgeneration"));
            return StatementPointer(std::move(made));
        }
        if (tag == "break" || tag == "continue") {
            auto made = make(tag == "break" ? StatementKind::Break : StatementKind::Continue);
            if (m_loops == 0)
                return templateSyntax(made->line, tag);
            TRY_VOID(endBlock());
            return StatementPointer(std::move(made));
        }
        return refused("template.unsupported_tag")
            .with("tag", tag.substr(0, 40))
            .line(m_parser.current().line);
    }

    Result<Target> target() {
        Target out;
        if (m_parser.skipOperator("(")) {
            TRY(out, targets(")"));
            TRY_VOID(m_parser.expectOperator(")"));
            return out;
        }
        TRY(out.name, m_parser.expectIdentifier());
        for (const std::string_view reserved : {"true", "false", "none", "True", "False", "None"})
            if (out.name == reserved)
                return templateSyntax(m_parser.current().line, reserved);
        if (m_parser.skipOperator(".")) {
            TRY(out.attribute, m_parser.expectIdentifier());
        }
        return out;
    }

    /// One target, or several with commas.
    Result<Target> targets(std::string_view end) {
        const ExpressionParser::Nesting nesting(m_parser);
        TRY_VOID(nesting.check());
        TRY(Target first, target());
        if (!m_parser.isOperator(","))
            return first;
        Target out;
        out.members.push_back(std::move(first));
        while (m_parser.skipOperator(",") && !m_parser.isOperator(end) && !m_parser.isName(end)) {
            if (out.members.size() >= kTargets)
                return m_parser.unexpected();
            TRY(Target next, target());
            out.members.push_back(std::move(next));
        }
        return out;
    }

    Result<StatementPointer> loop() {
        auto made = make(StatementKind::For);
        TRY(Target variables, targets("in"));
        made->targets.push_back(std::move(variables));
        TRY_VOID(m_parser.expectName("in"));
        TRY(made->expression, m_parser.tuple(ExpressionParser::Conditionals::No));
        if (m_parser.skipName("if")) {
            TRY(made->condition, m_parser.expression());
        }
        made->recursive = m_parser.skipName("recursive");
        TRY_VOID(endBlock());
        ++m_loops;
        TRY(made->body, body({"endfor", "else"}));
        --m_loops;
        const bool hasElse = m_parser.take().text == "else";
        TRY_VOID(endBlock());
        if (hasElse) {
            TRY(made->otherwise, bodyUntil("endfor"));
        }
        return StatementPointer(std::move(made));
    }

    Result<StatementPointer> condition() {
        auto made = make(StatementKind::If);
        for (;;) {
            TRY(ExpressionPointer test, m_parser.tuple(ExpressionParser::Conditionals::No));
            TRY_VOID(endBlock());
            TRY(Body inner, body({"elif", "else", "endif"}));
            made->branches.emplace_back(std::move(test), std::move(inner));
            const std::string tag = m_parser.take().text;
            if (tag == "elif")
                continue;
            TRY_VOID(endBlock());
            if (tag == "else") {
                TRY(made->otherwise, bodyUntil("endif"));
            }
            return StatementPointer(std::move(made));
        }
    }

    ExpressionPointer blockText() const {
        auto made = std::make_unique<Expression>();
        made->kind = ExpressionKind::Name;
        made->line = m_parser.current().line;
        made->name = kBlockText;
        return made;
    }

    Result<StatementPointer> assignment() {
        auto made = make(StatementKind::Set);
        TRY(Target variables, targets("="));
        made->targets.push_back(std::move(variables));
        if (m_parser.skipOperator("=")) {
            TRY(made->expression, m_parser.tuple());
            TRY_VOID(endBlock());
            return StatementPointer(std::move(made));
        }
        made->kind = StatementKind::SetBlock;
        TRY(made->expression, m_parser.filters(blockText()));
        TRY_VOID(endBlock());
        TRY(made->body, bodyUntil("endset"));
        return StatementPointer(std::move(made));
    }

    Status parameters(Statement& made) {
        TRY_VOID(m_parser.expectOperator("("));
        while (!m_parser.isOperator(")")) {
            if (!made.parameters.empty())
                TRY_VOID(m_parser.expectOperator(","));
            Parameter parameter;
            TRY(parameter.name, m_parser.expectIdentifier());
            if (m_parser.skipOperator("=")) {
                TRY(parameter.absent, m_parser.expression());
            } else if (!made.parameters.empty() && made.parameters.back().absent)
                return m_parser.unexpected();
            if (made.parameters.size() >= kTargets)
                return m_parser.unexpected();
            made.parameters.push_back(std::move(parameter));
        }
        m_parser.take();
        return {};
    }

    Result<StatementPointer> macro() {
        auto made = make(StatementKind::Macro);
        TRY(made->name, m_parser.expectIdentifier());
        TRY_VOID(parameters(*made));
        TRY_VOID(endBlock());
        m_parser.takeSawVarargs();
        TRY(made->body, outsideLoops("endmacro"));
        made->takesMore = m_parser.takeSawVarargs();
        return StatementPointer(std::move(made));
    }

    /// A macro's body does not belong to the loop around it.
    Result<Body> outsideLoops(std::string_view end) {
        const int loops = std::exchange(m_loops, 0);
        TRY(Body inner, bodyUntil(end));
        m_loops = loops;
        return inner;
    }

    Result<StatementPointer> callBlock() {
        auto made = make(StatementKind::CallBlock);
        if (m_parser.isOperator("("))
            TRY_VOID(parameters(*made));
        TRY(made->expression, m_parser.expression());
        if (made->expression->kind != ExpressionKind::Call)
            return m_parser.unexpected();
        TRY_VOID(endBlock());
        TRY(made->body, outsideLoops("endcall"));
        return StatementPointer(std::move(made));
    }

    Result<StatementPointer> filterBlock() {
        auto made = make(StatementKind::FilterBlock);
        TRY(ExpressionPointer first, m_parser.filter(blockText()));
        TRY(made->expression, m_parser.filters(std::move(first)));
        TRY_VOID(endBlock());
        TRY(made->body, bodyUntil("endfilter"));
        return StatementPointer(std::move(made));
    }

    Result<StatementPointer> with() {
        auto made = make(StatementKind::With);
        while (m_parser.current().kind != TokenKind::BlockEnd) {
            if (!made->targets.empty())
                TRY_VOID(m_parser.expectOperator(","));
            TRY(Target variable, target());
            TRY_VOID(m_parser.expectOperator("="));
            TRY(ExpressionPointer value, m_parser.expression());
            made->targets.push_back(std::move(variable));
            made->values.push_back(std::move(value));
        }
        TRY_VOID(endBlock());
        TRY(made->body, bodyUntil("endwith"));
        return StatementPointer(std::move(made));
    }

    ExpressionParser m_parser;
    int m_loops = 0;
};

} // namespace

Result<Body> parseTemplate(std::string_view source) {
    TRY(const std::vector<TemplateToken> tokens, lexTemplate(source));
    return StatementParser(tokens).run();
}

} // namespace luthier::templates
