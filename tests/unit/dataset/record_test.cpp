#include <dataset/record.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::dataset;

namespace {

std::optional<std::string> field(std::string_view raw, std::string_view name) {
    const auto slice = fieldSlice(raw, RecordShape::Object, name, 0);
    return slice ? std::optional(textOfValue(*slice)) : std::nullopt;
}

} // namespace

TEST(Record, FindsAFieldWithoutParsing) {
    const std::string raw = R"({"a": {"b": "x"}, "b" : "y\n\u00e9\ud83d\ude00", "c":[1,"]"] ,"d":true})";
    EXPECT_EQ(field(raw, "b"), "y\né😀");
    EXPECT_EQ(field(raw, "c"), "[1,\"]\"]");
    EXPECT_EQ(field(raw, "d"), "true");
    EXPECT_EQ(field(raw, "e"), std::nullopt);
    EXPECT_EQ(field(R"({"\u0061b":"z"})", "ab"), "z");
}

TEST(Record, FindsACellByItsPlace) {
    EXPECT_EQ(textOfValue(*fieldSlice(R"(["a","b,c",""])", RecordShape::Cells, "", 1)), "b,c");
    EXPECT_EQ(textOfValue(*fieldSlice(R"(["a","b,c",""])", RecordShape::Cells, "", 2)), "");
    EXPECT_FALSE(fieldSlice(R"(["a"])", RecordShape::Cells, "", 1));
}

TEST(Record, StaysInsideTextThatIsNoJson) {
    for (const std::string_view raw :
         {"", "{", "{\"", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":\"\\", "{\"a\":[[[", "[", "[\"",
          "{\"a\":\"\\u12", "{,}", "{\"a\":}", "nul"}) {
        field(raw, "a");
        field(raw, "b");
        fieldSlice(raw, RecordShape::Cells, "", 3);
        anyString(raw, [](std::string_view slice) { return textOfValue(slice).size() > 1000; });
    }
    SUCCEED();
}

TEST(Record, EditsLieOverCells) {
    DatasetFacts facts;
    facts.shape = RecordShape::Cells;
    facts.fields = {{"Q", kString}, {"A", kString}, {"label", kString}};
    const auto fields = effectiveFields(R"(["q","a"])", R"({"A":"b"})", facts);
    ASSERT_TRUE(fields);
    EXPECT_EQ(dumpJson(*fields), R"({"Q":"q","A":"b"})");
}
