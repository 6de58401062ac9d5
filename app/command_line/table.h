#pragma once

#include <base/json.h>

#include <cstdint>
#include <string>
#include <vector>

namespace luthier::command_line {

/// An aligned table for people. Width counts terminal columns (Korean syllables take two); long cells are
/// cut.
class Table {
public:
    explicit Table(std::vector<std::string> header);
    void add(std::vector<std::string> cells);
    std::string text(std::size_t maxCellWidth = 60) const;

private:
    std::vector<std::vector<std::string>> m_rows;
};

/// 1,234,567
std::string grouped(std::int64_t number);
/// 1.5 GB (powers of 1000)
std::string bytesText(std::int64_t bytes);
/// A number of a document as printf's `format` for a double writes it; – where it is none.
std::string numberText(const Json& value, const char* format = "%.4f");

/// 0.250 s, 12.5 s, 5 min 3 s, 2 h 10 min; "not measured" for null.
std::string durationText(const Json& seconds);

/// The parts of a plan (the document of `plan`, cli.md) for people, its steps, time and disk, and what was
/// measured when it was.
std::string planText(const Json& plan);
/// The devices of `devices` for people.
std::string devicesText(const Json& devices);

} // namespace luthier::command_line
