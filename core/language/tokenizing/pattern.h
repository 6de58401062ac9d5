#pragma once

#include "aligned_text.h"

#include <base/result.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// A regular expression of a tokenizer file, or a literal text. Immutable; matching is safe from several
/// threads.
class Pattern {
public:
    /// Compiles an expression written for Oniguruma (Ruby syntax) by PCRE2. Fails with
    /// tokenizer.pattern_invalid, tokenizer.pattern_too_long, tokenizer.pattern_unsupported.
    static Result<Pattern> expression(std::string_view source);
    /// Matches the text itself; an empty one matches nothing.
    static Pattern literal(std::string_view text);

    /// All hits from left to right in valid UTF-8, appended to `hits`. An empty hit right after another one
    /// is left out. Fails with tokenizer.pattern_too_slow when the limits on backtracking, memory or time are
    /// reached.
    Status findAll(std::string_view text, std::vector<Hit>& hits) const;

private:
    struct Compiled;
    std::shared_ptr<const Compiled> m_compiled;
    std::string m_literal;
};

/// Rewrites Oniguruma's Ruby syntax to PCRE2's where the two differ: \s \w \h \u, `(?m)`, `{n,m}+`, `{,n}`,
/// classes in classes, `&&`, long property names, and characters that came after PCRE2's Unicode.
Result<std::string> translatePattern(std::string_view source);

} // namespace luthier::tokenizing
