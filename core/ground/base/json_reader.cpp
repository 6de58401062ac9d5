#include "json.h"

#include "files.h"
#include "utf8.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

namespace luthier {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

/// Builds the tree from nlohmann's events, so that limits and duplicate keys are checked while reading and a
/// large object costs no linear search per key.
class TreeBuilder {
public:
    TreeBuilder(const JsonLimits& limits, std::string_view file)
        : m_limits(limits)
        , m_file(file) {}

    bool null() { return put(Json(nullptr)); }
    bool boolean(bool value) { return put(Json(value)); }
    bool number_integer(Json::number_integer_t value) { return put(Json(value)); }
    bool number_unsigned(Json::number_unsigned_t value) { return put(Json(value)); }
    bool number_float(Json::number_float_t value, const std::string&) { return put(Json(value)); }
    bool string(std::string& value) { return put(Json(std::move(value))); }
    bool binary(Json::binary_t&) { return false; }
    bool start_object(std::size_t) { return open(Json::object()); }
    bool start_array(std::size_t) { return open(Json::array()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(std::string& value) {
        if (!m_keys.back().insert(value).second) {
            m_error = refused("json.duplicate_key").at(m_file).field(value);
            return false;
        }
        m_key = std::move(value);
        return true;
    }

    template <class Exception>
    bool parse_error(std::size_t byte, const std::string&, const Exception& exception) {
        m_error = refused("json.syntax")
                      .at(m_file)
                      .with("byte", static_cast<std::int64_t>(byte))
                      .because(exception.what());
        return false;
    }

    Json takeRoot() { return std::move(m_root); }
    Error error() const { return m_error.value_or(refused("json.syntax").at(m_file).with("byte", 0)); }

private:
    Json* place(Json value) {
        if (++m_nodes > m_limits.nodes) {
            m_error =
                refused("json.too_large").at(m_file).with("limit", static_cast<std::int64_t>(m_limits.nodes));
            return nullptr;
        }
        if (m_open.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        Json& parent = *m_open.back();
        if (parent.is_array()) {
            auto& items = parent.get_ref<Json::array_t&>();
            items.push_back(std::move(value));
            return &items.back();
        }
        auto& members =
            static_cast<std::vector<Json::object_t::value_type>&>(parent.get_ref<Json::object_t&>());
        members.emplace_back(std::move(m_key), std::move(value));
        return &members.back().second;
    }

    bool put(Json value) { return place(std::move(value)) != nullptr; }

    bool open(Json container) {
        if (m_open.size() >= m_limits.depth) {
            m_error =
                refused("json.too_deep").at(m_file).with("limit", static_cast<std::int64_t>(m_limits.depth));
            return false;
        }
        Json* placed = place(std::move(container));
        if (!placed)
            return false;
        m_open.push_back(placed);
        m_keys.emplace_back();
        return true;
    }

    bool close() {
        m_open.pop_back();
        m_keys.pop_back();
        return true;
    }

    JsonLimits m_limits;
    std::string m_file;
    Json m_root;
    std::string m_key;
    // Only containers on the way from the root are pointed at; their parents do not grow while they are open.
    std::vector<Json*> m_open;
    std::vector<std::unordered_set<std::string>> m_keys;
    std::size_t m_nodes = 0;
    std::optional<Error> m_error;
};

} // namespace

Result<Json> parseJson(std::string_view text, const JsonLimits& limits, std::string_view file) {
    if (text.size() > limits.bytes)
        return refused("json.too_large").at(file).with("limit", static_cast<std::int64_t>(limits.bytes));
    TreeBuilder builder(limits, file);
    if (!Json::sax_parse(text, &builder))
        return builder.error();
    return builder.takeRoot();
}

Result<Json> readJsonFile(const std::filesystem::path& path, const JsonLimits& limits) {
    TRY(const std::string text, readFile(path, limits.bytes));
    return parseJson(text, limits, path.filename().string());
}

Status readJsonLines(const std::filesystem::path& path, std::size_t maxBytes,
                     const std::function<Status(std::int64_t line, Result<Json> value)>& use) {
    TRY(const std::string text, readFile(path, maxBytes));
    if (text.find_first_not_of(kBlank) == std::string::npos)
        return refused("json.no_lines").at(path.string());
    const JsonLimits limits;
    std::int64_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.find_first_not_of(kBlank) == std::string_view::npos)
            continue;
        Result<Json> value = refused("json.line_too_long")
                                 .at(path.string())
                                 .with("limit", static_cast<std::int64_t>(limits.bytes));
        if (line.size() <= limits.bytes)
            value = parseJson(line, limits, path.string());
        TRY_VOID(use(number, value ? std::move(value) : std::move(value).error().line(number)));
    }
    return {};
}

} // namespace luthier
