#include "kept_template.h"

#include <base/files.h>
#include <base/hash.h>

namespace luthier::recipe {
namespace {

constexpr std::size_t kTemplateBytes = std::size_t{1} << 20;

} // namespace

Result<std::string> keepTemplate(const std::filesystem::path& file, const std::filesystem::path& project) {
    const std::filesystem::path folder = project / "templates";
    TRY(const std::string text, readFile(file, kTemplateBytes));
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return refused("template.empty").at(file.string());
    const std::string name = hash128(text).hex() + ".jinja";
    TRY_VOID(makeFolder(folder));
    TRY_VOID(writeAtomically(folder / name, text));
    return "templates/" + name;
}

} // namespace luthier::recipe
