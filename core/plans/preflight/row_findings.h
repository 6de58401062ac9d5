#pragma once

#include "open_recipe.h"

#include <examples/row_remarks.h>
#include <recipe/finding.h>

#include <cstdint>
#include <string>
#include <vector>

namespace luthier::preflight {

/// Tells what was noticed in rows of a dataset that are trained: turns that are not learnt and why, empty
/// answers, characters that the tokenizer does not know or that show a wrong encoding. `seen` is how many
/// rows were looked at, `field` the recipe's entry for the dataset.
void tellRemarks(const examples::RowRemarks& remarks, const std::string& dataset, std::int64_t seen,
                 const std::string& field, std::vector<recipe::Finding>& findings);

/// Tokens of the tokenizer that have no row in the model's embedding: worth knowing, and no more as long as
/// no row uses one.
void tellTokensBeyond(const tokenizing::Tokenizer& tokenizer, std::int64_t embeddingRows,
                      std::vector<recipe::Finding>& findings);
/// A row does.
void tellUsedTokenBeyond(const examples::RowRemarks& remarks, const tokenizing::Tokenizer& tokenizer,
                         std::int64_t embeddingRows, const std::string& dataset, const std::string& field,
                         std::vector<recipe::Finding>& findings);

/// The head of labels is not the folder's own: it has none for the task, or one of another number of labels.
void tellNewHead(const OpenRecipe& open, const KnownLabels& labels, std::vector<recipe::Finding>& findings);

} // namespace luthier::preflight
