#include "../scheme.h"

namespace luthier::labeling {

/// The row's answer as it should have been, beside the one it has. Given as it stands, it says that nothing
/// is wrong with it.
const Kind& correctionKind() {
    static const Kind kind = [] {
        Kind made = textKind();
        made.name = "correction";
        made.needsAnswer = true;
        return made;
    }();
    return kind;
}

} // namespace luthier::labeling
