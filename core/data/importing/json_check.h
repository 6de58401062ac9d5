#pragma once

#include <base/error.h>
#include <dataset/types.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace luthier::importing {

/// A top-level value of a record.
struct FieldValue {
    std::uint32_t kind = 0; // one dataset::FieldKind
    std::string_view text;  // of a string
    std::string scalar;     // of a number or truth value, as filters compare it
    bool isEmptyList = false;
};

/// Checks records with simdjson, by the rules of base's strict JSON, reusing its memory. Not for several
/// threads.
class JsonCheck {
public:
    JsonCheck();
    ~JsonCheck();

    /// The code of what is wrong (import.…) with its parameters, or an empty text. Some bytes behind `raw`
    /// are read.
    std::string check(std::string_view raw, dataset::RecordShape shape, Parameters& parameters);

    /// Whether a column of the record that was checked last surely reads as its role: a text or nothing, or
    /// turns with speakers that are known and texts. Anything else has to be looked at.
    bool isPlain(std::string_view column, std::string_view role) const;

    /// Calls `visit` for each field of the record that was checked last, in order; names are empty for cells.
    void forEachField(const std::function<void(std::string_view name, const FieldValue& value)>& visit) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace luthier::importing
