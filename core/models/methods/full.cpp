#include "full.h"

namespace luthier::methods {

Method full() {
    return [](program::Program& program) {
        for (program::Value& value : program.values)
            if (value.kind == program::Kind::Weight)
                value.kind = program::Kind::Parameter;
    };
}

} // namespace luthier::methods
