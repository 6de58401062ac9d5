#pragma once

#include <base/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace luthier::templates {

enum class TokenKind {
    Data,
    BlockBegin,
    BlockEnd,
    VariableBegin,
    VariableEnd,
    Name,
    Text,
    Integer,
    Number,
    Operator,
    End
};

struct TemplateToken {
    TokenKind kind = TokenKind::End;
    std::string text; // of a string: its value, escapes resolved
    int line = 1;
};

/// Cuts the source of a template into tokens as Jinja2 3.1 does with trim_blocks and lstrip_blocks on and
/// keep_trailing_newline off. Fails with template.syntax, template.too_long.
Result<std::vector<TemplateToken>> lexTemplate(std::string_view source);

Error templateSyntax(int line, std::string_view what);

} // namespace luthier::templates
