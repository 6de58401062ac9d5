#pragma once

#include "program.h"

#include <string>

namespace luthier::program {

/// A step as a line: its number, phase, kind, results (`+=`: added to what lies there) and operands. Names
/// are given in full, rows other than those of tokens behind a colon.
std::string lineOf(const Program& program, std::size_t step);

/// The whole program, a heading a region. The same program has the same listing, so a run may keep its hash.
std::string listingOf(const Program& program);

} // namespace luthier::program
