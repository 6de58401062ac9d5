#include "sentences.h"

#include <QLocale>

namespace luthier::bridge {
namespace {

const texts::Texts& current() {
    return texts::Texts::of(currentLanguage());
}

constexpr std::string_view kOfWindow = ".window"; // what the window says where commands stand otherwise

/// In the window a setting has its name of the form, not the key of the file.
Parameters inWords(Parameters parameters) {
    if (const auto field = parameters.find("field"); field != parameters.end())
        if (const std::string setting = "setting." + field->second; current().has(setting))
            field->second = "“" + current().raw(setting) + "”";
    return parameters;
}

std::string keyOf(std::string_view code) {
    const std::string own = std::string(code) + std::string(kOfWindow);
    return current().has(own) ? own : std::string(code);
}

} // namespace

texts::Language currentLanguage() {
    return QLocale().language() == QLocale::Korean ? texts::Language::Korean : texts::Language::English;
}

QString sentence(const Error& error) {
    const std::string key = keyOf(error.code());
    if (key != error.code() || (error.parameters().contains("field") && !error.place().line))
        return QString::fromStdString(current().sentence(key, inWords(error.parameters())));
    return QString::fromStdString(current().message(error));
}

QString hint(const Error& error) {
    const std::string key = keyOf(error.code() + ".hint");
    return current().has(key) ? QString::fromStdString(current().sentence(key, inWords(error.parameters())))
                              : QString();
}

QString detail(const Error& error) {
    QString text = QString::fromStdString(error.code());
    for (const auto& [key, value] : error.parameters())
        text += QStringLiteral("\n%1: %2").arg(QString::fromStdString(key), QString::fromStdString(value));
    if (!error.detail().empty())
        text += QStringLiteral("\n") + QString::fromStdString(error.detail());
    return text;
}

QString sentence(std::string_view code, const Parameters& parameters) {
    return QString::fromStdString(current().sentence(keyOf(code), inWords(parameters)));
}

bool hasSentence(std::string_view code) {
    return current().has(code);
}

} // namespace luthier::bridge
