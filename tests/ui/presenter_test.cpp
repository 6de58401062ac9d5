#include "ui_support.h"

#include <data/data_presenter.h>
#include <dataset/facets.h>
#include <dataset/part.h>
#include <dataset/rows.h>
#include <models/rows_model.h>

#include <QAbstractItemModelTester>

namespace luthier::tests {
namespace {

struct OpenData {
    SampleProject project;
    bridge::Bridge bridge;
    data::DataPresenter presenter{bridge};
    explicit OpenData(int rows = 40)
        : project(rows) {
        open();
    }
    void open() {
        bridge.open(project.path());
        EXPECT_TRUE(waitFor([&] { return presenter.current() && !presenter.operations().empty(); }));
    }
    std::int64_t rows() const { return presenter.current()->rows; }
};

TEST(DataPresenter, ChoosesTheDatasetThatIsThere) {
    const OpenData data;
    EXPECT_EQ(data.presenter.current()->name, "tickets");
    EXPECT_EQ(data.rows(), 40);
}

TEST(DataPresenter, CountsFacetsWhileSomebodyLooksAndKeepsThem) {
    OpenData data;
    EXPECT_TRUE(data.presenter.facets().fields.empty());
    data.presenter.setWatching(bridge::Watching::Yes);
    ASSERT_TRUE(
        waitFor([&] { return !data.presenter.facets().fields.empty() && data.bridge.pending() == 0; }));
    const std::array parts = {dataset::projectPart()};
    auto project = must(project::Project::open(data.project.path().toStdString(), project::Access::ReadOnly,
                                               parts, project::Check::None));
    EXPECT_TRUE(must(dataset::keptFacets(project.database(), *data.presenter.current())));
    data.presenter.deleteRows({RowId{1}});
    ASSERT_TRUE(waitFor([&] { return data.rows() == 39; }));
    const auto total = [&] {
        std::int64_t rows = 0;
        for (const auto& value : data.presenter.facets().fields.front().values)
            rows += value.rows;
        return rows;
    };
    EXPECT_TRUE(waitFor([&] { return total() == 39; }));
}

TEST(DataPresenter, DeletesRowsAndUndoesIt) {
    OpenData data;
    data.presenter.deleteRows({RowId{1}, RowId{2}});
    ASSERT_TRUE(waitFor([&] { return data.rows() == 38 && data.presenter.operations().size() == 2; }));
    EXPECT_TRUE(data.presenter.canUndo());
    data.presenter.undo();
    ASSERT_TRUE(waitFor([&] { return data.rows() == 40 && data.presenter.canRedo(); }));
    data.presenter.redo();
    EXPECT_TRUE(waitFor([&] { return data.rows() == 38; }));
}

TEST(DataPresenter, UndoesAfterARestart) {
    SampleProject project;
    const auto withPresenter = [&](const auto& act) {
        bridge::Bridge bridge;
        data::DataPresenter presenter(bridge);
        bridge.open(project.path());
        ASSERT_TRUE(waitFor([&] { return presenter.current() && !presenter.operations().empty(); }));
        act(presenter);
    };
    withPresenter([](data::DataPresenter& presenter) {
        presenter.deleteRows({RowId{5}});
        EXPECT_TRUE(waitFor([&] { return presenter.current()->rows == 39; }));
    });
    withPresenter([](data::DataPresenter& presenter) {
        EXPECT_EQ(presenter.current()->rows, 39);
        presenter.undo();
        EXPECT_TRUE(waitFor([&] { return presenter.current()->rows == 40; }));
    });
}

TEST(DataPresenter, ReadsTypedTextAsFilterOrSearch) {
    OpenData data;
    data.presenter.addTyped(QStringLiteral("topic=refund"));
    data.presenter.addTyped(QStringLiteral("question 1"));
    EXPECT_EQ(data.presenter.filters(),
              (QStringList{QStringLiteral("topic=refund"), QStringLiteral("search:question 1")}));
    data.presenter.toggleFilter(QStringLiteral("topic=delivery"));
    EXPECT_FALSE(data.presenter.filters().contains(QStringLiteral("topic=refund")));
}

TEST(DataPresenter, ReportsAnEditThatCameTooLate) {
    OpenData data;
    std::string code;
    QObject::connect(&data.presenter, &data::DataPresenter::failed, &data.presenter,
                     [&](const Error& error) { code = error.code(); });
    dataset::Row row;
    row.id = RowId{1};
    row.revision = 77;
    row.fields = {{"question", "question 1"}, {"answer", "answer 1"}, {"topic", "refund"}};
    data.presenter.editCell(row, QStringLiteral("answer"), QStringLiteral("other"));
    ASSERT_TRUE(waitFor([&] { return !code.empty(); }));
    EXPECT_EQ(code, "dataset.row_changed");
}

TEST(DataPresenter, SplitsByRatio) {
    OpenData data;
    dataset::SplitRequest request;
    request.ratios = {{"train", 0.5}, {"test", 0.5}};
    data.presenter.split(request);
    ASSERT_TRUE(waitFor([&] { return data.presenter.splits().size() == 2; }));
    EXPECT_EQ(data.presenter.splits()[0].rows + data.presenter.splits()[1].rows, 40);
}

TEST(RowsModel, IsAProperModelAndReadsWhatIsShown) {
    OpenData data(1000);
    models::RowsModel model(data.bridge);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.show(*data.presenter.current(), {});
    ASSERT_TRUE(waitFor([&] { return model.rowCount() == 1000 && model.rowAt(0); }));
    const QModelIndex far = model.index(900, models::RowsModel::kFirstField);
    EXPECT_TRUE(model.data(far, Qt::DisplayRole).isNull());
    ASSERT_TRUE(waitFor([&] { return !model.data(far, Qt::DisplayRole).isNull(); }));
    EXPECT_EQ(model.data(far, Qt::DisplayRole).toString(), QStringLiteral("question 901"));
}

TEST(RowsModel, ShowsWhatAFilterMeans) {
    OpenData data;
    models::RowsModel model(data.bridge);
    dataset::RowFilter filter;
    ASSERT_TRUE(dataset::addFilter(filter, "topic=delivery"));
    model.show(*data.presenter.current(), filter);
    ASSERT_TRUE(waitFor([&] { return model.rowCount() == 20 && model.rowAt(0); }));
    EXPECT_EQ(model.rowAt(0)->id.value, 2);
}

TEST(RowsModel, KeepsFewRowsOfMany) {
    OpenData data(10000);
    models::RowsModel model(data.bridge);
    model.show(*data.presenter.current(), {});
    ASSERT_TRUE(waitFor([&] { return model.rowCount() == 10000; }));
    for (int row = 0; row < 10000; row += models::RowsModel::kBlockRows) {
        model.data(model.index(row, 2), Qt::DisplayRole);
        ASSERT_TRUE(waitFor([&] { return model.rowAt(row) != nullptr; }));
    }
    int kept = 0;
    for (int row = 0; row < 10000; row += models::RowsModel::kBlockRows)
        kept += model.rowAt(row) ? 1 : 0;
    EXPECT_LE(kept, static_cast<int>(models::RowsModel::kMostBlocks));
}

TEST(DataPresenter, RenamesADatasetAndRefusesATakenName) {
    OpenData data;
    QStringList told;
    std::string code;
    QObject::connect(&data.presenter, &data::DataPresenter::renamed, &data.presenter,
                     [&](const QString& before, const QString& now) {
                         told = {before, now};
                     });
    QObject::connect(&data.presenter, &data::DataPresenter::failed, &data.presenter,
                     [&](const Error& error) { code = error.code(); });
    data.presenter.rename(QStringLiteral("문의"));
    ASSERT_TRUE(
        waitFor([&] { return data.presenter.current() && data.presenter.current()->name == "문의"; }));
    EXPECT_EQ(told, QStringList({QStringLiteral("tickets"), QStringLiteral("문의")}));
    EXPECT_EQ(data.rows(), 40);
    data.presenter.rename(QString(1000, u'x'));
    ASSERT_TRUE(waitFor([&] { return !code.empty(); }));
    EXPECT_EQ(code, "dataset.bad_name");
    EXPECT_EQ(data.presenter.current()->name, "문의");
}

TEST(DataPresenter, RemovesADataset) {
    OpenData data;
    data.presenter.remove();
    EXPECT_TRUE(waitFor([&] { return data.presenter.datasets().empty() && !data.presenter.current(); }));
}

} // namespace
} // namespace luthier::tests
