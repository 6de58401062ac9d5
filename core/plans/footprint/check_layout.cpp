#include "program_layout.h"

#include <program/op_traits.h>

#include <algorithm>

namespace luthier::footprint {
namespace {

using program::Axis;
using program::kNone;
using program::OpKind;
using program::Program;
using program::Step;
using program::ValueId;

std::size_t index(std::int32_t value) {
    return static_cast<std::size_t>(value);
}

/// The first byte behind a buffer, as it is placed.
std::int64_t endOf(const Buffer& buffer) {
    return buffer.offset + placedBytes(buffer.bytes);
}

/// Walks the program and keeps book of which values can still be read where: a write takes what lay on its
/// columns and on all buffers that overlap its own. Every read must find its value. Loops are walked twice.
class Walk {
public:
    Walk(const Program& program, const ProgramLayout& layout)
        : m_program(program)
        , m_layout(layout)
        , m_overlapping(layout.buffers.buffers().size())
        , m_there(layout.buffers.buffers().size()) {
        const auto& buffers = layout.buffers.buffers();
        std::vector<std::size_t> byPlace;
        for (std::size_t i = 0; i < buffers.size(); ++i)
            if (buffers[i].offset != Buffer::kOutside && buffers[i].bytes > 0)
                byPlace.push_back(i);
        std::sort(byPlace.begin(), byPlace.end(),
                  [&](std::size_t a, std::size_t b) { return buffers[a].offset < buffers[b].offset; });
        for (std::size_t i = 0; i < byPlace.size(); ++i)
            for (std::size_t j = i + 1;
                 j < byPlace.size() && buffers[byPlace[j]].offset < endOf(buffers[byPlace[i]]); ++j) {
                m_overlapping[byPlace[i]].push_back(byPlace[j]);
                m_overlapping[byPlace[j]].push_back(byPlace[i]);
            }
    }

    std::optional<std::string> run() {
        for (std::size_t i = 0; i < m_program.steps.size();) {
            const std::size_t end = program::loopEnd(m_program, i);
            const int rounds = m_program.steps[i].loop == program::kNoLoop ? 1 : 2;
            for (int round = 0; round < rounds; ++round)
                for (std::size_t number = i; number < end; ++number)
                    if (!step(number))
                        return m_wrong;
            i = end;
        }
        for (const ValueId output : m_program.outputs)
            if (!isThere(output))
                return m_program[output].name + " is gone at the end";
        return std::nullopt;
    }

private:
    bool step(std::size_t number) {
        const Step& step = m_program.steps[number];
        bool good = true;
        forEachRead(step, [&](ValueId id) {
            if (good && !isThere(id)) {
                good = false;
                m_wrong = "step " + std::to_string(number) + " reads " + m_program[id].name +
                          ", which is not there";
            }
        });
        if (!good || collides(number))
            return false;
        if (const std::int32_t scratch = m_layout.scratch[number]; scratch >= 0)
            clobber(index(scratch));
        const bool view = step.kind == OpKind::Split || isView(step);
        forEachWritten(step, [&](ValueId id) {
            if (!isKept(id))
                write(id, view);
        });
        return true;
    }

    /// A kernel may write before it has read: its results and its scratch lie apart from its operands and
    /// from each other, but where its kind allows it.
    bool collides(std::size_t number) {
        const Step& step = m_program.steps[number];
        if (step.kind == OpKind::Split || step.kind == OpKind::Join)
            return false;
        std::vector<ValueId> touched;
        forEachRead(step, [&](ValueId id) { touched.push_back(id); });
        forEachWritten(step, [&](ValueId id) { touched.push_back(id); });
        std::erase_if(touched, [&](ValueId id) { return isKept(id); });
        const std::int32_t scratch = m_layout.scratch[number];
        for (const ValueId id : touched) {
            const auto buffer = index(m_layout.places[index(id)].buffer);
            if (scratch >= 0 && overlap(index(scratch), buffer))
                return failed(number, "works on", id, id);
            for (std::size_t result = 0; result < step.results.size(); ++result) {
                const ValueId written = step.results[result].value;
                if (written == kNone || isKept(written) || written == id || isAllowed(step, result, id))
                    continue;
                const auto target = index(m_layout.places[index(written)].buffer);
                if (overlap(target, buffer) || (target == buffer && meet(written, id)))
                    return failed(number, "writes", written, id);
            }
        }
        return false;
    }

    bool failed(std::size_t number, const char* does, ValueId written, ValueId upon) {
        m_wrong = "step " + std::to_string(number) + " " + does + " " + m_program[written].name + " upon " +
                  m_program[upon].name;
        return true;
    }

    bool overlap(std::size_t a, std::size_t b) const {
        return std::find(m_overlapping[a].begin(), m_overlapping[a].end(), b) != m_overlapping[a].end();
    }

    static bool isAllowed(const Step& step, std::size_t result, ValueId other) {
        if (step.results[result].addend == other)
            return true;
        const auto& rights = traitsOf(step.kind).inPlace;
        return std::any_of(rights.begin(), rights.end(), [&](const program::InPlace& right) {
            return right.result == result && step.operands[right.operand] == other;
        });
    }

    bool isView(const Step& step) const {
        return step.kind == OpKind::Join &&
               std::find(m_layout.copiedJoins.begin(), m_layout.copiedJoins.end(), step.results[0].value) ==
                   m_layout.copiedJoins.end();
    }

    bool isKept(ValueId id) const { return m_program[id].isPersistent(); }

    bool isThere(ValueId id) const {
        if (isKept(id))
            return true;
        const std::int32_t buffer = m_layout.places[index(id)].buffer;
        if (buffer < 0)
            return false;
        const auto& there = m_there[index(buffer)];
        return std::find(there.begin(), there.end(), id) != there.end();
    }

    /// Whether the columns of two values of one buffer meet.
    bool meet(ValueId a, ValueId b) const {
        const Place& first = m_layout.places[index(a)];
        const Place& second = m_layout.places[index(b)];
        return first.first < second.first + m_program[b].columns &&
               second.first < first.first + m_program[a].columns;
    }

    void clobber(std::size_t buffer) {
        for (const std::size_t other : m_overlapping[buffer])
            m_there[other].clear();
    }

    void write(ValueId id, bool view) {
        const auto buffer = index(m_layout.places[index(id)].buffer);
        auto& there = m_there[buffer];
        if (!view) {
            clobber(buffer);
            std::erase_if(there, [&](ValueId other) { return meet(id, other); });
        }
        there.push_back(id);
    }

    const Program& m_program;
    const ProgramLayout& m_layout;
    std::vector<std::vector<std::size_t>> m_overlapping; ///< by buffer
    std::vector<std::vector<ValueId>> m_there;           ///< by buffer
    std::string m_wrong;
};

/// Places within their buffers.
std::optional<std::string> outOfBounds(const Program& program, const ProgramLayout& layout,
                                       const Extents& extents) {
    std::vector<char> touched(program.values.size());
    for (const Step& step : program.steps) {
        forEachRead(step, [&](ValueId id) { touched[index(id)] = 1; });
        forEachWritten(step, [&](ValueId id) { touched[index(id)] = 1; });
    }
    for (std::size_t i = 0; i < program.values.size(); ++i) {
        const Place& place = layout.places[i];
        const program::Value& value = program.values[i];
        const bool outside = value.kind == program::Kind::Weight || value.kind == program::Kind::Input;
        if (!touched[i] || outside)
            continue;
        if (place.buffer < 0)
            return value.name + " has no place";
        const std::int64_t size = program::bytesOf(value.format);
        const std::int64_t bytes = layout.buffers.buffers()[index(place.buffer)].bytes;
        const std::int64_t end = value.axis != Axis::None ? extents.rows(value.axis) * place.rowStride
                                                          : place.first + value.elements();
        if (value.axis != Axis::None && place.first + value.columns > place.rowStride)
            return value.name + " is wider than its buffer";
        if (value.kind != program::Kind::Table && end * size > bytes)
            return value.name + " is longer than its buffer";
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> checkLayout(const Program& program, const ProgramLayout& layout,
                                       const Extents& extents) {
    if (auto wrong = outOfBounds(program, layout, extents))
        return wrong;
    return Walk(program, layout).run();
}

} // namespace luthier::footprint
