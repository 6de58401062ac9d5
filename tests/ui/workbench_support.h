#pragma once

#include "ui_support.h"

namespace luthier::tests {

/// A sample project with one more dataset, "dirty", {"question", "answer", "topic"}, 12 rows. Row 2 has an
/// e-mail address in its question and a blank behind its answer, row 3 an HTML entity in its answer, row 4 no
/// answer, and rows 5, 6 and 7 are one question and answer of many words: 5 and 6 the same, 7 but for two
/// words. It is split: rows 1 to 6 train, 7 to 12 test; row 12 asks what row 1 asks.
class DirtyProject : public SampleProject {
public:
    DirtyProject();
};

} // namespace luthier::tests
