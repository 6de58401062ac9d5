#include "sampler.h"

#include <examples/answer_split.h>
#include <generation/generate.h>
#include <generation/open_decoder.h>
#include <planning/plan.h>

#include <algorithm>

namespace luthier::training {
namespace {

std::vector<files::AdapterValues> presentAdapters(const RunSetup& setup, const StepEngine& engine,
                                                  const ParameterValues& values) {
    const auto copied = [&](const std::string& parameter) {
        const std::span<const float> tensor = values.of(parameter, engine);
        return std::vector<float>(tensor.begin(), tensor.end());
    };
    std::vector<files::AdapterValues> adapters;
    for (const files::AdapterTarget& target : setup.adapters.targets)
        adapters.push_back({target.asLora(), copied(methods::loraA(target.module.path)),
                            copied(methods::loraB(target.module.path))});
    return adapters;
}

} // namespace

Result<std::vector<registry::Sample>> writeSamples(const RunSetup& setup, const StepEngine& engine,
                                                   StopToken stop) {
    std::vector<registry::Sample> samples;
    const std::int64_t count = std::min(setup.recipe.samplePrompts, setup.validation.rows());
    if (count == 0)
        return samples;
    TRY(const ParameterValues values, presentParameters(engine));
    const bool full = setup.recipe.method.kind == recipe::MethodKind::Full;
    const auto model = full ? engine::Model::withValues(setup.source.shape, engine.parameters(),
                                                        values.tensors, values.owner, setup.model->device())
                            : setup.model;
    const auto adapters = full ? std::vector<files::AdapterValues>{} : presentAdapters(setup, engine, values);
    generation::DecoderOptions options;
    options.maxTokens = setup.settings.longestRow + planning::kSampleTokens;
    TRY(auto decoder, generation::openDecoder(model, adapters, options));
    generation::GenerationOptions generation;
    generation.maxNewTokens = planning::kSampleTokens;
    generation.endIds = setup.answerEnds;
    for (std::int64_t row = 0; row < count && !stop.stop_requested(); ++row) {
        const auto split =
            examples::splitAtAnswer(setup.validation.idsOf(row), setup.validation.trainedOf(row));
        TRY(const auto answer, generation::generate(*decoder, setup.tokenizer, split.prompt, generation, stop,
                                                    [](std::string_view) {}));
        // Without the words of the row itself the rendered prompt stands, role names and all.
        const auto place = static_cast<std::size_t>(row);
        const bool known = place < setup.questions.size() && !setup.questions[place].empty();
        samples.push_back({0,
                           known ? setup.questions[place]
                                 : setup.tokenizer->decode(split.prompt, tokenizing::Skip::Specials),
                           setup.tokenizer->decode(split.answer, tokenizing::Skip::Specials), answer.text});
    }
    return samples;
}

} // namespace luthier::training
