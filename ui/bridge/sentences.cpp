#include "sentences.h"

#include <QLocale>

namespace luthier::bridge {
namespace {

const texts::Texts& current() {
    return texts::Texts::of(currentLanguage());
}

} // namespace

texts::Language currentLanguage() {
    return QLocale().language() == QLocale::Korean ? texts::Language::Korean : texts::Language::English;
}

QString sentence(const Error& error) {
    return QString::fromStdString(current().message(error));
}

QString hint(const Error& error) {
    return QString::fromStdString(current().hint(error));
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
    return QString::fromStdString(current().sentence(code, parameters));
}

bool hasSentence(std::string_view code) {
    return current().has(code);
}

} // namespace luthier::bridge
