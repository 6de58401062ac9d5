#pragma once

#include <base/json.h>

#include <QString>

#include <functional>
#include <string>
#include <string_view>

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

} // namespace luthier::recipes
