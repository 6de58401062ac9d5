#include "own_settings.h"

#include "field_table.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace luthier::recipes {
namespace {

constexpr const char* kAllLinear = "all-linear";
constexpr const char* kBrowse = "browse:";
constexpr double kMostBeta = 0.999999;
constexpr double kUsualEpochs = 3;
constexpr std::int64_t kUsualSteps = 100;

QString said(const char* text) {
    return QCoreApplication::translate("RecipeForm", text);
}

Words words(const char* text) {
    return [text] {
        return said(text);
    };
}

QString textAt(const RecipePresenter& recipe, std::string_view path) {
    const Json* value = valueAt(recipe.document(), path);
    return value && value->is_string() ? QString::fromStdString(value->get<std::string>()) : QString();
}

/// Names of the layers that get an adapter, or the expression.
QString targetsText(const RecipePresenter& recipe) {
    const auto& targets = recipe.recipe().method.targetModules;
    if (const auto* expression = std::get_if<std::string>(&targets))
        return QString::fromStdString(*expression);
    QStringList names;
    for (const std::string& name : std::get<std::vector<std::string>>(targets))
        names << QString::fromStdString(name);
    return names.join(QStringLiteral(", "));
}

} // namespace

PickSetting* makeModelSetting(RecipePresenter& recipe, bridge::ModelCatalog& catalog) {
    PickSetting::Picks picks;
    picks.options = [&recipe, &catalog] {
        std::vector<PickSetting::Option> options;
        bool present = false;
        const QString path = QString::fromStdString(recipe.recipe().model.path);
        for (const auto& model : catalog.models())
            if (model.supported) {
                options.push_back({catalog.portable(model.path), model.name});
                present = present || options.back().key == path;
            }
        if (!path.isEmpty() && !present)
            options.push_back({path, recipe.recipe().model.randomInit
                                         ? said(QT_TRANSLATE_NOOP("RecipeForm", "random weights, %1"))
                                               .arg(QFileInfo(path).fileName())
                                         : QFileInfo(path).fileName()});
        if (options.empty())
            options.push_back({QString(), catalog.isLooking()
                                              ? said(QT_TRANSLATE_NOOP("RecipeForm", "Looking for models…"))
                                              : said(QT_TRANSLATE_NOOP("RecipeForm", "No model found"))});
        else if (path.isEmpty())
            options.insert(options.begin(),
                           {QString(), said(QT_TRANSLATE_NOOP("RecipeForm", "Choose a model"))});
        return options;
    };
    picks.current = [&recipe] {
        return QString::fromStdString(recipe.recipe().model.path);
    };
    picks.pick = [&recipe](const QString& path) {
        if (path != QString::fromStdString(recipe.recipe().model.path))
            recipe.setModel(path);
    };
    return new PickSetting(recipe, "model", std::move(picks), captionWords("model"), meaningWords("model"));
}

PickSetting* makeTemplateSetting(RecipePresenter& recipe, std::function<QStringList()> named,
                                 std::function<void()> askFile) {
    PickSetting::Picks picks;
    picks.options = [&recipe, named = std::move(named)] {
        std::vector<PickSetting::Option> options = {
            {QStringLiteral("model"), said(QT_TRANSLATE_NOOP("RecipeForm", "The model's own"))}};
        for (const QString& name : named())
            options.push_back({QStringLiteral("model:") + name,
                               said(QT_TRANSLATE_NOOP("RecipeForm", "The model's “%1”")).arg(name)});
        options.push_back({QStringLiteral("builtin:chatml"), QStringLiteral("ChatML")});
        options.push_back(
            {QStringLiteral("builtin:plain"), said(QT_TRANSLATE_NOOP("RecipeForm", "Plain text"))});
        const QString source = textAt(recipe, "template.source");
        if (std::ranges::find(options, source, &PickSetting::Option::key) == options.end())
            options.push_back({source, QFileInfo(source).fileName()});
        options.push_back({QString::fromLatin1(kBrowse), said(QT_TRANSLATE_NOOP("RecipeForm", "A file…"))});
        return options;
    };
    picks.current = [&recipe] {
        return textAt(recipe, "template.source");
    };
    picks.pick = [&recipe, askFile = std::move(askFile)](const QString& key) {
        if (key == QLatin1String(kBrowse))
            askFile();
        else
            recipe.set("template.source", key.toStdString());
    };
    return new PickSetting(recipe, "template.source", std::move(picks), captionWords("template.source"),
                           meaningWords("template.source"));
}

PickSetting* makeLossSetting(RecipePresenter& recipe) {
    PickSetting::Picks picks;
    picks.options = [&recipe] {
        std::vector<PickSetting::Option> options;
        if (recipe.recipe().task == recipe::Task::Sft)
            options = {
                {QStringLiteral("answers"), said(QT_TRANSLATE_NOOP("RecipeForm", "Answers only"))},
                {QStringLiteral("last"), said(QT_TRANSLATE_NOOP("RecipeForm", "The last answer only"))}};
        options.push_back({QStringLiteral("all"), said(QT_TRANSLATE_NOOP("RecipeForm", "Every token"))});
        return options;
    };
    picks.current = [&recipe] {
        const recipe::Tokens& tokens = recipe.recipe().tokens;
        return !tokens.assistantOnlyLoss                     ? QStringLiteral("all")
               : tokens.lossTurns == recipe::LossTurns::Last ? QStringLiteral("last")
                                                             : QStringLiteral("answers");
    };
    picks.pick = [&recipe](const QString& key) {
        recipe.set("tokens.assistant_only_loss", key != QStringLiteral("all"));
        recipe.set("tokens.loss_turns", key == QStringLiteral("last") ? "last" : "all");
    };
    return new PickSetting(recipe, "tokens.assistant_only_loss", std::move(picks),
                           captionWords("tokens.assistant_only_loss"),
                           meaningWords("tokens.assistant_only_loss"));
}

PickSetting* makeTargetsSetting(RecipePresenter& recipe, std::function<QStringList()> usual) {
    PickSetting::Picks picks;
    picks.options = [&recipe, usual = std::move(usual)] {
        std::vector<PickSetting::Option> options = {
            {QString::fromLatin1(kAllLinear), said(QT_TRANSLATE_NOOP("RecipeForm", "All linear layers"))}};
        if (const QString names = usual().join(QStringLiteral(", ")); !names.isEmpty())
            options.push_back({names, names});
        if (const QString present = targetsText(recipe);
            std::ranges::find(options, present, &PickSetting::Option::key) == options.end())
            options.push_back({present, present});
        return options;
    };
    picks.current = [&recipe] {
        return targetsText(recipe);
    };
    picks.pick = [&recipe](const QString& key) {
        recipe.set("method.target_modules",
                   key == QLatin1String(kAllLinear) ? Json(kAllLinear) : namesFrom(key));
    };
    return new PickSetting(recipe, "method.target_modules", std::move(picks),
                           captionWords("method.target_modules"), meaningWords("method.target_modules"));
}

TextSetting* makeTargetNamesSetting(RecipePresenter& recipe) {
    TextSetting::Form form;
    form.toText = [&recipe](const Json*) {
        return targetsText(recipe);
    };
    form.fromText = [](const QString& text) -> std::optional<Json> {
        if (text.trimmed() == QLatin1String(kAllLinear))
            return Json(kAllLinear);
        Json names = namesFrom(text);
        return names.empty() ? std::nullopt : std::optional(std::move(names));
    };
    return new TextSetting(
        recipe, "method.target_modules", std::move(form),
        words(QT_TRANSLATE_NOOP("RecipeForm", "Names of the layers")),
        words(QT_TRANSLATE_NOOP("RecipeForm", "As PEFT names them, separated by commas: q_proj, v_proj.")));
}

NumberSetting* makeBetaSetting(RecipePresenter& recipe, int which) {
    const NumberSetting::Range range = {widgets::NumberField::Kind::Real, 0, kMostBeta};
    return which == 0
               ? new NumberSetting(recipe, "optimizer.betas.0", range,
                                   words(QT_TRANSLATE_NOOP("RecipeForm", "Beta 1")),
                                   words(QT_TRANSLATE_NOOP("RecipeForm", "Memory of the mean gradient.")))
               : new NumberSetting(recipe, "optimizer.betas.1", range,
                                   words(QT_TRANSLATE_NOOP("RecipeForm", "Beta 2")),
                                   words(QT_TRANSLATE_NOOP("RecipeForm", "Memory of the squared gradient.")));
}

PickSetting* makeDurationSetting(RecipePresenter& recipe) {
    PickSetting::Picks picks;
    picks.options = [] {
        return std::vector<PickSetting::Option>{
            {QStringLiteral("epochs"), said(QT_TRANSLATE_NOOP("RecipeForm", "In epochs"))},
            {QStringLiteral("steps"), said(QT_TRANSLATE_NOOP("RecipeForm", "In steps"))}};
    };
    picks.current = [&recipe] {
        return recipe.recipe().maxSteps ? QStringLiteral("steps") : QStringLiteral("epochs");
    };
    picks.pick = [&recipe](const QString& key) {
        const bool steps = key == QStringLiteral("steps");
        if (steps != recipe.recipe().maxSteps.has_value())
            recipe.set("duration",
                       steps ? Json{{"max_steps", kUsualSteps}} : Json{{"num_train_epochs", kUsualEpochs}});
    };
    return new PickSetting(
        recipe, "duration", std::move(picks), words(QT_TRANSLATE_NOOP("RecipeForm", "Length of the run")),
        words(QT_TRANSLATE_NOOP("RecipeForm", "Counted in passes over the rows, or in steps.")));
}

PickSetting* makeDeviceSetting(RecipePresenter& recipe,
                               std::function<std::vector<devices::DeviceFacts>()> devices) {
    PickSetting::Picks picks;
    picks.options = [&recipe, devices = std::move(devices)] {
        std::vector<PickSetting::Option> options = {
            {QStringLiteral("auto"), said(QT_TRANSLATE_NOOP("RecipeForm", "Automatic"))}};
        for (const auto& device : devices()) {
            const QString id = QString::fromStdString(device.id);
            options.push_back(
                {id, id == QStringLiteral("cpu")
                         ? said(QT_TRANSLATE_NOOP("RecipeForm", "Processor"))
                         : QStringLiteral("%1 (%2)").arg(QString::fromStdString(device.name), id)});
        }
        const QString present = textAt(recipe, "compute.device");
        if (std::ranges::find(options, present, &PickSetting::Option::key) == options.end())
            options.push_back({present, present});
        return options;
    };
    picks.current = [&recipe] {
        return textAt(recipe, "compute.device");
    };
    picks.pick = [&recipe](const QString& key) {
        recipe.set("compute.device", key.toStdString());
    };
    return new PickSetting(recipe, "compute.device", std::move(picks), captionWords("compute.device"),
                           meaningWords("compute.device"));
}

} // namespace luthier::recipes
