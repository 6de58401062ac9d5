#include "sample.h"

#include <random>

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

namespace {

std::string contentOf(Sample& sample) {
    std::string text;
    for (const auto& row : sample.all())
        text += std::to_string(row.id.value) + row.split + dumpJson(row.fields) + "\n";
    return text;
}

} // namespace

TEST(History, UndoAndRedoWorkAfterARestart) {
    Sample sample;
    const std::string before = sample.version();
    sample.set(1, "prompt", "one");
    const std::string middle = sample.version();
    sample.removeRow(2);
    const std::string after = sample.version();
    sample.reopen();
    sample.undoSteps();
    EXPECT_EQ(sample.version(), middle);
    sample.undoSteps();
    EXPECT_EQ(sample.version(), before);
    sample.reopen();
    sample.redoSteps(2);
    EXPECT_EQ(sample.version(), after);
    EXPECT_EQ(redo(sample.project, sample.id, 1, {}).error().code(), "dataset.nothing_to_redo");
}

TEST(History, ANewOperationEndsRedo) {
    Sample sample;
    sample.set(1, "prompt", "one");
    sample.undoSteps();
    sample.set(2, "prompt", "two");
    EXPECT_EQ(redo(sample.project, sample.id, 1, {}).error().code(), "dataset.nothing_to_redo");
}

TEST(History, UndoesAnImportAndBringsItBack) {
    Sample sample(5);
    const std::string before = sample.version();
    sample.append(6, 2000);
    const std::string after = sample.version();
    EXPECT_EQ(sample.facts().rows, 2000);
    sample.undoSteps();
    EXPECT_EQ(sample.version(), before);
    EXPECT_EQ(sample.facts().rows, 5);
    sample.redoSteps();
    EXPECT_EQ(sample.version(), after);
    EXPECT_EQ(sample.problems(), Codes());
}

TEST(History, UndoesOneOperationInTheMiddle) {
    Sample sample;
    const auto first = sample.set(1, "prompt", "one").operation;
    sample.set(2, "prompt", "two");
    must(undoOperation(sample.project, sample.id, first, {}));
    EXPECT_EQ(sample.row(1).fields["prompt"], "question 1");
    EXPECT_EQ(sample.row(2).fields["prompt"], "two");
    EXPECT_EQ(undoOperation(sample.project, sample.id, first, {}).error().code(), "dataset.already_undone");
    must(redoOperation(sample.project, sample.id, first, {}));
    EXPECT_EQ(sample.row(1).fields["prompt"], "one");
}

TEST(History, RefusesToUndoWhatALaterOperationChangedAgain) {
    Sample sample;
    const auto first = sample.set(1, "prompt", "one").operation;
    sample.set(1, "prompt", "two");
    const auto refusal = undoOperation(sample.project, sample.id, first, {});
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().code(), "dataset.undo_overlap");
    const auto imported = must(listOperations(sample.db(), sample.id)).front().id;
    EXPECT_EQ(undoOperation(sample.project, sample.id, imported, {}).error().code(), "dataset.undo_overlap");
    EXPECT_EQ(sample.row(1).fields["prompt"], "two");
}

TEST(History, ListsWhatWasDone) {
    Sample sample;
    sample.set(1, "prompt", "one");
    sample.split("train=0.5,test=0.5");
    sample.undoSteps();
    const auto operations = must(listOperations(sample.db(), sample.id));
    ASSERT_EQ(operations.size(), 3U);
    EXPECT_EQ(operations[0].kind, "import");
    EXPECT_EQ(operations[0].rows, 10);
    EXPECT_EQ(operations[1].kind, "set");
    EXPECT_EQ(operations[2].kind, "split");
    EXPECT_FALSE(operations[1].undone);
    EXPECT_TRUE(operations[2].undone);
}

TEST(History, AStopChangesNothing) {
    Sample sample(2000);
    sample.remove({});
    const std::string before = sample.version();
    std::stop_source stop;
    stop.request_stop();
    const auto outcome = undo(sample.project, sample.id, 1, stop.get_token());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), ErrorKind::Interrupted);
    EXPECT_EQ(sample.version(), before);
}

// Random operations of every kind with undo and redo between them; the states on the way must come back
// exactly.
TEST(History, RandomOperationsUndoneGiveBackEveryState) {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        Sample sample(60);
        std::mt19937 random(seed);
        const auto pick = [&](int below) {
            return static_cast<int>(random() % static_cast<unsigned>(below));
        };
        std::vector<std::pair<std::string, std::string>> states = {{sample.version(), contentOf(sample)}};
        for (int step = 0; step < 40; ++step) {
            const auto rows = sample.all();
            const auto operations = must(listOperations(sample.db(), sample.id)).size();
            switch (pick(6)) {
            case 0:
            case 1:
                if (!rows.empty())
                    sample.set(rows[static_cast<std::size_t>(pick(static_cast<int>(rows.size())))].id.value,
                               pick(2) ? "prompt" : "topic", "value " + std::to_string(pick(4)));
                break;
            case 2: {
                RowFilter filter;
                must(addFilter(filter, "topic=topic " + std::to_string(pick(7))));
                sample.remove(filter);
                break;
            }
            case 3:
                must(restoreRows(sample.project, sample.id, {}, {}));
                break;
            case 4:
                sample.split(pick(2) ? "train=0.7,test=0.3" : "a=0.2,b=0.3,c=0.5", random() % 3);
                break;
            case 5:
                sample.append(1000 + step * 10, 1004 + step * 10);
                break;
            }
            if (must(listOperations(sample.db(), sample.id)).size() > operations)
                states.emplace_back(sample.version(), contentOf(sample));
            if (pick(4) == 0 && states.size() > 1) {
                sample.undoSteps();
                ASSERT_EQ(sample.version(), states[states.size() - 2].first);
                sample.redoSteps();
                ASSERT_EQ(sample.version(), states.back().first);
            }
            ASSERT_EQ(sample.problems(), Codes()) << "seed " << seed << " step " << step;
        }
        for (std::size_t state = states.size() - 1; state > 0; --state) {
            sample.undoSteps();
            ASSERT_EQ(sample.version(), states[state - 1].first) << "seed " << seed;
            ASSERT_EQ(contentOf(sample), states[state - 1].second) << "seed " << seed;
        }
        sample.redoSteps(static_cast<std::int64_t>(states.size()));
        EXPECT_EQ(sample.version(), states.back().first);
        EXPECT_EQ(contentOf(sample), states.back().second);
    }
}
