#pragma once

#include <base/hash.h>
#include <base/result.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace luthier::storage {

/// Bytes to be stored as a blob rather than as text.
struct Blob {
    std::string_view bytes;
};

/// A prepared statement, lent from its connection's cache. A failed bind is answered by the next step().
class Statement {
public:
    struct Prepared;

    explicit Statement(Prepared* prepared)
        : m_prepared(prepared) {}
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// Parameters count from 1. Text and blobs are copied.
    void bind(int index, std::int64_t value);
    void bind(int index, double value);
    void bind(int index, std::string_view value);
    void bind(int index, Blob value);
    void bind(int index, std::nullopt_t);
    template <std::integral Number>
    void bind(int index, Number value) {
        bind(index, static_cast<std::int64_t>(value));
    }
    void bind(int index, const char* value) { bind(index, std::string_view(value)); }
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    template <class Value>
    void bind(int index, const std::optional<Value>& value) {
        if (value)
            bind(index, *value);
        else
            bind(index, std::nullopt);
    }
    /// Not copied: the bytes must live until the statement is run or reset.
    void bindBorrowed(int index, std::string_view value);

    template <class... Values>
    void bindAll(const Values&... values) {
        int index = 0;
        (bind(++index, values), ...);
    }

    /// Goes to the next row; false at the end, when the statement is ready to be bound again.
    Result<bool> step();
    /// Runs a statement that gives no rows and makes it ready again.
    Status run();
    void reset();

    /// Columns count from 0. Views live until the next step.
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;
    std::string_view blob(int column) const;
    bool isNull(int column) const;
    std::optional<std::int64_t> maybeInteger(int column) const;

private:
    Prepared* m_prepared;
};

/// What `make(rows)` gives for each row; ends at the first row that it, or the database, fails on.
template <class Make>
auto collectRows(Statement& rows, Make make)
    -> Result<std::vector<typename std::invoke_result_t<Make, Statement&>::value_type>> {
    std::vector<typename std::invoke_result_t<Make, Statement&>::value_type> all;
    TRY(bool more, rows.step());
    while (more) {
        TRY(auto made, make(rows));
        all.push_back(std::move(made));
        TRY(more, rows.step());
    }
    return all;
}

} // namespace luthier::storage
