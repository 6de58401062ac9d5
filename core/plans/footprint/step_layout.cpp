#include "step_layout.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace luthier::footprint {

std::string_view partName(Part part) {
    constexpr std::array<std::string_view, 8> kNames = {"weights",     "adapters", "gradients", "optimizer",
                                                        "activations", "logits",   "workspace", "runtime"};
    return kNames[static_cast<std::size_t>(part)];
}

std::string_view productsName(Products products) {
    return products == Products::Bf16 ? "bf16" : "fp32";
}

std::int64_t expandedBytes(const NumberFormats& formats) {
    if (formats.products == Products::Bf16)
        return formats.stored == Stored::Bf16 ? 0 : 2;
    return formats.stored == Stored::Fp32 ? 0 : 4;
}

StepLayout::StepLayout(std::vector<Buffer> buffers, std::vector<Parameter> parameters, int phases)
    : m_buffers(std::move(buffers))
    , m_parameters(std::move(parameters))
    , m_phases(phases) {
    m_arenaBytes = placeBuffers(m_buffers);
    countAlive();
}

StepLayout StepLayout::placed(std::vector<Buffer> buffers, std::vector<Parameter> parameters, int phases) {
    StepLayout layout;
    layout.m_buffers = std::move(buffers);
    layout.m_parameters = std::move(parameters);
    layout.m_phases = phases;
    for (const Buffer& buffer : layout.m_buffers)
        layout.m_arenaBytes = std::max(layout.m_arenaBytes, buffer.offset + buffer.bytes);
    layout.countAlive();
    return layout;
}

void StepLayout::countAlive() {
    std::vector<std::int64_t> alive(static_cast<std::size_t>(m_phases));
    for (std::size_t i = 0; i < m_buffers.size(); ++i) {
        const Buffer& buffer = m_buffers[i];
        m_byName.emplace(buffer.name, i);
        alive[static_cast<std::size_t>(buffer.first)] += buffer.bytes;
        if (buffer.last + 1 < m_phases)
            alive[static_cast<std::size_t>(buffer.last) + 1] -= buffer.bytes;
    }
    std::partial_sum(alive.begin(), alive.end(), alive.begin());
    m_worstPhase = static_cast<int>(std::max_element(alive.begin(), alive.end()) - alive.begin());
}

const Parameter* StepLayout::parameter(std::string_view name) const {
    const auto found = std::find_if(m_parameters.begin(), m_parameters.end(),
                                    [&](const Parameter& parameter) { return parameter.name == name; });
    return found == m_parameters.end() ? nullptr : &*found;
}

const Buffer& StepLayout::buffer(std::string_view name) const {
    return m_buffers[m_byName.at(std::string(name))];
}

bool StepLayout::has(std::string_view name) const {
    return m_byName.contains(std::string(name));
}

std::int64_t StepLayout::peakBytes() const {
    std::int64_t outside = 0;
    for (const Buffer& buffer : m_buffers)
        if (buffer.offset == Buffer::kOutside && buffer.first <= m_worstPhase && m_worstPhase <= buffer.last)
            outside += buffer.bytes;
    return m_arenaBytes + outside;
}

std::int64_t StepLayout::partBytes(Part part) const {
    std::int64_t bytes = 0;
    for (const Buffer& buffer : m_buffers)
        if (buffer.part == part && buffer.first <= m_worstPhase && m_worstPhase <= buffer.last)
            bytes += buffer.bytes;
    return bytes;
}

} // namespace luthier::footprint
