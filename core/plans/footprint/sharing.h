#pragma once

#include "program_layout.h"

#include <vector>

namespace luthier::footprint {

/// Which values lie in one buffer: parts of a split and operands of a join are columns of the whole, a result
/// lies upon its addend, and then upon an operand where its kind allows it and nothing on those columns is
/// read later.
class Sharing {
public:
    Sharing(const program::Program& program, const Lifetimes& lifetimes);

    struct Root {
        program::ValueId owner = program::kNone;
        std::int64_t column = 0;
    };
    /// The value that owns the buffer, and the first column within it.
    Root rootOf(program::ValueId value) const;
    bool isPlaced(program::ValueId value) const { return m_below[index(value)] != program::kNone; }
    const std::vector<program::ValueId>& membersOf(program::ValueId owner) const {
        return m_members[index(owner)];
    }
    const std::vector<program::ValueId>& copiedJoins() const { return m_copiedJoins; }

private:
    static std::size_t index(program::ValueId value) { return static_cast<std::size_t>(value); }
    void share(std::int32_t number, const program::Step& step);
    void split(const program::Step& step);
    void join(std::int32_t number, const program::Step& step);
    void own(program::ValueId value);
    void lay(program::ValueId value, program::ValueId below, std::int64_t column);
    bool sameForm(program::ValueId value, program::ValueId other) const;
    bool isFreeAfter(program::ValueId value, std::int32_t number, const program::Step& step) const;

    const program::Program& m_program;
    const Lifetimes& m_lifetimes;
    std::vector<program::ValueId> m_below; ///< itself for an owner, kNone where not placed
    std::vector<std::int64_t> m_column;
    std::vector<std::vector<program::ValueId>> m_members; ///< by owner
    std::vector<program::ValueId> m_copiedJoins;
};

} // namespace luthier::footprint
