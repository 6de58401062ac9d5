#include "tree.h"

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <regex>

namespace luthier::tests {
namespace {

bool isGenerated(const SourceFile& file) {
    return file.path.ends_with("unicode_additions.cpp");
}

/// What a command prints on both of its streams; fails the test when it cannot be run.
std::string outputOf(const std::string& command) {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    EXPECT_NE(pipe, nullptr) << command;
    std::string output;
    std::array<char, 4096> part{};
    while (pipe != nullptr) {
        const std::size_t got = fread(part.data(), 1, part.size(), pipe);
        if (got == 0)
            break;
        output.append(part.data(), got);
    }
    EXPECT_EQ(pipe == nullptr ? -1 : pclose(pipe), 0) << command << "\n" << output.substr(0, 2000);
    return output;
}

/// Writes the paths of the product's sources, one a line, for a tool that reads a list.
std::filesystem::path listOfSources(const TemporaryFolder& folder) {
    const auto list = folder.path() / "sources";
    std::string text;
    for (const SourceFile& file : productSources())
        if (!isGenerated(file))
            text += sourceFile(file.path).string() + "\n";
    writeFile(list, text);
    return list;
}

/// The same with the tests.
std::filesystem::path listOfAllSources(const TemporaryFolder& folder) {
    const auto list = listOfSources(folder);
    std::string text = readWholeFile(list);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(sourceFile("tests")))
        if (entry.path().extension() == ".cpp" || entry.path().extension() == ".h")
            text += entry.path().string() + "\n";
    writeFile(list, text);
    return list;
}

TEST(Architecture, FilesAndHeadersStayShort) {
    for (const SourceFile& file : productSources()) {
        if (isGenerated(file))
            continue;
        EXPECT_LE(file.lines.size(), file.isHeader() ? 250U : 600U) << file.path;
    }
}

TEST(Architecture, FunctionsStayShort) {
    const TemporaryFolder folder;
    // One line a function: name, file, line of the signature, line of the closing brace.
    const std::string tags = outputOf("ctags --languages=C++ --langmap=C++:+.cu --kinds-C++=f --fields=+ne "
                                      "--excmd=number -f - -L " +
                                      listOfSources(folder).string());
    static const std::regex kFunction(R"re(([^\t\n]+)\t([^\t\n]+)\t(\d+);"[^\n]*\tend:(\d+))re");
    std::size_t seen = 0;
    for (std::sregex_iterator match(tags.begin(), tags.end(), kFunction), end; match != end;
         ++match, ++seen) {
        const int body = std::stoi((*match)[4]) - std::stoi((*match)[3]) - 1;
        EXPECT_LE(body, 60) << (*match)[2] << ":" << (*match)[3] << ": " << (*match)[1];
    }
    EXPECT_GT(seen, 3000U);
}

TEST(Architecture, FilesAreInTheHousesFormat) {
    const TemporaryFolder folder;
    outputOf("xargs clang-format-14 --dry-run --Werror < " + listOfAllSources(folder).string());
}

TEST(Architecture, NamesSayWhatAThingIs) {
    static const std::regex kVague(R"((^|[/_])(util|utils|helper|helpers|manager|misc)([._/]|$))");
    for (const SourceFile& file : productSources())
        EXPECT_FALSE(std::regex_search(file.path, kVague)) << file.path;
}

TEST(Architecture, PrintingExitingAndWritingHaveTheirOnePlace) {
    static const std::regex kForbidden(
        R"((^|[^_a-zA-Z:.])(printf|fprintf|puts|fputs|exit|abort|fopen)\s*\(|std::(cout|cerr|exit|abort|fprintf|fputs|fwrite)|std::ofstream|QSaveFile)");
    for (const SourceFile& file : productSources()) {
        if (file.isBelow("app/command_line/") || file.path == "core/ground/base/log.cpp")
            continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            EXPECT_FALSE(std::regex_search(file.lines[i], kForbidden))
                << file.path << ":" << i + 1 << ": " << file.lines[i];
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
