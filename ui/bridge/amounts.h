#pragma once

#include <QString>

namespace luthier::bridge {

/// A large count as people say it: "8.80 M" or "880만", "494 M" or "4억 9,400만".
QString countText(qint64 count);

/// Bytes with the unit that a budget is read in: "0.92 GB", "85 MB".
QString memoryText(qint64 bytes);

} // namespace luthier::bridge
