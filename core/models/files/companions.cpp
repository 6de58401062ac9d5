#include "companions.h"

#include <base/contained_folder.h>
#include <base/files.h>
#include <base/subfolder_files.h>

#include <gguf/file.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace luthier::files {

namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20U;
constexpr std::array<std::string_view, 13> kTokenizerFiles = {"tokenizer.json",
                                                              "tokenizer.model",
                                                              "tokenizer_config.json",
                                                              "special_tokens_map.json",
                                                              "added_tokens.json",
                                                              "vocab.json",
                                                              "merges.txt",
                                                              "spiece.model",
                                                              "sentencepiece.bpe.model",
                                                              "vocab.txt",
                                                              "chat_template.jinja",
                                                              "chat_template.json",
                                                              "generation_config.json"};
constexpr std::array<std::string_view, 4> kLicencePrefixes = {"LICENSE", "LICENCE", "NOTICE", "USE_POLICY"};

Status copyFile(const std::filesystem::path& from, const std::filesystem::path& to) {
    TRY(const std::string bytes, readFile(from, kMostBytes));
    return writeAtomically(to, bytes);
}

} // namespace

Status copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (gguf::isGgufPath(from) && !std::filesystem::is_directory(from))
        return {}; // which carries its own
    // Read as every other file of a folder is: what lies outside must not come along into what is published.
    TRY(const ContainedFolder folder, openContained(from));
    for (const std::string_view name : kTokenizerFiles) {
        TRY(const auto path, fileIfThere(folder, name));
        if (path)
            TRY_VOID(copyFile(*path, to / name));
    }
    TRY(const auto templates, filesInSubfolder(folder, kTemplateFolder, ".jinja"));
    if (!templates.empty())
        TRY_VOID(makeFolder(to / kTemplateFolder));
    for (const SubfolderFile& file : templates)
        TRY_VOID(copyFile(file.path, to / kTemplateFolder / (file.stem + ".jinja")));
    return {};
}

Status copyLicenceFiles(const std::filesystem::path& from, const std::filesystem::path& to) {
    TRY(const ContainedFolder folder, openContained(from));
    for (const FolderFile& file : listFiles(folder)) {
        const bool wanted =
            std::any_of(kLicencePrefixes.begin(), kLicencePrefixes.end(),
                        [&](std::string_view prefix) { return file.name.starts_with(prefix); });
        if (!wanted)
            continue;
        TRY(const auto path, containedFile(folder, file.name));
        TRY_VOID(copyFile(path, to / file.name));
    }
    return {};
}

} // namespace luthier::files
