#include "added_weights.h"

#include <algorithm>

namespace luthier::merging {
namespace {

std::vector<float> transposed(const std::vector<float>& matrix, std::int64_t rows, std::int64_t columns) {
    std::vector<float> result(matrix.size());
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t column = 0; column < columns; ++column)
            result[static_cast<std::size_t>(column * rows + row)] =
                matrix[static_cast<std::size_t>(row * columns + column)];
    return result;
}

/// values[r, :] += scaling · Σₖ left[r, k] · right[k, :]. The sum stands by itself before it is added, as
/// PEFT does it.
void addProduct(std::span<float> values, const std::vector<float>& left, const std::vector<float>& right,
                std::int64_t rank, float scaling) {
    const std::size_t inner = static_cast<std::size_t>(rank);
    const std::size_t rows = left.size() / inner;
    const std::size_t columns = right.size() / inner;
    std::vector<float> sum(columns);
    for (std::size_t row = 0; row < rows; ++row) {
        std::fill(sum.begin(), sum.end(), 0.0F);
        for (std::size_t k = 0; k < inner; ++k) {
            const float factor = left[row * inner + k];
            const float* from = right.data() + k * columns;
            for (std::size_t column = 0; column < columns; ++column)
                sum[column] += factor * from[column];
        }
        float* to = values.data() + row * columns;
        for (std::size_t column = 0; column < columns; ++column)
            to[column] += scaling * sum[column];
    }
}

} // namespace

AddedWeights::AddedWeights(const families::ModelShape& shape, const files::Adapter& adapter) {
    for (const families::LinearModule& module : families::linearsOf(shape))
        for (const files::AdapterValues& pair : adapter.lora)
            if (pair.target.module == module.path)
                m_parts.emplace(module.weight, Part{&pair, module.layout});
    for (const files::WholeTensor& tensor : adapter.whole)
        m_whole.emplace(tensor.name, &tensor);
}

const files::WholeTensor* AddedWeights::whole(const std::string& tensor) const {
    const auto found = m_whole.find(tensor);
    return found == m_whole.end() ? nullptr : found->second;
}

void AddedWeights::addTo(const std::string& tensor, std::span<float> values) const {
    if (const files::WholeTensor* whole = this->whole(tensor))
        std::copy(whole->values.begin(), whole->values.end(), values.begin());
    const auto found = m_parts.find(tensor);
    if (found == m_parts.end())
        return;
    const files::AdapterValues& adapter = *found->second.adapter;
    const std::int64_t rank = adapter.target.rank;
    const auto scaling = static_cast<float>(adapter.target.scaling);
    if (found->second.layout == families::LinearLayout::OutIn) {
        addProduct(values, adapter.b, adapter.a, rank, scaling);
        return;
    }
    const auto in = static_cast<std::int64_t>(adapter.a.size()) / rank;
    const auto out = static_cast<std::int64_t>(adapter.b.size()) / rank;
    addProduct(values, transposed(adapter.a, rank, in), transposed(adapter.b, out, rank), rank, scaling);
}

} // namespace luthier::merging
