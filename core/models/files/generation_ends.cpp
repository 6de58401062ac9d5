#include "generation_ends.h"

#include <base/files.h>
#include <base/id_list.h>
#include <base/json.h>

#include <algorithm>
#include <system_error>
#include <vector>

namespace luthier::files {
namespace {

constexpr JsonLimits kLimits = {.bytes = std::size_t{4} << 20U, .depth = 16, .nodes = 200'000};

} // namespace

Status addGenerationEnds(const std::filesystem::path& folder, std::span<const std::int64_t> baseIds,
                         std::span<const std::int32_t> ids) {
    const std::filesystem::path file = folder / "generation_config.json";
    Json config = Json::object();
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) {
        TRY(config, readJsonFile(file, kLimits));
        if (!config.is_object())
            return refused("json.wrong_type").field("generation_config.json").at(file.string());
    }
    std::vector<std::int64_t> ends = idListAt(config, "eos_token_id");
    const auto add = [&](std::int64_t id) {
        if (std::find(ends.begin(), ends.end(), id) == ends.end())
            ends.push_back(id);
    };
    if (ends.empty())
        std::for_each(baseIds.begin(), baseIds.end(), add);
    const std::size_t before = ends.size();
    std::for_each(ids.begin(), ids.end(), add);
    if (ends.size() == before)
        return {};
    config["eos_token_id"] = ends.size() == 1 ? Json(ends.front()) : Json(ends);
    return writeAtomically(file, dumpJson(config, 2) + "\n");
}

} // namespace luthier::files
