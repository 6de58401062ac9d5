#include "task_rows.h"

#include <gtest/gtest.h>

#include <map>

namespace luthier::examples {
namespace {

using recipe::ProblemType;
using recipe::Task;
using Names = std::vector<std::string>;
using Labels = std::vector<float>;
using Ids = std::vector<std::int32_t>;

const dataset::Roles kPair = {{"text", "text"}, {"other", "text_pair"}, {"label", "label"}};

const Json& goldens() {
    static const Json kAll = *readJsonFile(tests::sourceFile("tests/golden/rows/encodings.json"));
    return kAll["tokenizers"];
}

Ids idsOf(const Json& golden) {
    return golden["ids"].get<Ids>();
}

std::shared_ptr<const tokenizing::Tokenizer> bert() {
    static const auto kBert = wideTokenizer("bert-uncased");
    return kBert;
}

Prepared classified(const std::string& lines, const recipe::Labels& labels = {},
                    const Names& modelLabels = {}) {
    auto recipe = recipeOf(Task::Classification);
    recipe.labels = labels;
    return must(RowsProject(lines).prepare(bert(), recipe, modelLabels));
}

/// Cases of the reference without those that are cut from the left.
std::vector<Json> casesOf(const std::string& tokenizer, std::size_t texts) {
    std::vector<Json> cases;
    for (const Json& one : goldens()[tokenizer]["texts"])
        if (one["side"] == "right" && one["texts"].size() == texts && one["texts"][0] != "")
            cases.push_back(one);
    return cases;
}

TEST(ClassifiedRows, AreTextsAndPairsAsTheReferenceEncodesThem) {
    for (const char* name : {"bert-uncased", "roberta", "xlm-roberta", "llama2", "qwen2"})
        for (const std::size_t texts : {1U, 2U})
            for (const Json& one : casesOf(name, texts)) {
                static std::map<std::string, std::shared_ptr<const tokenizing::Tokenizer>> known;
                auto& tokenizer = known[name];
                if (!tokenizer)
                    tokenizer = wideTokenizer(name);
                const auto recipe = recipeOf(Task::Classification, one["limit"].get<std::int64_t>());
                const ExampleMaker maker(tokenizer, RowsProject::plainTemplate(), recipe);
                Json fields = {{"text", one["texts"][0]}, {"label", "yes"}};
                dataset::Roles roles = {{"text", "text"}, {"label", "label"}};
                if (texts == 2) {
                    fields["other"] = one["texts"][1];
                    roles = kPair;
                }
                const Example example = must(maker.make(fields, roles));
                EXPECT_EQ(example.ids, idsOf(one)) << name << one;
                EXPECT_EQ(example.types, one["types"].get<std::vector<std::uint8_t>>()) << name << one;
                EXPECT_EQ(example.isCut(), one["limit"] != 0 && example.cut > 0);
            }
}

TEST(ClassifiedRows, HaveLabelsInTheOrderOfTheirCodePoints) {
    const auto prepared = classified(R"({"text": "one", "label": "b"}
{"text": "two", "label": "가"}
{"text": "three", "label": " a "}
{"text": "four", "label": "B"}
)");
    EXPECT_EQ(prepared.data.labelNames, (Names{"B", "a", "b", "가"}));
    EXPECT_EQ(prepared.data.labels, (Labels{2, 3, 1, 0}));
    EXPECT_EQ(prepared.data.labelWidth, 1);
    EXPECT_EQ(prepared.data.totalTargets(), 4);
    EXPECT_EQ(prepared.data.tokenTypes.size(), prepared.data.ids.size());
}

TEST(ClassifiedRows, HaveIntegersInTheOrderOfNumbers) {
    const auto prepared = classified(R"({"text": "one", "label": 10}
{"text": "two", "label": "2"}
{"text": "three", "label": -1}
{"text": "four", "label": 2.0}
)");
    EXPECT_EQ(prepared.data.labelNames, (Names{"-1", "2", "10"}));
    EXPECT_EQ(prepared.data.labels, (Labels{2, 1, 0, 1}));
    const auto truths =
        classified("{\"text\": \"one\", \"label\": true}\n{\"text\": \"two\", \"label\": false}\n");
    EXPECT_EQ(truths.data.labelNames, (Names{"false", "true"}));
    EXPECT_EQ(truths.data.labels, (Labels{1, 0}));
}

TEST(ClassifiedRows, HaveAnyNumberOfLabelsAsSoonAsOneHasAList) {
    const auto prepared = classified(R"({"text": "one", "label": ["b", "a", "b"]}
{"text": "two", "label": []}
{"text": "three", "label": "c"}
{"text": "four", "label": "[\"b\"]"}
)");
    EXPECT_TRUE(prepared.data.isMultiLabel());
    EXPECT_EQ(prepared.data.labelNames, (Names{"a", "b", "c"}));
    EXPECT_EQ(prepared.data.labels, (Labels{1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0}));
    recipe::Labels one;
    one.problemType = ProblemType::SingleLabel;
    const auto single = classified(R"({"text": "one", "label": ["b", "a"]}
{"text": "two", "label": ["a"]}
{"text": "three", "label": "c"}
)",
                                   one);
    EXPECT_EQ(single.counts.refused.at("labels.several"), 1);
    EXPECT_EQ(single.data.labelNames, (Names{"a", "c"}));
    EXPECT_EQ(single.data.labels, (Labels{0, 1}));
}

TEST(ClassifiedRows, AreLeftOutByACodeWhenTheirLabelIsNone) {
    const auto prepared = classified(R"({"text": "one", "label": "a"}
{"text": "two", "label": null}
{"text": "three", "label": "  "}
{"text": "four"}
{"text": "five", "label": 0.5}
{"text": "six", "label": {"name": "a"}}
{"label": "a"}
{"text": ["seven"], "label": "a"}
{"text": "eight", "label": "b"}
)");
    EXPECT_EQ(prepared.data.rowIds, (std::vector<std::int64_t>{1, 9}));
    EXPECT_EQ(prepared.counts.rows, 9);
    EXPECT_EQ(prepared.counts.trained, 2);
    EXPECT_EQ(prepared.counts.refused, (std::map<std::string, std::int64_t>{{"labels.missing", 3},
                                                                            {"labels.bad_label", 2},
                                                                            {"conversation.nothing", 1},
                                                                            {"examples.bad_text", 1}}));
}

TEST(ClassifiedRows, HaveTheNamesOfTheRecipeOrOfTheModel) {
    const std::string words = R"({"text": "one", "label": "no"}
{"text": "two", "label": "yes"}
{"text": "three", "label": "maybe"}
)";
    recipe::Labels given;
    given.names = {"yes", "no"};
    const auto named = classified(words, given, {"no", "maybe", "yes"});
    EXPECT_EQ(named.data.labelNames, given.names);
    EXPECT_EQ(named.data.labels, (Labels{1, 0}));
    EXPECT_EQ(named.counts.refused.at("labels.unknown"), 1);
    const Names fitting = {"yes", "other", "no", "maybe"};
    EXPECT_EQ(classified(words, {}, fitting).data.labelNames, fitting);
    EXPECT_EQ(classified(words, {}, fitting).data.labels, (Labels{2, 0, 3}));
    EXPECT_EQ(classified(words, {}, {"LABEL_0", "LABEL_1"}).data.labelNames, (Names{"maybe", "no", "yes"}));
    // Integers are indexes of names that are none themselves.
    const std::string numbers = "{\"text\": \"one\", \"label\": 1}\n{\"text\": \"two\", \"label\": 2}\n";
    const auto indexed = classified(numbers, given);
    EXPECT_EQ(indexed.data.labels, (Labels{1}));
    EXPECT_EQ(indexed.counts.refused.at("labels.unknown"), 1);
    recipe::Labels integers;
    integers.names = {"2", "1", "0"};
    EXPECT_EQ(classified(numbers, integers).data.labels, (Labels{1, 0}));
}

TEST(ClassifiedRows, OfAValidationHaveTheNamesOfTheTraining) {
    RowsProject rows(
        "{\"text\": \"one\", \"label\": \"b\"}\n{\"text\": \"two\", \"label\": \"c\"}\n", {},
        "{\"text\": \"one\", \"label\": \"c\"}\n{\"text\": \"two\", \"label\": \"a\"}\n"
        "{\"text\": \"three\", \"label\": 0}\n{\"text\": \"four\", \"label\": [\"b\", \"c\"]}\n");
    const auto recipe = recipeOf(Task::Classification);
    const auto train = must(rows.prepare(bert(), recipe));
    const auto validation = must(rows.prepare(bert(), recipe, {}, &train.data));
    EXPECT_EQ(validation.data.labelNames, (Names{"b", "c"}));
    EXPECT_EQ(validation.data.labels, (Labels{1}));
    EXPECT_EQ(validation.counts.refused.at("labels.unknown"), 2);
    EXPECT_EQ(validation.counts.refused.at("labels.several"), 1);
}

TEST(ClassifiedRows, NeedSomethingToTellApart) {
    const auto recipe = recipeOf(Task::Classification);
    const auto same = RowsProject("{\"text\": \"one\", \"label\": \"a\"}\n").prepare(bert(), recipe);
    ASSERT_FALSE(same);
    EXPECT_EQ(same.error().code(), "labels.only_one");
    const auto none = RowsProject("{\"text\": \"one\", \"label\": []}\n").prepare(bert(), recipe);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code(), "labels.none");
    const auto without = must(RowsProject("{\"text\": \"one\"}\n").prepare(bert(), recipe));
    EXPECT_EQ(without.counts.refused.at("labels.no_role"), 1);
}

TEST(ClassifiedRows, AreConversationsTooWhereTheyHaveALabel) {
    auto recipe = recipeOf(Task::Classification);
    recipe.chatTemplate.system = "Judge.";
    const ExampleMaker maker(bert(), RowsProject::plainTemplate(), recipe);
    const Json fields = {{"q", "Where is the bow?"}, {"a", "On bench 3."}, {"good", true}};
    const Example both = must(maker.make(fields, {{"q", "prompt"}, {"a", "response"}, {"good", "label"}}));
    EXPECT_EQ(both.text, "Judge.\n\nWhere is the bow?\n\nOn bench 3.");
    const Example question = must(maker.make(fields, {{"q", "prompt"}, {"good", "label"}}));
    EXPECT_EQ(question.text, "Judge.\nWhere is the bow?");
    EXPECT_EQ(question.labels.texts, Names{"true"});
    const auto unpaired = maker.make({{"text", "a"}, {"other", nullptr}, {"label", 1}}, kPair);
    ASSERT_FALSE(unpaired);
    EXPECT_EQ(unpaired.error().code(), "examples.no_pair");
}

TEST(RegressionRows, HaveANumberEach) {
    const auto prepared = must(RowsProject(R"({"text": "one", "label": 0.25}
{"text": "two", "label": " -3e2 "}
{"text": "three", "label": 7}
{"text": "four", "label": "many"}
{"text": "five", "label": "1e99"}
{"text": "six", "label": true}
{"text": "seven", "label": "nan"}
{"text": "eight", "label": ""}
)")
                                   .prepare(bert(), recipeOf(Task::Regression)));
    EXPECT_EQ(prepared.data.labels, (Labels{0.25F, -300, 7}));
    EXPECT_EQ(prepared.data.labelWidth, 1);
    EXPECT_TRUE(prepared.data.labelNames.empty());
    EXPECT_EQ(prepared.counts.refused.at("labels.not_a_number"), 4);
    EXPECT_EQ(prepared.counts.refused.at("labels.missing"), 1);
    EXPECT_EQ(prepared.data.totalTargets(), 3);
}

TEST(TaggedRows, LabelTheFirstTokenOfAWordAsTheReference) {
    for (const char* name : {"bert-uncased", "roberta", "xlm-roberta", "llama2", "t5"}) {
        const auto tokenizer = wideTokenizer(name);
        for (const Json& one : goldens()[name]["words"]) {
            const auto recipe = recipeOf(Task::TokenClassification, one["limit"].get<std::int64_t>());
            const ExampleMaker maker(tokenizer, RowsProject::plainTemplate(), recipe);
            const Example example = must(maker.make({{"tokens", one["words"]}, {"tags", one["labels"]}},
                                                    {{"tokens", "text"}, {"tags", "label"}}));
            EXPECT_EQ(example.ids, idsOf(one)) << name << one;
            std::vector<std::int32_t> labels;
            for (const std::int32_t label : example.tokenLabels)
                labels.push_back(label == kNoLabel
                                     ? kNoLabel
                                     : std::stoi(example.labels.texts[static_cast<std::size_t>(label)]));
            EXPECT_EQ(labels, one["aligned"].get<std::vector<std::int32_t>>()) << name << one;
        }
    }
}

/// The label of each token of a text in words, "-" for none.
std::string tagsOf(const std::string& tokenizer, const Json& text, const Json& spans) {
    const ExampleMaker maker(wideTokenizer(tokenizer), RowsProject::plainTemplate(),
                             recipeOf(Task::TokenClassification));
    const auto example =
        maker.make({{"text", text}, {"spans", spans}}, {{"text", "text"}, {"spans", "label"}});
    if (!example)
        return example.error().code();
    std::string tags;
    for (std::size_t i = 0; i < example->ids.size(); ++i) {
        const std::int32_t label = example->tokenLabels[i];
        tags += (i == 0 ? "" : " ") +
                (label == kNoLabel ? "-" : example->labels.texts[static_cast<std::size_t>(label)]);
    }
    return tags;
}

Json span(int start, int end, const char* label) {
    return {{"start", start}, {"end", end}, {"label", label}};
}

TEST(TaggedRows, TakeSpansByTheTokensThatTouchThem) {
    // One token a character: "Kim of Ulm" is [CLS], 3, 2, 3 and [SEP].
    const std::string kim = "Kim of Ulm";
    EXPECT_EQ(tagsOf("characters", kim, Json::array({span(0, 3, "PER"), span(7, 10, "LOC")})),
              "B-PER I-PER I-PER O O O O B-LOC I-LOC I-LOC");
    // Blanks around a span do not count, and spans may touch each other.
    EXPECT_EQ(tagsOf("characters", kim, Json::array({span(6, 10, "LOC"), span(0, 4, "PER")})),
              "B-PER I-PER I-PER O O O O B-LOC I-LOC I-LOC");
    EXPECT_EQ(tagsOf("characters", "ab", Json::array({span(0, 1, "X"), span(1, 2, "X")})), "B-X B-X");
    EXPECT_EQ(tagsOf("characters", "활을", Json::array({span(0, 1, "X")})), "B-X O");
    EXPECT_EQ(tagsOf("characters", kim, Json::array()), "O O O O O O O O O O");
}

TEST(TaggedRows, AreRefusedByWhatIsWrongWithThem) {
    const std::string kim = "Kim of Ulm";
    for (const Json& wrong : {span(3, 3, "X"), span(-1, 2, "X"), span(5, 11, "X"), span(3, 4, "X"),
                              Json{{"start", 0}, {"end", 2}}})
        EXPECT_EQ(tagsOf("characters", kim, Json::array({wrong})), "labels.bad_span") << wrong;
    EXPECT_EQ(tagsOf("characters", kim, Json::array({span(0, 4, "X"), span(2, 6, "Y")})), "labels.bad_span");
    EXPECT_EQ(tagsOf("characters", kim, {"O", "O"}), "labels.bad_tags");
    EXPECT_EQ(tagsOf("characters", {"Kim", "of"}, {"O"}), "labels.bad_tags");
    EXPECT_EQ(tagsOf("characters", {"Kim", "of"}, {"O", 0.5}), "labels.bad_label");
    EXPECT_EQ(tagsOf("characters", kim, nullptr), "labels.missing");
    EXPECT_EQ(tagsOf("characters", nullptr, {"O"}), "conversation.nothing");
    // "Kim" is one token for a tokenizer of words: the second span has none of its own.
    EXPECT_EQ(tagsOf("word-level", "Kim", Json::array({span(0, 1, "X"), span(1, 2, "Y")})),
              "labels.span_lost");
}

TEST(TaggedRows, AreFrozenWithTheNamesOfAllLabels) {
    const std::string rows = R"({"tokens": ["Kim", "plays"], "ner_tags": ["B-PER", "O"]}
{"tokens": ["the", "bow"], "ner_tags": ["O", "O"]}
{"tokens": [], "ner_tags": []}
{"tokens": ["a"], "ner_tags": ["O", "O"]}
)";
    const auto prepared = must(RowsProject(rows).prepare(bert(), recipeOf(Task::TokenClassification)));
    EXPECT_EQ(prepared.data.labelNames, (Names{"B-PER", "O"}));
    EXPECT_EQ(prepared.data.labelWidth, 0);
    EXPECT_EQ(prepared.data.tokenLabels.size(), prepared.data.ids.size());
    EXPECT_EQ(prepared.data.tokenLabels[0], kNoLabel);
    EXPECT_EQ(prepared.data.tokenLabels[1], 0);
    EXPECT_EQ(prepared.data.targets(0), 2);
    EXPECT_EQ(prepared.counts.withoutTrained, 1);
    EXPECT_EQ(prepared.counts.refused.at("labels.bad_tags"), 1);
    const std::string numbered = R"({"tokens": ["Kim", "plays"], "ner_tags": [1, 0]}
{"tokens": ["Kim"], "ner_tags": [2]}
)";
    auto recipe = recipeOf(Task::TokenClassification);
    recipe.labels.names = {"O", "B-PER"};
    const auto named = must(RowsProject(numbered).prepare(bert(), recipe));
    EXPECT_EQ(named.data.labelNames, recipe.labels.names);
    EXPECT_EQ(named.data.tokenLabels[1], 1);
    EXPECT_EQ(named.counts.refused.at("labels.unknown"), 1);
}

TEST(MaskedRows, MarkAllButWhatIsPutAroundThem) {
    for (const Json& one : casesOf("bert-uncased", 1)) {
        const auto recipe = recipeOf(Task::Mlm, one["limit"].get<std::int64_t>());
        const ExampleMaker maker(bert(), RowsProject::plainTemplate(), recipe);
        const Example example = must(maker.make({{"text", one["texts"][0]}}, {{"text", "text"}}));
        EXPECT_EQ(example.ids, idsOf(one)) << one;
        std::vector<std::uint8_t> candidates;
        for (const Json& around : one["around"])
            candidates.push_back(around == 0 ? 1 : 0);
        EXPECT_EQ(example.mask, candidates) << one;
    }
}

TEST(MaskedRows, AreOnePieceEach) {
    auto recipe = recipeOf(Task::Mlm, 8);
    recipe.tokens.mlmProbability = 0.4;
    const auto prepared =
        must(RowsProject("{\"text\": \"a\"}\n{\"text\": \"\"}\n{\"text\": \"a b c d e f g h i j\"}\n")
                 .prepare(bert(), recipe));
    EXPECT_EQ(prepared.data.rowIds, (std::vector<std::int64_t>{1, 3}));
    EXPECT_EQ(prepared.data.maskedShare, 0.4);
    EXPECT_EQ(prepared.data.length(1), 8);
    EXPECT_EQ(prepared.data.targets(0), 1);
    EXPECT_EQ(prepared.data.targets(1), 2) << "0.4 of the six that are left";
    EXPECT_EQ(prepared.counts.cut, 1);
    EXPECT_EQ(prepared.counts.withoutTrained, 1);
}

TEST(AnsweredRows, AreSourceAndAnswerAsTheReferenceEncodesThem) {
    const auto t5 = wideTokenizer("t5");
    const auto cases = casesOf("t5", 1);
    for (const Json& source : cases)
        for (const Json& answer : cases) {
            auto recipe = recipeOf(Task::Seq2seq, source["limit"].get<std::int64_t>());
            recipe.tokens.maxTargetLength = answer["limit"].get<std::int64_t>();
            const ExampleMaker maker(t5, RowsProject::plainTemplate(), recipe);
            const Example example = must(maker.make({{"q", source["texts"][0]}, {"a", answer["texts"][0]}},
                                                    {{"q", "prompt"}, {"a", "response"}}));
            EXPECT_EQ(example.source.ids, idsOf(source));
            EXPECT_EQ(example.ids, idsOf(answer));
            EXPECT_EQ(example.mask, std::vector<std::uint8_t>(example.ids.size(), 1));
        }
}

TEST(AnsweredRows, TakeWhatStandsBeforeTheLastAnswer) {
    const auto t5 = wideTokenizer("t5");
    const ExampleMaker maker(t5, RowsProject::plainTemplate(), recipeOf(Task::Seq2seq));
    const auto source = [&](const Json& fields, const dataset::Roles& roles) {
        const auto made = maker.make(fields, roles);
        return made ? made->source.text + " -> " + made->text : made.error().code();
    };
    EXPECT_EQ(source({{"s", "Be brief."}, {"p", "Translate."}, {"i", "Bogen"}, {"r", "bow"}},
                     {{"s", "system"}, {"p", "prompt"}, {"i", "input"}, {"r", "response"}}),
              "Be brief.\nTranslate.\nBogen -> bow");
    const auto turn = [](const char* role, const char* content) {
        return Json{{"role", role}, {"content", content}};
    };
    const dataset::Roles roles = {{"m", "messages"}};
    EXPECT_EQ(source({{"m", {turn("user", "Hi"), turn("assistant", "Hello")}}}, roles), "Hi -> Hello");
    EXPECT_EQ(source({{"m",
                       {turn("system", "Be brief."), turn("user", "Hi"), turn("assistant", "Hello"),
                        turn("user", "Where?"), turn("assistant", "There."), turn("user", "Thanks")}}},
                     roles),
              "Be brief.\n\nHi\n\nHello\n\nWhere? -> There.");
    EXPECT_EQ(source({{"m", {turn("user", "Hi")}}}, roles), "examples.no_answer");
    EXPECT_EQ(source({{"t", "words"}}, {{"t", "text"}}), "examples.no_answer");
}

TEST(AnsweredRows, AreFrozenWithTheirSources) {
    const auto t5 = wideTokenizer("t5");
    const auto prepared = must(RowsProject("{\"prompt\": \"Say a\", \"completion\": \"a\"}\n"
                                           "{\"prompt\": \"Say b\", \"completion\": \"\"}\n"
                                           "{\"prompt\": \"Say c\", \"completion\": \"c c\"}\n")
                                   .prepare(t5, recipeOf(Task::Seq2seq)));
    const auto ids = [&](const char* text) {
        return must(t5->encodeIds(text));
    };
    ASSERT_EQ(prepared.data.rows(), 3);
    const auto third = prepared.data.sourceOf(2);
    EXPECT_EQ(Ids(third.begin(), third.end()), ids("Say c"));
    const auto answer = prepared.data.idsOf(2);
    EXPECT_EQ(Ids(answer.begin(), answer.end()), ids("c c"));
    EXPECT_EQ(prepared.data.targets(2), std::ssize(ids("c c"))) << "the first token too";
    EXPECT_EQ(prepared.data.targets(1), 1) << "an empty answer is its end alone";
    EXPECT_EQ(prepared.remarks.emptyAnswers.rows, 1);
    EXPECT_TRUE(prepared.data.tokenTypes.empty());
}

TEST(AnsweredRows, LeaveOutWhatTheDataSaysIsNotLearnt) {
    const auto t5 = wideTokenizer("t5");
    const ExampleMaker maker(t5, RowsProject::plainTemplate(), recipeOf(Task::Seq2seq));
    const Json answer = {{"role", "assistant"}, {"content", "There."}, {"weight", 0}};
    const Example example =
        must(maker.make({{"m", {{{"role", "user"}, {"content", "Where?"}}, answer}}}, {{"m", "messages"}}));
    EXPECT_EQ(example.trained, 0U);
    ASSERT_EQ(example.untrained.size(), 1U);
    EXPECT_EQ(example.untrained[0].message, 1U);
    EXPECT_EQ(example.untrained[0].said, "weight: 0");
}

} // namespace
} // namespace luthier::examples
