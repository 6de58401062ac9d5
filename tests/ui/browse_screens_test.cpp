#include "screen_support.h"

#include <dataset/catalog.h>
#include <dataset/edits.h>
#include <dataset/part.h>
#include <dataset/splits.h>
#include <jobs/part.h>

#include <models/rows_model.h>
#include <registry/part.h>

#include <QContextMenuEvent>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTest>

namespace luthier::tests {
namespace {

/// Answers of many lengths, two of them empty, in two splits.
struct Tickets : SampleProject {
    Tickets()
        : SampleProject(400) {
        const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
        auto project = must(project::Project::open(path().toStdString(), project::Access::ReadWrite, parts,
                                                   project::Check::None));
        const auto facts = must(dataset::listDatasets(project.database())).front();
        std::vector<dataset::CellEdit> edits;
        for (std::int64_t row = 1; row <= 400; ++row) {
            std::string text =
                row % 9 == 0 ? "환불은 영업일 기준 사흘 안에 처리됩니다." : "Your refund is on its way.";
            for (std::int64_t part = 0; part < row * 7 % 23 * (row % 5); ++part)
                text += part % 3 ? " We sent it to your bank today." : "\nIt takes three days.";
            edits.push_back({RowId{row}, "answer", row % 131 == 0 ? Json("") : Json(text), {}});
        }
        must(dataset::setCells(project, facts.id, edits));
        NullProgress silent;
        must(dataset::splitRows(project, facts.id,
                                {must(dataset::parseRatios("train=0.9,validation=0.1")), {}, 1}, {}, silent));
    }
};

void showOrder(data::DataPresenter& presenter) {
    presenter.setOrder({dataset::RowOrder::By::Field, "question", dataset::RowOrder::Direction::Descending});
}

TEST(BrowseScreens, HaveNoClippedTextAndOneLanguage) {
    const Tickets project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto& presenter = fixture.window->dataPresenter();
    showOrder(presenter);
    presenter.toggleFilter(QStringLiteral("split:train"));
    auto* search = fixture.find<QLineEdit>("searchField");
    QTest::keyClicks(search, QStringLiteral("bank"));
    ASSERT_TRUE(waitFor([&] { return presenter.filters().size() == 2; }));
    presenter.toggleFilter(QStringLiteral("length:100..599"));
    eachLook(fixture, [&](const char* language, const QString& name) {
        save(fixture, QStringLiteral("browse-found-%1.png").arg(name));
        expectSound(fixture, language);
    });
    presenter.clearFilters();
    QTest::keyClicks(search, QStringLiteral("tokens>20"));
    eachLook(fixture, [&](const char* language, const QString& name) {
        // In a narrow window the facets are a drawer.
        auto* drawer = fixture.find<QPushButton>("facetsButton");
        if (drawer->isVisible() && !drawer->isChecked())
            drawer->click();
        ASSERT_TRUE(fixture.settle());
        save(fixture, QStringLiteral("browse-refused-%1.png").arg(name));
        expectSound(fixture, language);
    });
}

TEST(BrowseScreens, HaveAMenuOfARow) {
    const Tickets project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto* table = fixture.find<QTableView>("rowsTable");
    for (const char* language : {"en", "ko"})
        for (const char* theme : {"light", "dark"}) {
            fixture.window->setTheme(QString::fromLatin1(theme));
            fixture.window->setLanguage(QString::fromLatin1(language));
            ASSERT_TRUE(fixture.settle());
            const QPoint place =
                table->visualRect(table->model()->index(2, models::RowsModel::kFirstField + 2)).center();
            QContextMenuEvent event(QContextMenuEvent::Mouse, place, table->viewport()->mapToGlobal(place));
            QCoreApplication::sendEvent(table->viewport(), &event);
            auto* menu = fixture.find<QMenu>("rowMenu");
            const QString folder =
                qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/tests/ui/screens");
            ASSERT_TRUE(menu->grab().save(
                folder + QStringLiteral("/browse-menu-%1-%2.png")
                             .arg(QString::fromLatin1(theme), QString::fromLatin1(language))));
            menu->close();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
}

} // namespace
} // namespace luthier::tests
