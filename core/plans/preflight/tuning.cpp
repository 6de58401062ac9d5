#include "tuning.h"

#include "model_source.h"

#include <families/family.h>
#include <files/describe.h>
#include <recipe/schema.h>

#include <algorithm>
#include <array>

namespace luthier::preflight {
namespace {

using families::Head;
using families::ModelShape;

void ruleOutTasks(const ModelShape& shape, Tuning& tuning) {
    for (const std::string_view name : recipe::readyNames(*recipe::settingAt("task"))) {
        const auto task = recipe::taskNamed(name);
        if (!task || std::find(tuning.tasks.begin(), tuning.tasks.end(), *task) != tuning.tasks.end())
            continue;
        recipe::Recipe recipe;
        recipe.task = *task;
        if (const auto trained = shapeForTask(shape, recipe); !trained)
            tuning.ruledOut.push_back({"task", std::string(name), trained.error()});
    }
}

Json problemOf(const ModelShape& shape) {
    return shape.head == Head::TextLabels ? Json(families::problemName(shape.problem)) : Json(nullptr);
}

} // namespace

std::string_view kindName(families::ModelKind kind) {
    constexpr std::array<std::string_view, 3> kNames{"decoder", "encoder", "encoder_decoder"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view headName(Head head) {
    constexpr std::array<std::string_view, 4> kNames{"words", "text_labels", "token_labels", "none"};
    return kNames[static_cast<std::size_t>(head)];
}

Tuning tuningOf(const files::ModelFolder& folder) {
    Tuning tuning;
    if (const Status runnable = files::checkRunnable(folder); !runnable)
        tuning.hindrance = runnable.error();
    else if (folder.weightFiles().empty())
        tuning.hindrance = refused("model.no_weights").at(folder.path().string());
    if (tuning.hindrance)
        return tuning;
    tuning.tasks = tasksOf(*folder.shape());
    ruleOutTasks(*folder.shape(), tuning);
    if (folder.gguf()) {
        tuning.ruledOut.push_back({"method.type", std::string(recipe::methodName(recipe::MethodKind::Full)),
                                   usageError("recipe.gguf_full").field("method.type")});
        for (const std::string_view name : recipe::readyNames(*recipe::settingAt("quantization.type")))
            if (name != "none")
                tuning.ruledOut.push_back({"quantization.type", std::string(name),
                                           usageError("gguf.stays_as_it_is").field("quantization.type")});
    }
    if (folder.quantised())
        tuning.ruledOut.push_back({"method.type", std::string(recipe::methodName(recipe::MethodKind::Full)),
                                   usageError("recipe.quantized_full").field("method.type")});
    return tuning;
}

Json tuningToJson(const files::ModelFolder& folder, const Tuning& tuning) {
    const bool known = folder.shape().has_value();
    Json document{{"kind", known ? Json(kindName(folder.shape()->kind)) : Json()},
                  {"head", known ? Json(headName(folder.shape()->head)) : Json()},
                  {"problem_type", known ? problemOf(*folder.shape()) : Json()},
                  {"labels", Json::array()},
                  {"tasks", Json::array()},
                  {"ruled_out", Json::array()},
                  {"hindrance", tuning.hindrance ? errorToJson(*tuning.hindrance) : Json()}};
    if (known && folder.shape()->hasLabels())
        document["labels"] = folder.shape()->labelNames;
    for (const recipe::Task task : tuning.tasks)
        document["tasks"].push_back(recipe::taskName(task));
    for (const RuledOut& ruledOut : tuning.ruledOut) {
        Json reason = errorToJson(ruledOut.reason);
        reason["setting"] = ruledOut.setting;
        reason["choice"] = ruledOut.choice;
        document["ruled_out"].push_back(std::move(reason));
    }
    return document;
}

} // namespace luthier::preflight
