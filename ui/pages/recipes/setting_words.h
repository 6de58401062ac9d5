#pragma once

#include <base/json.h>
#include <recipe/recipe.h>

#include <QString>
#include <QStringList>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::recipes {

/// Words that are asked again after each change of language.
using Words = std::function<QString()>;

/// What the setting at a path is called, what it means, and what a choice of it is called, in the window's
/// language (`resources/texts`, module `recipe`).
Words captionWords(std::string path);
Words meaningWords(std::string path);
QString choiceText(std::string_view path, std::string_view choice);
/// What a choice comes to, where its setting tells that of each: "method.type", "lora".
QString consequenceText(std::string_view path, std::string_view choice);
/// What stands in place of a value that need not be given.
QString unsetText();
/// A value of it as the form shows it.
QString valueText(const std::string& path, const Json& value);

/// A setting under its names: as the window says it, and as somebody may look for it.
struct NamedSetting {
    std::string path;
    QString title;
    QStringList words; ///< the other language, its path, its names in other programs, its choices
};
/// Those that the form shows and that have a meaning in the recipe.
std::vector<NamedSetting> namedSettings(const recipe::Recipe& recipe);

} // namespace luthier::recipes
