#include "answering.h"

#include <generation/open_decoder.h>

#include <algorithm>

namespace luthier::evaluating {
namespace {

constexpr std::int64_t kGrain = 256;

} // namespace

AnswerGenerator::AnswerGenerator(const Subjects& subjects, LossMeter base, LossMeter adapted)
    : m_subjects(&subjects)
    , m_baseMeter(std::move(base))
    , m_adaptedMeter(std::move(adapted)) {}

Result<AnswerGenerator> AnswerGenerator::create(const Subjects& subjects) {
    const recipe::Tokens& tokens = subjects.recipe.tokens;
    const bool reads = subjects.shape().kind == families::ModelKind::EncoderDecoder;
    const RowBounds longest =
        reads ? RowBounds{tokens.maxTargetLength, tokens.maxLength} : RowBounds{tokens.maxLength, 0};
    const packing::Masking masking =
        packing::maskingOf(subjects.tokenizer->specialTokens(), subjects.recipe.seed);
    TRY(auto base, LossMeter::create(subjects.base, {}, longest, masking));
    TRY(auto adapted, LossMeter::create(subjects.adapted, subjects.adapter, longest, masking));
    return AnswerGenerator(subjects, std::move(base), std::move(adapted));
}

Result<engine::Decoder*> AnswerGenerator::decoderFor(Side side, std::int64_t tokens) {
    const bool shared = m_subjects->base == m_subjects->adapted;
    const bool second = side == Side::Adapted && !shared;
    auto& decoder = m_decoders[second ? 1 : 0];
    const families::ModelShape& shape = m_subjects->base->shape();
    const bool limited = shape.positionsEnd();
    const std::int64_t wanted = limited ? std::min(tokens, shape.maxPositions) : tokens;
    if (!decoder || decoder->maxTokens() < wanted) {
        decoder.reset(); // its cache first
        generation::DecoderOptions options;
        options.maxTokens = (tokens + kGrain - 1) / kGrain * kGrain;
        options.sourceTokens = m_subjects->recipe.tokens.maxLength;
        TRY(decoder, generation::openDecoder(second ? m_subjects->adapted : m_subjects->base,
                                             shared ? m_subjects->adapter : files::Adapter{}, options));
    }
    if (shared)
        decoder->useAdapters(side == Side::Base ? engine::Decoder::AdapterUse::Off
                                                : engine::Decoder::AdapterUse::On);
    return decoder.get();
}

Result<std::string> AnswerGenerator::answer(Side side, std::span<const std::int32_t> prompt,
                                            const generation::GenerationOptions& options, StopToken stop,
                                            const std::function<void(std::string_view)>& onText) {
    // A prompt that the model cannot have learnt to read is refused before a cache is laid out for it.
    const std::int64_t limit =
        std::max(m_subjects->base->shape().maxPositions, m_subjects->recipe.tokens.maxLength);
    if (static_cast<std::int64_t>(prompt.size()) > limit)
        return refused("engine.text_too_long")
            .with("tokens", static_cast<std::int64_t>(prompt.size()))
            .with("limit", limit);
    TRY(engine::Decoder * decoder,
        decoderFor(side, static_cast<std::int64_t>(prompt.size()) + options.maxNewTokens));
    TRY(auto generated,
        generation::generate(*decoder, m_subjects->tokenizer, prompt, options, std::move(stop), onText));
    if (generated.reason == generation::FinishReason::Cancelled)
        return interrupted();
    return std::move(generated.text);
}

Result<RowLoss> AnswerGenerator::loss(Side side, const examples::FrozenData& row, StopToken stop) {
    TRY(const auto losses, (side == Side::Base ? m_baseMeter : m_adaptedMeter).measure(row, std::move(stop)));
    return total(losses);
}

} // namespace luthier::evaluating
