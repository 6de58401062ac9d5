#include "desk.h"

#include <base/files.h>

#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace luthier;
using namespace luthier::importing;
using namespace luthier::importing::tests;

namespace {

/// Peak resident bytes of a child that imports the file; the child's exit code says how that ended.
struct Measured {
    int exitCode = -1;
    std::int64_t peakBytes = 0;
};

Measured importInChild(const Desk& desk, const std::filesystem::path& file,
                       const ImportOptions& options = {}) {
    const pid_t child = ::fork();
    if (child == 0) {
        auto project = project::Project::open(desk.project.folder(), project::Access::ReadWrite, desk.parts,
                                              project::Check::None);
        NullProgress progress;
        const auto report = project ? importFiles(*project, std::span(&file, 1), options, {}, progress)
                                    : Result<ImportReport>(project.error());
        ::_exit(report ? 0 : static_cast<int>(report.error().kind()));
    }
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, usage.ru_maxrss * std::int64_t{1024}};
}

void writeRepeated(const std::filesystem::path& path, const std::string& begin, const std::string& piece,
                   std::size_t times, const std::string& end) {
    std::ofstream out(path, std::ios::binary);
    out << begin;
    for (std::size_t n = 0; n < times; ++n)
        out << piece;
    out << end;
}

constexpr std::int64_t kBound = std::int64_t{256} << 20;
const std::string kMegabyte(std::size_t{1} << 20, 'x');

} // namespace

TEST(Hostile, JsonRowsAreListedWithTheirReason) {
    Desk desk;
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    const std::string zero("{\"text\":\"a\0b\"}", 14);
    std::string manyKeys = "{\"k0\":0";
    for (int n = 1; n < 300'000; ++n)
        manyKeys += ",\"k" + std::to_string(n) + "\":0";
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"{\"text\":\"good\"}", ""},
        {"{\"text\":", "import.bad_json"},
        {"{\"text\":\"a\",\"text\":\"b\"}", "import.repeated_key"},
        {"{\"a\":{\"b\":1,\"\\u0062\":2}}", "import.repeated_key"},
        {"{\"text\":" + deep + "}", "import.too_deep"},
        {zero, "import.control_character"},
        {"{\"text\":\"\\ud800\"}", "import.bad_string"},
        {"{\"text\":\"\\udc00x\"}", "import.bad_string"},
        {"{\"text\":\"\xed\xa0\x80\"}", "import.bad_encoding"},
        {"{\"text\":1e999}", "import.bad_number"},
        {"{\"text\":123456789012345678901234567890}", "import.bad_number"},
        {"[1,2]", "import.not_an_object"},
        {"\"text\"", "import.not_an_object"},
        {"{\"text\":\"a\"} trailing", "import.bad_json"},
        {"{'text':'a'}", "import.bad_json"},
        {"{\"text\":NaN}", "import.bad_json"},
        {manyKeys + "}", "import.too_many_columns"},
        {"{\"text\":\"\\ud83d\\ude00 fine \\\\ud800\"}", ""},
        {"{\"text\":\"last\"}", ""},
    };
    std::string bytes;
    std::vector<std::string> expected;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        bytes += rows[index].first + "\n";
        if (!rows[index].second.empty())
            expected.push_back(std::to_string(index + 1) + ":" + rows[index].second);
    }
    ImportOptions options;
    options.encoding = Encoding::Utf8;
    const auto report = desk.take("a.jsonl", bytes, options);
    EXPECT_EQ(desk.where(report), expected);
    EXPECT_EQ(report.rows, std::ssize(rows) - std::ssize(expected));
    EXPECT_LE(report.dataset.fields.size(), kMostFields);
}

TEST(Hostile, WhatIsKeptReadsByBasesJson) {
    Desk desk;
    std::string nested = "1";
    for (std::size_t depth = 1; depth < 100; ++depth) {
        nested = "[" + nested + "]";
        const auto report = desk.read(desk.file("a.jsonl", "{\"text\":" + nested + "}\n{\"text\":1}\n"));
        for (const auto& row :
             must(dataset::readAfter(desk.project.database(), report->dataset, {}, RowId{0}, 10)))
            ASSERT_FALSE(row.fields.is_null());
        if (report->rejected > 0)
            return;
    }
    FAIL() << "no depth was refused";
}

TEST(Hostile, CsvOddities) {
    Desk desk;
    const std::string zero("a\0b,1\n", 6);
    std::string wide;
    for (int n = 0; n < 1'000'000; ++n)
        wide += "x,";
    const auto report =
        desk.take("a.csv", "text,label\n좋은 줄,1\n" + zero + wide +
                               "\n\xff\xfe,1\n둘째,2\r\n\"셋\n째\",3\n\"unterminated,4\n넷째,5\n");
    EXPECT_EQ(desk.texts(report), (Texts{"좋은 줄", "둘째", "셋\n째", "넷째"}));
    EXPECT_EQ(desk.where(report), (Texts{"3:import.zero_byte", "4:import.too_many_columns",
                                         "5:import.bad_encoding", "9:import.unterminated_quote"}));
    EXPECT_EQ(desk.read(desk.file("wide.csv", wide + "\n1,2\n")).error().code(), "import.too_many_columns");
}

TEST(Hostile, FilesWithoutARowAreRefused) {
    Desk desk;
    for (const auto* name : {"a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a"}) {
        EXPECT_EQ(desk.read(desk.file(name, "")).error().code(), "import.empty_file") << name;
        EXPECT_EQ(desk.read(desk.file(name, " \n\r\n  ")).error().code(), "import.empty_file") << name;
        EXPECT_EQ(desk.read(desk.file(name, "\xEF\xBB\xBF")).error().code(), "import.empty_file") << name;
    }
    EXPECT_EQ(desk.read(desk.file("b.json", "[]")).error().code(), "import.empty_file");
    EXPECT_EQ(desk.read(desk.file("b.jsonl", "nonsense\nmore\n")).error().code(), "import.nothing_readable");
    EXPECT_EQ(desk.read(desk.folder / "none.csv").error().code(), "file.not_found");
    EXPECT_EQ(desk.read(desk.folder.path()).error().code(), "file.not_regular");
    EXPECT_TRUE(must(dataset::listDatasets(desk.project.database())).empty());
}

TEST(Hostile, RowsBelowTheTopMayBeCutAnywhere) {
    Desk desk;
    const std::string whole =
        R"({"note": "a\"b", "deep": {"data": [{"text": "1"}, {"text": "2\u00e9"}], "n": [1]}, "z": null})";
    for (std::size_t bytes = 1; bytes <= whole.size(); ++bytes) {
        const auto report = desk.read(desk.file("a.json", whole.substr(0, bytes)));
        if (report) {
            EXPECT_LE(report->rows + report->rejected, 3) << bytes;
        }
    }
    EXPECT_EQ(desk.take("b.json", whole).rows, 2);
}

TEST(Hostile, BracketsWithoutEndAreRefused) {
    Desk desk;
    for (const std::string& open : {std::string("["), std::string("{\"a\":"), std::string("{\"a\":[")}) {
        std::string bytes;
        while (bytes.size() < (std::size_t{2} << 20))
            bytes += open;
        for (const char* name : {"a.json", "a.jsonl", "a.txt", "a.csv"})
            (void)previewImport(desk.file(name, bytes), {});
        EXPECT_FALSE(desk.read(desk.file("a.json", bytes)));
    }
}

TEST(Hostile, RandomBytesNeverHarm) {
    Desk desk;
    std::uint64_t state = 7;
    for (int round = 0; round < 60; ++round) {
        std::string bytes;
        for (int n = 0; n < 3000; ++n) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            constexpr std::string_view likely = "{}[]\",:\\\n\r\t;|abc0\xEA\xB0\x80\xff";
            bytes +=
                (state >> 60) == 0 ? static_cast<char>(state >> 40) : likely[(state >> 33) % likely.size()];
        }
        for (const auto* name : {"a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a.unknown"}) {
            [[maybe_unused]] const auto report = desk.read(desk.file(name, bytes));
            [[maybe_unused]] const auto preview = previewImport(desk.folder / name, {});
        }
    }
    for (const auto& error : must(dataset::projectPart().check(desk.project, {})))
        ADD_FAILURE() << error.code();
}

TEST(Hostile, OneEndlessLineIsRefusedInBoundedMemory) {
    const Desk desk;
    const std::size_t times = 300; // more than the bound, so that keeping the line would show
    for (const auto* name : {"a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt"}) {
        const std::string begin = std::string(name).starts_with("a.json") ? "{\"text\":\""
                                  : std::string(name) == "a.txt"          ? ""
                                                                          : "text\n\"";
        writeRepeated(desk.folder / name, begin, kMegabyte, times, "");
        const auto measured = importInChild(desk, desk.folder / name);
        EXPECT_EQ(measured.exitCode, 3) << name;
        EXPECT_LE(measured.peakBytes, kBound) << name;
    }
}

TEST(Hostile, ALongLineIsListedAndTheRestKept) {
    Desk desk;
    writeRepeated(desk.folder / "a.jsonl", "{\"text\":\"first\"}\n{\"text\":\"", kMegabyte, 40,
                  "\"}\n{\"text\":\"last\"}\n");
    const auto lines = desk.take(desk.folder / "a.jsonl");
    EXPECT_EQ(desk.texts(lines), (Texts{"first", "last"}));
    EXPECT_EQ(desk.where(lines), Texts{"2:import.record_too_large"});
    writeRepeated(desk.folder / "a.json", "[{\"text\":\"first\"},\n{\"text\":\"", kMegabyte, 40,
                  "\"},\n{\"text\":\"last\"}]\n");
    const auto values = desk.take(desk.folder / "a.json");
    EXPECT_EQ(desk.texts(values), (Texts{"first", "last"}));
    EXPECT_EQ(desk.where(values), Texts{"2:import.record_too_large"});
    writeRepeated(desk.folder / "a.csv", "text,label\nfirst,1\n", kMegabyte, 40, ",1\nlast,2\n");
    const auto cells = desk.take(desk.folder / "a.csv");
    EXPECT_EQ(desk.texts(cells), (Texts{"first", "last"}));
    EXPECT_EQ(desk.where(cells), Texts{"3:import.record_too_large"});
    writeRepeated(desk.folder / "a.txt", "first\n", kMegabyte, 40, "\nlast\n");
    EXPECT_EQ(desk.where(desk.take(desk.folder / "a.txt")), Texts{"2:import.record_too_large"});
}

TEST(Hostile, MemoryDoesNotGrowWithTheFile) {
    const Desk desk;
    const std::string row =
        "{\"prompt\":\"" + std::string(300, 'q') + "\",\"completion\":\"" + std::string(600, 'a') + "\"}\n";
    writeRepeated(desk.folder / "small.jsonl", "", row, 20'000, "");
    writeRepeated(desk.folder / "large.jsonl", "", row, 120'000, "");
    const auto small = importInChild(desk, desk.folder / "small.jsonl");
    const auto large = importInChild(desk, desk.folder / "large.jsonl");
    EXPECT_EQ(small.exitCode, 0);
    EXPECT_EQ(large.exitCode, 0);
    EXPECT_LE(large.peakBytes, kBound);
    EXPECT_LE(large.peakBytes, small.peakBytes + (std::int64_t{16} << 20));
}
