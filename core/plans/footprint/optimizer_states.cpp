#include "optimizer_states.h"

#include <array>

namespace luthier::footprint {

std::span<const std::string_view> statesOf(Optimizer optimizer) {
    static constexpr std::array<std::string_view, 2> kMoments{"first_moment", "second_moment"};
    static constexpr std::array<std::string_view, 1> kMomentum{"momentum"};
    switch (optimizer) {
    case Optimizer::AdamW:
        return kMoments;
    case Optimizer::Sgd:
        return kMomentum;
    }
    return {};
}

} // namespace luthier::footprint
