#include "table.h"

using namespace luthier;
using namespace luthier::labeling;
using namespace luthier::labeling::tests;

namespace {

const Json kFields = {{"prompt", "반품해 주세요"}, {"response", "네"}};

/// The value a text means, or the code of the refusal.
std::string read(const Scheme& meant, const std::string& text) {
    const auto value = kindOf(meant).read(meant, text, kFields);
    if (!value)
        return value.error().code();
    EXPECT_EQ(codeOf(kindOf(meant).check(meant, *value, kFields)), "") << text;
    EXPECT_EQ(must(kindOf(meant).read(meant, kindOf(meant).write(*value), kFields)), *value) << text;
    return dumpJson(*value);
}

std::string check(const Scheme& meant, const Json& value) {
    return codeOf(kindOf(meant).check(meant, value, kFields));
}

} // namespace

TEST(Kinds, AreEightAndOthersAreRefusedByName) {
    std::string names;
    for (const Kind* kind : kinds())
        names += std::string(kind->name) + " ";
    EXPECT_EQ(names, "class multi_class rating text span preference ranking correction ");
    EXPECT_EQ(codeOf(kindOf("colour")), "label.no_such_kind");
}

TEST(Kinds, ClassIsOneOfTheOptions) {
    const Scheme intent = scheme("intent", "class", {"refund", "배송"});
    EXPECT_EQ(read(intent, "refund"), "\"refund\"");
    EXPECT_EQ(read(intent, "배송"), "\"배송\"");
    EXPECT_EQ(read(intent, "Refund"), "label.not_an_option");
    EXPECT_EQ(check(intent, 3), "label.not_an_option");
}

TEST(Kinds, MultiClassIsAListInTheOrderOfTheOptions) {
    const Scheme topics = scheme("topics", "multi_class", {"a", "b", "c"});
    EXPECT_EQ(read(topics, "c,a"), "[\"a\",\"c\"]");
    EXPECT_EQ(read(topics, "a,a"), "[\"a\"]");
    EXPECT_EQ(read(topics, "a,d"), "label.not_an_option");
    EXPECT_EQ(read(topics, "a,"), "label.not_an_option");
    EXPECT_EQ(check(topics, Json::array()), "label.not_an_option");
    EXPECT_EQ(check(topics, "a"), "label.not_an_option");
}

TEST(Kinds, RatingIsAWholeNumberInItsRange) {
    Scheme quality = scheme("quality", "rating");
    EXPECT_EQ(read(quality, "5"), "5");
    EXPECT_EQ(read(quality, "6"), "label.not_a_rating");
    EXPECT_EQ(read(quality, "0"), "label.not_a_rating");
    EXPECT_EQ(read(quality, "3.5"), "label.not_a_rating");
    EXPECT_EQ(read(quality, "three"), "label.not_a_rating");
    quality.low = -2;
    EXPECT_EQ(read(quality, "-2"), "-2");
    EXPECT_EQ(check(quality, 2.0), "label.not_a_rating");
}

TEST(Kinds, TextIsAnythingButNothing) {
    const Scheme note = scheme("note", "text");
    EXPECT_EQ(read(note, "다시 볼 것"), "\"다시 볼 것\"");
    EXPECT_EQ(read(note, " \n"), "label.empty_text");
    EXPECT_EQ(read(note, "\xff"), "dataset.not_utf8");
}

TEST(Kinds, SpanCountsCodePointsAndStaysInsideTheField) {
    const Scheme entities = scheme("entities", "span", {"THING", "PERSON"}, {"prompt"});
    EXPECT_EQ(read(entities, "0-2:THING"), R"([{"begin":0,"end":2,"label":"THING"}])");
    EXPECT_EQ(read(entities, "4-7:PERSON,0-2:THING"),
              R"([{"begin":0,"end":2,"label":"THING"},{"begin":4,"end":7,"label":"PERSON"}])");
    EXPECT_EQ(read(entities, "-"), "[]");
    EXPECT_EQ(read(entities, "0-8:THING"), "label.span_outside");
    EXPECT_EQ(read(entities, "2-2:THING"), "label.bad_span");
    EXPECT_EQ(read(entities, "3-2:THING"), "label.bad_span");
    EXPECT_EQ(read(entities, "0-2"), "label.bad_span");
    EXPECT_EQ(read(entities, "x"), "label.bad_span");
    EXPECT_EQ(read(entities, "0-2:COLOUR"), "label.not_an_option");
    EXPECT_EQ(check(entities, "0-2:THING"), "label.bad_span");
    EXPECT_EQ(check(entities, Json::array({3})), "label.bad_span");
}

TEST(Kinds, PreferenceIsOneOfTwoFieldsOrATie) {
    const Scheme better = scheme("better", "preference", {}, {"prompt", "response"});
    EXPECT_EQ(read(better, "a"), "\"a\"");
    EXPECT_EQ(read(better, "tie"), "\"tie\"");
    EXPECT_EQ(read(better, "c"), "label.not_an_option");
}

TEST(Kinds, RankingOrdersEachFieldOnce) {
    const Scheme order = scheme("order", "ranking", {}, {"one", "two", "three"});
    EXPECT_EQ(read(order, "two>one>three"), R"([["two"],["one"],["three"]])");
    EXPECT_EQ(read(order, "three=one>two"), R"([["one","three"],["two"]])") << "as in the scheme";
    EXPECT_EQ(read(order, "one=two=three"), R"([["one","two","three"]])");
    for (const char* wrong : {"", "one", "one>two", "one>two>two", "one>two>three>one", "one>two>four",
                              ">one>two>three", "one>>two>three"})
        EXPECT_EQ(read(order, wrong), "label.bad_ranking") << wrong;
    EXPECT_EQ(check(order, "one>two>three"), "label.bad_ranking");
    EXPECT_EQ(check(order, Json::parse(R"([["one","two"],[],["three"]])")), "label.bad_ranking");
    EXPECT_EQ(check(order, Json::parse(R"([["one","two"],[3]])")), "label.bad_ranking");
}

TEST(Schemes, AreRefusedByNameWhereTheyAreNotWhole) {
    Table table;
    const auto code = [&](const Scheme& made) {
        return codeOf(makeScheme(table.project, table.facts(), made));
    };
    EXPECT_EQ(code(scheme("x", "colour")), "label.no_such_kind");
    EXPECT_EQ(code(scheme("x", "ranking", {}, {"prompt"})), "label.needs_more_fields");
    EXPECT_EQ(code(scheme("x", "ranking", {}, {"prompt", "prompt"})), "label.option_twice");
    EXPECT_EQ(code(scheme("x", "ranking", {"a"}, {"prompt", "response"})), "label.has_no_options");
    EXPECT_EQ(code(scheme("x", "class")), "label.needs_options");
    EXPECT_EQ(code(scheme("x", "class", {"a", "a"})), "label.option_twice");
    EXPECT_EQ(code(scheme("x", "class", {"a,b"})), "label.bad_option");
    EXPECT_EQ(code(scheme("x", "class", {""})), "label.bad_option");
    EXPECT_EQ(code(scheme("x", "text", {"a"})), "label.has_no_options");
    EXPECT_EQ(code(scheme("x", "span", {"a"})), "label.needs_fields");
    EXPECT_EQ(code(scheme("x", "span", {"a"}, {"answer"})), "dataset.no_such_field");
    EXPECT_EQ(code(scheme("x", "preference", {}, {"prompt"})), "label.needs_fields");
    EXPECT_EQ(code(scheme("x", "preference", {}, {"prompt", "prompt"})), "label.option_twice");
    EXPECT_EQ(code(scheme("a=b", "text")), "dataset.bad_name_of_label");
    Scheme rating = scheme("x", "rating");
    rating.high = rating.low;
    EXPECT_EQ(code(rating), "label.bad_range");
    EXPECT_TRUE(must(labeling::schemesOf(table.db(), table.id)).empty());
    table.make(scheme("x", "class", {"a", "b"}));
    EXPECT_EQ(code(scheme("x", "text")), "dataset.scheme_taken");
    EXPECT_EQ(codeOf(findScheme(table.db(), table.facts(), "y")), "dataset.no_such_scheme");
}

TEST(Schemes, ComeBackAsTheyWereMade) {
    Table table;
    Scheme quality = scheme("quality", "rating");
    quality.question = "How good is the answer?";
    quality.low = 0;
    quality.high = 3;
    table.make(quality);
    Scheme size = scheme("size", "class", {"small", "large"});
    size.ordered = true;
    table.make(size);
    table.make(scheme("better", "preference", {}, {"prompt", "response"}));
    const auto all = must(labeling::schemesOf(table.db(), table.id));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(toJson(all[0]), toJson(quality));
    EXPECT_EQ(toJson(all[1]), toJson(size));
    EXPECT_EQ(all[2].fields, (std::vector<std::string>{"prompt", "response"}));
    EXPECT_EQ(all[0].name, "quality");
}

TEST(Schemes, OfAStrangersProjectThatDoNotReadAreRefused) {
    Table table;
    for (const Json& definition : {Json(3), Json{{"kind", "colour"}}, Json{{"kind", "span"}},
                                   Json{{"kind", "class"}, {"options", 3}}}) {
        must(dataset::setScheme(table.project, table.id, "x", definition));
        EXPECT_NE(codeOf(findScheme(table.db(), table.facts(), "x")), "") << definition;
        must(removeScheme(table.project, table.facts(), "x"));
    }
}
