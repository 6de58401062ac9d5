#pragma once

#include "finding.h"
#include "learning.h"

#include <base/json.h>
#include <base/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace luthier::recipe {

enum class Task {
    Sft,
    Pretrain,
    Classification,
    Regression,
    TokenClassification,
    Mlm,
    Seq2seq,
    Dpo,
    Simpo,
    Orpo,
    Reward,
    Kto,
    Infilling
};
enum class MethodKind { Lora, Full, Ia3, Prefix, Prompt };
/// Of classification, as in Transformers: one of the labels, or any number of them. Auto: as the rows are.
enum class ProblemType { Auto, SingleLabel, MultiLabel };
enum class QuantizationKind { None, Int8, Nf4 };
enum class LossTurns { All, Last };
enum class Truncation { Truncate, Drop };
enum class Checkpointing { Auto, On, Off };

using Names = std::vector<std::string>;
/// Modules of a model as PEFT names them: a list, or one expression ("all-linear" among them).
using Modules = std::variant<Names, std::string>;
using Layers = std::vector<std::int64_t>;
/// A number for each name or expression, in their order.
template <class Number>
using Pattern = std::vector<std::pair<std::string, Number>>;

/// Rows of a dataset; an unset split means all of them.
struct DataSource {
    std::string dataset;
    std::optional<std::string> split;
    double weight = 1.0;
};

/// A model folder, or a config.json whose shape starts from random weights.
struct ModelChoice {
    std::string path;
    bool randomInit = false;
    std::string tokenizer; ///< random init only: folder of the tokenizer; empty: beside the config
};

/// Names as in PEFT.
struct Method {
    MethodKind kind = MethodKind::Lora;
    std::int64_t r = 16;
    double loraAlpha = 32;
    double loraDropout = 0;
    Modules targetModules = std::string("all-linear");
    bool useRslora = false;
    bool useDora = false;
    Names modulesToSave;
    std::string initAdapter; ///< empty: none
    Layers layersToTransform;
    Pattern<std::int64_t> rankPattern;
    Pattern<double> alphaPattern;
    std::string bias = "none"; ///< none, all, lora_only
    bool loraBias = false;
    std::vector<std::int64_t> trainableTokenIndices; ///< rows of the table of words that train as well
    Modules excludeModules;
    Modules layersPattern;
    Modules feedforwardModules;         ///< ia3: those of the targets that are scaled before, not after
    std::int64_t numVirtualTokens = 20; ///< prefix and prompt
    double loraPlusRatio = 1;           ///< what the rate of B is multiplied by
};

/// How the frozen weights of the base are kept (QLoRA, arXiv 2305.14314).
struct Quantization {
    QuantizationKind kind = QuantizationKind::None;
    bool doubleQuant = true; ///< nf4: the scales are quantised too
};

struct Template {
    std::string source = "model";
    std::optional<std::string> system;
};

struct Tokens {
    std::int64_t maxLength = 512;
    bool packing = true;
    bool assistantOnlyLoss = true;
    LossTurns lossTurns = LossTurns::All;
    Truncation truncation = Truncation::Truncate;
    std::int64_t maxTargetLength = 128; ///< seq2seq: of the answer; maxLength is that of the text in front
    double mlmProbability = 0.15;       ///< mlm: share of the tokens that are to be found again
    double infillingRate = 0.9;         ///< infilling: share of the rows that have a hole
    double infillingSpmRate = 0.5;      ///< of those: share whose suffix stands first
    double neftuneNoiseAlpha = 0;       ///< noise on the embeddings while training; 0: none
};

/// What classifiers learn to say.
struct Labels {
    ProblemType problemType = ProblemType::Auto;
    Names names;          ///< empty: those of the model where they fit, else of the training rows
    double smoothing = 0; ///< share of a word's label that is spread over all words
};

struct Recipe {
    std::string name = "recipe";
    ModelChoice model;
    Task task = Task::Sft;
    std::vector<DataSource> data;
    std::vector<DataSource> validation;
    Method method;
    Quantization quantization;
    Template chatTemplate;
    Tokens tokens;
    Labels labels;
    Preference preference;
    Optimizer optimizer;
    Schedule schedule;
    std::int64_t batchSize = 4;
    std::int64_t accumulation = 4;
    double epochs = 3;
    std::optional<std::int64_t> maxSteps;
    std::string device = "auto";
    std::string dtype = "auto";
    std::string weights = "as_file";  ///< how frozen weights are kept
    std::string activations = "fp32"; ///< how values are kept for the backward pass
    bool deterministic = false;
    Checkpointing gradientCheckpointing = Checkpointing::Auto;
    std::int64_t evalSteps = 20;
    bool evalOnStart = true; ///< held-out rows are measured before the first step too
    std::int64_t samplePrompts = 3;
    std::int64_t quickLook = 20; ///< held-out rows that base and result answer when the run ends; 0: none
    std::int64_t saveSteps = 50;
    std::int64_t saveTotalLimit = 3;
    bool keepBest = true;
    std::int64_t earlyStoppingPatience = 0;
    std::uint64_t seed = 42;
    bool shuffle = true;
};

struct ReadRecipe {
    Recipe recipe;
    std::vector<Finding> findings;
};

/// Reads a recipe, with every fault of its form as a finding: unknown keys (recipe.unknown_key, with the one
/// meant), wrong types, values out of range, settings that exclude each other, values of later versions
/// (usage.not_yet).
ReadRecipe readRecipe(const Json& document);

/// The same, failing with the first error.
Result<Recipe> recipeFromJson(const Json& document);

/// The whole recipe with every key that has a meaning in it, in the order of cli.md.
Json recipeToJson(const Recipe& recipe);

/// The defaults for a task and a method: full tuning takes a lower rate, pretraining trains every token.
Recipe defaultRecipe(Task task, MethodKind method);

/// Learning rates that a method works with. Few values that many texts share take larger ones.
struct UsualRates {
    double least;
    double most;
    double usual;
};
UsualRates usualRates(Task task, MethodKind method);

/// A row has two answers, of which the better one is learnt to be likelier, or to get the higher score; or
/// one answer that is wanted or not.
bool comparesAnswers(Task task);
/// A row has one answer and a label that says whether it is wanted; each is learnt beside the answer to
/// another question (KTO).
bool judgesAnswers(Task task);
/// Answers are compared with what they were worth to the model that the run began with.
bool hasReference(Task task);
/// The better answer is learnt with its question beside the comparison (ORPO).
bool learnsQuestions(Task task);
/// The recipe of whoever answers as a run taught it to: of compared answers the better ones, as chats.
Recipe answering(Recipe recipe);
/// Rows are conversations that the chat template renders and that the model answers.
bool answersChats(Task task);
/// Rows are conversations that the chat template renders, whether the model answers or scores them.
bool rendersChats(Task task);

/// Rows are packed: texts are learnt to be written, and the recipe asks for it. Elsewhere a row is a
/// sequence.
bool isPacked(const Recipe& recipe);

/// Learned tokens that stand in front of each text: of a prompt or a prefix, else none.
std::int64_t virtualTokens(const Recipe& recipe);

std::string_view taskName(Task task);
std::string_view methodName(MethodKind method);
std::string_view scheduleName(ScheduleKind kind);
/// By their names in a recipe. Names of later versions are usage.not_yet, others recipe.bad_value.
Result<Task> taskNamed(std::string_view name);
Result<MethodKind> methodNamed(std::string_view name);
Result<QuantizationKind> quantizationNamed(std::string_view name);

/// Compatibility of settings that are well-formed by themselves.
std::vector<Finding> checkRecipe(const Recipe& recipe);

} // namespace luthier::recipe
