#include <training/loop.h>

#include <families/model_tensors.h>
#include <files/model_folder.h>
#include <planning/plan.h>
#include <preflight/adapter_targets.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <random>

namespace luthier::training {
namespace {

class Quiet final : public Observer {
public:
    explicit Quiet(std::int64_t pauseAfter)
        : m_pauseAfter(pauseAfter) {}
    Wish wish() override { return m_steps == m_pauseAfter ? Wish::Pause : Wish::GoOn; }
    Status onStep(const StepReport& step) override {
        ++m_steps;
        losses.push_back(step.loss);
        return {};
    }
    Status onEvaluation(std::int64_t, double, bool) override { return {}; }
    Status onCheckpoint(const Checkpoint&) override { return {}; }
    std::vector<double> losses;

private:
    std::int64_t m_steps = 0;
    std::int64_t m_pauseAfter;
};

struct Tuned {
    std::string name;
    recipe::Method method;
    recipe::OptimizerKind optimizer = recipe::OptimizerKind::AdamW;
    recipe::Task task = recipe::Task::Sft;
    double noise = 0;
};

/// A real run of 8 steps with dropout and shuffling on a tiny model.
class Resume : public testing::TestWithParam<Tuned> {
protected:
    Resume() {
        recipe.method = GetParam().method;
        recipe.optimizer.kind = GetParam().optimizer;
        recipe.task = GetParam().task;
        recipe.batchSize = 2;
        recipe.accumulation = 2;
        recipe.tokens.maxLength = 40;
        recipe.maxSteps = 8;
        recipe.evalSteps = 0;
        recipe.saveSteps = 0;
        const bool slow = recipe::virtualTokens(recipe) > 0 || recipe.task == recipe::Task::Orpo;
        recipe.optimizer.learningRate = slow ? 5e-2 : 5e-3;
        recipe.optimizer.weightDecay = 0.01;
        recipe.tokens.neftuneNoiseAlpha = GetParam().noise;
        std::mt19937 engine(3);
        const bool pairs = recipe::comparesAnswers(recipe.task);
        // Of pairs the better text has other tokens than the worse one, and so have answers that are wanted.
        const auto drawn = [&](std::uint32_t from, std::uint32_t below) {
            std::vector<std::int32_t> ids(4 + engine() % 30);
            for (auto& id : ids)
                id = static_cast<std::int32_t>(from + engine() % (below - from));
            return ids;
        };
        for (int row = 0; row < 30; ++row) {
            const bool judged = recipe::judgesAnswers(recipe.task);
            const float wanted = row % 3 == 0 ? 0.0F : 1.0F;
            const auto ids = judged && wanted == 0 ? drawn(40, 80) : drawn(0, pairs ? 40 : 80);
            const std::vector<std::uint8_t> all(ids.size(), 1);
            examples::FrozenRow frozen{.ids = ids, .trained = all, .datasetId = 1, .rowId = row + 1};
            std::vector<std::int32_t> worse;
            std::vector<std::uint8_t> allWorse;
            if (pairs) {
                worse = drawn(40, 80);
                allWorse.assign(worse.size(), 1);
                frozen.rejectedIds = worse;
                frozen.rejectedTrained = allWorse;
            }
            if (judged)
                frozen.labels = {&wanted, 1};
            data.append(frozen);
        }
        data.learnsQuestions = recipe::learnsQuestions(recipe.task);
        data.labelWidth = recipe::judgesAnswers(recipe.task) ? 1 : 0;
    }

    /// A decoder, or one that scores texts.
    files::ModelFolder openedModel() const {
        const char* name = recipe.task == recipe::Task::Reward ? "qwen2-regression" : "llama-tied-gqa";
        return *files::ModelFolder::open(tests::sourceFile("tests/golden/models") / name);
    }

    std::unique_ptr<StepEngine> engine() const {
        const auto folder = openedModel();
        const auto model = *engine::Model::load(folder, {});
        const BatchPlan plan(data, recipe);
        const auto adapters = *preflight::adapterPlan(recipe.method, model->shape(), "");
        planning::DataFacts facts;
        facts.mostTokens = plan.mostTokens();
        facts.longestRow = plan.longestRow();
        facts.mostTargets = plan.mostTargets();
        facts.mostPairs = plan.mostPairs();
        const auto settings =
            planning::stepSettings(recipe, model->shape(), adapters.adapting, facts, model->formats(), 0);
        return stepEngineOf(std::move(
            *engine::Tuner::create(model, planning::compileStep(model->shape(), settings), recipe.seed)));
    }

    /// Runs until the pause or the end; gives the losses.
    std::vector<double> run(StepEngine& engine, Progress& progress, const std::filesystem::path& folder,
                            std::int64_t pauseAfter) {
        const BatchPlan plan(data, recipe);
        const packing::RowPacker packer(*openedModel().shape());
        References references;
        if (data.hasPairs())
            references.train =
                *measureReferences(*this->engine(), packer, data, mostOf(plan), [] { return false; });
        Quiet observer(pauseAfter);
        const auto ended =
            runLoop(engine, plan, {recipe, data, {}, folder, {"cpu", 2, "", ""}, packer, references},
                    progress, observer);
        EXPECT_TRUE(ended) << ended.error().code() << ended.error().detail();
        return observer.losses;
    }

    static std::vector<float> parametersOf(const StepEngine& engine) {
        const auto view = engine.view(engine::kParameters);
        EXPECT_TRUE(view);
        return {view->floats().begin(), view->floats().end()};
    }

    recipe::Recipe recipe;
    examples::FrozenData data;
};

TEST_P(Resume, EndsBitwiseEqualWhereverItWasCut) {
    const tests::TemporaryFolder folder;
    const auto whole = engine();
    Progress progress;
    const auto losses = run(*whole, progress, folder / "whole", -1);
    const auto expected = parametersOf(*whole);
    EXPECT_LT(losses.back(), losses.front());
    if (GetParam().name == "wide_adamw_8bit") {
        EXPECT_GT(whole->view("first_code")->bytes.size(), 4096U);
    }
    // Optimisers differ in what they keep, not in where they may be cut.
    const std::int64_t between = GetParam().optimizer == recipe::OptimizerKind::AdamW ? 1 : 3;
    for (std::int64_t cut = 1; cut < 8; cut += between) {
        const auto place = folder / ("cut-" + std::to_string(cut));
        Progress first;
        auto before = run(*engine(), first, place, cut);
        const auto found = takeNewestCheckpoint(place);
        ASSERT_TRUE(found->newest);
        const auto resumed = engine();
        ASSERT_TRUE(loadCheckpoint(*found->newest, *resumed));
        Progress second = found->newest->progress;
        for (const double loss : run(*resumed, second, place, -1))
            before.push_back(loss);
        EXPECT_EQ(before, losses) << "cut at " << cut;
        EXPECT_EQ(parametersOf(*resumed), expected) << "cut at " << cut;
    }
}

std::vector<Tuned> everyMethod() {
    using recipe::MethodKind;
    recipe::Method lora;
    lora.r = 4;
    lora.loraAlpha = 8;
    lora.loraDropout = 0.2;
    recipe::Method wide = lora; // more numbers a tensor than are kept in fp32, and blocks that are not whole
    wide.r = 129;
    wide.loraAlpha = 129;
    recipe::Method dora = lora;
    dora.useDora = true;
    recipe::Method bias = lora;
    bias.loraBias = true;
    recipe::Method tokens = lora;
    tokens.trainableTokenIndices = {70, 3, 12};
    recipe::Method saved = lora;
    saved.modulesToSave = {"norm"};
    recipe::Method virtualTokens;
    virtualTokens.numVirtualTokens = 6;
    recipe::Method full;
    full.kind = MethodKind::Full;
    using enum recipe::OptimizerKind;
    std::vector<Tuned> all = {{"lora", lora},
                              {"dora", dora},
                              {"lora_bias", bias},
                              {"tokens", tokens},
                              {"saved", saved},
                              {"wide_adamw_8bit", wide, AdamW8bit},
                              {"full_adamw_8bit", full, AdamW8bit},
                              {"lora_sgd", lora, Sgd},
                              {"lora_lion", lora, Lion},
                              {"lora_adafactor", lora, Adafactor},
                              {"full_adafactor", full, Adafactor},
                              {"tokens_muon", tokens, Muon},
                              {"full_muon", full, Muon},
                              {"lora_dpo", lora, AdamW, recipe::Task::Dpo},
                              {"full_simpo", full, Sgd, recipe::Task::Simpo},
                              {"lora_orpo", lora, AdamW, recipe::Task::Orpo},
                              {"lora_kto", lora, AdamW, recipe::Task::Kto},
                              {"full_noise", full, AdamW, recipe::Task::Sft, 5},
                              {"lora_reward", lora, AdamW, recipe::Task::Reward},
                              {"full_reward", full, AdamW, recipe::Task::Reward}};
    for (const auto& [name, kind] : {std::pair{"full", MethodKind::Full},
                                     {"ia3", MethodKind::Ia3},
                                     {"prefix", MethodKind::Prefix},
                                     {"prompt", MethodKind::Prompt}}) {
        all.push_back({name, virtualTokens});
        all.back().method.kind = kind;
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(Methods, Resume, testing::ValuesIn(everyMethod()),
                         [](const auto& tested) { return tested.param.name; });

} // namespace
} // namespace luthier::training
