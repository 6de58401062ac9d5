#include "model_folder.h"

#include <base/files.h>
#include <base/utf8.h>

#include <string>

namespace luthier::files {

namespace {

constexpr std::size_t kCardBytes = 1u << 20;
constexpr std::size_t kTemplateBytes = 1u << 20;
constexpr std::size_t kLicenseBytes = 120;
constexpr JsonLimits kTokenizerConfigLimits{.bytes = 64u << 20, .depth = 32, .nodes = 2'000'000};

std::string_view nextLine(std::string_view& text) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\"'#";
    const auto from = text.find_first_not_of(kBlank);
    if (from == std::string_view::npos)
        return {};
    const auto to = text.find_last_not_of(kBlank);
    return replaceInvalidUtf8(utf8Prefix(text.substr(from, to - from + 1), kLicenseBytes));
}

/// `license`, or `license_name` where the former only says "other", of the block between two `---` lines.
std::string licenseOfCard(std::string_view card) {
    if (nextLine(card) != "---")
        return {};
    std::string license;
    std::string name;
    while (!card.empty()) {
        const std::string_view line = nextLine(card);
        if (line == "---")
            break;
        if (line.starts_with("license:"))
            license = trimmed(line.substr(8));
        else if (line.starts_with("license_name:"))
            name = trimmed(line.substr(13));
    }
    return license == "other" && !name.empty() ? name : license;
}

std::optional<std::string> templateIn(const Json& tokenizerConfig) {
    const Json* found = member(tokenizerConfig, "chat_template");
    if (!found)
        return std::nullopt;
    if (found->is_string())
        return found->get<std::string>();
    if (!found->is_array())
        return std::nullopt;
    for (const Json& entry : *found) {
        const Json* name = member(entry, "name");
        const Json* text = member(entry, "template");
        if (name && *name == "default" && text && text->is_string())
            return text->get<std::string>();
    }
    return std::nullopt;
}

} // namespace

std::string ModelFolder::license() const {
    if (const auto card = pathOf("README.md"))
        if (const auto text = readFile(*card, kCardBytes))
            if (std::string found = licenseOfCard(*text); !found.empty())
                return found;
    for (const char* name : {"LICENSE", "LICENSE.txt", "LICENSE.md"}) {
        const auto path = pathOf(name);
        if (!path)
            continue;
        const auto text = readFile(*path, kCardBytes);
        std::string_view rest = text ? std::string_view(*text) : std::string_view();
        while (!rest.empty())
            if (std::string line = trimmed(nextLine(rest)); !line.empty())
                return line;
    }
    return {};
}

Result<std::optional<std::string>> ModelFolder::chatTemplate() const {
    if (has("chat_template.jinja")) {
        TRY(const auto path, pathOf("chat_template.jinja"));
        TRY(std::string text, readFile(path, kTemplateBytes));
        return std::optional(std::move(text));
    }
    if (!has("tokenizer_config.json"))
        return std::optional<std::string>();
    TRY(const auto path, pathOf("tokenizer_config.json"));
    TRY(const Json config, readJsonFile(path, kTokenizerConfigLimits));
    return templateIn(config);
}

} // namespace luthier::files
