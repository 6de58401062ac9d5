#include "sample.h"

#include <dataset/labels.h>
#include <dataset/touched_rows.h>

#include <algorithm>
#include <random>

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

namespace {

struct Labelled : Sample {
    explicit Labelled(std::int64_t rows = 10)
        : Sample(rows) {
        must(setScheme(project, id, "intent", Json{{"kind", "class"}}));
    }
    Result<EditOutcome> tryLabel(const std::vector<LabelEdit>& edits) {
        NullProgress progress;
        return setLabels(project, id, edits, {}, {}, progress);
    }
    EditOutcome label(std::int64_t row, std::optional<Json> value, const std::string& annotator = "anna",
                      const std::string& scheme = "intent") {
        return must(tryLabel({{RowId{row}, scheme, annotator, std::move(value)}}));
    }
    std::string labels() {
        std::string text;
        must(forEachLabel(db(), facts(), {}, [&](const Label& one) -> Status {
            text += std::to_string(one.row.value) + " " + one.scheme + " " + one.annotator + " " +
                    dumpJson(one.value) + "\n";
            return {};
        }));
        return text;
    }
    std::vector<std::int64_t> where(const std::string& text) {
        RowFilter filter;
        must(addFilter(filter, text));
        std::vector<std::int64_t> rows;
        for (const RowId row : must(selectRows(db(), facts(), filter, {})))
            rows.push_back(row.value);
        return rows;
    }
};

using Rows = std::vector<std::int64_t>;

} // namespace

TEST(Labels, ArePartOfTheVersionAndUndoGivesTheOldOneBack) {
    Labelled sample;
    const std::string before = sample.version();
    EXPECT_EQ(before, Sample(10).version());
    const auto outcome = sample.label(3, "refund");
    EXPECT_EQ(outcome.changed, 1);
    EXPECT_EQ(outcome.version, sample.version());
    const std::string after = sample.version();
    EXPECT_NE(after, before);
    EXPECT_EQ(sample.labels(), "3 intent anna \"refund\"\n");
    EXPECT_EQ(sample.problems(), Codes());
    sample.reopen();
    sample.undoSteps();
    EXPECT_EQ(sample.version(), before);
    EXPECT_EQ(sample.labels(), "");
    sample.reopen();
    sample.redoSteps();
    EXPECT_EQ(sample.version(), after);
    EXPECT_EQ(sample.labels(), "3 intent anna \"refund\"\n");
    EXPECT_EQ(must(listOperations(sample.db(), sample.id)).back().kind, "label");
}

TEST(Labels, OfTheSameValueAreNoOperation) {
    Labelled sample;
    sample.label(3, "refund");
    const auto operations = must(listOperations(sample.db(), sample.id)).size();
    EXPECT_EQ(sample.label(3, "refund").changed, 0);
    EXPECT_EQ(sample.label(4, std::nullopt).changed, 0);
    EXPECT_EQ(must(listOperations(sample.db(), sample.id)).size(), operations);
    EXPECT_EQ(sample.label(3, std::nullopt).changed, 1);
    EXPECT_EQ(sample.labels(), "");
}

TEST(Labels, DoNotDependOnTheWayTheyCame) {
    Labelled one;
    one.label(1, "a", "anna");
    one.label(1, "b", "ben");
    one.set(1, "prompt", "new");
    Labelled other;
    other.set(1, "prompt", "new");
    other.label(1, "x", "ben");
    other.label(1, "b", "ben");
    other.label(1, "a", "anna");
    EXPECT_EQ(one.version(), other.version());
    other.label(1, "a", "ben");
    EXPECT_NE(one.version(), other.version());
    EXPECT_EQ(other.problems(), Codes());
}

TEST(Labels, AreRefusedByNameAndLeaveNothing) {
    Labelled sample;
    const std::string before = sample.version();
    const auto code = [&](const std::vector<LabelEdit>& edits) {
        const auto outcome = sample.tryLabel(edits);
        return outcome ? std::string("none") : outcome.error().code();
    };
    EXPECT_EQ(code({{RowId{1}, "intent", "anna", "x"}, {RowId{99}, "intent", "anna", "x"}}),
              "dataset.no_such_row");
    EXPECT_EQ(code({{RowId{1}, "mood", "anna", "x"}}), "dataset.no_such_scheme");
    EXPECT_EQ(code({{RowId{1}, "intent", "", "x"}}), "dataset.bad_name_of_label");
    EXPECT_EQ(code({{RowId{1}, "intent", "a=b", "x"}}), "dataset.bad_name_of_label");
    EXPECT_EQ(code({{RowId{1}, "intent", "anna", "x"}, {RowId{1}, "intent", "anna", "y"}}),
              "dataset.cell_twice");
    sample.removeRow(2);
    EXPECT_EQ(code({{RowId{2}, "intent", "anna", "x"}}), "dataset.no_such_row");
    sample.undoSteps();
    EXPECT_EQ(sample.version(), before);
    EXPECT_EQ(sample.labels(), "");
    EXPECT_EQ(setScheme(sample.project, sample.id, "in@tent", Json::object()).error().code(),
              "dataset.bad_name_of_label");
    EXPECT_EQ(setScheme(sample.project, sample.id, "intent", Json::object()).error().code(),
              "dataset.scheme_taken");
}

TEST(Labels, AreFilteredByValueAnnotatorAndAbsence) {
    Labelled sample;
    sample.label(1, "refund");
    sample.label(2, "refund", "ben");
    sample.label(3, "billing");
    sample.label(4, Json::array({"refund", "billing"}));
    sample.label(5, Json::array({Json{{"begin", 0}, {"end", 2}, {"label", "refund"}}}));
    sample.label(6, 4);
    EXPECT_EQ(sample.where("label:intent=refund"), (Rows{1, 2, 4, 5}));
    EXPECT_EQ(sample.where("label:intent@ben=refund"), (Rows{2}));
    EXPECT_EQ(sample.where("label:intent=billing"), (Rows{3, 4}));
    EXPECT_EQ(sample.where("label:intent=4"), (Rows{6}));
    EXPECT_EQ(sample.where("label:intent"), (Rows{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(sample.where("label:intent="), (Rows{7, 8, 9, 10}));
    EXPECT_EQ(sample.where("label:intent@ben="), (Rows{1, 3, 4, 5, 6, 7, 8, 9, 10}));
    RowFilter filter;
    must(addFilter(filter, "topic=topic 3"));
    must(addFilter(filter, "label:intent=billing"));
    EXPECT_EQ(must(readPage(sample.db(), sample.facts(), filter, 0, 9, {})).total, 1);
    RowFilter unknown;
    must(addFilter(unknown, "label:mood=x"));
    EXPECT_EQ(selectRows(sample.db(), sample.facts(), unknown, {}).error().code(), "dataset.no_such_scheme");
}

TEST(Labels, LeaveAndComeBackWithTheirRow) {
    Labelled sample;
    sample.label(3, "refund");
    const std::string before = sample.version();
    sample.removeRow(3);
    EXPECT_EQ(sample.labels(), "");
    EXPECT_EQ(sample.problems(), Codes());
    sample.undoSteps();
    EXPECT_EQ(sample.version(), before);
    EXPECT_EQ(sample.labels(), "3 intent anna \"refund\"\n");
}

TEST(Labels, HoldTheirSchemeWhileTheyAreThere) {
    Labelled sample;
    const auto made = must(listOperations(sample.db(), sample.id)).back();
    EXPECT_EQ(made.kind, "scheme");
    sample.label(3, "refund");
    const auto labelled = must(listOperations(sample.db(), sample.id)).back();
    EXPECT_EQ(setScheme(sample.project, sample.id, "intent", {}).error().code(), "dataset.scheme_in_use");
    EXPECT_EQ(undoOperation(sample.project, sample.id, made.id, {}).error().code(), "dataset.scheme_in_use");
    sample.undoSteps();
    must(setScheme(sample.project, sample.id, "intent", {}));
    EXPECT_TRUE(must(schemesOf(sample.db(), sample.id)).empty());
    EXPECT_EQ(redoOperation(sample.project, sample.id, labelled.id, {}).error().code(),
              "dataset.no_such_scheme");
    sample.undoSteps();
    EXPECT_EQ(must(schemesOf(sample.db(), sample.id)).size(), 1U);
    must(redoOperation(sample.project, sample.id, labelled.id, {}));
    EXPECT_EQ(sample.labels(), "3 intent anna \"refund\"\n");
    EXPECT_EQ(must(firstRowOf(sample.db(), labelled.id)), RowId{3});
    EXPECT_EQ(must(firstRowOf(sample.db(), made.id)), std::nullopt);
}

TEST(Labels, AreUndoneOutOfOrderUnlessALaterOperationChangedThem) {
    Labelled sample;
    const auto first = sample.label(3, "refund").operation;
    sample.label(3, "billing", "ben");
    must(undoOperation(sample.project, sample.id, first, {}));
    EXPECT_EQ(sample.labels(), "3 intent ben \"billing\"\n");
    const auto second = sample.label(3, "refund").operation;
    sample.label(3, "billing");
    EXPECT_EQ(undoOperation(sample.project, sample.id, second, {}).error().code(), "dataset.undo_overlap");
}

TEST(Labels, GoWithTheirDataset) {
    Labelled sample;
    sample.label(3, "refund");
    must(removeDataset(sample.project, sample.id, {}));
    for (const char* table : {"labels", "schemes"})
        EXPECT_EQ(must(sample.db().queryInteger("SELECT count(*) FROM " + std::string(table))), 0) << table;
}

TEST(Labels, AThousandRandomStepsAreWhatReplayGives) {
    Labelled sample(20);
    std::mt19937 random(17);
    const auto draw = [&](std::int64_t most) {
        return static_cast<std::int64_t>(random() % static_cast<unsigned>(most)) + 1;
    };
    for (int step = 0; step < 1000; ++step) {
        switch (random() % 6) {
        case 0: {
            const CellEdit edit{RowId{draw(20)}, "prompt", "text " + std::to_string(draw(3)), {}};
            static_cast<void>(setCells(sample.project, sample.id, std::span(&edit, 1)));
            break;
        }
        case 1:
            // Never as far back as the scheme.
            if (std::ranges::count(must(listOperations(sample.db(), sample.id)), false, &Operation::undone) >
                8)
                static_cast<void>(undo(sample.project, sample.id, draw(4), {}));
            break;
        case 2:
            static_cast<void>(redo(sample.project, sample.id, draw(4), {}));
            break;
        case 3:
            if (random() % 8 == 0)
                static_cast<void>(sample.removeRow(draw(20)));
            break;
        default:
            static_cast<void>(sample.tryLabel({{RowId{draw(20)}, "intent", draw(2) == 1 ? "anna" : "ben",
                                                draw(5) == 1 ? std::optional<Json>() : Json(draw(3))}}));
        }
        if (step % 250 == 249) {
            sample.reopen();
            ASSERT_EQ(sample.problems(), Codes());
        }
    }
    const std::string labels = sample.labels();
    const std::string version = sample.version();
    EXPECT_NE(labels, "");
    const auto steps = std::ssize(must(listOperations(sample.db(), sample.id)));
    const auto undone = std::ssize(must(undo(sample.project, sample.id, steps, {})).operations);
    must(redo(sample.project, sample.id, undone, {}));
    EXPECT_EQ(sample.labels(), labels);
    EXPECT_EQ(sample.version(), version);
}
