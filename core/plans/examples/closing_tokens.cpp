#include "closing_tokens.h"

#include <algorithm>

namespace luthier::examples {

std::vector<std::int32_t> answerEnds(const FrozenData& rows, const tokenizing::Tokenizer& tokenizer) {
    std::vector<std::int32_t> ends = tokenizer.specialTokens().endOfTurnIds;
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        const auto ids = rows.idsOf(row);
        const auto trained = rows.trainedOf(row);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const bool closes = trained[i] != 0 && (i + 1 == ids.size() || trained[i + 1] == 0);
            if (closes && tokenizer.isSpecial(ids[i]) &&
                std::find(ends.begin(), ends.end(), ids[i]) == ends.end())
                ends.push_back(ids[i]);
        }
    }
    return ends;
}

} // namespace luthier::examples
