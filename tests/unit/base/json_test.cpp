#include <base/files.h>
#include <base/json.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <string>

namespace luthier {
namespace {

std::string codeOf(std::string_view text, const JsonLimits& limits = {}) {
    const Result<Json> parsed = parseJson(text, limits, "a.json");
    return parsed ? "" : parsed.error().code();
}

TEST(Json, KeepsTheOrderOfKeys) {
    EXPECT_EQ(dumpJson(*parseJson(R"({"z":1,"a":[true,null,"한"],"m":{"b":2.5}})")),
              R"({"z":1,"a":[true,null,"한"],"m":{"b":2.5}})");
}

TEST(Json, RefusesDuplicateKeysAtAnyDepth) {
    EXPECT_EQ(codeOf(R"({"a":1,"a":2})"), "json.duplicate_key");
    EXPECT_EQ(codeOf(R"([{"x":{"k":1,"k":1}}])"), "json.duplicate_key");
    EXPECT_EQ(codeOf(R"([{"k":1},{"k":1}])"), "");
}

TEST(Json, RefusesWhatIsMalformed) {
    for (const char* text : {"", "{", "[1,]", "{\"a\"}", "nul", "1 2", "\"\xff\"", "[1e999]", "{} x"})
        EXPECT_EQ(codeOf(text), "json.syntax") << text;
}

TEST(Json, ReadsLinesAndNamesThePlaceOfABadOne) {
    const tests::TemporaryFolder folder;
    const std::string file = (folder.path() / "a.jsonl").string();
    ASSERT_TRUE(writeAtomically(file, "{\"a\":1}\r\n\n  \n[2]\n{\n\"last\""));
    std::vector<std::string> seen;
    const auto note = [&seen](std::int64_t line, const Result<Json>& value) -> Status {
        seen.push_back(std::to_string(line) + " " +
                       (value ? dumpJson(*value)
                              : value.error().code() + " " + std::to_string(*value.error().place().line)));
        return {};
    };
    ASSERT_TRUE(readJsonLines(file, 64, note));
    EXPECT_EQ(seen, (std::vector<std::string>{"1 {\"a\":1}", "4 [2]", "5 json.syntax 5", "6 \"last\""}));
    std::int64_t last = 0;
    const Status ended =
        readJsonLines(file, 64, [&last](std::int64_t line, const Result<Json>& value) -> Status {
            last = line;
            if (!value)
                return value.error();
            return {};
        });
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().place().file, file);
    EXPECT_EQ(last, 5);
}

TEST(Json, RefusesFilesWithoutLinesAndThoseTooLarge) {
    const tests::TemporaryFolder folder;
    const std::string file = (folder.path() / "a.jsonl").string();
    const auto failure = [&file](std::string_view text, std::size_t maxBytes) -> std::string {
        EXPECT_TRUE(writeAtomically(file, text));
        const Status read =
            readJsonLines(file, maxBytes, [](std::int64_t, const Result<Json>& value) -> Status {
                if (!value)
                    return value.error();
                return {};
            });
        if (read)
            return {};
        EXPECT_EQ(read.error().place().file, file);
        return read.error().code() +
               (read.error().place().line ? " " + std::to_string(*read.error().place().line) : "");
    };
    for (const char* blank : {"", "\n", " \t\r\n\n  "})
        EXPECT_EQ(failure(blank, 64), "json.no_lines") << blank;
    EXPECT_EQ(failure("[1]\n", 4), "");
    EXPECT_EQ(failure("[1]\n\n", 4), "file.too_large");
    const std::size_t most = JsonLimits{}.bytes;
    EXPECT_EQ(failure("1\n" + std::string(most, '8'), 2 * most),
              "json.syntax 2"); // read, though no number holds it
    EXPECT_EQ(failure("1\n" + std::string(most + 1, '8'), 2 * most), "json.line_too_long 2");
}

TEST(Json, StopsAtItsLimits) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_EQ(codeOf(deep), "json.too_deep");
    JsonLimits few;
    few.nodes = 3;
    EXPECT_EQ(codeOf("[1,2]", few), "");
    EXPECT_EQ(codeOf("[1,2,3]", few), "json.too_large");
    JsonLimits small;
    small.bytes = 4;
    EXPECT_EQ(codeOf("[1,2]", small), "json.too_large");
}

TEST(Json, ReadsALargeObjectInLinearTime) {
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i)
        text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
    text += "}";
    const Result<Json> parsed = parseJson(text);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->size(), 200'000U);
}

TEST(JsonMembers, AreCheckedForTheirType) {
    const Json object =
        *parseJson(R"({"n":3,"f":3.5,"whole":2.0,"s":"x","b":true,"none":null,"big":18446744073709551615})");
    EXPECT_EQ(*integerAt(object, "n"), 3);
    EXPECT_EQ(*integerAt(object, "whole"), 2);
    EXPECT_EQ(integerAt(object, "f").error().code(), "json.wrong_type");
    EXPECT_EQ(integerAt(object, "big").error().code(), "json.wrong_type");
    EXPECT_EQ(*numberAt(object, "n"), 3.0);
    EXPECT_EQ(stringAt(object, "n").error().code(), "json.wrong_type");
    EXPECT_EQ(stringAt(object, "gone").error().code(), "json.missing_field");
    EXPECT_EQ(*stringAt(object, "none", "default"), "default");
    EXPECT_EQ(boolAt(Json::array(), "b").error().code(), "json.missing_field");
}

} // namespace
} // namespace luthier
