#include <generation/generate.h>
#include <generation/open_decoder.h>

#include <files/model_folder.h>
#include <support/shared_data.h>
#include <support/stories260k.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

namespace luthier::generation {
namespace {

/// The greedy ids of the tiny models, as transformers gives them.
TEST(Generate, GreedyIdsEqualTransformers) {
    const auto cases = readJsonFile(tests::sourceFile("tests/golden/generation/greedy.json"));
    ASSERT_TRUE(cases);
    int checked = 0;
    for (const Json& entry : *cases) {
        if (member(entry, "adapter"))
            continue;
        const auto folder = files::ModelFolder::open(tests::sourceFile("tests/golden/models") /
                                                     entry["model"].get<std::string>());
        const auto model = engine::Model::load(*folder, {});
        ASSERT_TRUE(model);
        auto decoder = *generation::openDecoder(*model, {}, {});
        const auto prompt = entry["prompt"].get<std::vector<std::int32_t>>();
        for (const auto& [name, penalty] :
             {std::pair{"greedy", 1.0}, {"greedy_repetition_penalty_1.3", 1.3}}) {
            decoder->rewind(0);
            std::vector<std::int32_t> seen = prompt;
            std::mt19937_64 draws(1);
            auto logits = decoder->append(prompt);
            for (const Json& expected : entry[name]) {
                const std::int32_t token = chooseToken(*logits, seen, {0, 1, 0, penalty}, draws);
                ASSERT_EQ(token, expected.get<std::int32_t>()) << dumpJson(entry["model"]) << " " << name;
                seen.push_back(token);
                logits = decoder->append(std::span(&token, 1));
                ++checked;
            }
        }
    }
    EXPECT_GT(checked, 300);
}

class Stories : public testing::Test {
protected:
    void SetUp() override {
        SKIP_WITHOUT_SHARED_DATA();
        tests::writeStories260k(m_folder.path());
        m_tokenizer = *tokenizing::loadTokenizer(m_folder.path());
        m_decoder = *generation::openDecoder(
            *engine::Model::load(*files::ModelFolder::open(m_folder.path()), {}), {}, {});
    }

    Result<Generated> run(const GenerationOptions& options, std::string* streamed = nullptr,
                          StopToken stop = {}) {
        const std::vector<std::int32_t> start = {1};
        return generate(*m_decoder, m_tokenizer, start, options, stop, [&](std::string_view piece) {
            if (streamed)
                *streamed += piece;
        });
    }

    tests::TemporaryFolder m_folder;
    std::shared_ptr<const tokenizing::Tokenizer> m_tokenizer;
    std::unique_ptr<engine::Decoder> m_decoder;
};

TEST_F(Stories, TellsItsStoryAsTheReferenceDoes) {
    GenerationOptions options;
    options.maxNewTokens = 200;
    std::string streamed;
    const auto answer = run(options, &streamed);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->text, tests::stories260kGreedyText());
    EXPECT_EQ(streamed, answer->text);
    EXPECT_EQ(answer->reason, FinishReason::Length);
}

TEST_F(Stories, EndsBeforeAStopTextAndShowsNothingOfIt) {
    GenerationOptions options;
    options.maxNewTokens = 200;
    const std::string whole = tests::stories260kGreedyText();
    const std::string stop = whole.substr(40, 7);
    options.stopTexts = {stop};
    std::string streamed;
    const auto answer = run(options, &streamed);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->text, whole.substr(0, whole.find(stop)));
    EXPECT_EQ(streamed, answer->text);
    EXPECT_EQ(answer->reason, FinishReason::Stop);
}

TEST_F(Stories, SamplesTheSameForTheSameSeedAndEndsWhenCancelled) {
    GenerationOptions options;
    options.maxNewTokens = 40;
    options.sampling.temperature = 1.0;
    EXPECT_EQ(run(options)->ids, run(options)->ids);
    GenerationOptions other = options;
    other.seed = 43;
    EXPECT_NE(run(options)->ids, run(other)->ids);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(run(options, nullptr, stop.get_token())->reason, FinishReason::Cancelled);
}

} // namespace
} // namespace luthier::generation
