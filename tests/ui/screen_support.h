#pragma once

#include "ui_support.h"

namespace luthier::tests {

/// Every visible text of the window fits its place and is of its language.
void expectSound(const WindowFixture& fixture, const char* language);

/// Saves a picture of the window in `tests/ui/screens` of the build folder.
void save(WindowFixture& fixture, const QString& name);

/// Calls `look` for both languages, both themes and both sizes that pictures are taken in; the name tells
/// them apart: "light-ko-1024".
void eachLook(WindowFixture& fixture,
              const std::function<void(const char* language, const QString& name)>& look);

} // namespace luthier::tests
