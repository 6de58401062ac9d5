#include "sample.h"

#include <base/fault.h>

#include <cerrno>
#include <csignal>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

namespace {

/// Runs `work` in a child and kills it after `microseconds`.
template <class Work>
void killDuring(Work work, int microseconds) {
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        ::_exit(0);
    }
    ::usleep(static_cast<useconds_t>(microseconds));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}

} // namespace

TEST(Survival, AKilledImportLeavesAllRowsOrNone) {
    Sample sample(100);
    const std::string before = sample.version();
    const auto path = sample.project.folder();
    std::mt19937 random(3);
    int finished = 0;
    for (int kill = 0; kill < 12; ++kill) {
        killDuring(
            [&] {
                auto project = must(project::Project::open(path, project::Access::ReadWrite, sample.parts,
                                                           project::Check::None));
                auto writer = must(RowWriter::append(project, sample.id));
                Sample::addRows(writer, 1, 20'000);
                must(writer.publish(Sample::fields()));
            },
            5'000 + static_cast<int>(random() % 150'000));
        sample.reopen();
        ASSERT_EQ(sample.problems(), Codes());
        const auto rows = sample.facts().rows;
        ASSERT_TRUE(rows == 100 || rows == 20'100) << rows;
        ASSERT_EQ(*must(sample.db().queryInteger("SELECT count(*) FROM records")),
                  *must(sample.db().queryInteger("SELECT sum(last_row) FROM datasets")));
        if (rows > 100) {
            ++finished;
            sample.undoSteps();
            ASSERT_EQ(sample.version(), before);
            break;
        }
        ASSERT_EQ(sample.version(), before);
    }
    RecordProperty("finished", finished);
}

TEST(Survival, AKilledEditIsThereOrNot) {
    Sample sample(500);
    const auto path = sample.project.folder();
    std::mt19937 random(5);
    for (int kill = 0; kill < 15; ++kill) {
        killDuring(
            [&] {
                auto project = must(project::Project::open(path, project::Access::ReadWrite, sample.parts,
                                                           project::Check::None));
                for (int n = 0;; ++n) {
                    const CellEdit edit{RowId{1 + n % 500}, "prompt", "edit " + std::to_string(n), {}};
                    must(setCells(project, sample.id, std::span(&edit, 1)));
                    if (n % 20 == 19)
                        must(undo(project, sample.id, 3, {}));
                }
            },
            2'000 + static_cast<int>(random() % 60'000));
        sample.reopen();
        ASSERT_EQ(sample.problems(), Codes());
    }
    sample.undoSteps(100'000);
    sample.redoSteps();
    EXPECT_EQ(sample.version(), Sample(500).version());
}

TEST(Survival, AFullDiskLeavesTheDatasetAsItWas) {
    Sample sample(200);
    const std::string before = sample.version();
    int failures = 0;
    for (int call = 1; call < 4000; call += 23) {
        Status status;
        {
            const ScopedFault full(FaultPoint::Write, call, ENOSPC);
            const auto append = [&]() -> Status {
                TRY(auto writer, RowWriter::append(sample.project, sample.id));
                for (std::int64_t n = 0; n < 3000; ++n) {
                    const std::string raw = Sample::record(n);
                    NewRow row;
                    row.raw = raw;
                    TRY_VOID(writer.add(row));
                }
                TRY([[maybe_unused]] const auto outcome, writer.publish(Sample::fields()));
                return {};
            };
            status = append();
        }
        if (status)
            break;
        ++failures;
        // Syncing or reading may be what met the fault; it is always said, and nothing is published.
        ASSERT_EQ(status.error().code(), "storage.no_space");
        ASSERT_EQ(sample.version(), before) << "write " << call;
    }
    EXPECT_GT(failures, 3);
    sample.reopen();
    EXPECT_EQ(sample.problems(), Codes());
}

TEST(Survival, AnEditGetsInWhileAnImportRuns) {
    Sample sample(10);
    auto other = must(project::Project::open(sample.project.folder(), project::Access::ReadWrite,
                                             sample.parts, project::Check::None));
    std::atomic<bool> done = false;
    std::jthread importer([&] {
        auto writer = must(RowWriter::append(other, sample.id));
        for (std::int64_t n = 0; !done || n < 100; n += 100)
            Sample::addRows(writer, n, n + 99);
        must(writer.publish(Sample::fields()));
    });
    for (int n = 0; n < 20; ++n)
        sample.set(1, "prompt", "edit " + std::to_string(n));
    done = true;
    importer.join();
    EXPECT_EQ(sample.row(1).fields["prompt"], "edit 19");
    EXPECT_GT(sample.facts().rows, 100);
    EXPECT_EQ(sample.problems(), Codes());
}

TEST(Survival, OneImportAtATimeAndNoSweepUnderIt) {
    Sample sample(10);
    auto writer = must(RowWriter::append(sample.project, sample.id));
    Sample::addRows(writer, 11, 300);
    EXPECT_EQ(RowWriter::append(sample.project, sample.id).error().code(), "dataset.import_running");
    {
        auto other = must(project::Project::open(sample.project.folder(), project::Access::ReadWrite,
                                                 sample.parts, project::Check::None));
    }
    EXPECT_EQ(must(writer.publish(Sample::fields())).facts.rows, 300);
    EXPECT_EQ(sample.problems(), Codes());
}

TEST(Survival, AnImportThatIsGivenUpLeavesNothing) {
    Sample sample(10);
    {
        NewDataset description = Sample::description();
        description.name = "second";
        auto writer = must(RowWriter::create(sample.project, description, Name::Given));
        Sample::addRows(writer, 1, 5000);
    }
    EXPECT_EQ(must(listDatasets(sample.db())).size(), 1U);
    EXPECT_EQ(*must(sample.db().queryInteger("SELECT count(*) FROM records")), 10);
}
