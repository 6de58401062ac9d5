#include "virtual_tokens.h"

#include <algorithm>

namespace luthier::engine {

std::vector<std::int32_t> virtualTokensOf(const program::Program& program) {
    std::vector<std::int32_t> ids;
    const auto places =
        std::find_if(program.steps.begin(), program.steps.end(), [](const program::Step& step) {
            return step.kind == program::OpKind::PlaceRows && step.as<program::PlaceAttributes>().ids.empty();
        });
    const std::int64_t count = places == program.steps.end() ? 0 : program[places->operands[2]].shape[0];
    for (std::int64_t place = 0; place < count; ++place)
        ids.push_back(program::virtualId(place));
    return ids;
}

PackedBatch behindVirtualTokens(const PackedBatch& batch, const std::vector<std::int32_t>& tokens) {
    const auto count = static_cast<std::int32_t>(tokens.size());
    PackedBatch whole = batch;
    whole.ids.clear();
    whole.positions.clear();
    whole.rowStarts = {0};
    whole.tokenTypes.clear();
    std::size_t target = 0;
    for (std::size_t text = 0; text + 1 < batch.rowStarts.size(); ++text) {
        const auto begin = batch.rowStarts[text];
        const auto end = batch.rowStarts[text + 1];
        whole.ids.insert(whole.ids.end(), tokens.begin(), tokens.end());
        whole.ids.insert(whole.ids.end(), batch.ids.begin() + begin, batch.ids.begin() + end);
        for (std::int32_t i = 0; i < count + end - begin; ++i)
            whole.positions.push_back(i);
        whole.rowStarts.push_back(static_cast<std::int32_t>(whole.ids.size()));
        const auto moved = static_cast<std::int32_t>(text + 1) * count;
        for (; target < batch.targets.size() && batch.targets[target].position < end; ++target)
            whole.targets[target].position += moved;
    }
    return whole;
}

} // namespace luthier::engine
