#include "companions.h"
#include "model_folder.h"

#include <base/files.h>
#include <base/subfolder_files.h>
#include <base/utf8.h>

#include <string>

namespace luthier::files {

namespace {

constexpr std::size_t kCardBytes = 1u << 20;
constexpr std::size_t kTemplateBytes = 1u << 20;
constexpr std::size_t kLicenseBytes = 120;
constexpr std::size_t kMostTemplates = 64;
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

/// `chat_template` of a tokenizer's config: a text, or named ones, in a list or by name.
void readTemplates(const Json& found, ChatTemplates& templates) {
    const auto take = [&](const std::string& name, const Json* text) {
        if (!text || !text->is_string())
            return;
        if (name == "default")
            templates.text = text->get<std::string>();
        else if (templates.names.size() < kMostTemplates)
            templates.names.push_back(name);
    };
    if (found.is_string())
        templates.text = found.get<std::string>();
    if (found.is_object())
        for (const auto& [name, text] : found.items())
            take(name, &text);
    if (found.is_array())
        for (const Json& entry : found)
            if (const Json* name = member(entry, "name"); name && name->is_string())
                take(name->get<std::string>(), member(entry, "template"));
}

ChatTemplates templatesOf(const gguf::File& file) {
    constexpr std::string_view kTemplate = "tokenizer.chat_template";
    ChatTemplates templates;
    if (const auto text = file.text(kTemplate))
        templates.text = replaceInvalidUtf8(*text);
    for (const auto& [key, value] : file.header().entries)
        if (key.starts_with(kTemplate) && key.size() > kTemplate.size() + 1 && key[kTemplate.size()] == '.' &&
            templates.names.size() < kMostTemplates)
            templates.names.emplace_back(key.substr(kTemplate.size() + 1));
    return templates;
}

} // namespace

std::string ModelFolder::license() const {
    if (m_gguf) {
        const auto text = m_gguf->text("general.license");
        return text ? trimmed(*text) : std::string();
    }
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

Result<ChatTemplates> ModelFolder::chatTemplates() const {
    ChatTemplates templates;
    if (m_gguf)
        return templatesOf(*m_gguf);
    for (const char* file : {"chat_template.json", "tokenizer_config.json"}) {
        if (!has(file))
            continue;
        TRY(const auto path, pathOf(file));
        TRY(const Json config, readJsonFile(path, kTokenizerConfigLimits));
        if (const Json* found = member(config, "chat_template"))
            readTemplates(*found, templates);
    }
    TRY(const auto named, filesInSubfolder(m_folder, kTemplateFolder, ".jinja"));
    if (has("chat_template.jinja") || !named.empty())
        templates = {}; // files take the place of all that the configs name
    if (has("chat_template.jinja")) {
        TRY(const auto path, pathOf("chat_template.jinja"));
        TRY(templates.text, readFile(path, kTemplateBytes));
    }
    for (const SubfolderFile& file : named)
        if (file.stem == "default") {
            TRY(templates.text, readFile(file.path, kTemplateBytes));
        } else if (templates.names.size() < kMostTemplates) {
            templates.names.push_back(file.stem);
        }
    return templates;
}

} // namespace luthier::files
