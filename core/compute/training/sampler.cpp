#include "sampler.h"

#include <examples/answer_split.h>
#include <generation/generate.h>
#include <generation/open_decoder.h>
#include <planning/plan.h>

#include <algorithm>

namespace luthier::training {
namespace {

files::Adapter presentAdapter(const RunSetup& setup, const StepEngine& engine,
                              const ParameterValues& values) {
    const auto copied = [&](const std::string& parameter) {
        const std::span<const float> tensor = values.of(parameter, engine);
        return std::vector<float>(tensor.begin(), tensor.end());
    };
    files::Adapter adapter;
    adapter.form = setup.adapters;
    for (const files::AdapterTensor& tensor : adapter.form.tensors)
        adapter.values.push_back(copied(tensor.parameter));
    return adapter;
}

/// What is asked, and what should be answered.
examples::AnswerSplit splitOf(const examples::FrozenData& data, std::int64_t row) {
    if (!data.sourceStarts.empty())
        return {data.sourceOf(row), data.idsOf(row)};
    return examples::splitAtAnswer(data.idsOf(row), data.trainedOf(row));
}

} // namespace

Result<std::vector<registry::Sample>> writeSamples(const RunSetup& setup, const StepEngine& engine,
                                                   StopToken stop) {
    std::vector<registry::Sample> samples;
    const std::int64_t count = std::min(setup.recipe.samplePrompts, setup.validation.rows());
    if (count == 0 || !setup.source.shape.writesText())
        return samples;
    TRY(const ParameterValues values, presentParameters(engine));
    const bool full = setup.recipe.method.kind == recipe::MethodKind::Full;
    const auto model = full ? engine::Model::withValues(setup.source.shape, engine.parameters(),
                                                        values.tensors, values.owner, setup.model->device())
                            : setup.model;
    const files::Adapter adapter = full ? files::Adapter{} : presentAdapter(setup, engine, values);
    generation::DecoderOptions options;
    options.maxTokens = setup.settings.longestRow + planning::kSampleTokens;
    options.sourceTokens = setup.settings.longestSource;
    TRY(auto decoder, generation::openDecoder(model, adapter, options));
    generation::GenerationOptions generation;
    generation.maxNewTokens = planning::kSampleTokens;
    generation.endIds = setup.answerEnds;
    generation.startId = generation::startIdOf(setup.source.shape);
    for (std::int64_t row = 0; row < count && !stop.stop_requested(); ++row) {
        const examples::AnswerSplit split = splitOf(setup.validation, row);
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
