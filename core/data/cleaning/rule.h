#pragma once

#include "row_view.h"

#include <base/error.h>
#include <base/result.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::cleaning {

/// The sets of rules that a person asks for by one name, as bits.
enum Preset : unsigned { kInstruction = 1, kWeb = 2 };

/// A number of a rule that a person may set, between its bounds.
struct RuleParameter {
    std::string_view name;
    double standard = 0;
    double least = 0;
    double most = 0;
};

/// A number of each row that a rule holds against those of all others.
struct Measure {
    std::string_view name;
    std::optional<double> (*of)(const RowView& row);
};

/// The quartiles of a measure over all rows that have it.
struct Quartiles {
    double first = 0;
    double third = 0;
    std::int64_t rows = 0;
};

/// What a rule works with: its parameters and the quartiles of its measures, in the order of the rule.
struct RuleSettings {
    std::vector<double> values;
    std::vector<Quartiles> quartiles;
};

constexpr std::size_t kWholeRow = static_cast<std::size_t>(-1);

/// A place that a rule names, and why. `why` is a code with an English and a Korean sentence.
struct Finding {
    std::string_view why;
    std::size_t passage = kWholeRow; // of the row; kWholeRow: `field` says where, or the row as a whole
    ByteRange span = {};             // bytes of the passage
    std::string_view field = {};
    Parameters parameters = {};
    /// What to put into the place of the span; only where nobody would want it otherwise.
    std::optional<std::string> replacement = {};
};

/// Takes the findings of one rule in one row, up to a limit: a row of 16 MB may hold millions. A rule that
/// meets full() returns; what it would still find is found again once the first ones are mended.
class Findings {
public:
    bool full() const { return m_found.size() >= kMostFindings; }
    void add(Finding finding) {
        if (!full())
            m_found.push_back(std::move(finding));
    }
    /// Short for a place in a passage.
    void add(std::string_view why, std::size_t passage, ByteRange span, Parameters parameters = {}) {
        add(Finding{.why = why, .passage = passage, .span = span, .parameters = std::move(parameters)});
    }
    void mend(std::string_view why, std::size_t passage, ByteRange span, std::string replacement,
              Parameters parameters = {}) {
        add(Finding{.why = why,
                    .passage = passage,
                    .span = span,
                    .parameters = std::move(parameters),
                    .replacement = std::move(replacement)});
    }
    const std::vector<Finding>& all() const { return m_found; }
    void clear() { m_found.clear(); }

    static constexpr std::size_t kMostFindings = 10'000;

private:
    std::vector<Finding> m_found;
};

/// A cleaning rule as data: one file below rules/ fills it, registry.cpp lists it. Its name is said in
/// `rule.NAME` of resources/texts, its reasons are codes `finding.NAME…` there.
struct Rule {
    std::string_view name;
    unsigned presets = 0;
    std::vector<RuleParameter> parameters = {};
    std::vector<std::string_view> reasons = {}; // every `why` it gives
    bool mends = false;                         // some findings come with a replacement
    std::vector<Measure> measures = {};         // a first pass over all rows gathers them
    /// Linear in the length of the row; no state; findings of a passage do not overlap.
    void (*find)(const RowView& row, const RuleSettings& settings, Findings& findings) = nullptr;
};

} // namespace luthier::cleaning
