#include "compare_support.h"
#include "monkey.h"
#include "recipe_support.h"

#include <dataset/catalog.h>
#include <dataset/history.h>
#include <dataset/part.h>
#include <jobs/control.h>
#include <jobs/part.h>
#include <project/user_state.h>
#include <registry/part.h>
#include <registry/registry.h>

#include <QAction>

#include <array>

namespace luthier::tests {
namespace {

std::array<project::Part, 3> parts() {
    return {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
}

/// LUTHIER_MONKEY says how many events a seed has (300; `test.sh --long` asks for 10,000).
int eventsOf() {
    const int wanted = qEnvironmentVariableIntValue("LUTHIER_MONKEY");
    return wanted > 0 ? wanted : 300;
}

project::Project openAt(const std::string& folder) {
    return must(project::Project::open(folder, project::Access::ReadWrite, parts(), project::Check::None));
}

/// What a project holds before somebody plays with it, and what has to be found of it afterwards.
class Keepsake {
public:
    explicit Keepsake(std::string folder)
        : m_folder(std::move(folder)) {
        auto project = openAt(m_folder);
        m_before = must(dataset::listDatasets(project.database()));
        for (const auto& facts : m_before)
            for (const auto& operation : must(dataset::listOperations(project.database(), facts.id)))
                m_operations.emplace_back(facts.id, operation.id);
        m_runs = runsIn(project);
    }
    void expectAll() const {
        auto project = openAt(m_folder);
        EXPECT_GE(runsIn(project), m_runs);
        for (const auto& facts : m_before)
            expectRows(project, facts);
    }

private:
    static std::size_t runsIn(project::Project& project) {
        return must(registry::listRuns(project.database())).size() +
               must(registry::listRuns(project.database(), registry::Which::Removed)).size();
    }
    bool isOld(OperationId id) const {
        return std::ranges::any_of(m_operations, [id](const auto& each) { return each.second == id; });
    }
    /// Without what was done since, and with what was there, it is as it was to the last byte.
    void expectRows(project::Project& project, const dataset::DatasetFacts& before) const {
        std::int64_t later = 0;
        for (const auto& operation : must(dataset::listOperations(project.database(), before.id)))
            later += !isOld(operation.id) && !operation.undone ? 1 : 0;
        if (later > 0) {
            must(dataset::undo(project, before.id, later, {}));
        }
        for (const auto& operation : must(dataset::listOperations(project.database(), before.id))) {
            if (isOld(operation.id) && operation.undone) {
                must(dataset::redoOperation(project, before.id, operation.id, {}));
            }
        }
        const auto now = must(dataset::datasetById(project.database(), before.id));
        EXPECT_EQ(now.rows, before.rows);
        EXPECT_EQ(now.sum.low, before.sum.low);
        EXPECT_EQ(now.sum.high, before.sum.high);
    }

    std::string m_folder;
    std::vector<dataset::DatasetFacts> m_before;
    std::vector<std::pair<DatasetId, OperationId>> m_operations;
    std::size_t m_runs = 0;
};

/// What the window began may still be at work: it is ended before the folders go.
void endJobs() {
    auto user = must(project::UserState::open());
    for (const auto& entry : must(user.projects())) {
        auto opened =
            project::Project::open(entry.path, project::Access::ReadWrite, parts(), project::Check::None);
        if (!opened)
            continue;
        const auto active = [&] {
            const auto all = must(jobs::listUnfinishedJobs(opened->database()));
            return std::ranges::any_of(all, [](const auto& job) { return !jobs::isHeld(job.state); });
        };
        // Once more each time: what was being prepared may have come to run meanwhile.
        EXPECT_TRUE(waitFor(
            [&] {
                for (const auto& job : must(jobs::listUnfinishedJobs(opened->database())))
                    static_cast<void>(jobs::requestStop(*opened, job.id));
                static_cast<void>(jobs::markLostJobs(*opened));
                return !active();
            },
            180'000))
            << entry.path;
    }
}

class Monkeys : public testing::TestWithParam<quint32> {
protected:
    void SetUp() override {
        // New projects and the sample are made in the user's home.
        m_homeBefore = qgetenv("HOME");
        qputenv("HOME", QByteArray::fromStdString(m_home.path().string()));
    }
    void TearDown() override {
        endJobs();
        qputenv("HOME", m_homeBefore);
    }
    static void play(WindowFixture& fixture) {
        // Everything but the way out.
        fixture.find<QAction>("actionQuit")->setEnabled(false);
        // What the machine can tune is planned for a while.
        ASSERT_TRUE(waitFor([&] { return fixture.window->isSettled(); }, 120'000));
        Monkey monkey(fixture, GetParam(), eventsOf());
        const bool answered = monkey.play();
        EXPECT_TRUE(answered) << monkey.complaints().join(u'\n').toStdString() << "\n"
                              << monkey.trail().toStdString();
        EXPECT_GE(monkey.pages().size(), 3) << "a monkey that gets nowhere proves nothing";
    }

private:
    TemporaryFolder m_home;
    QByteArray m_homeBefore;
};

TEST_P(Monkeys, LoseNothingOfAProjectWithDataRunsAndAModel) {
    const TuningProject project(40, 2);
    addComparedRun(project);
    const Keepsake keepsake(project.path().toStdString());
    {
        WindowFixture fixture(project.path());
        ASSERT_TRUE(waitFor([&] { return fixture.window->recipePresenter().hasArrived(); }));
        fixture.window->recipePresenter().setModel(TuningProject::model());
        play(fixture);
    }
    endJobs();
    keepsake.expectAll();
}

TEST_P(Monkeys, FindNoDeadPageWithoutAProject) {
    WindowFixture fixture({}, QStringLiteral("home"));
    play(fixture);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Monkeys, testing::Values(1, 2, 3, 4, 5));

} // namespace
} // namespace luthier::tests
