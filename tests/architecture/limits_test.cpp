#include "tree.h"

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace luthier::tests {
namespace {

bool isGenerated(const SourceFile& file) { return file.path.ends_with("unicode_additions.cpp"); }

TEST(Architecture, FilesHeadersAndFunctionsStayShort) {
    for (const SourceFile& file : productSources()) {
        if (isGenerated(file))
            continue;
        EXPECT_LE(file.lines.size(), file.isHeader() ? 250U : 600U) << file.path;
        // A function body begins with a brace at the end of a line at the outer level and ends with one in column 0
        // (or 4 inside a class); the layout is clang-format's.
        std::size_t begin = 0;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const std::string& line = file.lines[i];
            const bool opens = line.ends_with(") {") || line.ends_with("const {") || line.ends_with("override {") || line.ends_with("noexcept {");
            if (!line.empty() && line[0] != ' ' && line[0] != '}' && opens)
                begin = i;
            if (line == "}" && begin > 0) {
                EXPECT_LE(i - begin - 1, 60U) << file.path << ":" << begin + 1;
                begin = 0;
            }
        }
    }
}

TEST(Architecture, NamesSayWhatAThingIs) {
    static const std::regex kVague(R"((^|[/_])(util|utils|helper|helpers|manager|misc)([._/]|$))");
    for (const SourceFile& file : productSources())
        EXPECT_FALSE(std::regex_search(file.path, kVague)) << file.path;
}

TEST(Architecture, PrintingExitingAndWritingHaveTheirOnePlace) {
    static const std::regex kForbidden(R"((^|[^_a-zA-Z:.])(printf|fprintf|puts|fputs|exit|abort|fopen)\s*\(|std::(cout|cerr|exit|abort|fprintf|fputs|fwrite)|std::ofstream|QSaveFile)");
    for (const SourceFile& file : productSources()) {
        if (file.isBelow("app/command_line/") || file.path == "core/ground/base/log.cpp")
            continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            EXPECT_FALSE(std::regex_search(file.lines[i], kForbidden)) << file.path << ":" << i + 1 << ": " << file.lines[i];
    }
}

TEST(Architecture, ColoursAndFontsStandInTheThemeAlone) {
    for (const SourceFile& file : productSources()) {
        if (!file.isBelow("ui/") || file.isBelow("ui/widgets/theme"))
            continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            for (const char* word : {"QColor(", "QFont(", "setStyleSheet"})
                EXPECT_EQ(file.lines[i].find(word), std::string::npos) << file.path << ":" << i + 1;
    }
}

/// 4 to 15 lines of text, headings, tables and blank lines apart.
void expectReadme(const std::filesystem::path& folder) {
    const auto path = folder / "README.md";
    ASSERT_TRUE(std::filesystem::exists(path)) << folder;
    const std::string text = readWholeFile(path);
    const auto lines = std::count(text.begin(), text.end(), '\n');
    EXPECT_GE(lines, 4) << path;
    EXPECT_LE(lines, 30) << path;
}

TEST(Architecture, EveryModuleAndGoldenTopicExplainsItself) {
    for (const auto& [name, module] : modules())
        expectReadme(sourceFile(module.folder));
    for (const auto& entry : std::filesystem::directory_iterator(sourceFile("tests/golden")))
        if (entry.is_directory() && entry.path().filename() != "__pycache__")
            expectReadme(entry.path());
    for (const char* folder : {"core", "kernels", "app", "ui", "resources", "tests", "installer"})
        expectReadme(sourceFile(folder));
}

} // namespace
} // namespace luthier::tests
