#include "fuzzing.h"

#include <adopting/adopting.h>
#include <adopting/yaml.h>
#include <recipe/recipe.h>

using namespace luthier;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = adopting::readYaml(fuzzing::textOf(data, size), "a.yaml");
    fuzzing::requireCode(document);
    if (!document)
        return 0;
    const auto adopted = adopting::adopt(*document, "/nowhere");
    fuzzing::requireCode(adopted);
    if (!adopted)
        return 0;
    for (const adopting::AdoptedKey& key : adopted->keys)
        fuzzing::require(key.path.empty() ==
                         (key.fate == adopting::Fate::Idle || key.fate == adopting::Fate::Left));
    // What was taken is a recipe but for what it leaves open.
    for (const recipe::Finding& finding : recipe::readRecipe(adopted->recipe).findings)
        fuzzing::require(finding.code != "recipe.unknown_key" && finding.code != "recipe.wrong_type");
    return 0;
}
