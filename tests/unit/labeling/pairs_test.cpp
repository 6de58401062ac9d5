#include "table.h"

#include <dataset/edits.h>
#include <dataset/rows.h>
#include <dataset/splits.h>
#include <labeling/answers.h>
#include <labeling/pairs.h>

using namespace luthier;
using namespace luthier::labeling;
using namespace luthier::labeling::tests;

namespace {

NullProgress progress;

PairCounts counted(Table& table, const std::string& name, const dataset::RowFilter& filter = {}) {
    const auto scheme = must(findScheme(table.db(), table.facts(), name));
    return must(countPairs(table.db(), table.facts(), filter, scheme, {}));
}

Result<MadePairs> made(Table& table, const std::string& name) {
    const auto scheme = must(findScheme(table.db(), table.facts(), name));
    return makePairs(table.project, table.facts(), {}, scheme, "pairs", {}, progress);
}

std::vector<Json> rowsOf(Table& table, const dataset::DatasetFacts& facts) {
    std::vector<Json> rows;
    for (auto& row : must(dataset::readAfter(table.db(), facts, {}, RowId{0}, 100)))
        rows.push_back(std::move(row.fields));
    return rows;
}

/// Another dataset of the project, with these rows and roles; the table is of it then.
void fill(Table& table, const dataset::Roles& roles, const std::vector<Json>& rows) {
    dataset::NewDataset described;
    described.name = "talks";
    described.layout = "table";
    described.roles = roles;
    auto writer = must(dataset::RowWriter::create(table.project, described, dataset::Name::Given));
    for (const Json& row : rows) {
        const std::string raw = dumpJson(row);
        must(writer.add({raw, {}, {}}));
    }
    std::vector<dataset::Field> fields;
    for (const auto& [name, role] : roles)
        fields.push_back({name, dataset::kString});
    table.id = must(writer.publish(fields)).facts.id;
}

} // namespace

TEST(Answers, AreTheLastWordsOfARow) {
    const dataset::Roles pair = {{"prompt", "prompt"}, {"response", "response"}};
    const auto plain = answeredOf({{"prompt", "q"}, {"response", "답"}}, pair);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->answer, "답");
    EXPECT_EQ(plain->before, (Json{{{"role", "user"}, {"content", "q"}}}));
    EXPECT_FALSE(answeredOf({{"prompt", "q"}, {"response", " \n"}}, pair));
    EXPECT_FALSE(answeredOf({{"prompt", "q"}}, pair)) << "ends with a question";
    const dataset::Roles turns = {{"m", "messages"}};
    const Json call = {{"role", "assistant"},
                       {"content", "calling"},
                       {"tool_calls", {{{"function", {{"name", "f"}, {"arguments", Json::object()}}}}}}};
    EXPECT_FALSE(answeredOf({{"m", {{{"role", "user"}, {"content", "q"}}, call}}}, turns));
    EXPECT_FALSE(answeredOf({{"m", "no list"}}, turns));
    EXPECT_FALSE(hasAnswers({{"text", "text"}}));
    EXPECT_TRUE(hasAnswers(turns));
}

TEST(Pairs, OfCorrectionsChooseTheCorrection) {
    Table table;
    table.make(scheme("fix", "correction"));
    EXPECT_EQ(codeOf(table.tryLabel(1, "fix", "  ")), "label.empty_text");
    table.label(1, "fix", "a better answer");
    table.label(2, "fix", "대답 2"); // as it is
    table.label(3, "fix", "one", "anna");
    table.label(3, "fix", "another", "ben");
    table.label(4, "fix", "again\nin two lines", "anna");
    table.label(4, "fix", "again\nin two lines", "ben");
    EXPECT_EQ(table.settled(1), (Json{{"fix", "a better answer"}}));
    const PairCounts counts = counted(table, "fix");
    EXPECT_EQ(toJson(counts),
              (Json{{"of_rows", 6},
                    {"pairs", 2},
                    {"left_out",
                     {{"unlabelled", 2}, {"differ", 1}, {"ties", 0}, {"unchanged", 1}, {"unusable", 0}}}}));
    EXPECT_TRUE(counts.isPlain);
    const auto pairs = must(made(table, "fix"));
    EXPECT_EQ(pairs.facts.name, "pairs");
    EXPECT_EQ(pairs.facts.layout, "preference");
    EXPECT_EQ(rowsOf(table, pairs.facts),
              (std::vector<Json>{
                  {{"prompt", "question 1"}, {"chosen", "a better answer"}, {"rejected", "대답 1"}},
                  {{"prompt", "question 4"}, {"chosen", "again\nin two lines"}, {"rejected", "대답 4"}}}));
    EXPECT_EQ(must(made(table, "fix")).facts.name, "pairs-2") << "a name that is free";
}

TEST(Pairs, FollowTheRowThatWasEditedSince) {
    Table table;
    table.make(scheme("fix", "correction"));
    table.label(1, "fix", "new words");
    const dataset::CellEdit edit{RowId{1}, "response", "new words", {}};
    must(dataset::setCells(table.project, table.id, std::span(&edit, 1)));
    EXPECT_EQ(counted(table, "fix").unchanged, 1);
    const dataset::CellEdit empty{RowId{1}, "response", "", {}};
    must(dataset::setCells(table.project, table.id, std::span(&empty, 1)));
    EXPECT_EQ(counted(table, "fix").unusable, 1);
    EXPECT_EQ(codeOf(made(table, "fix")), "label.no_pairs");
    EXPECT_EQ(must(dataset::listDatasets(table.db())).size(), 1U) << "nothing is left behind";
}

TEST(Pairs, KeepTheSplitOfTheirRows) {
    Table table;
    table.make(scheme("fix", "correction"));
    table.label(2, "fix", "better");
    dataset::RowFilter second;
    second.rows = {RowId{2}};
    must(dataset::assignSplit(table.project, table.id, second, "test", {}));
    const auto pairs = must(made(table, "fix"));
    EXPECT_EQ(must(dataset::readAfter(table.db(), pairs.facts, {}, RowId{0}, 9)).at(0).split, "test");
}

TEST(Pairs, OfConversationsAreListsOfMessages) {
    Table table(0);
    const auto turn = [](const char* role, const char* content) {
        return Json{{"role", role}, {"content", content}};
    };
    const Json talk = Json::array(
        {turn("user", "q1"), turn("assistant", "a1"), turn("user", "q2"), turn("assistant", "a2")});
    fill(table, {{"m", "messages"}, {"s", "system"}, {"t", "tools"}},
         {{{"m", talk}, {"s", "be kind"}, {"t", {{{"name", "f"}}}}}});
    table.make(scheme("fix", "correction"));
    table.label(1, "fix", "a2 but better");
    const auto pairs = must(made(table, "fix"));
    EXPECT_EQ(
        rowsOf(table, pairs.facts).at(0),
        (Json{{"prompt",
               {turn("system", "be kind"), turn("user", "q1"), turn("assistant", "a1"), turn("user", "q2")}},
              {"chosen", Json::array({turn("assistant", "a2 but better")})},
              {"rejected", Json::array({turn("assistant", "a2")})},
              {"tools", {{{"name", "f"}}}}}));
}

TEST(Pairs, OfPreferencesChooseTheBetterColumn) {
    Table table(0);
    const auto asked = [](const Json& one, const Json& two) {
        return Json{{"q", "why?"}, {"one", one}, {"two", two}};
    };
    const Json whole =
        Json::array({{{"role", "user"}, {"content", "another?"}}, {{"role", "assistant"}, {"content", "x"}}});
    fill(table, {{"q", "prompt"}, {"one", "ignore"}, {"two", "ignore"}},
         {asked("because", "dunno"), asked("because", "dunno"), asked("because", "dunno"),
          asked("same", "same"), asked("because", 7), asked("because", nullptr), asked(whole, "y")});
    table.make(scheme("better", "preference", {}, {"one", "two"}));
    for (const auto& [row, answer] : {std::pair{1, "a"}, {2, "b"}, {3, "tie"}, {4, "a"}, {6, "a"}, {7, "a"}})
        table.label(row, "better", answer);
    const PairCounts counts = counted(table, "better");
    EXPECT_EQ(toJson(counts)["left_out"],
              (Json{{"unlabelled", 1}, {"differ", 0}, {"ties", 1}, {"unchanged", 1}, {"unusable", 2}}))
        << "other questions before the two answers of row 7";
    const auto pairs = must(made(table, "better"));
    EXPECT_EQ(rowsOf(table, pairs.facts),
              (std::vector<Json>{{{"prompt", "why?"}, {"chosen", "because"}, {"rejected", "dunno"}},
                                 {{"prompt", "why?"}, {"chosen", "dunno"}, {"rejected", "because"}}}));
}

TEST(Pairs, OfOrdersAreTheBestAgainstTheWorst) {
    Table table(0);
    fill(table, {{"q", "prompt"}, {"a", "ignore"}, {"b", "ignore"}, {"c", "ignore"}},
         std::vector<Json>(2, {{"q", "why?"}, {"a", "A"}, {"b", "B"}, {"c", "C"}}));
    table.make(scheme("order", "ranking", {}, {"a", "b", "c"}));
    table.label(1, "order", "c>a=b");
    table.label(2, "order", "a=b=c");
    const auto pairs = must(made(table, "order"));
    EXPECT_EQ(pairs.counts.ties, 1);
    EXPECT_EQ(rowsOf(table, pairs.facts),
              (std::vector<Json>{{{"prompt", "why?"}, {"chosen", "C"}, {"rejected", "A"}}}));
}

TEST(Pairs, ComeOnlyOfSchemesThatJudgeAnswers) {
    Table table;
    table.make(scheme("intent", "class", {"a"}));
    const auto intent = must(findScheme(table.db(), table.facts(), "intent"));
    EXPECT_FALSE(givesPairs(intent));
    EXPECT_EQ(codeOf(countPairs(table.db(), table.facts(), {}, intent, {})), "label.gives_no_pairs");
    table.make(scheme("fix", "correction"));
    NullProgress none;
    EXPECT_EQ(codeOf(labelRows(table.project, table.facts(), {}, {"fix", "x"}, "anna", {}, none)),
              "label.not_in_bulk");
    EXPECT_EQ(codeOf(agreementOf(table.db(), table.facts(), "fix", {})), "label.not_comparable");
}
