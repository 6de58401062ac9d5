#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace luthier {

/// What an error means to the caller; the value is the exit code of the command line (cli.md).
enum class ErrorKind : int { Failed = 1, Usage = 2, Refused = 3, OverBudget = 4, Interrupted = 130 };

/// Where in the input: a file, and a field or a line of it when known.
struct ErrorPlace {
    std::string file;
    std::string field;
    std::optional<std::int64_t> line;
};

using Parameters = std::map<std::string, std::string>;

/// An expected failure as a value: a dotted code and its parameters. Sentences live in resources/texts, by
/// code.
class [[nodiscard]] Error {
public:
    Error(ErrorKind kind, std::string_view code)
        : m_kind(kind)
        , m_code(code) {}

    Error& with(std::string_view key, std::string_view value) &;
    Error&& with(std::string_view key, std::string_view value) &&;
    Error&& with(std::string_view key, std::int64_t value) &&;
    Error&& at(std::string_view file) &&;
    Error&& field(std::string_view name) &&;
    Error&& line(std::int64_t number) &&;
    /// Text of a library or the system, in English, kept for the log and for "details".
    Error& because(std::string_view detail) &;
    Error&& because(std::string_view detail) &&;

    ErrorKind kind() const { return m_kind; }
    const std::string& code() const { return m_code; }
    /// Parameters of the sentence; file, field and line are among them when they are known.
    const Parameters& parameters() const { return m_parameters; }
    const ErrorPlace& place() const { return m_place; }
    const std::string& detail() const { return m_detail; }

private:
    ErrorKind m_kind;
    std::string m_code;
    Parameters m_parameters;
    ErrorPlace m_place;
    std::string m_detail;
};

/// It failed: input and output, memory, a diverged run (exit 1).
inline Error failed(std::string_view code) {
    return {ErrorKind::Failed, code};
}
/// The command line or a recipe was used wrongly (exit 2).
inline Error usageError(std::string_view code) {
    return {ErrorKind::Usage, code};
}
/// The input was refused: hostile, unsupported or malformed (exit 3).
inline Error refused(std::string_view code) {
    return {ErrorKind::Refused, code};
}
/// A budget check says it does not fit (exit 4).
inline Error overBudget(std::string_view code) {
    return {ErrorKind::OverBudget, code};
}
/// Cancelled by the person; state is saved (exit 130).
inline Error interrupted() {
    return {ErrorKind::Interrupted, "job.interrupted"};
}

} // namespace luthier
