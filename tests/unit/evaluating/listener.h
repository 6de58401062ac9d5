#pragma once

#include <evaluating/comparison.h>
#include <support/finished_run.h>

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace luthier::evaluating {

/// Keeps the rows; wants no more after some of them.
class Listener final : public ComparisonObserver {
public:
    explicit Listener(std::size_t enough = std::numeric_limits<std::size_t>::max(), Wish then = Wish::Keep)
        : m_enough(enough)
        , m_then(then) {}
    Wish wish() override { return rows.size() >= m_enough ? m_then : Wish::GoOn; }
    Status onRow(const Json& row, std::int64_t, std::int64_t total) override {
        rows.push_back(row);
        announced = total;
        return {};
    }
    std::vector<Json> rows;
    std::int64_t announced = 0;

private:
    std::size_t m_enough;
    Wish m_then;
};

/// A few greedy tokens a row, so that tests are quick.
inline ComparisonOptions quickOptions() {
    ComparisonOptions options;
    options.generation.maxNewTokens = 6;
    return options;
}

inline Result<ComparisonOutcome> compareIn(tests::FinishedRun& finished, const ComparisonOptions& options,
                                           Listener& listener) {
    NullProgress progress;
    engine::ComputeDevice device;
    device.threads = 1;
    EXPECT_TRUE(engine::prepareDevice(device));
    return compareRun(finished.project, finished.run, options, device, listener, {}, progress);
}

} // namespace luthier::evaluating
