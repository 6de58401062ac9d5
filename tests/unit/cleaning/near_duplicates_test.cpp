#include "made_texts.h"

#include <numeric>

using namespace luthier;
using namespace luthier::cleaning;
using namespace luthier::cleaning::tests;

namespace {

/// Numbered texts read in another order, as rows of a table may come.
class Shuffled final : public TextSource {
public:
    Shuffled(const std::vector<std::string>& texts, unsigned seed)
        : m_list(texts)
        , m_order(texts.size()) {
        std::iota(m_order.begin(), m_order.end(), 0U);
        std::shuffle(m_order.begin(), m_order.end(), std::mt19937(seed));
    }
    std::uint32_t size() const override { return m_list.size(); }
    std::uint32_t side(std::uint32_t) const override { return 0; }
    Status visit(const Visit& visit, StopToken) override {
        for (const std::uint32_t item : m_order) {
            TRY(auto text, m_list.read(std::span(&item, 1)));
            TRY_VOID(visit(item, std::move(text.front())));
        }
        return {};
    }
    Result<std::vector<std::string>> read(std::span<const std::uint32_t> items) override {
        return m_list.read(items);
    }

private:
    TextList m_list;
    std::vector<std::uint32_t> m_order;
};

/// Of these texts, how many that go by the definition go here.
double recall(const std::vector<std::string>& texts, const std::vector<NearPair>& found, double threshold) {
    const auto wanted = removed(bruteForce(texts, threshold));
    const auto got = removed(found);
    const auto hits =
        std::count_if(wanted.begin(), wanted.end(), [&](auto item) { return got.contains(item); });
    return wanted.empty() ? 1 : static_cast<double>(hits) / static_cast<double>(wanted.size());
}

} // namespace

TEST(NearDuplicates, AreThoseOfAllPairsComparedByHand) {
    for (const double threshold : {0.5, 0.7, 0.8, 0.9, 1.0}) {
        const auto texts = TextMaker(7).mixture(600);
        const auto pairs = near(texts, threshold);
        expectVerifiedStars(texts, pairs, threshold);
        EXPECT_GE(recall(texts, pairs, threshold), 0.95) << threshold;
        EXPECT_GT(pairs.size(), 20U) << threshold;
    }
}

/// Pairs that lie alone, so that no other member of a cluster brings them together.
TEST(NearDuplicates, FindAtLeastNineteenOfTwentyLonePairsAtAJaccardOfPointEight) {
    TextMaker maker(11);
    std::vector<std::string> texts;
    std::size_t wanted = 0;
    while (wanted < 400) {
        const auto words = maker.words(60);
        const std::string one = TextMaker::joined(words);
        const std::string other = TextMaker::joined(maker.changed(words, 2));
        const double value = jaccard(shingleSet(foldedWords(one), Shingle::FiveWords),
                                     shingleSet(foldedWords(other), Shingle::FiveWords));
        if (value < 0.8 || value > 0.83)
            continue;
        texts.push_back(one);
        texts.push_back(other);
        ++wanted;
    }
    const auto pairs = near(texts);
    expectVerifiedStars(texts, pairs, 0.8);
    EXPECT_GE(pairs.size(), 380U);
}

TEST(NearDuplicates, AreTheSameWhateverTheOrderOfReadingThreadsAndMemory) {
    const auto texts = TextMaker(3).mixture(700);
    const auto expected = near(texts);
    ASSERT_GT(expected.size(), 50U);
    for (const unsigned seed : {1U, 2U, 3U}) {
        Shuffled source(texts, seed);
        EXPECT_EQ(near(source), expected);
        EXPECT_EQ(near(source, 0.8, 4), expected) << "four threads";
    }
    NullProgress progress;
    NearOptions small;
    small.memoryBytes = 100'000; // bands in four readings, clusters in many blocks
    Shuffled source(texts, 9);
    EXPECT_EQ(must(nearDuplicates(source, small, {}, progress)), expected);
}

TEST(NearDuplicates, AreStarsAndNotChains) {
    // Each text differs from the one before it by two of 60 words, from those further away by more.
    TextMaker maker(5);
    std::vector<std::vector<std::string>> chain = {maker.words(60)};
    for (std::size_t i = 1; i < 12; ++i) {
        chain.push_back(chain.back());
        chain.back()[5 * i - 2] = "new" + std::to_string(i);
    }
    std::vector<std::string> texts;
    for (const auto& words : chain)
        texts.push_back(TextMaker::joined(words));
    const auto pairs = near(texts);
    EXPECT_EQ(pairs, bruteForce(texts, 0.8));
    expectVerifiedStars(texts, pairs, 0.8);
    EXPECT_GT(pairs.size(), 2U);
    EXPECT_LT(pairs.size(), 11U) << "the ends of a chain are not alike: more than one stays";
}

TEST(NearDuplicates, OfATemplateThatDiffersInItsMiddleAllStay) {
    // 70 of 100 words are the same in all; compared by pairs this would be half a billion.
    TextMaker maker(13);
    const auto frame = maker.words(70);
    std::vector<std::string> texts;
    for (int i = 0; i < 5'000; ++i) {
        auto words = frame;
        const auto middle = maker.words(30);
        words.insert(words.begin() + 35, middle.begin(), middle.end());
        texts.push_back(TextMaker::joined(words));
    }
    texts.push_back(texts[17] + " end");
    const auto pairs = near(texts);
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].keeper, 17U);
}

TEST(NearDuplicates, OfTextsThatAreAllEqualTheFirstStays) {
    const std::vector<std::string> texts(20'000, "one and the same text, again and again and again");
    const auto pairs = near(texts);
    ASSERT_EQ(pairs.size(), texts.size() - 1);
    EXPECT_TRUE(std::all_of(pairs.begin(), pairs.end(),
                            [](const NearPair& pair) { return pair.keeper == 0 && pair.jaccard == 1; }));
}

TEST(NearDuplicates, OfNothingEmptyTextsAndOneHugeTextAreFew) {
    EXPECT_TRUE(near(std::vector<std::string>{}).empty());
    EXPECT_TRUE(near(std::vector<std::string>(1000)).empty()) << "nothing is near to nothing";
    EXPECT_TRUE(near(std::vector<std::string>(1000, "... !!!")).empty());
    std::string huge; // 10 MB
    for (int i = 0; i < 200'000; ++i)
        huge += "word" + std::string(40, 'x') + std::to_string(100'000 + i % 150'000) + " ";
    const auto pairs = near({huge, "short", huge + "more", std::string(10'000'000, 'x')});
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].item, 2U);
    EXPECT_GT(pairs[0].jaccard, 0.999);
}

TEST(NearDuplicates, InKoreanAreFoundByCharactersWhereWordsAreFew) {
    const std::vector<std::string> texts = {
        "정말재미있는영화였습니다배우들연기가아주좋았어요강력추천합니다", "지루해서 보다가 잠들었다",
        "정말재미있는영화였습니다배우들연기가아주좋았어요강력추천합니다!!", "지루해서 보다가 졸았다"};
    const auto pairs = near(texts);
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0], (NearPair{2, 0, 1.0}));
}

TEST(NearDuplicates, AcrossSidesMeetTheOtherSidesAlone) {
    TextMaker maker(19);
    std::vector<std::string> texts;
    std::vector<std::uint32_t> sides;
    for (std::uint32_t side = 0; side < 3; ++side)
        for (const auto& text : TextMaker(23 + side / 2).mixture(200)) {
            texts.push_back(side == 0 ? text : text + (maker.below(2) == 0 ? " tail" : ""));
            sides.push_back(side);
        }
    TextList list(texts, sides);
    const auto pairs = near(list, 0.8, 1, Compare::AcrossSides);
    EXPECT_EQ(removed(pairs), removed(bruteForce(texts, 0.8, sides)));
    for (const auto& pair : pairs) {
        EXPECT_LT(sides[pair.keeper], sides[pair.item]);
        EXPECT_EQ(nearness(texts[pair.item], texts[pair.keeper], 0.8), pair.jaccard);
    }
    EXPECT_GT(pairs.size(), 100U);
}

TEST(NearDuplicates, EndWhenAskedToAndRefuseWhatIsNoThreshold) {
    TextList list(TextMaker(29).mixture(50));
    NullProgress progress;
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(nearDuplicates(list, {}, stop.get_token(), progress).error().code(), "job.interrupted");
    for (const double threshold : {0.49, 1.01, 0.0, std::nan("")}) {
        NearOptions options;
        options.threshold = threshold;
        EXPECT_EQ(nearDuplicates(list, options, {}, progress).error().code(), "cleaning.bad_threshold");
    }
}
