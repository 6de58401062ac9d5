#include "preflight_fixture.h"

#include <cleaning/leakage.h>
#include <dataset/catalog.h>
#include <dataset/splits.h>

namespace luthier::preflight {
namespace {

/// Every row of the fixture asks the same: two splits always leak.
class LeakageFinding : public PreflightTest {
protected:
    void split(std::int64_t first, std::int64_t last, const std::string& name) {
        dataset::RowFilter filter;
        for (std::int64_t row = first; row <= last; ++row)
            filter.rows.push_back(RowId{row});
        must(dataset::assignSplit(m_project, facts().id, filter, name, {}));
    }
    dataset::DatasetFacts facts() { return must(dataset::findDataset(m_project.database(), "rows")); }
    void report() {
        const auto found = must(cleaning::findLeakage(m_project.database(), facts(), {}, {}, m_silent));
        ASSERT_TRUE(cleaning::keepLeakage(m_project, facts().id, found));
    }
};

TEST_F(LeakageFinding, StandsAgainstStartUntilTheSplitsAreMended) {
    importRows(20, [](int) { return false; });
    split(1, 15, "train");
    split(16, 20, "test");
    EXPECT_TRUE(findingsOf(check(), "recipe.leakage").empty()) << "nobody has looked";
    report();
    const auto found = findingsOf(check(), "recipe.leakage");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].severity, recipe::Severity::Warning);
    EXPECT_EQ(found[0].field, "data.0");
    EXPECT_EQ(found[0].parameters.at("exact"), "5");
    split(16, 20, "train");
    EXPECT_TRUE(findingsOf(check(), "recipe.leakage").empty());
    const auto outdated = findingsOf(check(), "recipe.leakage_outdated");
    ASSERT_EQ(outdated.size(), 1U);
    EXPECT_EQ(outdated[0].severity, recipe::Severity::Note);
    report();
    EXPECT_TRUE(findingsOf(check(), "recipe.leakage_outdated").empty());
    EXPECT_TRUE(findingsOf(check(), "recipe.leakage").empty());
}

TEST_F(LeakageFinding, OfADatasetNamedTwiceIsToldOnce) {
    importRows(20, [](int) { return false; });
    split(1, 15, "train");
    split(16, 20, "test");
    report();
    m_recipe.data = {{"rows", "train", 1.0}, {"rows", "test", 1.0}};
    EXPECT_EQ(findingsOf(check(), "recipe.leakage").size(), 1U);
}

} // namespace
} // namespace luthier::preflight
