#include "optimizer.h"

namespace luthier::engine {

MoveParameters* moverOf(footprint::Optimizer optimizer) {
    switch (optimizer) {
    case footprint::Optimizer::AdamW:
        return moveByAdamW;
    case footprint::Optimizer::AdamW8bit:
        return moveByAdamW8bit;
    case footprint::Optimizer::Sgd:
        return moveBySgd;
    case footprint::Optimizer::Lion:
        return moveByLion;
    case footprint::Optimizer::Adafactor:
        return moveByAdafactor;
    case footprint::Optimizer::Muon:
        return moveByMuon;
    }
    return moveByAdamW;
}

} // namespace luthier::engine
