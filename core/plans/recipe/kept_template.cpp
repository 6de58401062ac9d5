#include "kept_template.h"

#include <base/contained_folder.h>
#include <base/files.h>
#include <base/hash.h>

namespace luthier::recipe {
namespace {

constexpr std::size_t kTemplateBytes = std::size_t{1} << 20;
constexpr std::size_t kLongestStem = 100;
constexpr std::size_t kMarkDigits = 12; // of the text's hash: another text gets another name

} // namespace

Result<std::string> keepTemplate(const std::filesystem::path& file, const std::filesystem::path& project) {
    const std::filesystem::path folder = project / "templates";
    TRY(const std::string text, readFile(file, kTemplateBytes));
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return refused("template.empty").at(file.string());
    const std::string mark = "-" + hash128(text).hex().substr(0, kMarkDigits);
    std::string stem = file.stem().string();
    if (stem.size() > kLongestStem || !isPlainName(stem))
        stem = "template";
    const std::string name = stem + (stem.ends_with(mark) ? "" : mark) + ".jinja";
    TRY_VOID(makeFolder(folder));
    TRY_VOID(writeAtomically(folder / name, text));
    return "templates/" + name;
}

} // namespace luthier::recipe
