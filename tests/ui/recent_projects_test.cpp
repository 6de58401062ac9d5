#include "ui_support.h"

#include <home/home_presenter.h>
#include <project/user_state.h>

#include <QAction>
#include <QMenu>
#include <QPushButton>
#include <QTableWidget>

#include <cstdlib>

namespace luthier::tests {
namespace {

/// A user of its own, who has opened `count` projects: "one", "two", … in a folder.
class NewUser {
public:
    explicit NewUser(int count)
        : m_before(qgetenv("XDG_STATE_HOME")) {
        qputenv("XDG_STATE_HOME", QByteArray::fromStdString((m_folder / "state").string()));
        for (int number = 1; number <= count; ++number) {
            bridge::Bridge bridge;
            bridge.create(path(number), QStringLiteral("project %1").arg(number));
            waitFor([&] { return bridge.project().has_value(); });
        }
    }
    ~NewUser() { qputenv("XDG_STATE_HOME", m_before); }
    QString path(int number) const {
        return QString::fromStdString((m_folder / (std::to_string(number) + ".luthier")).string());
    }

private:
    TemporaryFolder m_folder;
    QByteArray m_before;
};

struct Listed {
    bridge::Bridge bridge;
    home::HomePresenter presenter{bridge, {}};
    QStringList paths;
    Listed() { refresh(); }
    void refresh() {
        bool came = false;
        const auto seen = QObject::connect(&presenter, &home::HomePresenter::projectsChanged, &presenter,
                                           [&came] { came = true; });
        presenter.refreshProjects();
        waitFor([&] { return came; });
        QObject::disconnect(seen);
        paths.clear();
        for (const auto& project : presenter.projects())
            paths << project.path;
    }
};

TEST(RecentProjects, GoByWhenTheyWereOpenedLast) {
    const NewUser user(3);
    Listed list;
    EXPECT_EQ(list.paths, QStringList({user.path(3), user.path(2), user.path(1)}));
    list.bridge.open(user.path(1));
    ASSERT_TRUE(waitFor([&] { return list.bridge.project().has_value(); }));
    list.refresh();
    EXPECT_EQ(list.paths, QStringList({user.path(1), user.path(3), user.path(2)}));
}

TEST(RecentProjects, FollowAFolderThatWasMoved) {
    const NewUser user(2);
    Listed list;
    const QString now = user.path(7);
    std::filesystem::rename(user.path(1).toStdString(), now.toStdString());
    list.refresh();
    EXPECT_FALSE(list.presenter.projects().back().exists);
    list.presenter.relocateProject(user.path(1), now);
    ASSERT_TRUE(waitFor([&] { return list.bridge.project().has_value() && list.bridge.pending() == 0; }));
    list.refresh();
    EXPECT_EQ(list.paths, QStringList({now, user.path(2)}));
}

TEST(RecentProjects, KeepTheirPlaceWhereTheFolderChosenIsNone) {
    const NewUser user(1);
    Listed list;
    std::filesystem::rename(user.path(1).toStdString(), user.path(7).toStdString());
    bool failed = false;
    QObject::connect(&list.bridge, &bridge::Bridge::openFailed, &list.bridge, [&] { failed = true; });
    list.presenter.relocateProject(user.path(1), user.path(9));
    ASSERT_TRUE(waitFor([&] { return failed; }));
    list.refresh();
    EXPECT_EQ(list.paths, QStringList(user.path(1)));
}

TEST(RecentProjects, AreAllThereAndCanBeTakenOff) {
    const NewUser user(10);
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    auto* table = fixture.find<QTableWidget>("recentProjects");
    EXPECT_EQ(table->rowCount(), 8);
    fixture.find<QPushButton>("showAllProjects")->click();
    EXPECT_EQ(table->rowCount(), 10);
    EXPECT_FALSE(fixture.find<QPushButton>("showAllProjects")->isVisible());
    fixture.find<QPushButton>(("forget_" + user.path(4).toStdString()).c_str())->click();
    ASSERT_TRUE(waitFor([&] { return table->rowCount() == 9; }));
    EXPECT_TRUE(std::filesystem::exists(user.path(4).toStdString())) << "its folder stays";
    // The menu of the context bar names every one that is there, too.
    auto* menu = fixture.find<QMenu>("projectMenu");
    Q_EMIT menu->aboutToShow();
    int named = 0;
    for (const QAction* action : menu->actions())
        named += action->text().startsWith(QStringLiteral("project "));
    EXPECT_EQ(named, 9);
}

} // namespace
} // namespace luthier::tests
