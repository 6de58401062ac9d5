#include "byte_pair.h"
#include "class_layouts.h"
#include "part_reading.h"
#include "pipeline.h"
#include "sentencepiece_merges.h"
#include "sentencepiece_model.h"

#include <base/utf8.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace luthier::tokenizing {
namespace {

constexpr std::string_view kMark = "\xE2\x96\x81"; // ▁ stands for a blank

Error invalid() {
    return refused("tokenizer.sentencepiece_invalid");
}

Status checkSupported(const SentencePieceModel& model) {
    constexpr std::array<std::string_view, 5> kNames{"", "Unigram", "BPE", "Word", "Char"};
    if (model.algorithm != SentencePieceAlgorithm::BytePair &&
        model.algorithm != SentencePieceAlgorithm::Unigram)
        return refused("tokenizer.model_not_yet")
            .with("model", kNames[static_cast<std::size_t>(model.algorithm)]);
    if (!model.escapeBlanks)
        return partNotSupported("normalizer_spec", "escape_whitespaces");
    if (model.algorithm == SentencePieceAlgorithm::BytePair && !model.characterMap.empty())
        return partNotSupported("normalizer_spec", "precompiled_charsmap");
    return {};
}

NormalizerPointer normalizerOf(const SentencePieceModel& model) {
    std::vector<NormalizerPointer> steps;
    if (model.removeExtraBlanks) {
        steps.push_back(stripNormalizer(Ends::Both));
        if (auto blanks = Pattern::expression(" {2,}"))
            steps.push_back(replaceNormalizer(*std::move(blanks), " "));
    }
    if (model.addDummyPrefix)
        steps.push_back(prependNormalizer(kMark));
    steps.push_back(replaceNormalizer(Pattern::literal(" "), kMark));
    return normalizerSequence(std::move(steps));
}

} // namespace

std::vector<Merge> mergesOf(const std::vector<SentencePiece>& pieces, const Vocabulary& vocabulary) {
    // The score orders the merges; pieces of one score have one rank and go from the left.
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (pieces[i].kind == PieceKind::Normal)
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return pieces[a].score > pieces[b].score; });
    const auto mergeable = [&](std::string_view text) -> std::optional<std::int32_t> {
        const auto id = vocabulary.find(text);
        return id && pieces[static_cast<std::size_t>(*id)].kind == PieceKind::Normal ? id : std::nullopt;
    };
    std::vector<Merge> merges;
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const SentencePiece& piece = pieces[order[i]];
        if (i > 0 && piece.score != pieces[order[i - 1]].score)
            ++rank;
        for (std::size_t cut = decodeUtf8(piece.text, 0).length; cut < piece.text.size();
             cut += decodeUtf8(piece.text, cut).length) {
            const auto left = mergeable(std::string_view(piece.text).substr(0, cut));
            const auto right = mergeable(std::string_view(piece.text).substr(cut));
            if (left && right)
                merges.push_back({*left, *right, static_cast<std::int32_t>(order[i]), rank});
        }
    }
    return merges;
}

Result<Pipeline> bytePairPipelineOf(const SentencePieceModel& model) {
    Pipeline pipeline;
    Vocabulary vocabulary;
    BytePairOptions options;
    options.fuseUnknown = true;
    options.byteFallback = model.byteFallback;
    for (std::size_t i = 0; i < model.pieces.size(); ++i) {
        const SentencePiece& piece = model.pieces[i];
        TRY_VOID(vocabulary.add(piece.text, static_cast<std::int64_t>(i)));
        const bool control = piece.kind == PieceKind::Control || piece.kind == PieceKind::Unknown;
        if (piece.kind == PieceKind::Unknown)
            options.unknown = static_cast<std::int32_t>(i);
        if (!control && piece.kind != PieceKind::UserDefined)
            continue;
        if (pipeline.added.size() >= kAddedTokens || piece.text.size() > 512)
            return invalid();
        AddedToken token;
        token.id = static_cast<std::int32_t>(i);
        token.content = piece.text;
        token.special = control;
        token.normalized = false;
        pipeline.added.push_back(std::move(token));
    }
    if (!options.unknown)
        return invalid();
    const std::vector<Merge> merges = mergesOf(model.pieces, vocabulary);
    pipeline.model = std::make_unique<BytePairModel>(std::move(vocabulary), merges, std::move(options));
    pipeline.normalizer = normalizerOf(model);
    pipeline.decoder = sentencePieceDecoder(kMark, model.addDummyPrefix);
    // Models of this kind begin with <s> unless their configuration says otherwise.
    if (const auto bos = pipeline.model->vocabulary().find("<s>"))
        pipeline.postProcessor = surroundingPostProcessor({{*bos, "<s>"}}, {});
    return pipeline;
}

namespace {

Result<Pipeline> pipelineOf(const SentencePieceModel& model, const ClassConfig& config) {
    TRY_VOID(checkSupported(model));
    return model.algorithm == SentencePieceAlgorithm::Unigram ? unigramPipelineOf(model, config)
                                                              : bytePairPipelineOf(model);
}

} // namespace

Result<Pipeline> readSentencePiece(std::string_view bytes, const ClassConfig& config, std::string_view file) {
    Result<SentencePieceModel> model = parseSentencePieceModel(bytes);
    if (!model)
        return std::move(model.error()).at(file);
    Result<Pipeline> pipeline = pipelineOf(*model, config);
    if (!pipeline)
        return std::move(pipeline.error()).at(file);
    pipeline->hash = hash128(bytes);
    return pipeline;
}

} // namespace luthier::tokenizing
