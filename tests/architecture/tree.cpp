#include "tree.h"

#include <support/shared_data.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace luthier::tests {
namespace {

SourceFile readSource(const std::filesystem::path& root, const std::filesystem::path& path) {
    SourceFile file{path.lexically_relative(root).generic_string(), {}};
    std::ifstream stream(path);
    for (std::string line; std::getline(stream, line);)
        file.lines.push_back(line);
    return file;
}

std::vector<SourceFile> readTree() {
    const std::filesystem::path root = sourceFile("");
    std::vector<SourceFile> files;
    for (const char* folder : {"core", "kernels", "app", "ui"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder))
            if (const auto ending = entry.path().extension();
                ending == ".h" || ending == ".cpp" || ending == ".cu")
                files.push_back(readSource(root, entry.path()));
    return files;
}

std::map<std::string, Module> readModules() {
    std::map<std::string, Module> all;
    std::ifstream stream(std::filesystem::path(std::getenv("LUTHIER_BUILD")) / "modules.txt");
    for (std::string line; std::getline(stream, line);) {
        std::istringstream parts(line);
        Module module;
        std::string uses;
        std::getline(parts, module.name, '|');
        std::getline(parts, module.folder, '|');
        std::getline(parts, uses);
        std::istringstream names(uses);
        for (std::string name; std::getline(names, name, ',');)
            module.uses.insert(name);
        if (!module.name.empty())
            all.emplace(module.name, module);
    }
    return all;
}

} // namespace

const std::vector<SourceFile>& productSources() {
    static const std::vector<SourceFile> files = readTree();
    return files;
}

const std::map<std::string, Module>& modules() {
    static const std::map<std::string, Module> all = readModules();
    return all;
}

std::string moduleOf(const SourceFile& file) {
    std::string found;
    std::size_t longest = 0;
    for (const auto& [name, module] : modules())
        if (file.path.starts_with(module.folder + "/") && module.folder.size() > longest) {
            found = name;
            longest = module.folder.size();
        }
    return found;
}

} // namespace luthier::tests
