#include "json_values.h"

namespace luthier::bridge {

QString textIn(const Json& object, std::string_view key) {
    return QString::fromStdString(stringAt(object, key, "").value_or(""));
}

qint64 countIn(const Json& object, std::string_view key) {
    return integerAt(object, key, 0).value_or(0);
}

std::optional<double> numberIn(const Json& object, std::string_view key) {
    const Json* value = member(object, key);
    return value && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

} // namespace luthier::bridge
