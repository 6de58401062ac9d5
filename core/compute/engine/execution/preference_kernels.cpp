// Log-probabilities of answers, and what a pair of them is worth.

#include "../operations/preference.h"
#include "../operations/rowwise.h"
#include "kernel_table.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <vector>

namespace luthier::engine::kernel {
namespace {

std::vector<float> hostFloats(const at::Tensor& tensor) {
    const at::Tensor there = tensor.contiguous().cpu();
    const auto* values = there.const_data_ptr<float>();
    return {values, values + there.numel()};
}

/// The answers of a batch, two a pair. `compared`: of each target whether it is of an answer; empty: all.
std::vector<Answer> answersOf(std::size_t count, const std::vector<float>& logProbs,
                              const std::vector<std::size_t>& texts, const std::vector<float>& compared) {
    std::vector<Answer> answers(count, Answer{0.0, 0.0, 0.0});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto logProb = static_cast<double>(logProbs[i]);
        answers[texts[i]].wholeLogProb += logProb;
        if (!compared.empty() && compared[i] == 0.0F)
            continue;
        answers[texts[i]].logProb += logProb;
        answers[texts[i]].tokens += 1.0;
    }
    return answers;
}

/// The text that each target's token stands in.
std::vector<std::size_t> textsOf(const StepRun& run) {
    const std::span<const std::int32_t> starts = run.batch.rowStarts;
    const at::Tensor rows = run.operand(1).cpu();
    const auto* tokens = rows.const_data_ptr<std::int64_t>();
    std::vector<std::size_t> texts;
    for (std::int64_t i = 0; i < rows.numel(); ++i)
        texts.push_back(static_cast<std::size_t>(
            std::upper_bound(starts.begin(), starts.end(), static_cast<std::int32_t>(tokens[i])) -
            starts.begin() - 1));
    return texts;
}

void put(const at::Tensor& result, const std::vector<float>& values) {
    at::Tensor target = result;
    at::Tensor there = at::empty({static_cast<std::int64_t>(values.size())}, at::kFloat);
    std::copy(values.begin(), values.end(), there.data_ptr<float>());
    target.copy_(there.view(target.sizes()));
}

} // namespace

void logProb(const StepRun& run) {
    at::Tensor result = run.result(0);
    engine::crossEntropy(run.operand(0), run.operand(1), result.view({-1}), 0.0);
    result.neg_();
}

/// d · (onehot − softmax).
void logProbBackward(const StepRun& run) {
    at::Tensor logits = takenOver(run, 0, 1);
    const at::Tensor losses = run.scratch.view(at::kFloat).narrow(0, 0, logits.size(0));
    engine::crossEntropy(logits, run.operand(2), losses, 1.0);
    logits.mul_(-run.operand(0));
}

/// Pairs ÷ tokens of the better texts: the first, third, … of a batch.
double shareOfTheirTokens(const std::vector<std::size_t>& texts, std::size_t count) {
    const auto tokens =
        std::count_if(texts.begin(), texts.end(), [](std::size_t text) { return text % 2 == 0; });
    return tokens > 0 ? static_cast<double>(count / 2) / static_cast<double>(tokens) : 0.0;
}

void preference(const StepRun& run) {
    const auto& how = run.step.as<program::PreferenceAttributes>();
    const std::vector<std::size_t> texts = textsOf(run);
    const std::size_t count = run.batch.rowStarts.size() - 1;
    const bool odds = how.loss == program::PreferenceLoss::Orpo;
    const std::vector<float> beside =
        run.operand(2).defined() ? hostFloats(run.operand(2)) : std::vector<float>();
    const std::vector<float> compared = odds ? beside : std::vector<float>();
    std::vector<Answer> answers = answersOf(count, hostFloats(run.operand(0)), texts, compared);
    if (!odds && !beside.empty())
        for (std::size_t i = 0; i < count; ++i)
            answers[i].reference = static_cast<double>(beside[i]);
    const double wholeShare = odds ? shareOfTheirTokens(texts, count) : 0.0;
    const std::vector<float> desirable =
        how.loss == program::PreferenceLoss::Kto ? hostFloats(run.operand(3)) : std::vector<float>();
    std::vector<Answer> strangers;
    for (std::size_t i = 1; i < count && !desirable.empty(); i += 2)
        strangers.push_back(answers[i]);
    const double moved = movedBy(strangers);
    std::vector<float> losses, values, byText(count), byWhole(count);
    for (std::size_t i = 0; i + 1 < count; i += 2) {
        const PairLoss pair = desirable.empty()
                                  ? preferenceLoss(how, answers[i], answers[i + 1], wholeShare)
                                  : judgedLoss(how, answers[i], desirable[i / 2] != 0.0F, moved);
        losses.push_back(static_cast<float>(pair.loss));
        byText[i] = static_cast<float>(pair.byChosen * run.batch.lossScale);
        byText[i + 1] = static_cast<float>(pair.byRejected * run.batch.lossScale);
        byWhole[i] = static_cast<float>(pair.byWhole * run.batch.lossScale);
        for (const double value :
             {answers[i].logProb, answers[i + 1].logProb, pair.chosenReward, pair.rejectedReward})
            values.push_back(static_cast<float>(value));
    }
    put(run.result(0), losses);
    put(run.result(2), values);
    if (run.batch.forwardOnly || !run.result(1).defined())
        return;
    std::vector<float> gradient;
    for (std::size_t i = 0; i < texts.size(); ++i)
        gradient.push_back(byWhole[texts[i]] +
                           (compared.empty() || compared[i] != 0.0F ? byText[texts[i]] : 0.0F));
    put(run.result(1), gradient);
}

} // namespace luthier::engine::kernel
