#pragma once

#include <base/json.h>
#include <base/result.h>
#include <dataset/types.h>
#include <project/project.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::labeling {

constexpr std::size_t kMostOptions = 1000;
constexpr std::size_t kMostRanked = 9; ///< each has a key

/// A question that is asked of each row of a dataset, and what may be answered. Which parts a kind uses
/// stands in its Kind.
struct Scheme {
    std::string name;
    std::string kind;
    std::string question; ///< shown above the options; may be empty
    std::vector<std::string> options;
    std::vector<std::string> fields; ///< of the row: the text with spans; those that are compared
    int low = 1;                     ///< of a rating, both included
    int high = 5;
    bool ordered = false; ///< options go from less to more: near ones agree in part
};

/// How far two different answers are apart.
enum class Scale { Nominal, Ordinal, None };

/// The contract of a kind of scheme, one file below kinds/. Values are JSON; `fields` are those of the row.
struct Kind {
    std::string_view name;
    bool hasOptions = false;
    std::size_t fields = 0;     ///< how many fields of the row a scheme must name
    std::size_t mostFields = 0; ///< it may name up to so many; 0: no more than it must
    bool hasRange = false;
    bool isTyped = false;     ///< any text, written by hand: two of them cannot be compared
    bool needsAnswer = false; ///< the dataset must have answers (answers.h)
    /// What the text of an answer means; the same checks as `check`.
    Result<Json> (*read)(const Scheme& scheme, std::string_view text, const Json& fields) = nullptr;
    /// Whether a row may have the value: label.not_an_option, .not_a_rating, .bad_span, .span_outside, …
    Status (*check)(const Scheme& scheme, const Json& value, const Json& fields) = nullptr;
    /// The value as the text that `read` takes.
    std::string (*write)(const Json& value) = nullptr;
    Scale (*scale)(const Scheme& scheme) = nullptr;
    /// What a filter may ask for, where it is neither options nor a range.
    std::vector<std::string> (*answers)(const Scheme& scheme) = nullptr;
};

std::span<const Kind* const> kinds();
/// label.no_such_kind.
Result<const Kind*> kindOf(std::string_view name);
/// Of a scheme that was made or read, which has a known kind.
const Kind& kindOf(const Scheme& scheme);

/// The schemes of a dataset, in the order they were made. One that does not read is storage.corrupt.
Result<std::vector<Scheme>> schemesOf(storage::Connection& database, DatasetId dataset);
/// dataset.no_such_scheme.
Result<Scheme> findScheme(storage::Connection& database, const dataset::DatasetFacts& facts,
                          std::string_view name);

/// Makes a scheme of a dataset, one operation. Fails with label.no_such_kind, .needs_options, .bad_option,
/// .option_twice, .needs_fields, .bad_range, dataset.no_such_field, .scheme_taken, .bad_name_of_label,
/// label.needs_answers.
Result<dataset::EditOutcome> makeScheme(project::Project& project, const dataset::DatasetFacts& facts,
                                        const Scheme& scheme);
/// Takes a scheme without labels away, one operation (dataset.scheme_in_use, .no_such_scheme).
Result<dataset::EditOutcome> removeScheme(project::Project& project, const dataset::DatasetFacts& facts,
                                          const std::string& name);

Json toJson(const Scheme& scheme);

/// Whether an answer is one of the scheme's options: label.not_an_option. For kinds.
Status requireOption(const Scheme& scheme, std::string_view value);
/// What several kinds of written answers are made from.
const Kind& textKind();

} // namespace luthier::labeling
