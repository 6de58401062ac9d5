#include "ops.h"

namespace luthier::program::ops {
namespace {

// expand: a stored matrix in the format that the product wants. copy: for a value that is added to and read
// later. zero: the gradient of a result that nothing reads.

constexpr OpTraits kRows[] = {
    {.kind = OpKind::StoreRows, .name = "store_rows"},
    {.kind = OpKind::Expand, .name = "expand"},
    {.kind = OpKind::Copy, .name = "copy"},
    {.kind = OpKind::Zero, .name = "zero"},
};

} // namespace

std::span<const OpTraits> placing() {
    return kRows;
}

} // namespace luthier::program::ops
