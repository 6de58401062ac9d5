#pragma once

#include <shell/main_window.h>

#include <functional>

namespace luthier::studio {

/// Calls `then` once, when everything the window asked for has arrived and was painted.
void whenSettled(shell::MainWindow& window, std::function<void()> then);

/// Paints the window into a PNG file; false when it cannot be written.
bool paintTo(shell::MainWindow& window, const QString& file);

/// Milliseconds since this process was started, as the kernel counts them.
double millisecondsSinceStart();
qint64 residentBytes();

} // namespace luthier::studio
