#include "companions.h"

#include "folder_paths.h"

#include <base/files.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

namespace luthier::files {

namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20U;
constexpr std::array<std::string_view, 10> kTokenizerFiles = {"tokenizer.json",
                                                              "tokenizer.model",
                                                              "tokenizer_config.json",
                                                              "special_tokens_map.json",
                                                              "added_tokens.json",
                                                              "vocab.json",
                                                              "merges.txt",
                                                              "spiece.model",
                                                              "chat_template.jinja",
                                                              "generation_config.json"};
constexpr std::array<std::string_view, 4> kLicencePrefixes = {"LICENSE", "LICENCE", "NOTICE", "USE_POLICY"};

Status copyFile(const std::filesystem::path& from, const std::filesystem::path& to) {
    TRY(const std::string bytes, readFile(from, kMostBytes));
    return writeAtomically(to, bytes);
}

} // namespace

Status copyTokenizerFiles(const std::filesystem::path& from, const std::filesystem::path& to) {
    // Links are followed, as they were when the tokenizer was read.
    std::error_code ignored;
    for (const std::string_view name : kTokenizerFiles)
        if (std::filesystem::is_regular_file(from / name, ignored))
            TRY_VOID(copyFile(from / name, to / name));
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
