#pragma once

#include <base/json.h>

#include <QString>

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace luthier::model {

/// What somebody said in a conversation.
struct ChatTurn {
    enum class Who { Person, Model };
    /// Writing: more is to come. Cut: ended by the limit of tokens. Stopped: by the person.
    enum class State { Whole, Writing, Cut, Stopped };
    Who who = Who::Person;
    QString text;
    State state = State::Whole;
    std::optional<double> tokensPerSecond;
    QString run = {}; // whose adapter answered; empty: the model as it is
    /// Beside it, of the model as it is, where both were asked.
    struct Base {
        QString text;
        State state = State::Writing;
        std::optional<double> tokensPerSecond;
    };
    std::optional<Base> base = {};
};

/// The turns of a conversation as they are shown, and the other ways it went: where a question was changed or
/// an answer asked for again, what stood there stays, and can be shown again.
class ChatBranches {
public:
    std::vector<ChatTurn>& turns() { return m_shown.turns; }
    const std::vector<ChatTurn>& turns() const { return m_shown.turns; }
    void clear() { m_shown = {}; }

    /// Which of how many ways are shown from this turn on, counted from 0. At the end of the turns it may be
    /// one that nothing was said in yet.
    struct Way {
        std::size_t shown = 0;
        std::size_t count = 1;
    };
    Way wayAt(std::size_t turn) const;
    /// Keeps what stands from this turn on, and begins another way there.
    void beginAnother(std::size_t turn);
    /// Shows another way from this turn on; one that nothing was said in goes.
    void show(std::size_t turn, std::size_t way);

    /// {turns, forks}; forks only where there are any.
    Json toJson() const;
    static ChatBranches fromJson(const Json& json);

private:
    struct Fork;
    struct Branch {
        std::vector<ChatTurn> turns;
        std::map<std::size_t, Fork> forks; // by the turn they are at, counted from the conversation's first
    };
    struct Fork {
        std::size_t shown = 0;
        std::vector<Branch> ways; // the one that is shown is empty here
    };
    static Json toJson(const Branch& branch);
    static Branch branchOf(const Json& json, std::size_t depth);
    Branch cut(std::size_t turn);

    Branch m_shown;
};

} // namespace luthier::model
