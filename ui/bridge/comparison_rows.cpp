#include "comparison_rows.h"

#include <base/files.h>
#include <base/json.h>

#include <array>

namespace luthier::bridge {
namespace {

constexpr std::size_t kMostRows = 20'000;
constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr std::size_t kLongestLine = std::size_t{8} << 20;
constexpr std::size_t kPiece = std::size_t{64} << 10;

QString textOf(const Json& row, const char* key) {
    const Json* value = member(row, key);
    return value && value->is_string() ? QString::fromStdString(value->get_ref<const std::string&>())
                                       : QString();
}

std::optional<bool> truthOf(const Json& row, const char* key) {
    const Json* value = member(row, key);
    return value && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
}

SideAnswer sideOf(const Json& row, const std::string& side) {
    SideAnswer answer;
    if (const Json* text = member(row, side); text && text->is_string())
        answer.text = QString::fromStdString(text->get_ref<const std::string&>());
    answer.weights = textOf(row, (side + "_weights").c_str());
    if (const Json* loss = member(row, side + "_nll"); loss && loss->is_number())
        answer.loss = loss->get<double>();
    return answer;
}

Outcome outcomeOf(const Json& row) {
    const auto base = truthOf(row, "base_exact");
    const auto adapted = truthOf(row, "adapted_exact");
    if (!base || !adapted) {
        // Numbers and hidden words are measured; texts without a reference are not.
        const bool measured = member(row, "base_nll") && (member(row, "reference") || !member(row, "base"));
        return measured ? Outcome::Measured : Outcome::Unscored;
    }
    if (*base)
        return *adapted ? Outcome::BothRight : Outcome::Broken;
    return *adapted ? Outcome::Fixed : Outcome::BothWrong;
}

Result<ComparedRow> rowOf(std::string_view line) {
    TRY(const Json row, parseJson(line, {}, "rows.jsonl"));
    ComparedRow made;
    made.row = integerAt(row, "row", 0).value_or(0);
    made.prompt = textOf(row, "prompt");
    made.reference = textOf(row, "reference");
    made.base = sideOf(row, "base");
    made.adapted = sideOf(row, "adapted");
    made.outcome = outcomeOf(row);
    if (const Json* error = member(row, "error"); error && error->is_object()) {
        made.error = errorFromJson(*error, "job.unexpected");
        made.outcome = Outcome::Failed;
    }
    return made;
}

} // namespace

Result<ComparedRows> readComparedRows(const std::filesystem::path& folder, const StopToken& stop) {
    TRY(auto file, InputFile::open(folder / "rows.jsonl"));
    ComparedRows all;
    std::string rest;
    std::array<char, kPiece> piece{};
    for (std::size_t bytes = 0;;) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const std::size_t count, file.read(piece));
        if (count == 0)
            break;
        bytes += count;
        rest.append(piece.data(), count);
        std::size_t begin = 0;
        for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', begin)) {
            TRY(auto row, rowOf(std::string_view(rest).substr(begin, end - begin)));
            all.rows.push_back(std::move(row));
            begin = end + 1;
        }
        rest.erase(0, begin);
        if (all.rows.size() >= kMostRows || bytes >= kMostBytes || rest.size() > kLongestLine) {
            all.complete = false;
            return all;
        }
    }
    return all;
}

} // namespace luthier::bridge
