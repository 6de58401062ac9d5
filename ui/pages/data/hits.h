#pragma once

#include <QStringList>

#include <widgets/content_text.h>

#include <vector>

namespace luthier::data {

/// Where one of the words stands in a text, in either case, in the order of the text and beside one another.
std::vector<widgets::TextHit> hitsIn(const QString& text, const QStringList& words);

} // namespace luthier::data
