#include "field_table.h"

#include "../setting_words.h"

#include <QLocale>

#include <algorithm>
#include <array>

namespace luthier::recipes {
namespace {

using recipe::Kind;
using recipe::Setting;

constexpr std::int64_t kMostNumbers = 4096; ///< in a list of blocks or of tokens

/// Settings whose choices depend on more than their own value (`own_settings`), and what the page shows
/// elsewhere.
constexpr std::array<std::string_view, 7> kElsewhere = {"name",
                                                        "method.type",
                                                        "method.target_modules",
                                                        "template.source",
                                                        "tokens.assistant_only_loss",
                                                        "tokens.loss_turns",
                                                        "compute.device"};

bool isPlain(const Setting& setting) {
    const Kind kind = kindOf(setting);
    return kind != Kind::Own && setting.readiness == recipe::Readiness::Ready &&
           (kind != Kind::Choice || readyNames(setting).size() > 1) &&
           std::ranges::find(kElsewhere, setting.path) == kElsewhere.end();
}

QString keyText(const Json& value) {
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : dumpJson(value));
}

PickSetting::Picks picksOf(RecipePresenter& presenter, const Setting& setting) {
    const bool isFlag = kindOf(setting) == Kind::Flag;
    PickSetting::Picks picks;
    picks.options = [&setting, isFlag] {
        std::vector<PickSetting::Option> options;
        constexpr std::array<std::string_view, 2> kFlags = {"true", "false"};
        for (const std::string_view name :
             isFlag ? std::span<const std::string_view>(kFlags) : readyNames(setting))
            options.push_back({QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
                               choiceText(setting.path, name)});
        return options;
    };
    picks.current = [&presenter, &setting] {
        return keyText(recipe::valueOf(setting, presenter.recipe()));
    };
    picks.pick = [&presenter, &setting, isFlag](const QString& key) {
        presenter.set(setting.path, isFlag ? Json(key == QStringLiteral("true")) : Json(key.toStdString()));
    };
    return picks;
}

/// "8" and "0.5", in the C locale.
std::optional<Json> numberFrom(const QString& text) {
    bool whole = false, real = false;
    const qlonglong count = QLocale::c().toLongLong(text.trimmed(), &whole);
    const double number = QLocale::c().toDouble(text.trimmed(), &real);
    return whole ? std::optional<Json>(count) : real ? std::optional<Json>(number) : std::nullopt;
}

TextSetting::Form plainForm() {
    TextSetting::Form form;
    form.toText = [](const Json* value) {
        return value && value->is_string() ? QString::fromStdString(value->get<std::string>()) : QString();
    };
    form.fromText = [](const QString& text) {
        return text.isEmpty() ? Json(nullptr) : Json(text.toStdString());
    };
    return form;
}

TextSetting::Form namesForm() {
    TextSetting::Form form;
    form.toText = [](const Json* value) {
        QStringList names;
        if (value && value->is_string())
            return QString::fromStdString(value->get<std::string>());
        if (value && value->is_array())
            for (const Json& name : *value)
                names << keyText(name);
        return names.join(QStringLiteral(", "));
    };
    form.fromText = [](const QString& text) {
        return namesFrom(text);
    };
    return form;
}

TextSetting::Form blocksForm() {
    TextSetting::Form form;
    form.toText = [](const Json* value) {
        return value && value->is_array() ? blocksText(value->get<std::vector<std::int64_t>>()) : QString();
    };
    form.fromText = [](const QString& text) -> std::optional<Json> {
        const auto blocks = blocksFrom(text);
        return blocks ? std::optional(blocks->empty() ? Json(nullptr) : Json(*blocks)) : std::nullopt;
    };
    return form;
}

/// "q_proj=8, v_proj=4".
TextSetting::Form numbersForm() {
    TextSetting::Form form;
    form.toText = [](const Json* value) {
        QStringList parts;
        if (value && value->is_object())
            for (const auto& [name, number] : value->items())
                parts << QStringLiteral("%1=%2").arg(QString::fromStdString(name),
                                                     widgets::NumberField::textOf(number.get<double>()));
        return parts.join(QStringLiteral(", "));
    };
    form.fromText = [](const QString& text) -> std::optional<Json> {
        Json numbers = Json::object();
        for (const QString& part : text.split(u',', Qt::SkipEmptyParts)) {
            const auto sign = part.lastIndexOf(u'=');
            const QString name = part.left(sign).trimmed();
            const auto number = sign < 0 ? std::nullopt : numberFrom(part.mid(sign + 1));
            if (name.isEmpty() || !number)
                return std::nullopt;
            numbers[name.toStdString()] = *number;
        }
        return numbers;
    };
    return form;
}

TextSetting::Form formOf(const Setting& setting) {
    switch (kindOf(setting)) {
    case Kind::NameList:
    case Kind::ModuleList:
        return namesForm();
    case Kind::LayerList:
        return blocksForm();
    case Kind::NumberMap:
        return numbersForm();
    default:
        return plainForm();
    }
}

} // namespace

std::vector<const Setting*> plainSettings(Section section, Level level) {
    std::vector<const Setting*> found;
    for (const std::string_view group : groupsOf(section))
        for (const Setting& setting : recipe::settings())
            if (isPlain(setting) && setting.level == level && sectionOf(setting.path) == section &&
                isWithin(setting.path, group))
                found.push_back(&setting);
    return found;
}

Field* makeField(RecipePresenter& presenter, const Setting& setting) {
    const std::string path(setting.path);
    const Words caption = captionWords(path);
    const Words meaning = meaningWords(path);
    const Kind kind = kindOf(setting);
    if (kind == Kind::Choice || kind == Kind::Flag)
        return new PickSetting(presenter, path, picksOf(presenter, setting), caption, meaning);
    if (kind == Kind::Integer || kind == Kind::Number) {
        NumberSetting::Range range;
        range.kind =
            kind == Kind::Integer ? widgets::NumberField::Kind::Whole : widgets::NumberField::Kind::Real;
        range.least = setting.bounds.least;
        range.most = setting.bounds.most;
        // Of the length of the run, in epochs or steps, one is always set.
        range.mayBeUnset = setting.writing == recipe::Writing::WhenSet && setting.when.path != setting.path;
        return new NumberSetting(presenter, path, range, caption, meaning);
    }
    return new TextSetting(presenter, path, formOf(setting), caption, meaning);
}

int columnsOf(const Setting& setting) {
    const Kind kind = kindOf(setting);
    const bool isNumber = kind == Kind::Integer || kind == Kind::Number;
    return setting.path == "template.system" ? widgets::measures::kFieldColumns
           : isNumber || kind == Kind::Flag || (kind == Kind::Choice && setting.path != "task") ? 1
                                                                                                : 2;
}

bool isMeant(std::string_view path, const recipe::Recipe& recipe) {
    // Weights that train are whole; a recipe that says otherwise shows where to mend it.
    if (isWithin(path, "quantization") && recipe.method.kind == recipe::MethodKind::Full &&
        recipe.quantization.kind == recipe::QuantizationKind::None)
        return false;
    // Nothing is measured or answered beside validations that are not made.
    if (recipe.evalSteps == 0 && (path == "evaluation.eval_on_start" || path == "evaluation.sample_prompts"))
        return false;
    const Setting* setting = recipe::settingAt(path);
    return !setting || applies(*setting, recipe);
}

std::optional<std::vector<std::int64_t>> blocksFrom(const QString& text) {
    std::vector<std::int64_t> blocks;
    for (const QString& part : text.split(u',', Qt::SkipEmptyParts)) {
        bool first = false, last = true;
        const std::int64_t from = part.section(u'-', 0, 0).trimmed().toLongLong(&first);
        const std::int64_t to =
            part.contains(u'-') ? part.section(u'-', 1).trimmed().toLongLong(&last) : from;
        const auto known = static_cast<std::int64_t>(blocks.size());
        if (!first || !last || from < 0 || to < from || to - from >= kMostNumbers - known)
            return std::nullopt;
        for (std::int64_t block = from; block <= to; ++block)
            if (std::ranges::find(blocks, block) == blocks.end())
                blocks.push_back(block);
    }
    std::ranges::sort(blocks);
    return blocks;
}

QString blocksText(const std::vector<std::int64_t>& blocks) {
    QStringList parts;
    for (std::size_t i = 0; i < blocks.size();) {
        std::size_t end = i + 1;
        while (end < blocks.size() && blocks[end] == blocks[end - 1] + 1)
            ++end;
        parts << (end - i == 1 ? QString::number(blocks[i])
                               : QStringLiteral("%1-%2").arg(blocks[i]).arg(blocks[end - 1]));
        i = end;
    }
    return parts.join(QStringLiteral(", "));
}

Json namesFrom(const QString& text) {
    Json names = Json::array();
    for (const QString& name : text.split(u',', Qt::SkipEmptyParts))
        if (const QString plain = name.trimmed(); !plain.isEmpty())
            names.push_back(plain.toStdString());
    return names;
}

} // namespace luthier::recipes
