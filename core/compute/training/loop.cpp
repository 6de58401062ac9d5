#include "loop.h"

#include <recipe/schedule.h>

#include <chrono>
#include <cmath>
#include <optional>

namespace luthier::training {
namespace {

using Clock = std::chrono::steady_clock;

class Loop {
public:
    Loop(StepEngine& engine, const BatchPlan& plan, const LoopOptions& options, Progress& progress,
         Observer& observer)
        : m_engine(engine)
        , m_plan(plan)
        , m_options(options)
        , m_recipe(options.recipe)
        , m_progress(progress)
        , m_observer(observer) {}

    Result<Ending> run() {
        TRY_VOID(evaluateAtStart());
        while (m_progress.step < m_plan.steps()) {
            const Wish wish = m_observer.wish();
            if (wish != Wish::GoOn) {
                TRY_VOID(checkpoint());
                return wish == Wish::Pause ? Ending::Paused : Ending::Stopped;
            }
            TRY_VOID(step());
            TRY(const bool patienceOver, evaluateIfDue());
            if (patienceOver) {
                TRY_VOID(checkpoint());
                return Ending::EarlyStopped;
            }
            if (m_recipe.saveSteps > 0 && m_progress.step % m_recipe.saveSteps == 0)
                TRY_VOID(checkpoint());
        }
        TRY_VOID(checkpoint());
        return Ending::Done;
    }

private:
    Status step() {
        const auto begin = Clock::now();
        const std::int64_t number = m_progress.step + 1;
        std::vector<engine::PackedBatch> batches;
        std::int64_t losses = 0;
        StepReport report;
        std::uint64_t stream =
            static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(m_recipe.accumulation);
        // Dropout and hidden tokens are drawn anew for every micro-batch.
        for (const MicroBatch& rows : m_plan.microBatches(number)) {
            batches.push_back(m_options.packer.pack(m_options.train, rows, stream + batches.size()));
            report.tokens += static_cast<std::int64_t>(batches.back().ids.size());
            report.trainedTokens += static_cast<std::int64_t>(batches.back().targets.size());
            addReferences(batches.back(), rows, m_options.references.train);
            losses += batches.back().losses();
        }
        const double scale = losses > 0 ? 1.0 / static_cast<double>(losses) : 0.0;
        double sum = 0;
        RewardSum rewards;
        for (const engine::PackedBatch& batch : batches) {
            TRY(const double part, m_engine.accumulate(batch, scale, stream++));
            sum += part;
            rewards.add(m_engine.pairValues());
        }
        report.step = number;
        report.loss = sum * scale;
        report.rewards = rewards.mean();
        report.learningRate = recipe::learningRateAt(m_recipe.schedule, m_recipe.optimizer.learningRate,
                                                     number, m_plan.steps());
        if (!std::isfinite(report.loss))
            return failed("training.diverged").with("step", number);
        TRY(report.gradNorm, m_engine.update(optimizerStep(m_recipe.optimizer, number, report.learningRate)));
        report.epoch = m_plan.epochAfter(number);
        m_progress.step = number;
        m_progress.tokens += report.tokens;
        m_progress.trainedTokens += report.trainedTokens;
        m_progress.lastLoss = report.loss;
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        report.tokensPerSecond = seconds > 0 ? static_cast<double>(report.tokens) / seconds : 0;
        return m_observer.onStep(report);
    }

    /// The loss over the held-out rows. A wish to stop that comes meanwhile ends it with nothing; the loop
    /// hears the same wish and keeps what there is.
    Result<std::optional<double>> heldOutLoss() {
        RewardSum rewards;
        const Result<double> evaluated = evaluate(
            m_engine, m_options.packer, m_options.validation, mostOf(m_plan),
            [&] { return m_observer.wish() == Wish::Stop; }, m_options.references.validation, &rewards);
        if (!evaluated && evaluated.error().kind() == ErrorKind::Interrupted)
            return std::optional<double>();
        TRY(const double loss, evaluated);
        if (const auto mean = rewards.mean())
            TRY_VOID(m_observer.onHeldOutRewards(m_progress.step, *mean));
        return std::optional(loss);
    }

    /// What tuning starts from. It is no candidate for the best checkpoint and costs early stopping nothing.
    Status evaluateAtStart() {
        if (m_progress.step > 0 || !m_recipe.evalOnStart || m_recipe.evalSteps == 0 ||
            m_options.validation.rows() == 0 || m_observer.wish() != Wish::GoOn)
            return {};
        TRY(const auto loss, heldOutLoss());
        return loss ? m_observer.onEvaluation(0, *loss, false) : Status{};
    }

    /// True when early stopping has lost its patience.
    Result<bool> evaluateIfDue() {
        const bool last = m_progress.step == m_plan.steps();
        const bool due = m_recipe.evalSteps > 0 && (m_progress.step % m_recipe.evalSteps == 0 || last);
        if (!due || m_options.validation.rows() == 0)
            return false;
        TRY(const auto evaluated, heldOutLoss());
        if (!evaluated)
            return false;
        const double loss = *evaluated;
        const bool improved = loss < m_progress.bestLoss;
        if (improved) {
            m_progress.bestLoss = loss;
            m_progress.bestStep = m_progress.step;
            m_progress.evaluationsWithoutImprovement = 0;
        } else {
            ++m_progress.evaluationsWithoutImprovement;
        }
        TRY_VOID(m_observer.onEvaluation(m_progress.step, loss, improved));
        if (improved && m_recipe.keepBest)
            TRY_VOID(checkpoint());
        return m_recipe.earlyStoppingPatience > 0 &&
               m_progress.evaluationsWithoutImprovement >= m_recipe.earlyStoppingPatience;
    }

    Status checkpoint() {
        if (m_written == m_progress.step)
            return {};
        m_progress.unwritten = m_observer.unwritten();
        TRY(const Checkpoint written,
            writeCheckpoint(m_options.checkpoints, m_engine, m_progress, m_options.environment));
        m_written = m_progress.step;
        TRY_VOID(pruneCheckpoints(m_options.checkpoints, m_recipe.saveTotalLimit,
                                  m_recipe.keepBest ? m_progress.bestStep : 0));
        return m_observer.onCheckpoint(written);
    }

    StepEngine& m_engine;
    const BatchPlan& m_plan;
    const LoopOptions& m_options;
    const recipe::Recipe& m_recipe;
    Progress& m_progress;
    Observer& m_observer;
    std::int64_t m_written = -1;
};

} // namespace

engine::OptimizerStep optimizerStep(const recipe::Optimizer& optimizer, std::int64_t number, double rate) {
    return {.step = number,
            .learningRate = rate,
            .beta1 = optimizer.beta1,
            .beta2 = optimizer.beta2,
            .epsilon = optimizer.eps,
            .momentum = recipe::momentumOf(optimizer),
            .nesterov = optimizer.nesterov,
            .clipThreshold = optimizer.clipThreshold,
            .decayRate = optimizer.decayRate,
            .newtonSchulzSteps = optimizer.newtonSchulzSteps,
            .matchesAdamW = optimizer.adjustLrFn == "match_rms_adamw",
            .weightDecay = optimizer.weightDecay,
            .maxGradValue = optimizer.maxGradValue,
            .maxGradNorm = optimizer.maxGradNorm};
}

Result<Ending> runLoop(StepEngine& engine, const BatchPlan& plan, const LoopOptions& options,
                       Progress& progress, Observer& observer) {
    return Loop(engine, plan, options, progress, observer).run();
}

MostOfBatch mostOf(const BatchPlan& plan) {
    return {plan.mostTokens(), plan.mostTargets(), plan.mostSource(), plan.mostPairs()};
}

namespace {

/// Calls `take` with the numbers of rows that go through together, all of them in order.
template <class Take>
Status forEachBatch(const packing::RowPacker& packer, const examples::FrozenData& data,
                    const MostOfBatch& most, const std::function<bool()>& stop, Take&& take) {
    std::int64_t row = 0;
    while (row < data.rows()) {
        if (stop())
            return interrupted();
        std::vector<std::int64_t> rows;
        MostOfBatch held;
        const auto fits = [&] {
            return held.tokens + packer.tokensOf(data, row) <= most.tokens &&
                   held.targets + data.targets(row) <= most.targets &&
                   held.source + data.sourceLength(row) <= most.source &&
                   (!data.hasPairs() || std::ssize(rows) < most.pairs);
        };
        while (row < data.rows() && (rows.empty() || fits())) {
            held.tokens += packer.tokensOf(data, row);
            held.targets += data.targets(row);
            held.source += data.sourceLength(row);
            rows.push_back(row++);
        }
        TRY_VOID(take(rows));
    }
    return {};
}

} // namespace

Result<double> evaluate(StepEngine& engine, const packing::RowPacker& packer,
                        const examples::FrozenData& data, const MostOfBatch& most,
                        const std::function<bool()>& stop, std::span<const float> references,
                        RewardSum* rewards) {
    double sum = 0;
    std::int64_t count = 0;
    TRY_VOID(forEachBatch(packer, data, most, stop, [&](std::span<const std::int64_t> rows) -> Status {
        engine::PackedBatch batch = packer.pack(data, rows);
        addReferences(batch, rows, references);
        TRY(const auto losses, engine.losses(batch));
        for (const float loss : losses)
            sum += static_cast<double>(loss);
        count += static_cast<std::int64_t>(losses.size());
        if (rewards)
            rewards->add(engine.pairValues());
        return {};
    }));
    return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

Result<std::vector<float>> measureReferences(StepEngine& engine, const packing::RowPacker& packer,
                                             const examples::FrozenData& data, const MostOfBatch& most,
                                             const std::function<bool()>& stop) {
    std::vector<float> references;
    TRY_VOID(forEachBatch(packer, data, most, stop, [&](std::span<const std::int64_t> rows) -> Status {
        TRY(const auto losses, engine.losses(packer.pack(data, rows)));
        const std::vector<float> values = engine.pairValues();
        if (values.size() != 4 * losses.size() || losses.size() != rows.size())
            return failed("engine.bad_batch");
        for (std::size_t i = 0; i < values.size(); i += 4)
            references.insert(references.end(), {values[i], values[i + 1]});
        return {};
    }));
    return references;
}

} // namespace luthier::training
