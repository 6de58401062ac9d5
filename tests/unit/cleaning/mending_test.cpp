#include "cases.h"

#include <dataset/history.h>
#include <dataset/part.h>
#include <dataset/rows.h>
#include <dataset/writer.h>
#include <support/temporary_folder.h>

namespace luthier::cleaning::tests {
namespace {

/// A project with one dataset of these rows, whose columns are named by their roles.
class Mending : public testing::Test {
protected:
    void add(std::vector<Json> rows) {
        dataset::NewDataset description;
        description.name = "rows";
        const auto facts = factsOf(rows.front());
        description.roles = facts.roles;
        description.layout = dataset::layoutOf(facts.roles);
        auto writer = must(dataset::RowWriter::create(m_project, description, dataset::Name::Given));
        for (const Json& row : rows) {
            const std::string raw = dumpJson(row);
            dataset::NewRow one;
            one.raw = raw;
            ASSERT_TRUE(writer.add(one));
        }
        m_id = must(writer.publish(facts.fields)).facts.id;
    }
    dataset::DatasetFacts facts() { return must(dataset::datasetById(m_project.database(), m_id)); }
    std::vector<Json> rows() {
        std::vector<Json> all;
        for (const auto& row :
             must(dataset::readAfter(m_project.database(), facts(), {}, RowId{0}, 1'000'000)))
            all.push_back(row.fields);
        return all;
    }
    std::vector<ChosenRule> instruction() { return must(chooseRules({}, kInstruction, {})); }
    CleaningReport search(std::vector<ChosenRule> rules) {
        return must(findProblems(m_project.database(), facts(), {}, std::move(rules), {}, {}, m_progress));
    }
    MendingReport mend(std::vector<ChosenRule> rules) {
        return must(mendRows(m_project, facts(), {}, std::move(rules), {}, m_progress));
    }
    std::vector<dataset::Operation> operations() {
        return must(dataset::listOperations(m_project.database(), m_id));
    }

    luthier::tests::TemporaryFolder m_folder;
    std::vector<project::Part> m_parts = {dataset::projectPart()};
    project::Project m_project = must(project::Project::create(m_folder / "a.luthier", "", m_parts));
    DatasetId m_id;
    NullProgress m_progress;
};

Json pair(const std::string& prompt, const std::string& response) {
    return {{"prompt", prompt}, {"response", response}};
}

TEST_F(Mending, TellsWhereAFindingStandsAndWhichRowsHaveOne) {
    add({pair("Write to mina@shopmail.net, 고맙습니다", "Yes."), pair("How?", ""), pair("Why?", ""),
         pair("When?", "")});
    SearchOptions options;
    options.examples = 1;
    options.found = 2;
    const auto report = must(findProblems(m_project.database(), facts(), {},
                                          must(chooseRules({"email_address", "empty_answer"}, {}, {})),
                                          options, {}, m_progress));
    ASSERT_EQ(report.rules.size(), 2U);
    const auto& mail = report.rules[report.rules[0].rule == "email_address" ? 0 : 1];
    const auto& empty = report.rules[report.rules[0].rule == "email_address" ? 1 : 0];
    EXPECT_EQ(mail.examples.front().before, "Write to ");
    EXPECT_EQ(mail.examples.front().excerpt, "mina@shopmail.net");
    EXPECT_EQ(mail.examples.front().after, ", 고맙습니다");
    EXPECT_EQ(mail.found, std::vector<RowId>{RowId{1}});
    EXPECT_EQ(empty.rows, 3);
    EXPECT_EQ(empty.found, (std::vector<RowId>{RowId{2}, RowId{3}})) << "as many as were asked for";
    EXPECT_EQ(empty.examples.front().before, "How?") << "how a row begins that has no place to show";
}

TEST_F(Mending, IsOneOperationThatUndoTakesBack) {
    add({pair("What is it?", "  A bell.\x07 "), pair("Fish &amp; chips?", "cafÃ© </s>"),
         pair("Fine?", "Yes."), pair("Empty?", "")});
    const auto before = rows();
    const std::string version = facts().version;
    const auto report = mend(instruction());
    EXPECT_EQ(report.outcome.changed, 2);
    EXPECT_EQ(rows(), (std::vector<Json>{pair("What is it?", "A bell."), pair("Fish & chips?", "café"),
                                         pair("Fine?", "Yes."), pair("Empty?", "")}));
    EXPECT_NE(report.outcome.version, version);
    ASSERT_EQ(operations().size(), 2U) << "the import and this";
    EXPECT_EQ(operations().back().kind, "clean");
    EXPECT_EQ(operations().back().rows, 2);
    EXPECT_EQ(report.left, 1) << "the empty answer";

    must(dataset::undo(m_project, m_id, 1, {}));
    EXPECT_EQ(rows(), before);
    EXPECT_EQ(facts().version, version);
    must(dataset::redo(m_project, m_id, 1, {}));
    EXPECT_EQ(facts().version, report.outcome.version);
}

TEST_F(Mending, OnceMendedNothingIsLeftToMend) {
    add({pair(" a &amp; b ", "<br>x\u200B\u202E <|im_end|>\n"), pair("ì•ˆë…•?", "\u3000네 네</s> ")});
    EXPECT_EQ(mend(instruction()).outcome.changed, 2);
    for (const auto& rule : search(instruction()).rules)
        EXPECT_EQ(rule.mendable, 0) << rule.rule;
}

TEST_F(Mending, NothingToMendIsNoOperation) {
    add({pair("Fine?", "Yes."), pair("", "")});
    const auto report = mend(instruction());
    EXPECT_EQ(report.outcome.changed, 0);
    EXPECT_EQ(report.left, 2);
    EXPECT_EQ(operations().size(), 1U);
}

TEST_F(Mending, ConversationsKeepAllButTheText) {
    const Json messages = {{{"role", "user"}, {"content", "Hi "}, {"weight", 0}},
                           {{"role", "assistant"}, {"content", "Hello.<|im_end|>"}, {"name", "bot"}}};
    add({{{"messages", messages}}});
    EXPECT_EQ(mend(instruction()).outcome.changed, 1);
    Json expected = messages;
    expected[0]["content"] = "Hi";
    expected[1]["content"] = "Hello.";
    EXPECT_EQ(rows()[0]["messages"], expected);
}

TEST_F(Mending, AConversationInsideTheTextOfAColumnIsLeft) {
    add({{{"messages",
           R"([{"role": "user", "content": "Hi "}, {"role": "assistant", "content": "Yes."}])"}}});
    const auto report = mend(instruction());
    EXPECT_EQ(report.outcome.changed, 0);
    EXPECT_EQ(report.left, 1) << "found and named, not changed";
}

TEST_F(Mending, AStopChangesNothing) {
    add({pair("What is it?", " A bell. ")});
    std::stop_source stop;
    stop.request_stop();
    const auto report = mendRows(m_project, facts(), {}, instruction(), stop.get_token(), m_progress);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind(), ErrorKind::Interrupted);
    EXPECT_EQ(operations().size(), 1U);
}

TEST_F(Mending, ATextTooLongForAnEditIsLeftAndCounted) {
    add({pair("Long?", repeated("word ", (std::size_t{9} << 20) / 5)), pair("Short?", "x ")});
    const auto report = mend({ruleOf("outer_whitespace")});
    EXPECT_EQ(report.outcome.changed, 1);
    EXPECT_EQ(report.left, 1);
}

TEST_F(Mending, ASearchCountsRowsAndFindingsAndTellsPlaces) {
    add({pair("한글 물음표 ", "x\u200B y\u200By"), pair("b", "z\u200Bz")});
    const auto report = search({ruleOf("control_characters"), ruleOf("refusal")});
    EXPECT_EQ(report.rows, 2);
    ASSERT_EQ(report.rules.size(), 2U);
    EXPECT_EQ(report.rules[0].rows, 2);
    EXPECT_EQ(report.rules[0].findings, 3);
    EXPECT_EQ(report.rules[1].rows, 0);
    ASSERT_EQ(report.rules[0].examples.size(), 2U) << "one a row";
    EXPECT_EQ(report.rules[0].examples[0].field, "response");
    const auto blanks = search({ruleOf("outer_whitespace")}).rules[0].examples;
    ASSERT_EQ(blanks.size(), 1U);
    EXPECT_EQ(blanks[0].begin, 6) << "characters, not bytes";
    EXPECT_EQ(blanks[0].end, 7);
    EXPECT_EQ(operations().size(), 1U) << "a search changes nothing";
}

} // namespace
} // namespace luthier::cleaning::tests
