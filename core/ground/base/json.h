#pragma once

#include "result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace luthier {

/// Keeps the order of keys. Looking a key up is linear: iterate large objects.
using Json = nlohmann::ordered_json;

struct JsonLimits {
    std::size_t bytes = std::size_t{16} << 20;
    std::size_t depth = 64;
    std::size_t nodes = 2'000'000;
};

/// Strict JSON: UTF-8, no duplicate keys, nothing after the document, numbers that fit. `file` is named in
/// errors. Fails with json.syntax, json.duplicate_key, json.too_large, json.too_deep.
Result<Json> parseJson(std::string_view text, const JsonLimits& limits = {}, std::string_view file = {});

/// Reads and parses a regular file under the limits.
Result<Json> readJsonFile(const std::filesystem::path& path, const JsonLimits& limits = {});

/// Each line of a JSONL file of at most `maxBytes` that is not blank, in order, with its number from 1: its
/// value, or an error that names file and line. Ends at the first failure of `use`, and with it; a file
/// without such a line is json.no_lines.
Status readJsonLines(const std::filesystem::path& path, std::size_t maxBytes,
                     const std::function<Status(std::int64_t line, Result<Json> value)>& use);

/// Compact, UTF-8, invalid bytes replaced by U+FFFD. `indent` >= 0 writes it over several lines.
std::string dumpJson(const Json& value, int indent = -1);

/// The member `key` of `object`, or null when it is absent, null or `object` is no object.
const Json* member(const Json& object, std::string_view key);

/// Typed members. Without a default a missing member is json.missing_field; another type is json.wrong_type.
Result<std::string> stringAt(const Json& object, std::string_view key,
                             std::optional<std::string> absent = {});
Result<std::int64_t> integerAt(const Json& object, std::string_view key,
                               std::optional<std::int64_t> absent = {});
Result<double> numberAt(const Json& object, std::string_view key, std::optional<double> absent = {});
Result<bool> boolAt(const Json& object, std::string_view key, std::optional<bool> absent = {});

/// A code with its parameters, as it is stored and sent: {"code", "parameters":{…}} and "detail" when there
/// is one.
Json errorToJson(const Error& error);
/// The way back; `kind` is not part of it. What has no code becomes `absent`; parameters that are no strings
/// are left out.
Error errorFromJson(const Json& stored, std::string_view absent, ErrorKind kind = ErrorKind::Failed);

} // namespace luthier
