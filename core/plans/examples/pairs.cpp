#include "pairs.h"

#include "example.h"

#include <dataset/messages.h>
#include <dataset/record.h>

#include <algorithm>

namespace luthier::examples {
namespace {

std::string_view roleOfSide(Side side) {
    return side == Side::Chosen ? "chosen" : "rejected";
}

/// A list of turns that does not begin with an answer begins with the question.
bool isWholeConversation(const Json& answer) {
    if (!answer.is_array() || answer.empty())
        return false;
    const auto first = dataset::messageOf(answer.front());
    return first && stringAt(*first, "role", "").value_or("") != "assistant";
}

/// What is learnt is said of the last token alone.
void markLast(tokenizing::Rendered& text) {
    std::fill(text.mask.begin(), text.mask.end(), std::uint8_t{0});
    if (!text.mask.empty())
        text.mask.back() = 1;
}

bool isOneOf(std::string_view role, std::initializer_list<std::string_view> roles) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

} // namespace

bool hasPairs(const dataset::Roles& roles) {
    return !dataset::columnOf(roles, "chosen").empty() && !dataset::columnOf(roles, "rejected").empty();
}

Result<dataset::Roles> rolesOfAnswer(const Json& fields, const dataset::Roles& roles, Side side) {
    const std::string column = dataset::columnOf(roles, roleOfSide(side));
    const Json* answer = column.empty() ? nullptr : member(fields, column);
    if (!answer || answer->is_null())
        return refused("examples.no_pair_of_answers").with("role", roleOfSide(side));
    const bool whole = isWholeConversation(*answer);
    dataset::Roles changed;
    for (const auto& [name, role] : roles) {
        if (name == column)
            changed.emplace_back(name, whole ? "messages" : "response");
        else if (isOneOf(role, {"chosen", "rejected", "response"}) ||
                 (whole && isOneOf(role, {"prompt", "input", "messages", "history"})))
            continue;
        else if (role == "messages") // what stands before both answers
            changed.emplace_back(name, "prompt");
        else
            changed.emplace_back(name, role);
    }
    return changed;
}

Result<Example> ExampleMaker::paired(const Json& fields, const dataset::Roles& roles) const {
    TRY(const dataset::Roles better, rolesOfAnswer(fields, roles, Side::Chosen));
    TRY(const dataset::Roles worse, rolesOfAnswer(fields, roles, Side::Rejected));
    Example example;
    TRY(auto chosen, rendered(fields, better));
    TRY(example.rejected, rendered(fields, worse));
    if (chosen.text == example.rejected.text)
        return refused("examples.same_answers");
    static_cast<tokenizing::Rendered&>(example) = std::move(chosen);
    if (m_recipe.task == recipe::Task::Reward) { // a text is scored at its end
        markLast(example);
        markLast(example.rejected);
    }
    return example;
}

Result<Example> ExampleMaker::judged(const Json& fields, const dataset::Roles& roles) const {
    TRY(const bool wanted, isWanted(fields, roles));
    TRY(auto whole, rendered(fields, roles));
    Example example;
    static_cast<tokenizing::Rendered&>(example) = std::move(whole);
    example.labels.number = wanted ? 1 : 0;
    return example;
}

} // namespace luthier::examples
