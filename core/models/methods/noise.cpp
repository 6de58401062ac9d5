#include "noise.h"

#include "appending.h"
#include "rewriting.h"

#include <utility>

namespace luthier::methods {
namespace {

using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

/// Texts, and those that an encoder reads for a decoder.
bool readsWords(const Program& program, const Step& step) {
    if (step.kind != OpKind::Embed)
        return false;
    const std::string_view ids = program[step.operands[1]].name;
    return ids == "ids" || ids == "source_ids";
}

void addNoise(Program& program, double alpha, NoisePlace place) {
    Rewriting rewriting(program);
    ValueId words = kNone; // what the table gave, where it is still to be scaled
    std::uint64_t stream = 0;
    rewriting.run([&](Step step) {
        const ValueId result = step.results.empty() ? kNone : step.results[0].value;
        const bool looksUp = readsWords(program, step);
        const bool scales = step.kind == OpKind::Scale && words != kNone && step.operands[0] == words;
        if (looksUp)
            words = result;
        const bool isPlace = place == NoisePlace::BehindTable ? looksUp : scales;
        Appending append(program, step);
        program.steps.push_back(std::move(step));
        if (isPlace)
            rewriting.rename(result, append.result(OpKind::Noise, {result}, "_noisy", program[result].columns,
                                                   program::NoiseAttributes{alpha, ++stream}));
    });
}

} // namespace

Method embeddingNoise(double alpha, NoisePlace place) {
    return [alpha, place](Program& program) {
        addNoise(program, alpha, place);
    };
}

} // namespace luthier::methods
