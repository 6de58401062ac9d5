#include "json.h"

namespace luthier {

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string dumpJson(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

namespace {

Error wrongType(std::string_view key, std::string_view expected, const Json& found) {
    return refused("json.wrong_type").field(key).with("expected", expected).with("found", found.type_name());
}

Error missingField(std::string_view key) {
    return refused("json.missing_field").field(key);
}

} // namespace

Result<std::string> stringAt(const Json& object, std::string_view key, std::optional<std::string> absent) {
    const Json* value = member(object, key);
    if (!value)
        return absent ? Result<std::string>(*std::move(absent)) : missingField(key);
    if (!value->is_string())
        return wrongType(key, "string", *value);
    return value->get<std::string>();
}

Result<std::int64_t> integerAt(const Json& object, std::string_view key, std::optional<std::int64_t> absent) {
    const Json* value = member(object, key);
    if (!value)
        return absent ? Result<std::int64_t>(*absent) : missingField(key);
    // 1e6 and 3.0 are integers to a person; a fraction or more than 2^53 is not.
    if (value->is_number_float()) {
        const double number = value->get<double>();
        if (number > -9e15 && number < 9e15 &&
            number == static_cast<double>(static_cast<std::int64_t>(number)))
            return static_cast<std::int64_t>(number);
    }
    if (!value->is_number_integer())
        return wrongType(key, "integer", *value);
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX)
        return wrongType(key, "integer", *value);
    return value->get<std::int64_t>();
}

Result<double> numberAt(const Json& object, std::string_view key, std::optional<double> absent) {
    const Json* value = member(object, key);
    if (!value)
        return absent ? Result<double>(*absent) : missingField(key);
    if (!value->is_number())
        return wrongType(key, "number", *value);
    return value->get<double>();
}

Result<bool> boolAt(const Json& object, std::string_view key, std::optional<bool> absent) {
    const Json* value = member(object, key);
    if (!value)
        return absent ? Result<bool>(*absent) : missingField(key);
    if (!value->is_boolean())
        return wrongType(key, "boolean", *value);
    return value->get<bool>();
}

Json errorToJson(const Error& error) {
    Json parameters = Json::object();
    for (const auto& [key, value] : error.parameters())
        parameters[key] = value;
    Json stored = {{"code", error.code()}, {"parameters", std::move(parameters)}};
    if (!error.detail().empty())
        stored["detail"] = error.detail();
    return stored;
}

Error errorFromJson(const Json& stored, std::string_view absent, ErrorKind kind) {
    const std::string fallback(absent);
    Error error(kind, stringAt(stored, "code", fallback).value_or(fallback));
    if (const Json* parameters = member(stored, "parameters"); parameters && parameters->is_object())
        for (const auto& [key, value] : parameters->items())
            if (value.is_string())
                error.with(key, value.get<std::string>());
    if (const auto detail = stringAt(stored, "detail", ""); detail && !detail->empty())
        error.because(*detail);
    return error;
}

} // namespace luthier
