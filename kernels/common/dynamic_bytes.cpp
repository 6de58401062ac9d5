#include "dynamic_bytes.h"

#include <algorithm>

namespace luthier::kernels {
namespace {

/// Seven powers of ten, each cut into twice as many equal parts as the one below; zero and one. Where there
/// is no sign its bit cuts them finer.
std::array<float, 256> valuesOf(bool isSigned) {
    std::array<float, 256> values{};
    std::size_t count = 1; // values[0] is zero
    values[count++] = 1.0F;
    for (int exponent = 0; exponent < 7; ++exponent) {
        // The middles of equal steps from 0.1 to 1, as torch.linspace rounds its points.
        const int steps = isSigned ? 1 << exponent : 2 << exponent;
        const float step = (1.0F - 0.1F) / static_cast<float>(steps);
        const auto point = [&](int i) {
            return i < (steps + 1) / 2 ? std::fma(step, static_cast<float>(i), 0.1F)
                                       : std::fma(-step, static_cast<float>(steps - i), 1.0F);
        };
        const auto scale = static_cast<float>(std::pow(10.0, exponent - 6));
        for (int i = 0; i < steps; ++i) {
            const float value = scale * ((point(i) + point(i + 1)) / 2.0F);
            values[count++] = value;
            if (isSigned)
                values[count++] = -value;
        }
    }
    std::sort(values.begin(), values.end());
    return values;
}

DynamicBytes made(bool isSigned) {
    DynamicBytes bytes;
    bytes.values = valuesOf(isSigned);
    std::size_t code = 0;
    for (std::size_t i = 0; i < DynamicBytes::kSteps; ++i) {
        const float value = static_cast<float>(2 * i) / static_cast<float>(DynamicBytes::kSteps - 1) - 1.0F;
        while (code < 255 && value > (bytes.values[code] + bytes.values[code + 1]) * 0.5F)
            ++code;
        bytes.codes[i] = static_cast<std::uint8_t>(code);
    }
    return bytes;
}

} // namespace

const DynamicBytes& signedBytes() {
    static const DynamicBytes kBytes = made(true);
    return kBytes;
}

const DynamicBytes& unsignedBytes() {
    static const DynamicBytes kBytes = made(false);
    return kBytes;
}

} // namespace luthier::kernels
