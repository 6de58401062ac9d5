#pragma once

#include "example.h"

#include <base/json.h>
#include <base/result.h>
#include <dataset/types.h>
#include <tokenizing/tokenizer.h>

namespace luthier::examples {

/// A row whose tokens are labelled, whole. What it looks like follows from the column with the role text:
/// - a list of words: the column with the role label is a list of as many labels. The first token of a word
/// has
///   its label, the others and special tokens have none (as run_ner.py does).
/// - a text: the column with the role label is a list of `{start, end, label}`, in code points, the end not
///   included, of which none overlaps another. The first token of a span is "B-LABEL", its others "I-LABEL",
///   all outside are "O"; a token belongs to the first span that it touches with more than blanks.
/// Fails with labels.no_role, labels.missing, labels.bad_label, labels.bad_tags, labels.bad_span,
/// labels.span_lost, conversation.nothing, examples.bad_text, tokenizer.*.
Result<Example> labelledTokens(const tokenizing::Tokenizer& tokenizer, const Json& fields,
                               const dataset::Roles& roles);

/// Cuts a row of one text to `limit` tokens (0: none) as the tokenizer would.
void cutTo(Example& example, std::int64_t limit, bool fromLeft);

} // namespace luthier::examples
