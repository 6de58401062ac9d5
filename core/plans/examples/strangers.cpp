#include "strangers.h"

#include <algorithm>

namespace luthier::examples {

std::int64_t strangerOf(std::int64_t row, std::int64_t rows, std::int64_t batchSize) {
    const std::int64_t first = row / batchSize * batchSize;
    return row > first ? row - 1 : std::min(first + batchSize, rows) - 1;
}

void addStrangers(FrozenData& data, std::int64_t batchSize, std::int64_t maxLength) {
    const std::size_t longest = maxLength > 0 ? static_cast<std::size_t>(maxLength) : SIZE_MAX;
    if (data.rows() == 0)
        return;
    data.rejectedStarts.assign(1, 0);
    for (std::int64_t row = 0; row < data.rows(); ++row) {
        const auto own = data.trainedOf(row);
        const auto question =
            static_cast<std::size_t>(std::find(own.begin(), own.end(), std::uint8_t{1}) - own.begin());
        const auto ids = data.idsOf(row).first(question);
        std::vector<std::int32_t> text(ids.begin(), ids.end());
        const std::int64_t stranger = strangerOf(row, data.rows(), batchSize);
        const auto answer = data.idsOf(stranger);
        const auto trained = data.trainedOf(stranger);
        for (std::size_t i = 0; i < answer.size() && text.size() < longest; ++i)
            if (trained[i] != 0)
                text.push_back(answer[i]);
        data.rejectedIds.insert(data.rejectedIds.end(), text.begin(), text.end());
        data.rejectedTrained.resize(data.rejectedTrained.size() + question, 0);
        data.rejectedTrained.resize(data.rejectedIds.size(), 1);
        data.rejectedStarts.push_back(static_cast<std::int64_t>(data.rejectedIds.size()));
    }
}

void addStrangers(std::vector<SourceRows>& sources, const recipe::Recipe& recipe) {
    if (!recipe::judgesAnswers(recipe.task))
        return;
    std::vector<RowSize*> rows;
    for (SourceRows& source : sources)
        for (RowSize& size : source.sizes)
            rows.push_back(&size);
    std::vector<RowSize> own;
    for (const RowSize* size : rows)
        own.push_back(*size);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const RowSize& stranger = own[static_cast<std::size_t>(
            strangerOf(static_cast<std::int64_t>(row), std::ssize(rows), recipe.batchSize))];
        // Of its own text a first token is predicted by nothing; here it stands behind the question.
        const std::int32_t answer = stranger.targets + (stranger.question == 0 ? 1 : 0);
        RowSize& size = *rows[row];
        const std::int64_t whole = std::int64_t{size.question} + answer;
        const std::int64_t limit = recipe.tokens.maxLength;
        size.rejected = static_cast<std::int32_t>(limit > 0 ? std::min(whole, limit) : whole);
        size.targets += size.rejected - std::max(size.question, 1);
        size.question = 0;
    }
}

} // namespace luthier::examples
