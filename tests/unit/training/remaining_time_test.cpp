#include <training/remaining_time.h>

#include <gtest/gtest.h>

namespace luthier::training {
namespace {

TEST(RemainingTime, IsThatOfTheStepsWhereNothingIsValidated) {
    RemainingTime time(10, 0, 500);
    EXPECT_EQ(time.seconds(), 0) << "nothing is known yet";
    time.addStep(1, 2, 100);
    time.addStep(2, 4, 100);
    EXPECT_DOUBLE_EQ(time.seconds(), 8 * 3);
    RemainingTime withoutRows(10, 5, 0);
    withoutRows.addStep(1, 2, 100);
    EXPECT_DOUBLE_EQ(withoutRows.seconds(), 9 * 2);
}

TEST(RemainingTime, CountsTheValidationsThatAreLeft) {
    // Validations after steps 4, 8 and 10; until one was measured a token costs a third of a trained one.
    RemainingTime time(10, 4, 600);
    for (std::int64_t step = 1; step <= 4; ++step)
        time.addStep(step, 1, 100);
    EXPECT_DOUBLE_EQ(time.seconds(), 6 * 1 + 3 * (600 * 0.01 / 3)) << "that of step 4 is still to come";
    time.addValidation(5);
    EXPECT_DOUBLE_EQ(time.seconds(), 6 * 1 + 2 * 5);
    for (std::int64_t step = 5; step <= 8; ++step)
        time.addStep(step, 1, 100);
    time.addValidation(7);
    EXPECT_DOUBLE_EQ(time.seconds(), 2 * 1 + 1 * 6);
    time.addStep(9, 1, 100);
    time.addStep(10, 1, 100);
    EXPECT_DOUBLE_EQ(time.seconds(), 6);
    time.addValidation(6);
    EXPECT_DOUBLE_EQ(time.seconds(), 0);
}

TEST(RemainingTime, OfARunThatGoesOnIsMeasuredFromThere) {
    RemainingTime time(100, 20, 300);
    time.addStep(51, 2, 100);
    EXPECT_DOUBLE_EQ(time.seconds(), 49 * 2 + 3 * (300 * 0.02 / 3)) << "after steps 60, 80 and 100";
}

} // namespace
} // namespace luthier::training
