#define PCRE2_CODE_UNIT_WIDTH 8
#include "pattern.h"

#include <pcre2.h>

#include <ctime>

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kPatternBytes = 16 << 10;
constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::uint32_t kDepthLimit = 100'000;
constexpr std::uint32_t kHeapKibibytes = 64 << 10;
// A search may take this long, and a little more for each byte of its text.
constexpr double kSeconds = 2.0;
constexpr double kSecondsPerByte = 4e-6;
constexpr std::size_t kHitsBetweenClocks = 64;

double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct FreeCode {
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeContext {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeData {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

Error tooSlow(std::size_t bytes) {
    return refused("tokenizer.pattern_too_slow").with("bytes", static_cast<std::int64_t>(bytes));
}

} // namespace

struct Pattern::Compiled {
    std::unique_ptr<pcre2_code, FreeCode> code;
    std::unique_ptr<pcre2_match_context, FreeContext> context;
};

Result<Pattern> Pattern::expression(std::string_view source) {
    if (source.size() > kPatternBytes)
        return refused("tokenizer.pattern_too_long").with("limit", static_cast<std::int64_t>(kPatternBytes));
    TRY(const std::string translated, translatePattern(source));
    int errorNumber = 0;
    PCRE2_SIZE errorOffset = 0;
    const std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
    auto compiled = std::make_shared<Compiled>();
    compiled->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
                                       options, &errorNumber, &errorOffset, nullptr));
    if (!compiled->code) {
        PCRE2_UCHAR message[256] = {};
        pcre2_get_error_message(errorNumber, message, sizeof(message));
        return refused("tokenizer.pattern_invalid")
            .with("pattern", source.substr(0, 80))
            .because(reinterpret_cast<const char*>(message));
    }
    // Where the machine has no JIT the interpreter does the same, slower.
    pcre2_jit_compile(compiled->code.get(), PCRE2_JIT_COMPLETE);
    compiled->context.reset(pcre2_match_context_create(nullptr));
    if (!compiled->context)
        return failed("job.out_of_memory");
    pcre2_set_match_limit(compiled->context.get(), kMatchLimit);
    pcre2_set_depth_limit(compiled->context.get(), kDepthLimit);
    pcre2_set_heap_limit(compiled->context.get(), kHeapKibibytes);
    Pattern pattern;
    pattern.m_compiled = std::move(compiled);
    return pattern;
}

Pattern Pattern::literal(std::string_view text) {
    Pattern pattern;
    pattern.m_literal = text;
    return pattern;
}

Status Pattern::findAll(std::string_view text, std::vector<Hit>& hits) const {
    if (!m_compiled) {
        if (m_literal.empty())
            return {};
        for (std::size_t at = text.find(m_literal); at != std::string_view::npos;
             at = text.find(m_literal, at + m_literal.size()))
            hits.push_back(
                {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + m_literal.size())});
        return {};
    }
    const std::unique_ptr<pcre2_match_data, FreeData> data(pcre2_match_data_create(1, nullptr));
    if (!data)
        return failed("job.out_of_memory");
    const PCRE2_SIZE* found = pcre2_get_ovector_pointer(data.get());
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    const double started = threadSeconds();
    const double allowed = kSeconds + kSecondsPerByte * static_cast<double>(text.size());
    std::size_t position = 0;
    std::size_t sinceClock = 0;
    std::size_t lastEnd = std::string_view::npos;
    while (position <= text.size()) {
        int result = pcre2_match(m_compiled->code.get(), subject, text.size(), position, PCRE2_NO_UTF_CHECK,
                                 data.get(), m_compiled->context.get());
        if (result == PCRE2_ERROR_JIT_STACKLIMIT)
            result = pcre2_match(m_compiled->code.get(), subject, text.size(), position,
                                 PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data.get(), m_compiled->context.get());
        if (result == PCRE2_ERROR_NOMATCH)
            return {};
        if (result < 0 || found[1] < found[0])
            return tooSlow(text.size());
        const bool repeatsEnd = found[0] == found[1] && found[0] == lastEnd;
        if (!repeatsEnd) {
            hits.push_back({static_cast<std::uint32_t>(found[0]), static_cast<std::uint32_t>(found[1])});
            lastEnd = found[1];
        }
        position = found[1];
        if (found[0] == found[1]) {
            ++position;
            while (position < text.size() && (static_cast<unsigned char>(text[position]) & 0xC0U) == 0x80U)
                ++position;
        }
        if (++sinceClock == kHitsBetweenClocks) {
            sinceClock = 0;
            if (threadSeconds() - started > allowed)
                return tooSlow(text.size());
        }
    }
    return {};
}

} // namespace luthier::tokenizing
