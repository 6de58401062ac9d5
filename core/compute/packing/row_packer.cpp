#include "row_packer.h"

#include <algorithm>
#include <random>
#include <vector>

namespace luthier::packing {
namespace {

using engine::PackedBatch;
using examples::FrozenData;

/// The token that RoBERTa does not count: it lies in front of the first position, wherever it stands.
std::int64_t uncountedIdOf(const families::ModelShape& shape) {
    return shape.positionOffset > 0 ? shape.paddingId : -1;
}

/// Appends tokens with their positions; gives the place of the first.
std::int32_t appendTokens(PackedBatch& batch, std::span<const std::int32_t> ids) {
    const auto start = static_cast<std::int32_t>(batch.ids.size());
    engine::appendRow(batch, ids, std::vector<std::uint8_t>(ids.size()));
    return start;
}

/// Positions of the last row as its tokens now are, where one of them does not count.
void recount(PackedBatch& batch, std::int64_t uncounted) {
    std::int32_t position = 0;
    const auto begin = static_cast<std::size_t>(batch.rowStarts[batch.rowStarts.size() - 2]);
    for (std::size_t at = begin; uncounted >= 0 && at < batch.ids.size(); ++at)
        batch.positions[at] = batch.ids[at] == uncounted ? -1 : position++;
}

std::span<const std::uint8_t> typesOf(const FrozenData& data, std::int64_t row) {
    if (data.tokenTypes.empty())
        return {};
    return std::span(data.tokenTypes)
        .subspan(static_cast<std::size_t>(data.rowStarts[static_cast<std::size_t>(row)]),
                 static_cast<std::size_t>(data.length(row)));
}

/// The token whose hidden states speak for its text.
std::int32_t speakerOf(std::span<const std::int32_t> ids, families::Pooling pooling, std::int64_t padId) {
    if (pooling != families::Pooling::Last)
        return 0;
    const auto last = std::find_if(ids.rbegin(), ids.rend(), [&](std::int32_t id) { return id != padId; });
    return last == ids.rend() ? 0 : static_cast<std::int32_t>(ids.rend() - last) - 1;
}

} // namespace

Masking maskingOf(const tokenizing::SpecialTokens& tokens, std::uint64_t seed) {
    return {tokens.mask && tokens.mask->id ? *tokens.mask->id : -1, seed};
}

RowPacker::RowPacker(const families::ModelShape& shape, Masking masking, std::int64_t inFront)
    : m_kind(shape.kind)
    , m_head(shape.head)
    , m_problem(shape.problem)
    , m_pooling(shape.pooling)
    , m_padId(shape.padId)
    , m_startId(shape.startId)
    , m_uncountedId(uncountedIdOf(shape))
    , m_vocabulary(shape.vocabularySize)
    , m_masking(masking)
    , m_inFront(inFront) {}

PackedBatch RowPacker::pack(const FrozenData& data, std::span<const std::int64_t> rows,
                            std::uint64_t draw) const {
    PackedBatch batch;
    for (const std::int64_t row : rows) {
        if (m_kind == families::ModelKind::EncoderDecoder) {
            addAnswer(batch, data, row);
            continue;
        }
        if (data.hasPairs()) {
            addPair(batch, data, row);
            continue;
        }
        if (m_kind == families::ModelKind::Decoder && m_head == families::Head::Words) {
            engine::appendRow(batch, data.idsOf(row), data.trainedOf(row));
            continue;
        }
        if (m_head == families::Head::Words)
            addHidden(batch, data, row, draw);
        else
            addLabel(batch, data, row);
        recount(batch, m_uncountedId);
        for (const std::uint8_t type : typesOf(data, row))
            batch.tokenTypes.push_back(type);
    }
    return batch;
}

/// The better answer and the worse; of texts that are scored the tokens that speak for them.
void RowPacker::addPair(PackedBatch& batch, const FrozenData& data, std::int64_t row) const {
    ++batch.pairs;
    if (data.labelWidth > 0)
        batch.desirable.push_back(data.labelsOf(row)[0]);
    if (m_head == families::Head::TextLabels) {
        for (const auto ids : {data.idsOf(row), data.rejectedOf(row)}) {
            const std::int32_t start = appendTokens(batch, ids);
            batch.targets.push_back({start + speakerOf(ids, m_pooling, m_padId), 0});
        }
        return;
    }
    const std::span<const std::uint8_t> trained = data.trainedOf(row);
    if (data.learnsQuestions) {
        engine::appendRow(batch, data.idsOf(row), std::vector<std::uint8_t>(trained.size(), 1));
        for (std::size_t at = 1; at < trained.size(); ++at)
            batch.compared.push_back(trained[at] != 0 ? 1.0F : 0.0F);
    } else {
        engine::appendRow(batch, data.idsOf(row), trained);
    }
    engine::appendRow(batch, data.rejectedOf(row), data.rejectedTrainedOf(row));
    if (data.learnsQuestions)
        batch.compared.resize(batch.targets.size(), 1.0F);
}

/// The decoder reads the start and the answer but its last token, and says the answer.
void RowPacker::addAnswer(PackedBatch& batch, const FrozenData& data, std::int64_t row) const {
    const std::span<const std::int32_t> answer = data.idsOf(row);
    std::vector<std::int32_t> read{static_cast<std::int32_t>(m_startId)};
    read.insert(read.end(), answer.begin(), answer.empty() ? answer.end() : answer.end() - 1);
    const std::int32_t start = appendTokens(batch, read);
    const std::span<const std::uint8_t> trained = data.trainedOf(row);
    for (std::size_t i = 0; i < answer.size(); ++i)
        if (trained[i])
            batch.targets.push_back({start + static_cast<std::int32_t>(i), answer[i]});
    const auto at = static_cast<std::size_t>(row);
    const auto begin = data.sourceIds.begin() + data.sourceStarts[at];
    const auto end = data.sourceIds.begin() + data.sourceStarts[at + 1];
    if (batch.sourceStarts.empty())
        batch.sourceStarts.push_back(0);
    batch.sourceIds.insert(batch.sourceIds.end(), begin, end);
    batch.sourceStarts.push_back(static_cast<std::int32_t>(batch.sourceIds.size()));
}

void RowPacker::addHidden(PackedBatch& batch, const FrozenData& data, std::int64_t row,
                          std::uint64_t draw) const {
    const std::int32_t start = appendTokens(batch, data.idsOf(row));
    const std::span<const std::int32_t> ids = data.idsOf(row);
    const std::span<const std::uint8_t> mayHide = data.trainedOf(row);
    std::seed_seq words{m_masking.seed, draw,
                        static_cast<std::uint64_t>(data.rowIds[static_cast<std::size_t>(row)]),
                        static_cast<std::uint64_t>(row)};
    std::mt19937_64 engine(words);
    const auto uniform = [&] {
        return static_cast<double>(engine() >> 11U) * 0x1.0p-53;
    };
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (mayHide[i])
            places.push_back(i);
    const auto count = static_cast<std::size_t>(
        examples::maskedTokens(static_cast<std::int64_t>(places.size()), data.maskedShare));
    for (std::size_t i = 0; i < count; ++i)
        std::swap(places[i],
                  places[i + static_cast<std::size_t>(uniform() * static_cast<double>(places.size() - i))]);
    places.resize(count);
    std::sort(places.begin(), places.end());
    for (const std::size_t i : places) {
        batch.targets.push_back({start + static_cast<std::int32_t>(i), ids[i]});
        std::int32_t& shown = batch.ids[static_cast<std::size_t>(start) + i];
        const double kind = uniform();
        if (kind < 0.8)
            shown = m_masking.maskId;
        else if (kind < 0.9)
            shown = static_cast<std::int32_t>(uniform() * static_cast<double>(m_vocabulary));
    }
}

void RowPacker::addLabel(PackedBatch& batch, const FrozenData& data, std::int64_t row) const {
    const std::span<const std::int32_t> ids = data.idsOf(row);
    const std::int32_t start = appendTokens(batch, ids);
    if (m_head == families::Head::TokenLabels) {
        const auto first = static_cast<std::size_t>(data.rowStarts[static_cast<std::size_t>(row)]);
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (const std::int32_t label = data.tokenLabels[first + i]; label >= 0)
                batch.targets.push_back({start + static_cast<std::int32_t>(i), label});
        return;
    }
    const auto width = static_cast<std::size_t>(data.labelWidth);
    const auto labels = std::span(data.labels).subspan(static_cast<std::size_t>(row) * width, width);
    if (m_problem == families::Problem::SingleLabel) {
        batch.targets.push_back(
            {start + speakerOf(ids, m_pooling, m_padId), static_cast<std::int32_t>(labels[0])});
        return;
    }
    batch.targets.push_back({start + speakerOf(ids, m_pooling, m_padId), 0});
    batch.values.insert(batch.values.end(), labels.begin(), labels.end());
}

PackedBatch wholeText(const families::ModelShape& shape, std::span<const std::int32_t> ids,
                      std::span<const std::int32_t> source) {
    PackedBatch batch;
    appendTokens(batch, ids);
    recount(batch, uncountedIdOf(shape));
    if (shape.head == families::Head::TextLabels)
        batch.targets.push_back({speakerOf(ids, shape.pooling, shape.padId), 0});
    else
        for (std::size_t at = 0; at < ids.size(); ++at)
            batch.targets.push_back({static_cast<std::int32_t>(at), 0});
    if (shape.kind == families::ModelKind::EncoderDecoder) {
        batch.sourceIds.assign(source.begin(), source.end());
        batch.sourceStarts = {0, static_cast<std::int32_t>(source.size())};
    }
    return batch;
}

} // namespace luthier::packing
