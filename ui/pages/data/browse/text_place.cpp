#include "text_place.h"

#include <cleaning/row_view.h>
#include <dataset/edits.h>

namespace luthier::data {

std::vector<std::optional<TextPlace>> placesOf(const std::vector<Bubble>& bubbles, const dataset::Row& row,
                                               const dataset::DatasetFacts& facts) {
    // Both go through the conversation from its begin: the next passage with the bubble's text is its own.
    const auto view = cleaning::viewOf(row.id, row.fields, facts);
    std::vector<std::optional<TextPlace>> places;
    std::size_t next = 0;
    for (const Bubble& bubble : bubbles) {
        places.emplace_back();
        const std::string text = bubble.text.toStdString();
        for (std::size_t i = next; i < view.passages.size(); ++i) {
            const cleaning::Passage& passage = view.passages[i];
            if (passage.text != text)
                continue;
            if (passage.editable)
                places.back() = TextPlace{
                    QString::fromUtf8(passage.field.data(), static_cast<qsizetype>(passage.field.size())),
                    passage.pointer, bubble.text};
            next = i + 1;
            break;
        }
    }
    return places;
}

Result<Json> valueWith(const dataset::Row& row, const TextPlace& place, const QString& text) {
    const std::string field = place.field.toStdString();
    if (place.pointer.empty())
        return dataset::valueFromText(row, field, text.toStdString());
    const Json* present = member(row.fields, field);
    const Json::json_pointer pointer(place.pointer);
    if (!present || !present->contains(pointer))
        return failed("dataset.row_changed").with("row", row.id.value);
    Json value = *present;
    value[pointer] = text.toStdString();
    return value;
}

} // namespace luthier::data
