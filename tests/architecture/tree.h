#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace luthier::tests {

/// A source file of the product: path from the root, and its lines.
struct SourceFile {
    std::string path;
    std::vector<std::string> lines;

    bool isHeader() const { return path.ends_with(".h"); }
    bool isBelow(std::string_view folder) const { return path.starts_with(folder); }
};

/// All .h, .cpp and .cu files below core, kernels, app and ui.
const std::vector<SourceFile>& productSources();

struct Module {
    std::string name;
    std::string folder;
    std::set<std::string> uses;
};

/// The modules as CMake declared them, with what they use, directly and through others.
const std::map<std::string, Module>& modules();

/// The module a file belongs to; empty for programs.
std::string moduleOf(const SourceFile& file);

} // namespace luthier::tests
