#include "pattern.h"

#include <base/utf8.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <utility>

namespace luthier::files {

namespace {

constexpr std::size_t kExpressionBytes = 16'384;
constexpr std::uint32_t kMatchSteps = 200'000;
constexpr std::uint32_t kDepth = 2'000;
constexpr std::uint32_t kHeapKilobytes = 8'192;
constexpr std::uint32_t kNesting = 100;

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

using Code = std::unique_ptr<pcre2_code, Deleter<pcre2_code_free>>;
using CompileContext = std::unique_ptr<pcre2_compile_context, Deleter<pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Deleter<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Deleter<pcre2_match_data_free>>;

} // namespace

struct Pattern::State {
    std::string expression;
    Code code;
    MatchContext context;
    MatchData data;

    Result<bool> run(std::string_view text) const {
        const int found = pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0,
                                      PCRE2_ANCHORED, data.get(), context.get());
        if (found >= 0)
            return true;
        if (found == PCRE2_ERROR_NOMATCH)
            return false;
        return refused("adapter.pattern_too_slow").with("pattern", utf8Prefix(expression, 120));
    }
};

Pattern::Pattern(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view expression) {
    const auto bad = [&](std::string_view detail) -> Error {
        return refused("adapter.bad_pattern")
            .with("pattern", replaceInvalidUtf8(utf8Prefix(expression, 120)))
            .because(detail);
    };
    if (expression.size() > kExpressionBytes)
        return bad("longer than 16384 bytes");
    auto state = std::make_unique<State>();
    state->expression = replaceInvalidUtf8(expression);
    const CompileContext compileContext(pcre2_compile_context_create(nullptr));
    state->context.reset(pcre2_match_context_create(nullptr));
    if (!compileContext || !state->context)
        return failed("job.out_of_memory");
    pcre2_set_parens_nest_limit(compileContext.get(), kNesting);
    pcre2_set_match_limit(state->context.get(), kMatchSteps);
    pcre2_set_depth_limit(state->context.get(), kDepth);
    pcre2_set_heap_limit(state->context.get(), kHeapKilobytes);
    int error = 0;
    PCRE2_SIZE place = 0;
    state->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                                    PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &error, &place,
                                    compileContext.get()));
    if (!state->code) {
        PCRE2_UCHAR message[256] = {};
        pcre2_get_error_message(error, message, sizeof message);
        return bad(reinterpret_cast<const char*>(message));
    }
    state->data.reset(pcre2_match_data_create_from_pattern(state->code.get(), nullptr));
    if (!state->data)
        return failed("job.out_of_memory");
    return Pattern(std::move(state));
}

Result<bool> Pattern::matchesStart(std::string_view text) const {
    return m_state->run(text);
}

Result<std::string> Pattern::firstGroup(std::string_view text) const {
    TRY(const bool found, m_state->run(text));
    const PCRE2_SIZE* places = pcre2_get_ovector_pointer(m_state->data.get());
    if (!found || pcre2_get_ovector_count(m_state->data.get()) < 2 || places[2] == PCRE2_UNSET)
        return std::string();
    return std::string(text.substr(places[2], places[3] - places[2]));
}

} // namespace luthier::files
