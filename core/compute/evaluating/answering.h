#pragma once

#include "loss_meter.h"
#include "subjects.h"

#include <engine/decoder.h>
#include <generation/generate.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace luthier::evaluating {

enum class Side { Base, Adapted };

/// Lets both sides of a comparison answer prompts and measure rows. With adapters one cache serves both: they
/// are switched off and on over the same weights. Not thread-safe.
class AnswerGenerator {
public:
    /// `subjects` must outlive it.
    static Result<AnswerGenerator> create(const Subjects& subjects);

    /// The answer of one side; `onText` hears its pieces. A cancelled answer is interrupted().
    Result<std::string> answer(Side side, std::span<const std::int32_t> prompt,
                               const generation::GenerationOptions& options, StopToken stop,
                               const std::function<void(std::string_view)>& onText);

    /// The loss of a row.
    Result<RowLoss> loss(Side side, const examples::FrozenData& row, StopToken stop);

private:
    AnswerGenerator(const Subjects& subjects, LossMeter base, LossMeter adapted);
    /// A decoder of that side that holds so many tokens.
    Result<engine::Decoder*> decoderFor(Side side, std::int64_t tokens);

    const Subjects* m_subjects;
    LossMeter m_baseMeter;
    LossMeter m_adaptedMeter;
    /// The second is used only when the adapted side is a model of its own.
    std::unique_ptr<engine::Decoder> m_decoders[2];
};

} // namespace luthier::evaluating
