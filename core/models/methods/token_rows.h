#pragma once

#include "method.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::methods {

/// Rows of one matrix that train, the others staying as they are.
struct TokenRows {
    std::string module; ///< of a table that ids are looked up in, or of a head, which has a row a token
    std::vector<std::int64_t> ids; ///< each once
};

/// PEFT's trainable tokens: the rows of these ids are replaced by rows that are learned, wherever the matrix
/// is read: where ids are looked up, and where it makes the logits, which a table does too when it is tied.
/// Parameters are tokenRowsOf a module, [ids, columns], which start as the rows that they replace. Modules
/// that the program lacks are left out.
Method trainTokenRows(std::vector<TokenRows> matrices);

std::string tokenRowsOf(std::string_view module);

} // namespace luthier::methods
