#include "shared_data.h"

#include <cstdlib>

namespace luthier::tests {

std::filesystem::path sharedData() {
    const char* folder = std::getenv("LUTHIER_SHARED");
    return std::filesystem::path(folder && *folder ? folder : LUTHIER_SHARED_DEFAULT) / "data";
}

std::filesystem::path sourceFile(const std::filesystem::path& relative) {
    const char* folder = std::getenv("LUTHIER_SOURCE");
    return std::filesystem::path(folder && *folder ? folder : LUTHIER_SOURCE_DEFAULT) / relative;
}

} // namespace luthier::tests
