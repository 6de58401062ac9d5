#include "fuzzing.h"

#include <base/json.h>
#include <families/family.h>

using namespace luthier;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto config = parseJson(fuzzing::textOf(data, size));
    if (!config)
        return 0;
    const auto shape = families::shapeFromConfig(*config);
    fuzzing::requireCode(shape);
    if (!shape)
        return 0;
    fuzzing::require(families::parameterCount(*shape) > 0);
    fuzzing::require(shape->heads % shape->kvHeads == 0);
    return 0;
}
