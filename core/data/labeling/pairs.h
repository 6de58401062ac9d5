#pragma once

#include "scheme.h"

#include <base/progress.h>
#include <dataset/filter.h>

#include <functional>

namespace luthier::labeling {

/// Of the rows of a filter: how many give a pair of answers under a scheme, and why the others do not.
struct PairCounts {
    std::int64_t rows = 0;
    std::int64_t pairs = 0;
    std::int64_t unlabelled = 0;
    std::int64_t disputed = 0;  ///< annotators differ
    std::int64_t ties = 0;      ///< equally good
    std::int64_t unchanged = 0; ///< the correction is the answer it corrects, or both answers are the same
    std::int64_t unusable = 0;  ///< there is no question, or an answer has no words
    /// Each question is one text: pairs of texts. Else pairs are lists of messages, which hold more turns.
    bool isPlain = true;
    bool hasTools = false; ///< a pair carries function schemas
};
/// {of_rows, pairs, left_out: {unlabelled, differ, ties, unchanged, unusable}}
Json toJson(const PairCounts& counts);

/// A pair as it is stored: {prompt, chosen, rejected, tools?}; texts, or lists of messages.
struct Pair {
    RowId row;
    std::string split; ///< of the row; empty: none
    Json record;
};

/// Whether labels of the scheme say which of two answers is better: corrections (the correction is chosen,
/// the row's answer rejected), and preferences.
bool givesPairs(const Scheme& scheme);

/// Fails with label.gives_no_pairs, dataset.no_such_field, interrupted().
Result<PairCounts> countPairs(storage::Connection& database, const dataset::DatasetFacts& facts,
                              const dataset::RowFilter& filter, const Scheme& scheme, StopToken stop);

/// Gives each pair in the order of the rows, in the form that `counts` of the same rows tell. Ends at the
/// first error of `visit`.
Status forEachPair(storage::Connection& database, const dataset::DatasetFacts& facts,
                   const dataset::RowFilter& filter, const Scheme& scheme, const PairCounts& counts,
                   StopToken stop, const std::function<Status(const Pair&)>& visit);

struct MadePairs {
    dataset::DatasetFacts facts;
    PairCounts counts;
};
/// A new dataset of the project (layout preference) from the pairs; rows keep their split. `name` is made
/// free by a number. Without any pair label.no_pairs; after a stop nothing is left.
Result<MadePairs> makePairs(project::Project& project, const dataset::DatasetFacts& facts,
                            const dataset::RowFilter& filter, const Scheme& scheme, const std::string& name,
                            StopToken stop, ProgressSink& progress);

/// label.no_pairs, with the counts of what was left out.
Error noPairs(const Scheme& scheme, const PairCounts& counts);

} // namespace luthier::labeling
