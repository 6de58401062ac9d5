#include "table.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace luthier::command_line {
namespace {

std::size_t columnsOf(char32_t point) {
    const bool wide = (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
                      (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
                      (point >= 0xFF00 && point <= 0xFF60) || (point >= 0x1F300 && point <= 0x1FAFF);
    return wide ? 2 : 1;
}

/// The text on one line, cut to `width` terminal columns with an ellipsis, and the columns it takes.
std::pair<std::string, std::size_t> fitted(const std::string& text, std::size_t width) {
    std::string shown;
    std::size_t columns = 0;
    for (std::size_t i = 0; i < text.size();) {
        const CodePoint point = decodeUtf8(text, i);
        const char32_t value = point.value < 0x20 || point.value == 0x7F ? U' ' : point.value;
        if (columns + columnsOf(value) > width - 1 && i + point.length < text.size()) {
            shown += "…";
            return {shown, columns + 1};
        }
        appendUtf8(shown, value);
        columns += columnsOf(value);
        i += point.length;
    }
    return {shown, columns};
}

} // namespace

Table::Table(std::vector<std::string> header) {
    m_rows.push_back(std::move(header));
}

void Table::add(std::vector<std::string> cells) {
    m_rows.push_back(std::move(cells));
}

std::string Table::text(std::size_t maxCellWidth) const {
    std::vector<std::size_t> widths;
    for (const auto& row : m_rows)
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths.resize(std::max(widths.size(), column + 1));
            widths[column] = std::max(widths[column], fitted(row[column], maxCellWidth).second);
        }
    std::string text;
    for (const auto& row : m_rows) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            const auto [cell, columns] = fitted(row[column], maxCellWidth);
            line += cell;
            if (column + 1 < row.size())
                line += std::string(widths[column] - columns + 2, ' ');
        }
        text += line + "\n";
    }
    return text;
}

std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    const std::size_t start = digits.front() == '-' ? 1 : 0;
    for (std::size_t i = digits.size(); i > start + 3;) {
        i -= 3;
        digits.insert(i, ",");
    }
    return digits;
}

std::string numberText(const Json& value, const char* format) {
    if (!value.is_number())
        return "–";
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value.get<double>());
    return text.data();
}

std::string bytesText(std::int64_t bytes) {
    constexpr std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1000 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
    return text.data();
}

std::string durationText(const Json& seconds) {
    if (!seconds.is_number())
        return "not measured";
    const double value = seconds.get<double>();
    if (value < 60)
        return numberText(seconds, value < 1 ? "%.3f s" : "%.1f s");
    const auto whole = static_cast<std::int64_t>(std::llround(value));
    const std::int64_t hours = whole / 3600;
    return (hours > 0 ? std::to_string(hours) + " h " : "") + std::to_string(whole % 3600 / 60) + " min" +
           (hours > 0 ? "" : " " + std::to_string(whole % 60) + " s");
}

std::string planText(const Json& plan) {
    const auto bytes = [](const Json& number) {
        return bytesText(number.get<std::int64_t>());
    };
    Table table({"part", "at the peak", "at its own", "when"});
    for (const Json& item : plan["items"])
        table.add({item["name"].get<std::string>(), bytes(item["bytes"]), bytes(item["most_bytes"]),
                   item["when"].get<std::string>()});
    table.add({"peak", bytes(plan["peak_bytes"]), "", plan["fits"].get<bool>() ? "fits" : "does not fit"});
    const Json* measured = member(plan, "measured");
    if (measured)
        table.add({"measured", bytes((*measured)["peak_bytes"]), "", ""});
    const Json& step = measured ? (*measured)["seconds_per_step"] : plan["seconds_per_step"];
    const Json& total = plan["seconds_total"];
    Table figures({"steps", "time", "of it validation", "a step", "disk"});
    figures.add({plan["steps"].is_number() ? grouped(plan["steps"].get<std::int64_t>()) : "not known",
                 durationText(total), durationText(plan["validation_seconds"]), durationText(step),
                 bytes(plan["disk_bytes"])});
    return table.text() + figures.text();
}

std::string devicesText(const Json& devices) {
    Table table({"device", "name", "memory", "free", "fp32 GFLOP/s", "bf16 GFLOP/s", "read GB/s"});
    for (const Json& device : devices) {
        const auto rate = [&](const char* name) {
            const Json* measured = member(device, "measured");
            const Json* value = measured ? member(*measured, name) : nullptr;
            return value ? std::to_string(std::llround(value->get<double>())) : std::string("-");
        };
        table.add({device["id"].get<std::string>(), device["name"].get<std::string>(),
                   bytesText(device["total_bytes"].get<std::int64_t>()),
                   bytesText(device["free_bytes"].get<std::int64_t>()), rate("fp32_gflops"),
                   rate("bf16_gflops"), rate("read_gbps")});
    }
    return table.text();
}

} // namespace luthier::command_line
