#include "field_table.h"

#include <QCoreApplication>

namespace luthier::recipes {
namespace {

constexpr double kMany = 1e9;

constexpr ChoiceRow kTasks[] = {{"sft", QT_TRANSLATE_NOOP("RecipeForm", "Instruction and chat tuning")},
                                {"pretrain", QT_TRANSLATE_NOOP("RecipeForm", "Continued pretraining")}};
constexpr ChoiceRow kScaling[] = {{"false", QT_TRANSLATE_NOOP("RecipeForm", "alpha / rank")},
                                  {"true", QT_TRANSLATE_NOOP("RecipeForm", "alpha / √rank (rsLoRA)")}};
constexpr ChoiceRow kPacking[] = {{"true", QT_TRANSLATE_NOOP("RecipeForm", "On, rows kept apart")},
                                  {"false", QT_TRANSLATE_NOOP("RecipeForm", "Off")}};
constexpr ChoiceRow kOverlong[] = {{"truncate", QT_TRANSLATE_NOOP("RecipeForm", "Cut the end")},
                                   {"drop", QT_TRANSLATE_NOOP("RecipeForm", "Leave out")}};
constexpr ChoiceRow kOrder[] = {{"true", QT_TRANSLATE_NOOP("RecipeForm", "Shuffled")},
                                {"false", QT_TRANSLATE_NOOP("RecipeForm", "As in the dataset")}};
constexpr ChoiceRow kSwitch[] = {{"true", QT_TRANSLATE_NOOP("RecipeForm", "On")},
                                 {"false", QT_TRANSLATE_NOOP("RecipeForm", "Off")}};
constexpr ChoiceRow kAutoSwitch[] = {{"auto", QT_TRANSLATE_NOOP("RecipeForm", "When needed")},
                                     {"on", QT_TRANSLATE_NOOP("RecipeForm", "On")},
                                     {"off", QT_TRANSLATE_NOOP("RecipeForm", "Off")}};
constexpr ChoiceRow kDtypes[] = {{"auto", QT_TRANSLATE_NOOP("RecipeForm", "The fastest")},
                                 {"fp32", QT_TRANSLATE_NOOP("RecipeForm", "fp32")},
                                 {"bf16", QT_TRANSLATE_NOOP("RecipeForm", "bf16")}};
constexpr ChoiceRow kDecays[] = {{"linear", QT_TRANSLATE_NOOP("RecipeForm", "Linear")},
                                 {"cosine", QT_TRANSLATE_NOOP("RecipeForm", "Cosine")},
                                 {"1-sqrt", QT_TRANSLATE_NOOP("RecipeForm", "1 − √")}};
constexpr ChoiceRow kSchedules[] = {
    {"linear", QT_TRANSLATE_NOOP("RecipeForm", "Linear to zero")},
    {"cosine", QT_TRANSLATE_NOOP("RecipeForm", "Cosine")},
    {"cosine_with_restarts", QT_TRANSLATE_NOOP("RecipeForm", "Cosine with restarts")},
    {"polynomial", QT_TRANSLATE_NOOP("RecipeForm", "Polynomial")},
    {"constant", QT_TRANSLATE_NOOP("RecipeForm", "Constant")},
    {"constant_with_warmup", QT_TRANSLATE_NOOP("RecipeForm", "Constant after warm-up")},
    {"inverse_sqrt", QT_TRANSLATE_NOOP("RecipeForm", "Inverse square root")},
    {"warmup_stable_decay", QT_TRANSLATE_NOOP("RecipeForm", "Warm-up, stable, decay")}};

using enum FieldKind;

constexpr FieldRow kRows[] = {
    {Section::Task, "task", Choice, Level::Simple, QT_TRANSLATE_NOOP("RecipeForm", "Objective"),
     QT_TRANSLATE_NOOP("RecipeForm",
                       "Chat tuning learns answers to prompts; continued pretraining learns plain text."),
     0, 0, kTasks, nullptr, nullptr, 2},
    {Section::Method,
     "method.r",
     Whole,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Rank"),
     QT_TRANSLATE_NOOP("RecipeForm", "Size of the small matrices. More learns more and takes more memory."),
     1,
     4096,
     {},
     "method.type",
     "lora"},
    {Section::Method,
     "method.lora_alpha",
     Real,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Alpha"),
     QT_TRANSLATE_NOOP("RecipeForm", "Strength of the adapter; twice the rank is usual."),
     1e-6,
     1e6,
     {},
     "method.type",
     "lora"},
    {Section::Method,
     "method.lora_dropout",
     Real,
     Level::Advanced,
     QT_TRANSLATE_NOOP("RecipeForm", "Dropout"),
     QT_TRANSLATE_NOOP("RecipeForm", "Share of inputs left out at random, against learning by heart."),
     0,
     0.99,
     {},
     "method.type",
     "lora"},
    {Section::Method, "method.use_rslora", Flag, Level::Advanced, QT_TRANSLATE_NOOP("RecipeForm", "Scaling"),
     QT_TRANSLATE_NOOP("RecipeForm",
                       "What the adapter's part is multiplied by. The root keeps large ranks stable."),
     0, 0, kScaling, "method.type", "lora"},
    {Section::Data, "tokens.max_length", Whole, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Maximum length (tokens)"),
     QT_TRANSLATE_NOOP("RecipeForm", "Longer rows are cut or left out. Memory grows with it."), 8, 1 << 20},
    {Section::Data, "tokens.overlong", Choice, Level::Simple, QT_TRANSLATE_NOOP("RecipeForm", "Longer rows"),
     QT_TRANSLATE_NOOP("RecipeForm", "What happens to rows beyond the maximum length."), 0, 0, kOverlong},
    {Section::Data, "tokens.packing", Flag, Level::Simple, QT_TRANSLATE_NOOP("RecipeForm", "Packing"),
     QT_TRANSLATE_NOOP("RecipeForm",
                       "Short rows share one sequence without seeing each other: no padding, much faster."),
     0, 0, kPacking},
    {Section::Data, "shuffle", Flag, Level::Advanced, QT_TRANSLATE_NOOP("RecipeForm", "Order of rows"),
     QT_TRANSLATE_NOOP("RecipeForm", "Shuffled anew in each epoch, by the seed."), 0, 0, kOrder},
    {Section::Data, "seed", Whole, Level::Advanced, QT_TRANSLATE_NOOP("RecipeForm", "Seed"),
     QT_TRANSLATE_NOOP("RecipeForm", "The same seed gives the same run."), 0, 9e15},
    {Section::Optimizer, "optimizer.learning_rate", Real, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Learning rate"),
     QT_TRANSLATE_NOOP("RecipeForm",
                       "Size of a step. Too high: the loss jumps; too low: nothing is learnt. AdamW."),
     0, 10},
    {Section::Optimizer, "optimizer.weight_decay", Real, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Weight decay"),
     QT_TRANSLATE_NOOP("RecipeForm", "Pulls weights to zero, biases and norms apart."), 0, 10},
    {Section::Optimizer, "optimizer.max_grad_norm", Real, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Gradient limit"),
     QT_TRANSLATE_NOOP("RecipeForm", "Longer gradients are shortened to this norm; 0 leaves them."), 0, 1e6},
    {Section::Optimizer, "optimizer.betas.0", Real, Level::Advanced,
     QT_TRANSLATE_NOOP("RecipeForm", "Beta 1"),
     QT_TRANSLATE_NOOP("RecipeForm", "Memory of the mean gradient."), 0, 0.999999},
    {Section::Optimizer, "optimizer.betas.1", Real, Level::Advanced,
     QT_TRANSLATE_NOOP("RecipeForm", "Beta 2"),
     QT_TRANSLATE_NOOP("RecipeForm", "Memory of the squared gradient."), 0, 0.999999},
    {Section::Optimizer, "optimizer.eps", Real, Level::Advanced, QT_TRANSLATE_NOOP("RecipeForm", "Epsilon"),
     QT_TRANSLATE_NOOP("RecipeForm", "Keeps the division by the squared gradient finite."), 1e-16, 1},
    {Section::Schedule,
     "duration.num_train_epochs",
     Real,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Epochs"),
     QT_TRANSLATE_NOOP("RecipeForm", "How often each row is seen."),
     0.001,
     100000,
     {},
     "duration.max_steps",
     ""},
    {Section::Schedule,
     "duration.max_steps",
     Whole,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Steps"),
     QT_TRANSLATE_NOOP("RecipeForm", "The run ends after so many steps."),
     1,
     kMany,
     {},
     "duration.num_train_epochs",
     ""},
    {Section::Schedule, "batch.per_device_train_batch_size", Whole, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Batch size"),
     QT_TRANSLATE_NOOP("RecipeForm", "Sequences computed at once; the memory of activations grows with it."),
     1, 65536},
    {Section::Schedule, "batch.gradient_accumulation_steps", Whole, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Accumulation"),
     QT_TRANSLATE_NOOP("RecipeForm",
                       "Batches that make one step: a larger step for more time, not more memory."),
     1, 65536},
    {Section::Schedule, "schedule.type", Choice, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Rate over time"),
     QT_TRANSLATE_NOOP("RecipeForm", "How the learning rate falls after the warm-up."), 0, 0, kSchedules},
    {Section::Schedule, "schedule.warmup_steps", Whole, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Warm-up (steps)"),
     QT_TRANSLATE_NOOP("RecipeForm", "The rate rises from 0 over so many steps."), 0, kMany},
    {Section::Schedule,
     "schedule.num_cycles",
     Real,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Cycles"),
     QT_TRANSLATE_NOOP("RecipeForm", "How often the cosine starts again."),
     0,
     1000,
     {},
     "schedule.type",
     "cosine_with_restarts"},
    {Section::Schedule,
     "schedule.power",
     Real,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Power"),
     QT_TRANSLATE_NOOP("RecipeForm", "Exponent of the polynomial."),
     0.01,
     100,
     {},
     "schedule.type",
     "polynomial"},
    {Section::Schedule,
     "schedule.lr_end",
     Real,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Last rate"),
     QT_TRANSLATE_NOOP("RecipeForm", "The rate that the polynomial falls to."),
     0,
     10,
     {},
     "schedule.type",
     "polynomial"},
    {Section::Schedule,
     "schedule.num_decay_steps",
     Whole,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Decay (steps)"),
     QT_TRANSLATE_NOOP("RecipeForm", "Length of the last part, in which the rate falls."),
     0,
     kMany,
     {},
     "schedule.type",
     "warmup_stable_decay"},
    {Section::Schedule, "schedule.decay_type", Choice, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Form of the decay"),
     QT_TRANSLATE_NOOP("RecipeForm", "How the rate falls in the last part."), 0, 0, kDecays, "schedule.type",
     "warmup_stable_decay"},
    {Section::Schedule,
     "schedule.min_lr_ratio",
     Real,
     Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Least share of the rate"),
     QT_TRANSLATE_NOOP("RecipeForm", "The rate never falls below this share."),
     0,
     1,
     {},
     "schedule.type",
     "warmup_stable_decay"},
    {Section::Evaluation, "evaluation.eval_steps", Whole, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Validate every (steps)"),
     QT_TRANSLATE_NOOP("RecipeForm", "Loss on the validation rows, and samples; 0: never."), 0, kMany},
    {Section::Evaluation, "evaluation.sample_prompts", Whole, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Sample answers"),
     QT_TRANSLATE_NOOP("RecipeForm", "Prompts that the model answers at each validation."), 0, 100},
    {Section::Evaluation, "checkpoints.early_stopping_patience", Whole, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Stop early after"),
     QT_TRANSLATE_NOOP("RecipeForm", "So many validations without improvement end the run; 0: never."), 0,
     1e6},
    {Section::Evaluation, "checkpoints.save_steps", Whole, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Save every (steps)"),
     QT_TRANSLATE_NOOP("RecipeForm", "A checkpoint to resume from; 0: only when paused."), 0, kMany},
    {Section::Evaluation, "checkpoints.save_total_limit", Whole, Level::Advanced,
     QT_TRANSLATE_NOOP("RecipeForm", "Checkpoints kept"),
     QT_TRANSLATE_NOOP("RecipeForm", "Older ones are removed; the best one stays beside them."), 1, 1000},
    {Section::Evaluation, "checkpoints.keep_best", Flag, Level::Advanced,
     QT_TRANSLATE_NOOP("RecipeForm", "Keep the best"),
     QT_TRANSLATE_NOOP("RecipeForm",
                       "The result is the checkpoint with the lowest validation loss, not the last."),
     0, 0, kSwitch},
    {Section::Compute, "compute.gradient_checkpointing", Choice, Level::Simple,
     QT_TRANSLATE_NOOP("RecipeForm", "Checkpointing of activations"),
     QT_TRANSLATE_NOOP("RecipeForm",
                       "Computes activations again instead of keeping them: less memory, a third more time."),
     0, 0, kAutoSwitch},
    {Section::Compute, "compute.dtype", Choice, Level::Advanced,
     QT_TRANSLATE_NOOP("RecipeForm", "Number format"),
     QT_TRANSLATE_NOOP("RecipeForm",
                       "What products are computed in. bf16 rounds to three digits: twice as fast on "
                       "processors made for it, slower on others. What trains stays fp32. \"The fastest\" "
                       "goes by what was measured on Home; before that it is fp32."),
     0, 0, kDtypes},
};

PickSetting::Picks picksOf(RecipePresenter& presenter, const FieldRow& row) {
    PickSetting::Picks picks;
    picks.options = [&row] {
        std::vector<PickSetting::Option> options;
        for (const ChoiceRow& choice : row.choices)
            options.push_back({QString::fromLatin1(choice.key), formText(choice.text)});
        return options;
    };
    picks.current = [&presenter, &row] {
        const Json* value = valueAt(presenter.document(), row.path);
        if (!value)
            return QString();
        return value->is_string() ? QString::fromStdString(value->get<std::string>())
                                  : QString::fromStdString(dumpJson(*value));
    };
    picks.pick = [&presenter, &row](const QString& key) {
        presenter.set(row.path,
                      row.kind == Flag ? Json(key == QStringLiteral("true")) : Json(key.toStdString()));
    };
    return picks;
}

} // namespace

std::span<const FieldRow> fieldRows() {
    return kRows;
}

QString formText(const char* text) {
    return QCoreApplication::translate("RecipeForm", text);
}

Field* makeField(RecipePresenter& presenter, const FieldRow& row) {
    const Words caption = [&row] {
        return formText(row.caption);
    };
    const Words help = [&row] {
        return formText(row.help);
    };
    if (row.kind == Choice || row.kind == Flag)
        return new PickSetting(presenter, row.path, picksOf(presenter, row), caption, help);
    const auto kind =
        row.kind == Whole ? widgets::NumberField::Kind::Whole : widgets::NumberField::Kind::Real;
    return new NumberSetting(presenter, row.path, {kind, row.least, row.most}, caption, help);
}

bool isMeant(const FieldRow& row, const Json& recipe) {
    if (!row.onlyWhen)
        return true;
    const Json* value = valueAt(recipe, row.onlyWhen);
    const std::string_view wanted = row.onlyValue;
    if (wanted.empty())
        return value == nullptr;
    return value && value->is_string() && std::string_view(value->get_ref<const std::string&>()) == wanted;
}

} // namespace luthier::recipes
