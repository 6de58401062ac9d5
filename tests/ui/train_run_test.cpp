// A real run: started by luthier-engine as `train --detach` does, trained by luthier-compute, watched and
// steered in the window.

#include "train_support.h"

#include <bridge/engine_process.h>

#include <QLabel>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>

namespace luthier::tests {
namespace {

constexpr int kLong = 30'000;

/// A project with rows, a tokenizer and a recipe that tunes a tiny model of random weights for many short
/// steps.
class TinyProject {
public:
    TinyProject() {
        std::string text, rows;
        const std::vector<std::string> things = {"bow",  "bridge", "string",  "peg",
                                                 "neck", "scroll", "varnish", "soundpost"};
        for (int i = 0; i < 400; ++i)
            text += "The " + things[static_cast<std::size_t>(i) % things.size()] +
                    " of the violin lies on bench " + std::to_string(i % 17) + ".\n";
        for (int i = 0; i < 64; ++i) {
            const std::string& thing = things[static_cast<std::size_t>(i) % things.size()];
            rows +=
                dumpJson({{"prompt", "Where is the " + thing + "?"},
                          {"completion", "The " + thing + " lies on bench " + std::to_string(i % 8) + "."}}) +
                "\n";
        }
        write("text.txt", text);
        write("rows.jsonl", rows);
        write("config.json", dumpJson({{"model_type", "llama"},
                                       {"architectures", {"LlamaForCausalLM"}},
                                       {"hidden_size", 32},
                                       {"intermediate_size", 64},
                                       {"num_hidden_layers", 2},
                                       {"num_attention_heads", 4},
                                       {"num_key_value_heads", 2},
                                       {"vocab_size", 400},
                                       {"max_position_embeddings", 256},
                                       {"rms_norm_eps", 1e-5},
                                       {"hidden_act", "silu"},
                                       {"tie_word_embeddings", true},
                                       {"torch_dtype", "float32"}}));
        write("recipe.json",
              dumpJson({{"name", "tiny"},
                        {"model", {{"random_init", path("config.json")}, {"tokenizer", path("tokenizer")}}},
                        {"method", {{"type", "full"}}},
                        {"data", {{{"dataset", "rows"}, {"split", "train"}}}},
                        {"validation", {{{"dataset", "rows"}, {"split", "validation"}}}},
                        {"tokens", {{"max_length", 64}}},
                        {"batch", {{"per_device_train_batch_size", 4}, {"gradient_accumulation_steps", 1}}},
                        {"duration", {{"max_steps", 20000}}},
                        {"evaluation", {{"eval_steps", 20}, {"sample_prompts", 1}}},
                        {"checkpoints", {{"save_steps", 1000}}}}));
        engine({"tokenizer", "train", "--input", path("text.txt"), "--kind", "bpe", "--vocab-size", "400",
                "--out", path("tokenizer")});
        engine({"project", "new", path("p.luthier")});
        engine({"data", "import", path("p.luthier"), path("rows.jsonl"), "--name", "rows"});
        engine({"data", "split", path("p.luthier"), "rows", "--ratio", "train=0.75,validation=0.25"});
    }
    QString project() const { return QString::fromStdString(path("p.luthier")); }
    void start() { engine({"train", path("p.luthier"), "--recipe", path("recipe.json"), "--detach"}); }

private:
    std::string path(const char* name) const { return (m_folder / name).string(); }
    void write(const std::string& name, const std::string& text) { writeFile(m_folder / name, text); }
    static void engine(const std::vector<std::string>& arguments) {
        QStringList words;
        for (const std::string& argument : arguments)
            words << QString::fromStdString(argument);
        QProcess process;
        process.start(bridge::engineProgram(), words);
        if (!process.waitForFinished(kLong) || process.exitCode() != 0)
            throw std::runtime_error(process.readAllStandardError().toStdString());
    }
    TemporaryFolder m_folder;
};

TEST(TrainRun, GoesOnInTheWindowPausesResumesAndIsStoppedAndKept) {
    TinyProject tiny;
    WindowFixture fixture(tiny.project(), QStringLiteral("train"));
    ASSERT_TRUE(fixture.settle());
    train::TrainPresenter& presenter = fixture.window->trainPresenter();
    const auto told = [&] {
        const jobs::JobFacts& job = *presenter.job();
        return std::string(jobs::stateName(job.state)) + ", " + job.stage + " " + std::to_string(job.step) +
               ", " + dumpJson(job.message) + job.lastWords + ", summary " +
               dumpJson(presenter.current()->summary);
    };
    tiny.start();
    // It appears by itself, and its curves grow.
    ASSERT_TRUE(waitFor([&] { return presenter.series().size() >= 20 && presenter.canPause(); }, kLong));
    const std::size_t seen = presenter.series().size();
    ASSERT_TRUE(waitFor([&] { return presenter.series().size() > seen; }, kLong));
    EXPECT_TRUE(fixture.find<QLabel>("jobDetail")->isVisible());
    ASSERT_TRUE(waitFor([&] { return !presenter.samples().empty(); }, kLong));
    // The words of the row, without what the template puts around them.
    const registry::Sample& sample = presenter.samples().front();
    EXPECT_TRUE(sample.prompt.starts_with("Where is the ") && sample.prompt.ends_with("?")) << sample.prompt;
    EXPECT_TRUE(sample.reference.find("lies on bench") != std::string::npos) << sample.reference;

    fixture.find<QPushButton>("pauseRun")->click();
    ASSERT_TRUE(waitFor([&] { return presenter.canResume(); }, kLong));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(fixture.find<QLabel>("runState")->text(), QStringLiteral("paused"));
    ASSERT_TRUE(waitFor([&] { return presenter.current()->summary.contains("checkpoint_step"); }, kLong));
    const auto paused = presenter.current()->summary["checkpoint_step"].get<double>();
    ASSERT_TRUE(waitFor([&] { return presenter.series().step.back() == paused; }, kLong));

    fixture.find<QPushButton>("resumeRun")->click();
    ASSERT_TRUE(waitFor(
        [&] {
            return presenter.job()->state == jobs::JobState::Running &&
                   presenter.series().step.back() > paused;
        },
        kLong))
        << told();
    EXPECT_EQ(presenter.series().step[static_cast<std::size_t>(paused)], paused + 1)
        << "a step is missing or twice there";

    fixture.find<QPushButton>("stopRun")->click();
    ASSERT_TRUE(waitFor(
        [&] {
            return presenter.job()->state == jobs::JobState::Stopped &&
                   presenter.current()->summary.contains("model");
        },
        kLong))
        << told();
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(
        fixture.find<QPlainTextEdit>("runLog")->toPlainText().contains(QStringLiteral("validation loss")));
    EXPECT_TRUE(fixture.find<QPushButton>("resumeRun")->isVisible());
}

} // namespace
} // namespace luthier::tests
