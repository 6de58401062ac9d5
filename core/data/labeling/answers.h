#pragma once

#include <base/json.h>
#include <base/result.h>
#include <dataset/types.h>

#include <optional>
#include <string>

namespace luthier::labeling {

/// A conversation that ends with an answer in words.
struct Answered {
    Json before = Json::array(); ///< messages ({role, content}) in front of the answer
    std::string answer;
    Json tools; ///< a list of function schemas, or null
};

/// Whether rows of a dataset with these roles can have an answer: a response, or messages.
bool hasAnswers(const dataset::Roles& roles);

/// A row's last answer; nothing where it ends otherwise, without words, or does not read as a conversation.
std::optional<Answered> answeredOf(const Json& fields, const dataset::Roles& roles);

/// The row as if a field, whatever its role, held its answer: a text, a message, or a list of messages, which
/// may be the whole conversation. Nothing where it holds no answer in words.
std::optional<Answered> answeredBy(const Json& fields, const dataset::Roles& roles, const std::string& field);

} // namespace luthier::labeling
