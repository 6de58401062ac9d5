#include "task_rows.h"

#include <examples/strangers.h>

#include <examples/batch_plan.h>
#include <examples/freezing.h>
#include <examples/lengths.h>
#include <examples/source_rows.h>
#include <examples/strangers.h>
#include <examples/token_view.h>

#include <gtest/gtest.h>

namespace luthier::examples {
namespace {

using recipe::Task;

RowExtents extentsOf(RowsProject& rows, const std::shared_ptr<const tokenizing::Tokenizer>& tokenizer,
                     const recipe::Recipe& recipe, const std::string& dataset) {
    const auto facts = must(dataset::findDataset(rows.project.database(), dataset));
    const ExampleMaker whole(tokenizer, RowsProject::plainTemplate(), withoutLimit(recipe));
    return must(renderExtents(rows.project, facts, {}, whole, {}, rows.silent));
}

/// Rows of words whose number grows, some of them without a label or with another kind of it.
std::string rowsOf(Task task, bool validation) {
    std::string lines;
    for (int row = 0; row < 24; ++row) {
        Json words = Json::array();
        for (int word = 0; word < row * 5 % 23 + (task == Task::TokenClassification ? 0 : 1); ++word)
            words.push_back(word % 3 == 0 ? "bow" : word % 3 == 1 ? "Kim" : "repairs");
        std::string text;
        for (const Json& word : words)
            text += (text.empty() ? "" : " ") + word.get<std::string>();
        Json fields = {{"text", text}};
        if (task == Task::Classification)
            fields["label"] = row % 7 == 3   ? Json(nullptr)
                              : row % 5 == 2 ? Json::array({"x", "y"})
                                             : Json(validation && row % 6 == 1 ? "new" : "x");
        if (task == Task::Regression)
            fields["label"] = row % 7 == 3 ? Json("many") : Json(row * 0.5);
        if (task == Task::TokenClassification) {
            fields = {{"tokens", words}, {"tags", Json::array()}};
            for (std::size_t i = 0; i < words.size(); ++i)
                fields["tags"].push_back(words[i] == "Kim" ? "B-PER" : "O");
            if (row % 7 == 3)
                fields["tags"].push_back("O");
        }
        if (task == Task::Seq2seq)
            fields = {{"prompt", text}, {"completion", std::string(static_cast<std::size_t>(row % 9), 'a')}};
        lines += dumpJson(fields) + "\n";
    }
    return lines;
}

dataset::Roles rolesOf(Task task) {
    if (task == Task::TokenClassification)
        return {{"tokens", "text"}, {"tags", "label"}};
    if (task == Task::Seq2seq)
        return {{"prompt", "prompt"}, {"completion", "response"}};
    return task == Task::Mlm ? dataset::Roles{{"text", "text"}}
                             : dataset::Roles{{"text", "text"}, {"label", "label"}};
}

/// Sizes of the rows of a run that has no other sources.
std::vector<RowSize> sizesOf(const SourceRows& source, const recipe::Recipe& recipe) {
    std::vector<SourceRows> sources{source};
    addStrangers(sources, recipe);
    return sources.front().sizes;
}

void expectSameAsPrepared(RowsProject& rows, const std::shared_ptr<const tokenizing::Tokenizer>& tokenizer,
                          recipe::Recipe recipe) {
    const auto train = std::make_shared<const RowExtents>(extentsOf(rows, tokenizer, recipe, "rows"));
    const RowExtents more = extentsOf(rows, tokenizer, recipe, "more");
    for (const std::int64_t length : {8, 13, 512})
        for (const auto truncation : {recipe::Truncation::Truncate, recipe::Truncation::Drop})
            for (const double weight : {0.4, 1.0, 2.5}) {
                recipe.tokens.maxLength = length;
                recipe.tokens.maxTargetLength = length / 2;
                recipe.tokens.truncation = truncation;
                rows.weight = weight;
                const std::string place = std::string(recipe::taskName(recipe.task)) + " " +
                                          std::to_string(length) + ", weight " + std::to_string(weight);
                const Prepared prepared = must(rows.prepare(tokenizer, recipe));
                const auto id = [&](const char* name) {
                    return must(dataset::findDataset(rows.project.database(), name)).id.value;
                };
                const SourceRows counted =
                    rowsUnder(*train, recipe, {"rows", std::nullopt, weight}, id("rows"));
                EXPECT_EQ(toJson(counted.counts), toJson(prepared.counts)) << place;
                EXPECT_EQ(sizesOf(counted, recipe), sizesOf(prepared.data)) << place;
                const LabelRules rules = must(labelsOf({train}, recipe, {}));
                EXPECT_EQ(rules.names, prepared.data.labelNames) << place;
                const Prepared other = must(rows.prepare(tokenizer, recipe, {}, &prepared.data));
                const SourceRows validation =
                    rowsUnder(more, recipe, {"more", std::nullopt, weight}, id("more"), rules);
                EXPECT_EQ(toJson(validation.counts), toJson(other.counts)) << place;
                EXPECT_EQ(sizesOf(validation, recipe), sizesOf(other.data)) << place;
            }
}

class TaskExtents : public testing::TestWithParam<Task> {};

/// Whatever the recipe says of length and weight, a count before the run is what preparing it gives.
TEST_P(TaskExtents, GiveTheSameRowsAsPreparingThem) {
    RowsProject rows(rowsOf(GetParam(), false), rolesOf(GetParam()), rowsOf(GetParam(), true));
    expectSameAsPrepared(rows, wideTokenizer(GetParam() == Task::Seq2seq ? "t5" : "bert-uncased"),
                         recipeOf(GetParam()));
}

/// The same with a tokenizer that cuts from the left.
TEST_P(TaskExtents, GiveTheSameRowsWhereTextsLoseTheirBeginning) {
    const tests::TemporaryFolder folder;
    std::filesystem::copy(tests::sourceFile("tests/golden/tokens/wide/bert-uncased/tokenizer.json"),
                          folder / "tokenizer.json");
    tests::writeFile(folder / "tokenizer_config.json", R"({"truncation_side": "left"})");
    RowsProject rows(rowsOf(GetParam(), false), rolesOf(GetParam()), rowsOf(GetParam(), true));
    expectSameAsPrepared(rows, must(tokenizing::loadTokenizer(folder.path())), recipeOf(GetParam()));
}

std::string pairRows(bool more) {
    std::string lines;
    for (int row = 0; row < 30; ++row) {
        std::string better = "yes", worse = "no";
        for (int word = 0; word < row * 5 % 17; ++word)
            better += " it is so";
        for (int word = 0; word < row * 7 % 13; ++word)
            worse += more ? " it is" : " not";
        if (row % 9 == 4)
            worse = better;
        Json line = {{"prompt", "is it so ?"}, {"chosen", better}, {"rejected", worse}};
        if (row % 7 == 3)
            line.erase("rejected");
        if (row % 11 == 5)
            line["chosen"] = "";
        if (row % 5 == 1) // a whole conversation, its question among it
            line["chosen"] = {{{"role", "user"}, {"content", "is it so ?"}},
                              {{"role", "assistant"}, {"content", better}}};
        lines += dumpJson(line) + "\n";
    }
    return lines;
}

class PairExtents : public testing::TestWithParam<Task> {};

TEST_P(PairExtents, AreThoseOfPreparedRowsAndComeBackFromTheirFile) {
    const dataset::Roles roles{{"prompt", "prompt"}, {"chosen", "chosen"}, {"rejected", "rejected"}};
    RowsProject rows(pairRows(false), roles, pairRows(true));
    const auto recipe = recipeOf(GetParam());
    const auto tokenizer = wideTokenizer("bert-uncased");
    expectSameAsPrepared(rows, tokenizer, recipe);
    const Prepared prepared = must(rows.prepare(tokenizer, recipe));
    EXPECT_TRUE(prepared.data.hasPairs());
    EXPECT_GT(prepared.counts.refused.at("examples.no_pair_of_answers"), 2);
    EXPECT_GT(prepared.counts.refused.at("examples.same_answers"), 0);
    EXPECT_GT(prepared.data.rows(), 15);
    const tests::TemporaryFolder folder;
    const RowExtents extents = extentsOf(rows, tokenizer, recipe, "rows");
    ASSERT_TRUE(writeRowExtents(folder / "rows", extents));
    const RowExtents read = must(readRowExtents(folder / "rows"));
    for (const std::int64_t length : {0, 8, 20})
        for (std::int64_t row = 0; row < extents.rows(); ++row)
            EXPECT_EQ(read.sizeOf(row, recipeOf(GetParam(), length)),
                      extents.sizeOf(row, recipeOf(GetParam(), length)));
    ASSERT_TRUE(writeFrozenData(folder / "frozen", prepared.data));
    const FrozenData again = must(readFrozenData(folder / "frozen"));
    EXPECT_EQ(hashOf(again), hashOf(prepared.data));
    EXPECT_EQ(again.learnsQuestions, GetParam() == Task::Orpo);
    EXPECT_EQ(sizesOf(again), sizesOf(prepared.data));
    FrozenData wrong = prepared.data;
    wrong.rejectedStarts.pop_back();
    ASSERT_TRUE(writeFrozenData(folder / "frozen", wrong));
    EXPECT_EQ(readFrozenData(folder / "frozen").error().code(), "run.data_corrupt");
}

INSTANTIATE_TEST_SUITE_P(Tasks, PairExtents, testing::Values(Task::Dpo, Task::Orpo, Task::Reward),
                         [](const auto& tested) { return std::string(recipe::taskName(tested.param)); });

std::string judgedRows(bool more) {
    std::string lines;
    for (int row = 0; row < 30; ++row) {
        std::string question = "is it so ?", answer = "yes";
        for (int word = 0; word < row * 5 % 17; ++word)
            answer += " it is so";
        for (int word = 0; word < row * 3 % 7; ++word)
            question += more ? " is it" : " not";
        Json line = {{"prompt", question}, {"completion", answer}, {"label", row % 3 != 0}};
        if (row % 7 == 3)
            line["label"] = row % 2 == 0 ? "maybe" : "";
        if (row % 10 == 5)
            line["label"] = row % 20 == 5 ? Json("Bad") : Json(1);
        lines += dumpJson(line) + "\n";
    }
    return lines;
}

TEST(JudgedExtents, AreThoseOfPreparedRowsAndComeBackFromTheirFile) {
    RowsProject rows(judgedRows(false),
                     {{"prompt", "prompt"}, {"completion", "response"}, {"label", "label"}},
                     judgedRows(true));
    auto recipe = recipeOf(Task::Kto);
    const auto tokenizer = wideTokenizer("bert-uncased");
    for (const std::int64_t batch : {2, 4, 64}) {
        recipe.batchSize = batch;
        expectSameAsPrepared(rows, tokenizer, recipe);
    }
    const Prepared prepared = must(rows.prepare(tokenizer, recipe));
    EXPECT_EQ(prepared.counts.refused.at("labels.no_verdict"), 2);
    EXPECT_EQ(prepared.counts.refused.at("labels.missing"), 2);
    ASSERT_EQ(prepared.data.labels.size(), static_cast<std::size_t>(prepared.data.rows()));
    const auto wanted = std::count(prepared.data.labels.begin(), prepared.data.labels.end(), 1.0F);
    EXPECT_GT(wanted, prepared.data.rows() / 2);
    EXPECT_LT(wanted, prepared.data.rows());
    const tests::TemporaryFolder folder;
    ASSERT_TRUE(writeFrozenData(folder / "frozen", prepared.data));
    const FrozenData again = must(readFrozenData(folder / "frozen"));
    EXPECT_EQ(again.labels, prepared.data.labels);
    EXPECT_EQ(sizesOf(again), sizesOf(prepared.data));
}

/// Each question stands once more in front of the answer of the row before it, the first of a batch in front
/// of that of its last.
TEST(Judged, QuestionsAreAskedOnceMoreWithTheAnswersOfOthers) {
    const auto tokenizer = wideTokenizer("bert-uncased");
    auto recipe = recipeOf(Task::Kto);
    recipe.batchSize = 3;
    const ExampleMaker maker(tokenizer, RowsProject::plainTemplate(), recipe);
    Freezer freezer(recipe, {}, nullptr);
    const std::vector<std::pair<std::string, std::string>> said = {
        {"one", "two three"}, {"four", "five"}, {"six seven", "eight"}, {"nine", "ten"}, {"it", "is so"}};
    for (const auto& [question, answer] : said)
        freezer.append(must(maker.make({{"q", question}, {"a", answer}, {"l", true}},
                                       {{"q", "prompt"}, {"a", "response"}, {"l", "label"}})),
                       1, 1);
    const FrozenData data = must(std::move(freezer).finish());
    const std::vector<std::string> strangers = {"eight", "two three", "five", "is so", "ten"};
    for (std::int64_t row = 0; row < data.rows(); ++row) {
        const auto ids = data.rejectedOf(row);
        const auto trained = data.rejectedTrainedOf(row);
        std::vector<std::int32_t> learnt;
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (trained[i] != 0)
                learnt.push_back(ids[i]);
        EXPECT_EQ(tokenizer->decode(learnt, tokenizing::Skip::Specials),
                  strangers[static_cast<std::size_t>(row)]);
        const auto question = ids.first(ids.size() - learnt.size());
        EXPECT_TRUE(std::equal(question.begin(), question.end(), data.idsOf(row).begin()));
    }
}

TEST(Judged, EachBatchPassesItsAnswersOnWithinItself) {
    EXPECT_EQ(strangerOf(0, 5, 4), 3);
    EXPECT_EQ(strangerOf(4, 5, 4), 4) << "alone in its batch";
    EXPECT_EQ(strangerOf(5, 7, 4), 4);
}

/// What of a row each objective learns: the answers, the better text with its question, or the ends alone.
TEST(Pairs, LearnWhatTheirTaskLearns) {
    const auto tokenizer = wideTokenizer("bert-uncased");
    const Json fields = {{"prompt", "one two three"}, {"chosen", "four five"}, {"rejected", "six"}};
    const dataset::Roles roles{{"prompt", "prompt"}, {"chosen", "chosen"}, {"rejected", "rejected"}};
    std::map<Task, std::int64_t> targets;
    for (const Task task : {Task::Dpo, Task::Orpo, Task::Reward}) {
        const auto recipe = recipeOf(task);
        const ExampleMaker maker(tokenizer, RowsProject::plainTemplate(), recipe);
        const Example example = must(maker.make(fields, roles));
        Freezer freezer(recipe, {}, nullptr);
        freezer.append(example, 1, 1);
        targets[task] = must(std::move(freezer).finish()).targets(0);
        EXPECT_EQ(viewTokens(*tokenizer, example, recipe).trained, targets[task]);
        if (task == Task::Orpo) {
            EXPECT_EQ(targets[task] - targets[Task::Dpo],
                      std::count(example.mask.begin() + 1, example.mask.end(), std::uint8_t{0}))
                << "the question, and what stands between";
        }
    }
    EXPECT_EQ(targets[Task::Reward], 2);
}

TEST(Pairs, AreOfTheAnswersAlone) {
    const auto tokenizer = wideTokenizer("bert-uncased");
    const ExampleMaker maker(tokenizer, RowsProject::plainTemplate(), recipeOf(Task::Dpo));
    const Json fields = {{"q",
                          {{{"role", "user"}, {"content", "one"}},
                           {{"role", "assistant"}, {"content", "two"}},
                           {{"role", "user"}, {"content", "three"}}}},
                         {"good", "four five"},
                         {"bad", {{{"role", "assistant"}, {"content", "six"}}}}};
    const Example example =
        must(maker.make(fields, {{"q", "messages"}, {"good", "chosen"}, {"bad", "rejected"}}));
    const auto trained = [&](const tokenizing::Rendered& rendered) {
        std::vector<std::int32_t> ids;
        for (std::size_t i = 0; i < rendered.ids.size(); ++i)
            if (rendered.mask[i] != 0)
                ids.push_back(rendered.ids[i]);
        return tokenizer->decode(ids, tokenizing::Skip::Specials);
    };
    EXPECT_EQ(trained(example), "four five");
    EXPECT_EQ(trained(example.rejected), "six");
    EXPECT_EQ(trained(example).find("two"), std::string::npos);
}

TEST_P(TaskExtents, ComeBackFromTheirFile) {
    const tests::TemporaryFolder folder;
    RowsProject rows(rowsOf(GetParam(), false), rolesOf(GetParam()));
    const auto recipe = recipeOf(GetParam(), 8);
    const RowExtents extents = extentsOf(rows, wideTokenizer("bert-uncased"), recipe, "rows");
    ASSERT_TRUE(writeRowExtents(folder / "rows", extents));
    const RowExtents read = must(readRowExtents(folder / "rows"));
    for (std::int64_t row = 0; row < extents.rows(); ++row) {
        EXPECT_EQ(read.sizeOf(row, recipe), extents.sizeOf(row, recipe));
        EXPECT_EQ(read.labelsOf(row), extents.labelsOf(row));
        EXPECT_EQ(read.isListed(row), extents.isListed(row));
    }
    RowExtents wrong = extents;
    wrong.tails.pop_back();
    ASSERT_TRUE(writeRowExtents(folder / "rows", wrong));
    EXPECT_EQ(readRowExtents(folder / "rows").error().code(), "rows.extents_corrupt");
    wrong = extents;
    wrong.lengths[1] = -1;
    ASSERT_TRUE(writeRowExtents(folder / "rows", wrong));
    EXPECT_EQ(readRowExtents(folder / "rows").error().code(), "rows.extents_corrupt");
    wrong = extents;
    wrong.firstLabel.back() += 1;
    ASSERT_TRUE(writeRowExtents(folder / "rows", wrong));
    EXPECT_EQ(readRowExtents(folder / "rows").error().code(), "rows.extents_corrupt");
    wrong = extents;
    wrong.rowLabels.push_back(99);
    wrong.firstLabel.back() += 1;
    ASSERT_TRUE(writeRowExtents(folder / "rows", wrong));
    EXPECT_EQ(readRowExtents(folder / "rows").error().code(), "rows.extents_corrupt");
}

INSTANTIATE_TEST_SUITE_P(, TaskExtents,
                         testing::Values(Task::Classification, Task::Regression, Task::TokenClassification,
                                         Task::Mlm, Task::Seq2seq),
                         [](const auto& one) { return std::string(recipe::taskName(one.param)); });

TEST(TaskLabels, TellWhyLabelsCannotBeLearnt) {
    const auto recipe = recipeOf(Task::Classification);
    const auto code = [&](const std::string& lines) {
        RowsProject rows(lines);
        const auto train = std::make_shared<const RowExtents>(
            extentsOf(rows, wideTokenizer("bert-uncased"), recipe, "rows"));
        const auto labels = labelsOf({train}, recipe, {});
        return labels ? std::string() : labels.error().code();
    };
    EXPECT_EQ(code("{\"text\": \"one\", \"label\": \"a\"}\n{\"text\": \"two\", \"label\": \"b\"}\n"), "");
    EXPECT_EQ(code("{\"text\": \"one\", \"label\": \"a\"}\n{\"text\": \"two\", \"label\": \"a\"}\n"),
              "labels.only_one");
    EXPECT_EQ(code("{\"text\": \"one\", \"label\": []}\n{\"text\": \"two\", \"label\": []}\n"),
              "labels.none");
}

TEST(TaskLengths, TellSourcesAndAnswersApart) {
    RowsProject rows(rowsOf(Task::Seq2seq, false), rolesOf(Task::Seq2seq));
    auto recipe = recipeOf(Task::Seq2seq, 8);
    recipe.tokens.maxTargetLength = 4;
    const auto t5 = wideTokenizer("t5");
    const TokenLengths lengths = lengthsOf(extentsOf(rows, t5, recipe, "rows"), recipe);
    const Json document = toJson(lengths);
    const auto most = must(t5->encodeIds("aaaaaaaa")).size();
    EXPECT_EQ(document["target_tokens"]["max"], most);
    EXPECT_EQ(lengths.rows, 24);
    EXPECT_EQ(lengths.trained, must(rows.prepare(t5, recipe)).data.totalTargets());
}

/// The states of the tokens by their first letters.
std::string states(const TokenView& view) {
    std::string all;
    for (const ViewedToken& token : view.tokens)
        all += stateName(token.state)[0];
    return all;
}

TokenView viewOf(const char* tokenizer, recipe::Recipe recipe, const Json& fields,
                 const dataset::Roles& roles) {
    const auto read = wideTokenizer(tokenizer);
    const ExampleMaker whole(read, RowsProject::plainTemplate(), withoutLimit(recipe));
    return viewTokens(*read, must(whole.make(fields, roles)), recipe);
}

TEST(TaskTokenView, ShowsWhatIsCutOfAPairAndWhatStays) {
    const auto recipe = recipeOf(Task::Classification, 9);
    const Json fields = {{"a", "bow bow"}, {"b", "bow bow bow bow bow"}, {"label", "x"}};
    const dataset::Roles roles = {{"a", "text"}, {"b", "text_pair"}, {"label", "label"}};
    const TokenView view = viewOf("bert-uncased", recipe, fields, roles);
    const auto bert = wideTokenizer("bert-uncased");
    const ExampleMaker maker(bert, RowsProject::plainTemplate(), recipe);
    const Example cut = must(maker.make(fields, roles));
    std::vector<std::int32_t> left;
    for (const ViewedToken& token : view.tokens)
        if (token.state != TokenState::Cut)
            left.push_back(token.id);
    EXPECT_EQ(left, cut.ids);
    EXPECT_EQ(view.cut, static_cast<std::int64_t>(cut.cut));
    EXPECT_GT(view.cut, 0);
    EXPECT_EQ(view.rendered, "bow bow\nbow bow bow bow bow");
    EXPECT_EQ(view.tokens.back().state, TokenState::Ignored) << "[SEP] stays";
    EXPECT_EQ(toJson(view)["labels"], Json::array({"x"}));
    EXPECT_EQ(view.tokens[1].text.front(), 'b');
}

TEST(TaskTokenView, ShowsTheSourceBeforeTheAnswer) {
    auto recipe = recipeOf(Task::Seq2seq, 64);
    recipe.tokens.maxTargetLength = 3;
    const TokenView view = viewOf("t5", recipe, {{"p", "Say it"}, {"r", "aaaa bbbb cccc"}},
                                  {{"p", "prompt"}, {"r", "response"}});
    const std::string seen = states(view);
    EXPECT_EQ(seen.substr(seen.size() - 1), "t") << "the end of the answer stays";
    EXPECT_EQ(view.trained, 3);
    EXPECT_TRUE(view.tokens.front().isSource);
    EXPECT_FALSE(view.tokens.back().isSource);
    EXPECT_EQ(toJson(view)["tokens"][0]["source"], true);
    EXPECT_EQ(view.rendered, "Say it\naaaa bbbb cccc");
}

TEST(TaskTokenView, ShowsLabelsNumbersAndWhatIsHidden) {
    const TokenView tagged = viewOf("characters", recipeOf(Task::TokenClassification),
                                    {{"t", {"ab", "c"}}, {"l", {"X", "O"}}}, {{"t", "text"}, {"l", "label"}});
    EXPECT_EQ(states(tagged), "tit");
    EXPECT_EQ(tagged.tokens[0].label, "X");
    EXPECT_EQ(toJson(tagged)["tokens"][2]["label"], "O");
    const TokenView number = viewOf("characters", recipeOf(Task::Regression), {{"t", "ab"}, {"l", 0.5}},
                                    {{"t", "text"}, {"l", "label"}});
    EXPECT_EQ(toJson(number)["number"], 0.5);
    const TokenView hidden =
        viewOf("characters", recipeOf(Task::Mlm), {{"t", "abcdefghij"}}, {{"t", "text"}});
    EXPECT_EQ(hidden.trained, 10);
    EXPECT_EQ(toJson(hidden)["hidden"], 2) << "0.15 of ten, rounded";
}

TEST(TaskRemarks, CountWhatLooksLikeControlTokens) {
    auto recipe = recipeOf(Task::Classification);
    const std::string rows = R"({"text": "a [MASK] and [SEP]", "label": "x"}
{"text": "[MASK]", "label": "y"}
{"text": "mask", "label": "x"}
)";
    const auto prepared = must(RowsProject(rows).prepare(wideTokenizer("bert-uncased"), recipe));
    EXPECT_EQ(prepared.remarks.controlText.rows, 2);
    EXPECT_EQ(prepared.remarks.controlText.times, 3);
    EXPECT_EQ(toJson(prepared.remarks)["control_text"]["times"], 3);
}

/// Control tokens that the template writes are none of them.
TEST(TaskRemarks, CountWhatPeopleWroteIntoAConversation) {
    const auto tokenizer = must(tokenizing::loadTokenizer(tests::sourceFile("tests/golden/tokens/trained")));
    const auto chosen = must(chooseTemplate("model", *tokenizer, {}));
    const ExampleMaker maker(tokenizer, chosen.chatTemplate, recipeOf(Task::Sft));
    const std::string control = tokenizer->specialTokens().eos->text;
    const dataset::Roles roles = {{"q", "prompt"}, {"a", "response"}};
    RowRemarks remarks;
    for (const std::string& question :
         {std::string("Where?"), "Where" + control + "is " + control + " it?"}) {
        const Json fields = {{"q", question}, {"a", "On bench 3."}};
        remarks.add(fields, roles, must(maker.make(fields, roles)), *tokenizer);
    }
    EXPECT_EQ(remarks.controlText.rows, 1);
    EXPECT_EQ(remarks.controlText.times, 2);
}

} // namespace
} // namespace luthier::examples
