#include "importing_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    luthier::fuzzing::readAsImport(luthier::fuzzing::textOf(data, size), ".csv", {});
    return 0;
}
