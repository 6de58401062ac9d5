#pragma once

#include <QFont>

namespace luthier::widgets {

/// The sizes of text there are; mono is for tokens, ids and code.
enum class TextStyle { PageTitle, CardTitle, Body, BodyStrong, Table, Caption, Mono, Reading };

/// Inter with Noto Sans CJK KR behind it, digits of one width; JetBrains Mono for Mono.
QFont fontOf(TextStyle style);

} // namespace luthier::widgets
