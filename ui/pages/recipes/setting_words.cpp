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

} // namespace luthier::recipes
