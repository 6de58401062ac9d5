#include "block_tensor.h"

namespace luthier::files {
namespace {

/// In the file row 2i + half of a head is the family's row i of that half.
std::int64_t turned(std::int64_t row, std::int64_t headRows) {
    const std::int64_t head = row / headRows;
    const std::int64_t within = row % headRows;
    const std::int64_t half = headRows / 2;
    if (half == 0)
        return row;
    return head * headRows + within % half * 2 + within / half;
}

} // namespace

std::int64_t BlockTensor::rowInFile(std::int64_t row) const {
    return turnedHeads == 0 ? row : turned(row, rows() / turnedHeads);
}

void expandRows(const BlockTensor& tensor, std::int64_t first, std::int64_t count, float* values) {
    const std::int64_t blocks = tensor.columns() / tensor.format->weights;
    const std::int64_t bytes = tensor.rowBytes();
    if (tensor.turnedHeads == 0 || tensor.shape.size() == 1) {
        tensor.format->expand(tensor.bytes.data() + first * bytes, values, count * blocks);
        return;
    }
    for (std::int64_t i = 0; i < count; ++i)
        tensor.format->expand(tensor.bytes.data() + tensor.rowInFile(first + i) * bytes,
                              values + i * tensor.columns(), blocks);
}

std::vector<float> expandedValues(const BlockTensor& tensor) {
    std::vector<float> values(static_cast<std::size_t>(tensor.rows() * tensor.columns()));
    expandRows(tensor, 0, tensor.rows(), values.data());
    if (tensor.shape.size() > 1 || tensor.turnedHeads == 0)
        return values;
    std::vector<float> inOrder(values.size());
    const auto headRows = static_cast<std::int64_t>(values.size()) / tensor.turnedHeads;
    for (std::size_t i = 0; i < values.size(); ++i)
        inOrder[i] = values[static_cast<std::size_t>(turned(static_cast<std::int64_t>(i), headRows))];
    return inOrder;
}

} // namespace luthier::files
