#pragma once

#include <base/result.h>

#include <memory>
#include <string>
#include <string_view>

namespace luthier::files {

/// A regular expression from a file, in the dialect that Python's `re` and PCRE2 share, run under limits of
/// match steps, depth and memory. Move-only.
class Pattern {
public:
    /// Fails with adapter.bad_pattern: too long, or not an expression.
    static Result<Pattern> compile(std::string_view expression);
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    /// True when the expression matches from the first character. Fails with adapter.pattern_too_slow.
    Result<bool> matchesStart(std::string_view text) const;
    /// The text of the first group of such a match; empty when there is none.
    Result<std::string> firstGroup(std::string_view text) const;

private:
    struct State;
    explicit Pattern(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace luthier::files
