#include "chat_branches.h"

#include <bridge/json_values.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace luthier::model {
namespace {

using State = ChatTurn::State;

constexpr std::size_t kDeepest = 64; // forks within forks of what is read

std::string_view stateName(State state) {
    return state == State::Cut ? "cut" : state == State::Stopped ? "stopped" : "whole";
}

State stateNamed(const QString& name) {
    return name == QStringLiteral("cut")       ? State::Cut
           : name == QStringLiteral("stopped") ? State::Stopped
                                               : State::Whole;
}

Json turnToJson(const ChatTurn& turn) {
    Json json = {{"who", turn.who == ChatTurn::Who::Person ? "person" : "model"},
                 {"text", turn.text.toStdString()},
                 {"state", stateName(turn.state)}};
    if (!turn.run.isEmpty())
        json["run"] = turn.run.toStdString();
    if (turn.tokensPerSecond)
        json["tokens_per_second"] = *turn.tokensPerSecond;
    if (turn.base)
        json["base"] = {{"text", turn.base->text.toStdString()}, {"state", stateName(turn.base->state)}};
    return json;
}

ChatTurn turnOf(const Json& json) {
    ChatTurn turn;
    const bool person = bridge::textIn(json, "who") == QStringLiteral("person");
    turn.who = person ? ChatTurn::Who::Person : ChatTurn::Who::Model;
    turn.text = bridge::textIn(json, "text");
    turn.state = stateNamed(bridge::textIn(json, "state"));
    turn.run = bridge::textIn(json, "run");
    turn.tokensPerSecond = bridge::numberIn(json, "tokens_per_second");
    if (const Json* base = member(json, "base"); base && base->is_object())
        turn.base =
            ChatTurn::Base{bridge::textIn(*base, "text"), stateNamed(bridge::textIn(*base, "state")), {}};
    return turn;
}

std::size_t countIn(const Json& json, const char* name) {
    const Json* value = member(json, name);
    return value && value->is_number_unsigned() ? value->get<std::size_t>() : 0;
}

} // namespace

ChatBranches::Way ChatBranches::wayAt(std::size_t turn) const {
    const auto fork = m_shown.forks.find(turn);
    return fork == m_shown.forks.end() ? Way{} : Way{fork->second.shown, fork->second.ways.size()};
}

/// Takes away what stands from this turn on, with the forks behind it.
ChatBranches::Branch ChatBranches::cut(std::size_t turn) {
    Branch tail;
    auto& turns = m_shown.turns;
    const auto first = turns.begin() + static_cast<std::ptrdiff_t>(std::min(turn, turns.size()));
    tail.turns.assign(std::make_move_iterator(first), std::make_move_iterator(turns.end()));
    turns.erase(first, turns.end());
    const auto behind = m_shown.forks.upper_bound(turn);
    for (auto fork = behind; fork != m_shown.forks.end(); ++fork)
        tail.forks.emplace(fork->first, std::move(fork->second));
    m_shown.forks.erase(behind, m_shown.forks.end());
    return tail;
}

void ChatBranches::beginAnother(std::size_t turn) {
    if (turn >= m_shown.turns.size())
        return;
    Branch tail = cut(turn);
    Fork& fork = m_shown.forks[turn];
    if (fork.ways.empty())
        fork.ways.emplace_back();
    fork.ways[fork.shown] = std::move(tail);
    fork.shown = fork.ways.size();
    fork.ways.emplace_back();
}

void ChatBranches::show(std::size_t turn, std::size_t way) {
    const auto found = m_shown.forks.find(turn);
    if (found == m_shown.forks.end() || way >= found->second.ways.size() || way == found->second.shown)
        return;
    Branch tail = cut(turn);
    Fork& fork = found->second;
    Branch next = std::move(fork.ways[way]);
    fork.ways[way] = {};
    const std::size_t before = std::exchange(fork.shown, way);
    if (tail.turns.empty()) {
        fork.ways.erase(fork.ways.begin() + static_cast<std::ptrdiff_t>(before));
        fork.shown -= before < way ? 1 : 0;
    } else {
        fork.ways[before] = std::move(tail);
    }
    if (fork.ways.size() == 1)
        m_shown.forks.erase(found);
    std::ranges::move(next.turns, std::back_inserter(m_shown.turns));
    m_shown.forks.merge(next.forks);
}

Json ChatBranches::toJson(const Branch& branch) {
    Json turns = Json::array();
    for (const ChatTurn& turn : branch.turns)
        turns.push_back(turnToJson(turn));
    Json json = {{"turns", std::move(turns)}};
    for (const auto& [at, fork] : branch.forks) {
        Json ways = Json::array();
        for (const Branch& way : fork.ways)
            ways.push_back(toJson(way));
        json["forks"].push_back({{"at", at}, {"shown", fork.shown}, {"ways", std::move(ways)}});
    }
    return json;
}

ChatBranches::Branch ChatBranches::branchOf(const Json& json, std::size_t depth) {
    Branch branch;
    if (const Json* turns = member(json, "turns"); turns && turns->is_array())
        for (const Json& turn : *turns)
            branch.turns.push_back(turnOf(turn));
    const Json* forks = member(json, "forks");
    for (const Json& one : forks && forks->is_array() && depth < kDeepest ? *forks : Json::array()) {
        Fork fork;
        fork.shown = countIn(one, "shown");
        if (const Json* ways = member(one, "ways"); ways && ways->is_array())
            for (const Json& way : *ways)
                fork.ways.push_back(branchOf(way, depth + 1));
        if (fork.ways.size() < 2 || fork.shown >= fork.ways.size())
            continue; // not of this program's making
        fork.ways[fork.shown] = {};
        branch.forks.emplace(countIn(one, "at"), std::move(fork));
    }
    return branch;
}

Json ChatBranches::toJson() const {
    return toJson(m_shown);
}

ChatBranches ChatBranches::fromJson(const Json& json) {
    ChatBranches all;
    all.m_shown = branchOf(json, 0);
    return all;
}

} // namespace luthier::model
