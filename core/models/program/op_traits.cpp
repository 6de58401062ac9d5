#include "op_traits.h"

#include "ops/ops.h"

namespace luthier::program {

const OpTraits& traitsOf(OpKind kind) {
    static const std::array<OpTraits, kOpKinds> kTable = [] {
        std::array<OpTraits, kOpKinds> table{};
        for (const std::span<const OpTraits> file :
             {ops::embed(), ops::linear(), ops::add(), ops::norm(), ops::rope(), ops::columns(),
              ops::attention(), ops::recurrence(), ops::activation(), ops::scale(), ops::dropout(),
              ops::noise(), ops::scaleColumns(), ops::placeRows(), ops::rows(), ops::losses(),
              ops::preference(), ops::placing()})
            for (const OpTraits& row : file)
                table[static_cast<std::size_t>(row.kind)] = row;
        return table;
    }();
    return kTable[static_cast<std::size_t>(kind)];
}

} // namespace luthier::program
