#pragma once

#include "../conversation_view.h"

#include <dataset/types.h>

#include <QString>

#include <optional>
#include <vector>

namespace luthier::data {

/// A text of a row that can be edited: a field, or a text inside one.
struct TextPlace {
    QString field;
    std::string pointer; // JSON pointer inside the field; empty: the whole field
    QString text;
    bool operator==(const TextPlace&) const = default;
};

/// Where the text of each bubble stands; nothing where it is put together of several, or stands inside the
/// JSON text of a column.
std::vector<std::optional<TextPlace>> placesOf(const std::vector<Bubble>& bubbles, const dataset::Row& row,
                                               const dataset::DatasetFacts& facts);

/// The field of a place with another text in it. Fails with dataset.value_not_json where the text is no value
/// of that field, dataset.row_changed where the place is not there.
Result<Json> valueWith(const dataset::Row& row, const TextPlace& place, const QString& text);

} // namespace luthier::data
