#include "tree.h"

#include <gtest/gtest.h>

#include <regex>

namespace luthier::tests {
namespace {

/// Folder part of `#include <folder/file.h>`, or the whole name of `#include <Name>`.
std::string includedName(const std::string& line, std::string& folder) {
    static const std::regex kInclude(R"re(^\s*#\s*include\s*<([^>]+)>)re");
    std::smatch match;
    if (!std::regex_search(line, match, kInclude))
        return {};
    const std::string name = match[1];
    const auto slash = name.find('/');
    folder = slash == std::string::npos ? "" : name.substr(0, slash);
    return name;
}

TEST(Architecture, EveryIncludeFollowsADeclaredEdge) {
    ASSERT_GT(modules().size(), 15U);
    for (const SourceFile& file : productSources()) {
        const std::string own = moduleOf(file);
        if (own.empty())
            continue; // programs link what they need
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            std::string folder;
            if (includedName(file.lines[i], folder).empty() || !modules().contains(folder) || folder == own)
                continue;
            EXPECT_TRUE(modules().at(own).uses.contains(folder))
                << file.path << ":" << i + 1 << ": " << own << " does not declare " << folder;
        }
    }
}

TEST(Architecture, QtStaysInTheWindowAndTorchInTheEngine) {
    for (const SourceFile& file : productSources())
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            std::string folder;
            const std::string name = includedName(file.lines[i], folder);
            if (name.empty())
                continue;
            const bool window = file.isBelow("ui/") || file.isBelow("app/studio/");
            EXPECT_FALSE(!window && name.size() > 1 && name[0] == 'Q' &&
                         std::isupper(static_cast<unsigned char>(name[1])))
                << file.path << ":" << i + 1 << ": " << name;
            const bool torch = folder == "torch" || folder == "ATen" || folder == "c10";
            EXPECT_FALSE(torch && !file.isBelow("core/compute/engine/"))
                << file.path << ":" << i + 1 << ": " << name;
        }
}

TEST(Architecture, PublicHeadersOfCoreNameNoSqlite) {
    for (const SourceFile& file : productSources()) {
        if (!file.isBelow("core/") || !file.isHeader() ||
            file.path == "core/ground/storage/connection_state.h")
            continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            EXPECT_EQ(file.lines[i].find("sqlite3_"), std::string::npos) << file.path << ":" << i + 1;
    }
}

TEST(Architecture, ModelsOfTheWindowKnowNoWidgetsAndPagesNoOtherPage) {
    static const std::regex kPage(R"re(#include\s*[<"]pages/([a-z_]+)/)re");
    for (const SourceFile& file : productSources())
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const bool widgets = file.lines[i].find("#include <QWidget") != std::string::npos;
            EXPECT_FALSE(file.isBelow("ui/models/") && widgets) << file.path << ":" << i + 1;
            std::smatch match;
            const bool page = file.isBelow("ui/pages/") && std::regex_search(file.lines[i], match, kPage);
            EXPECT_FALSE(page && !file.path.starts_with("ui/pages/" + match[1].str() + "/"))
                << file.path << ":" << i + 1;
        }
}

} // namespace
} // namespace luthier::tests
