#include "../scheme.h"

#include <algorithm>

namespace luthier::labeling {

namespace {

/// Options as they follow each other in the scheme, each once, so that the same answer is the same value.
Json inOrder(const Scheme& scheme, const std::vector<std::string>& chosen) {
    Json list = Json::array();
    for (const auto& option : scheme.options)
        if (std::ranges::find(chosen, option) != chosen.end())
            list.push_back(option);
    return list;
}

Status check(const Scheme& scheme, const Json& value, const Json&) {
    if (!value.is_array() || value.empty())
        return requireOption(scheme, dumpJson(value));
    for (const Json& option : value)
        TRY_VOID(requireOption(scheme, option.is_string() ? option.get<std::string>() : dumpJson(option)));
    return {};
}

Result<Json> read(const Scheme& scheme, std::string_view text, const Json&) {
    std::vector<std::string> chosen;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        chosen.emplace_back(text.substr(begin, end - begin));
        TRY_VOID(requireOption(scheme, chosen.back()));
        begin = end + 1;
    }
    return inOrder(scheme, chosen);
}

std::string write(const Json& value) {
    std::string text;
    if (value.is_array())
        for (const Json& option : value)
            if (option.is_string())
                text += (text.empty() ? "" : ",") + option.get<std::string>();
    return text;
}

} // namespace

/// One or more of the options: a list of them. Two answers agree when all of it is the same.
const Kind& multiClassKind() {
    static const Kind kind = {
        .name = "multi_class",
        .hasOptions = true,
        .read = read,
        .check = check,
        .write = write,
        .scale = [](const Scheme&) { return Scale::Nominal; },
    };
    return kind;
}

} // namespace luthier::labeling
