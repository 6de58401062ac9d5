#pragma once

#include "batch.h"

#include <base/result.h>
#include <footprint/program_layout.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace luthier::engine {

/// What a batch may hold, read off the program that reads it.
class BatchLimits {
public:
    explicit BatchLimits(const program::Program& program);

    /// A batch that the arena holds and the model can read: fails with engine.batch_too_large,
    /// engine.text_too_long, engine.bad_token, engine.bad_batch.
    Status check(const PackedBatch& batch, const footprint::Extents& extents) const;
    /// Ids that the table of tokens has.
    std::int64_t tokens() const { return rowsOf("ids"); }

private:
    /// Rows of the table that an input looks up, less what lies in front of its first; 0: it looks up none.
    std::int64_t rowsOf(std::string_view input) const;
    Status checkTargets(const PackedBatch& batch) const;

    std::unordered_map<std::string, std::int64_t> m_rows;
    std::int64_t m_labels = 0;  ///< classes that a target may have; 0: numbers are learnt
    std::int64_t m_values = 0;  ///< numbers a target has
    bool m_compares = false;    ///< pairs of texts
    bool m_judges = false;      ///< answers that are wanted or not
    std::int64_t m_virtual = 0; ///< tokens that come in front of each text
};

} // namespace luthier::engine
