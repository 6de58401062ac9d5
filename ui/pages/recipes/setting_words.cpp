#include "setting_words.h"

#include <bridge/sentences.h>
#include <bridge/words.h>
#include <recipe/schema.h>
#include <widgets/number_field.h>

namespace luthier::recipes {

Words captionWords(std::string path) {
    return [code = recipe::captionCode(path)] {
        return bridge::sentence(code, {});
    };
}

Words meaningWords(std::string path) {
    return [code = recipe::meaningCode(path)] {
        return bridge::sentence(code, {});
    };
}

QString choiceText(std::string_view path, std::string_view choice) {
    return bridge::choiceWord(path, choice);
}

QString consequenceText(std::string_view path, std::string_view choice) {
    return bridge::sentence(recipe::choiceMeaningCode(path, choice), {});
}

QString unsetText() {
    return bridge::sentence("setting.unset", {});
}

QString valueText(const std::string& path, const Json& value) {
    const std::string plain = value.is_string() ? value.get<std::string>() : dumpJson(value);
    const recipe::Setting* setting = recipe::settingAt(path);
    const recipe::Kind kind = setting ? kindOf(*setting) : recipe::Kind::Own;
    if (kind == recipe::Kind::Choice || kind == recipe::Kind::Flag)
        return choiceText(path, plain);
    return value.is_number() ? widgets::NumberField::textOf(value.get<double>())
                             : QString::fromStdString(plain);
}

std::vector<NamedSetting> namedSettings(const recipe::Recipe& recipe) {
    const texts::Language other = bridge::currentLanguage() == texts::Language::English
                                      ? texts::Language::Korean
                                      : texts::Language::English;
    std::vector<NamedSetting> all;
    for (const recipe::Setting& setting : recipe::settings()) {
        const std::string path(setting.path), code = recipe::captionCode(path);
        if (setting.readiness != recipe::Readiness::Ready || !recipe::applies(setting, recipe) ||
            !bridge::hasSentence(code))
            continue;
        NamedSetting named{path, bridge::sentence(code, {}), {QString::fromStdString(path)}};
        if (const auto& texts = texts::Texts::of(other); texts.has(code))
            named.words << QString::fromStdString(texts.sentence(code, {}));
        named.words << QString::fromUtf8(setting.peers.data(), static_cast<qsizetype>(setting.peers.size()));
        if (kindOf(setting) == recipe::Kind::Choice)
            for (const std::string_view choice : recipe::readyNames(setting))
                named.words << choiceText(path, choice);
        all.push_back(std::move(named));
    }
    return all;
}

} // namespace luthier::recipes
