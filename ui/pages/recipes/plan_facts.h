#pragma once

#include <base/json.h>
#include <base/result.h>

#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace luthier::recipes {

/// The parts of the memory bar, in its order.
constexpr std::size_t kMemoryParts = 10;
constexpr std::array<std::string_view, kMemoryParts> kMemoryPartNames = {
    "weights", "adapters",  "gradients", "optimizer", "activations",
    "logits",  "workspace", "runtime",   "rows",      "samples"};

/// A stretch of a step, one region going forward or backward, at its worst moment.
struct PlanMoment {
    struct Value {
        QString name; // of the step's program: "layers.3.up"
        qint64 bytes = 0;
    };
    QString region; // "embedding", "layers.3", "head"
    QString phase;  // "forward", "backward"
    std::array<qint64, kMemoryParts> parts{};
    std::vector<Value> largest;
};

/// A change of one field that needs less memory.
struct PlanSuggestion {
    QString change; // checkpointing, batch, length, lora
    std::string field;
    Json value;
    qint64 peakBytes = 0;
    double slowdown = 1;
};

/// The document of `plan` (cli.md).
struct PlanFacts {
    QString device;
    bool fits = false;
    qint64 peakBytes = 0;
    qint64 budgetBytes = 0;
    std::array<qint64, kMemoryParts> parts{}; ///< at the run's peak, to which they add up
    std::array<qint64, kMemoryParts> most{};  ///< of each part at its own worst moment
    std::optional<double> secondsPerStep;
    std::optional<double> secondsTotal; ///< with validations and samples, once the steps are known
    double validationSeconds = 0;       ///< of these: the validations with their samples
    std::optional<qint64> steps;        ///< of the run, its rows counted
    bool isCounting = false;            ///< rows are being counted: ask again
    qint64 diskBytes = 0;
    bool checkpointing = false;
    qint64 trainable = 0;
    std::vector<PlanSuggestion> suggestions;
    std::vector<PlanMoment> timeline; ///< of one step, in its order; without what is no part of a step
    /// Of a dry run: its peak, and how far the estimate was from it (0.02: 2 % above).
    std::optional<qint64> measuredBytes;
    double measuredError = 0;
};

/// Whether the answer of `plan` or `recipe.check` came while rows were still being counted.
bool isCounting(const Json& document);

/// Fails with json.* when the document is none.
Result<PlanFacts> planFrom(const Json& document);

} // namespace luthier::recipes
