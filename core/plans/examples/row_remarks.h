#pragma once

#include "example.h"

#include <base/json.h>
#include <dataset/types.h>
#include <tokenizing/rendering.h>
#include <tokenizing/tokenizer.h>

#include <cstdint>
#include <string>

namespace luthier::examples {

/// What is worth knowing of rendered rows, counted over many of them.
struct RowRemarks {
    struct Count {
        std::int64_t rows = 0;
        std::int64_t times = 0; ///< turns, answers or characters in them
    };
    Count marked;       ///< assistant turns that the data says are not learnt
    Count rewritten;    ///< assistant turns that the template rewrites later; not learnt
    Count callsLost;    ///< assistant turns whose tool calls the template leaves out; not learnt
    Count emptyAnswers; ///< trained assistant turns that say nothing
    Count unknown;      ///< characters that the tokenizer does not know
    Count garbled;      ///< characters that show a wrong encoding: U+FFFD, or UTF-8 read as Latin-1 ("Ã©")
    Count controlText;  ///< texts that look like control tokens and are read as plain text
    Count rowWeights;   ///< rows that ask to be learnt less or not at all as a whole, which nothing heeds
    std::string weightField;     ///< by which the first of them asks
    std::int64_t toolsLost = 0;  ///< rows with tools that the template does not render
    std::int32_t largestId = -1; ///< of all tokens; the model must have a row of its embedding for it

    /// A row, and what was made of it; `source` is another text that is read with it, if there is one.
    void add(const Json& fields, const dataset::Roles& roles, const tokenizing::Rendered& rendered,
             const tokenizing::Tokenizer& tokenizer, const tokenizing::Rendered* source = nullptr);
    void add(const Json& fields, const dataset::Roles& roles, const Example& example,
             const tokenizing::Tokenizer& tokenizer) {
        // Of a pair both texts are read.
        add(fields, roles, example, tokenizer,
            example.rejected.ids.empty() ? &example.source : &example.rejected);
    }
};

/// `{name: {rows, times}}` of those that are not 0, in the names of the members in snake case.
Json toJson(const RowRemarks& remarks);

} // namespace luthier::examples
