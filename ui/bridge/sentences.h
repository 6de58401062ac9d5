#pragma once

#include <base/error.h>
#include <texts/texts.h>

#include <QString>

namespace luthier::bridge {

/// The language of the window, which is that of the default locale.
texts::Language currentLanguage();

QString sentence(const Error& error);
QString hint(const Error& error);
/// Code, place and the library's own words, for reports.
QString detail(const Error& error);
QString sentence(std::string_view code, const Parameters& parameters);
bool hasSentence(std::string_view code);

} // namespace luthier::bridge
