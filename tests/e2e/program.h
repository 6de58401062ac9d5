#pragma once

#include <base/json.h>

#include <support/temporary_folder.h>

#include <filesystem>
#include <string>
#include <vector>

namespace luthier::tests {

/// What a program said and how it ended.
struct Answer {
    int exitCode = 0;
    std::string out;
    std::string errors;

    /// The document on stdout, or null.
    Json json() const;
    /// The documents on stdout, one a line.
    std::vector<Json> lines() const;
    /// `error.code` of stderr, or empty.
    std::string errorCode() const;
};

/// Runs `luthier-engine` with arguments, with a home and state of its own below `folder`.
/// `input` is what it reads on stdin.
Answer runEngine(const TemporaryFolder& folder, const std::vector<std::string>& arguments, const std::string& input = {});

/// Starts it and gives its process id.
int startEngine(const TemporaryFolder& folder, const std::vector<std::string>& arguments, const std::string& input = {});

} // namespace luthier::tests
