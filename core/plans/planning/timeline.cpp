#include "timeline.h"

#include <algorithm>

namespace luthier::planning {
namespace {

using footprint::Buffer;
using program::Phase;

/// Remakes stand in front of their readers: a region's backward is one visit with them.
Phase seenPhase(Phase phase) {
    return phase == Phase::Recompute ? Phase::Backward : phase;
}

std::vector<Visit> visitsOf(const program::Program& program) {
    std::vector<Visit> visits;
    const program::Step* before = nullptr;
    for (std::size_t i = 0; i < program.steps.size(); ++i) {
        const program::Step& step = program.steps[i];
        const bool goesOn =
            before && before->region == step.region && before->loop == step.loop &&
            (step.loop != program::kNoLoop || seenPhase(before->phase) == seenPhase(step.phase));
        if (!goesOn) {
            Visit visit;
            visit.region = program.region(step);
            visit.phase = seenPhase(step.phase) == Phase::Forward ? "forward" : "backward";
            visit.first = static_cast<std::int32_t>(i);
            visits.push_back(std::move(visit));
        }
        visits.back().last = static_cast<std::int32_t>(i);
        before = &step;
    }
    return visits;
}

void measure(Visit& visit, std::int32_t step, const std::vector<Buffer>& buffers) {
    visit.parts = {};
    visit.largest.clear();
    for (const Buffer& buffer : buffers) {
        if (buffer.first > step || buffer.last < step)
            continue;
        visit.parts[static_cast<std::size_t>(buffer.part)] += buffer.bytes;
        if (buffer.part >= footprint::Part::Activations)
            visit.largest.push_back({buffer.name, buffer.bytes});
    }
    const auto most = std::min<std::size_t>(3, visit.largest.size());
    std::partial_sort(visit.largest.begin(), visit.largest.begin() + static_cast<std::ptrdiff_t>(most),
                      visit.largest.end(),
                      [](const Visit::Named& a, const Visit::Named& b) { return a.bytes > b.bytes; });
    visit.largest.resize(most);
}

} // namespace

std::vector<Visit> timelineOf(const footprint::CompiledStep& step) {
    const std::vector<Buffer>& buffers = step.layout.buffers.buffers();
    std::vector<std::int64_t> alive(step.program.steps.size() + 1);
    for (const Buffer& buffer : buffers) {
        alive[static_cast<std::size_t>(buffer.first)] += buffer.bytes;
        alive[static_cast<std::size_t>(buffer.last) + 1] -= buffer.bytes;
    }
    for (std::size_t i = 1; i < alive.size(); ++i)
        alive[i] += alive[i - 1];
    std::vector<Visit> visits = visitsOf(step.program);
    for (Visit& visit : visits) {
        const auto worst = std::max_element(alive.begin() + visit.first, alive.begin() + visit.last + 1);
        measure(visit, static_cast<std::int32_t>(worst - alive.begin()), buffers);
    }
    return visits;
}

Json timelineToJson(const std::vector<Visit>& visits) {
    Json timeline = Json::array();
    for (const Visit& visit : visits) {
        Json parts = Json::object();
        for (std::size_t part = 0; part < visit.parts.size(); ++part)
            if (static_cast<footprint::Part>(part) != footprint::Part::Runtime)
                parts[std::string(footprint::partName(static_cast<footprint::Part>(part)))] =
                    visit.parts[part];
        Json largest = Json::array();
        for (const Visit::Named& value : visit.largest)
            largest.push_back({{"name", value.name}, {"bytes", value.bytes}});
        timeline.push_back({{"region", visit.region},
                            {"phase", visit.phase},
                            {"steps", {visit.first, visit.last}},
                            {"parts", std::move(parts)},
                            {"largest", std::move(largest)}});
    }
    return timeline;
}

} // namespace luthier::planning
