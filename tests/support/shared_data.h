#pragma once

#include <gtest/gtest.h>

#include <filesystem>

namespace luthier::tests {

/// `data` below LUTHIER_SHARED (default: the folder `shared` beside the checkout); it may be absent.
std::filesystem::path sharedData();

/// A file of the checkout, for goldens: sourceFile("tests/golden/models").
std::filesystem::path sourceFile(const std::filesystem::path& relative);

} // namespace luthier::tests

#define SKIP_WITHOUT_SHARED_DATA()                                                                           \
    if (!std::filesystem::exists(luthier::tests::sharedData()))                                              \
    GTEST_SKIP() << "the shared test material is not here (LUTHIER_SHARED)"
