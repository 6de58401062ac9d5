#include "optimizer.h"

namespace luthier::engine {

MoveParameters* moverOf(footprint::Optimizer optimizer) {
    switch (optimizer) {
    case footprint::Optimizer::AdamW:
        return moveByAdamW;
    case footprint::Optimizer::Sgd:
        return moveBySgd;
    }
    return moveByAdamW;
}

} // namespace luthier::engine
