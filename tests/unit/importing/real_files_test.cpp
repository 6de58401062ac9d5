#include "desk.h"

#include <dataset/conversation.h>
#include <dataset/facets.h>

#include <set>

using namespace luthier;
using namespace luthier::importing;
using namespace luthier::importing::tests;

namespace {

std::filesystem::path shared(const char* name) {
    return luthier::tests::sharedData() / "datasets" / name;
}

template <class Key>
std::size_t distinct(const std::vector<Json>& rows, Key key) {
    std::set<std::string> values;
    for (const auto& row : rows)
        values.insert(key(row));
    return values.size();
}

} // namespace

// Rows and dirt as the README of the shared data counts them.

TEST(RealFiles, KoreanChatbot) {
    SKIP_WITHOUT_SHARED_DATA();
    Desk desk;
    const auto report = desk.take(shared("korean_chatbot/ChatbotData.csv"));
    EXPECT_EQ(report.rows, 11'823);
    EXPECT_EQ(report.rejected, 0);
    EXPECT_EQ(report.dataset.layout, "prompt_completion");
    EXPECT_EQ(rolesText(report.dataset.roles), "Q=prompt A=response label=label ");
    const auto rows = desk.rows(report);
    EXPECT_EQ(rows[0]["Q"], "12시 땡!");
    EXPECT_EQ(rows.size() -
                  distinct(rows, [](const Json& row) { return dumpJson(row["Q"]) + dumpJson(row["A"]); }),
              73U);
    EXPECT_EQ(rows.size() - distinct(rows, [](const Json& row) { return dumpJson(row["Q"]); }), 161U);
    EXPECT_EQ(distinct(rows, [](const Json& row) { return dumpJson(row["label"]); }), 4U); // 0, 1, 2 and "2 "
}

TEST(RealFiles, Alpaca) {
    SKIP_WITHOUT_SHARED_DATA();
    Desk desk;
    const auto report = desk.take(shared("llamafactory/alpaca_en_demo.json"));
    EXPECT_EQ(report.rows, 999);
    EXPECT_EQ(report.dataset.layout, "alpaca");
    const auto rows = desk.rows(report);
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(), [](const Json& row) { return row["input"] == ""; }),
              587);
    EXPECT_EQ(rows.size() - distinct(rows, [](const Json& row) { return dumpJson(row); }), 14U);
}

TEST(RealFiles, Banking77) {
    SKIP_WITHOUT_SHARED_DATA();
    Desk desk;
    const auto train = desk.take(shared("banking77/train.csv"));
    EXPECT_EQ(train.rows, 10'003);
    EXPECT_EQ(train.rejected, 0);
    EXPECT_EQ(train.dataset.layout, "classification");
    const auto rows = desk.rows(train);
    EXPECT_EQ(distinct(rows, [](const Json& row) { return dumpJson(row["category"]); }), 77U);
    EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                            [](const Json& row) {
                                return row["text"].get<std::string>().find('\n') != std::string::npos;
                            }),
              10);
    const auto facets = must(dataset::facetValues(desk.project.database(), train.dataset, "category", 100));
    EXPECT_EQ(facets.size(), 77U);
    EXPECT_EQ(facets.front().rows, 187);
    EXPECT_EQ(facets.back().rows, 35);
    EXPECT_EQ(desk.take(shared("banking77/test.csv")).rows, 3'080);
}

TEST(RealFiles, Nsmc) {
    SKIP_WITHOUT_SHARED_DATA();
    Desk desk;
    const auto report = desk.take(shared("nsmc/reviews_a.tsv"));
    EXPECT_EQ(report.rows, 8'593);
    EXPECT_EQ(report.rejected, 0);
    EXPECT_EQ(rolesText(report.dataset.roles), "id=ignore document=text label=label ");
    const auto rows = desk.rows(report);
    EXPECT_EQ(rows.size() - distinct(rows, [](const Json& row) { return dumpJson(row["document"]); }), 100U);
}

TEST(RealFiles, Gsm8kAndC4) {
    SKIP_WITHOUT_SHARED_DATA();
    Desk desk;
    const auto gsm = desk.take(shared("gsm8k/test.jsonl"));
    EXPECT_EQ(gsm.rows, 1'319);
    EXPECT_EQ(rolesText(gsm.dataset.roles), "question=prompt answer=response ");
    const auto web = desk.take(shared("llamafactory/c4_demo.jsonl"));
    EXPECT_EQ(web.rows, 300);
    EXPECT_EQ(web.dataset.layout, "text");
}

TEST(RealFiles, PreferenceAndUnpaired) {
    SKIP_WITHOUT_SHARED_DATA();
    Desk desk;
    const auto pairs = desk.take(shared("llamafactory/dpo_en_demo.json"));
    EXPECT_EQ(pairs.rows, 300);
    EXPECT_EQ(pairs.dataset.layout, "preference");
    const auto votes = desk.take(shared("llamafactory/kto_en_demo.json"));
    EXPECT_EQ(votes.rows, 300);
    EXPECT_EQ(votes.dataset.layout, "unpaired_preference");
}

TEST(RealFiles, EveryRowIsAConversation) {
    SKIP_WITHOUT_SHARED_DATA();
    Desk desk;
    for (const char* name :
         {"korean_chatbot/ChatbotData.csv", "llamafactory/alpaca_en_demo.json", "gsm8k/test.jsonl",
          "llamafactory/identity.json", "llamafactory/kto_en_demo.json"}) {
        const auto report = desk.take(shared(name));
        for (const auto& row : desk.rows(report)) {
            const auto conversation = dataset::conversationOf(row, report.dataset.roles);
            ASSERT_TRUE(conversation) << name << conversation.error().code();
            ASSERT_GE(conversation->messages.size(), 2U);
        }
    }
}
