#pragma once

#include <base/json.h>

#include <QString>

#include <optional>
#include <string_view>

namespace luthier::bridge {

// Values of an answer or a stored summary, for showing: what is missing or of another type is empty.

QString textIn(const Json& object, std::string_view key);
qint64 countIn(const Json& object, std::string_view key);
std::optional<double> numberIn(const Json& object, std::string_view key);

} // namespace luthier::bridge
