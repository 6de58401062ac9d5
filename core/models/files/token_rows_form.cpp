#include "adapter_form.h"

#include <families/family.h>
#include <methods/token_rows.h>
#include <methods/whole.h>

#include <algorithm>

namespace luthier::files {
namespace {

constexpr std::string_view kOption = "trainable_token_indices";

/// A matrix that has a row a token.
struct TokenMatrix {
    std::string module;
    families::WeightEntry weight;
};

/// The table of words, and the head where it is a matrix of its own. Encoder–decoders read their table twice,
/// and the heads of encoders that write words have a bias, which PEFT leaves out there: none.
std::vector<TokenMatrix> matricesOf(const families::ModelShape& shape,
                                    const std::vector<families::WeightEntry>& weights) {
    const families::Family* family = families::familyNamed(shape.family);
    const bool writes = shape.head == families::Head::Words;
    const bool encodes = shape.kind == families::ModelKind::Encoder;
    if (!family || shape.kind == families::ModelKind::EncoderDecoder || (encodes && writes))
        return {};
    const std::string head = writes ? std::string(families::outputModule(shape)) + ".weight" : std::string();
    std::vector<TokenMatrix> matrices;
    for (const families::WeightEntry& entry : weights)
        if (entry.name == family->words || entry.name == head)
            matrices.push_back({std::string(program::moduleOf(entry.name)), entry});
    return matrices;
}

Error excludes(std::string_view other) {
    return refused("adapter.options_exclude").with("option", kOption).with("other", other).field(kOption);
}

Error notYet(const std::string& module, const families::ModelShape& shape) {
    return refused("adapter.token_rows_not_yet")
        .with("module", module)
        .with("family", shape.family)
        .field(kOption);
}

/// The matrix that a module's name means: as in PEFT, one whose path ends with it.
Result<TokenMatrix> matrixNamed(const std::string& name, const families::ModelShape& shape,
                                const std::vector<families::WeightEntry>& weights) {
    const std::vector<TokenMatrix> matrices = matricesOf(shape, weights);
    if (name.empty())
        return matrices.empty() ? Result<TokenMatrix>(notYet(std::string(kOption), shape)) : matrices.front();
    if (shape.tiedEmbeddings && families::outputModule(shape).ends_with(name))
        return refused("adapter.tied_head_not_yet").with("module", name).field(kOption);
    const TokenMatrix* meant = nullptr;
    std::size_t modules = 0; // that the name means
    for (const families::WeightEntry& entry : weights)
        if (entry.name.ends_with(".weight") && program::moduleOf(entry.name).ends_with(name))
            ++modules;
    for (const TokenMatrix& matrix : matrices)
        if (matrix.module.ends_with(name))
            meant = &matrix;
    return meant && modules == 1 ? Result<TokenMatrix>(*meant) : notYet(name, shape);
}

Status checkIds(const std::vector<std::int64_t>& ids, const TokenMatrix& matrix) {
    std::vector<std::int64_t> sorted = ids;
    std::sort(sorted.begin(), sorted.end());
    const std::int64_t rows = matrix.weight.shape[0];
    for (const std::int64_t id : {sorted.front(), sorted.back()})
        if (id < 0 || id >= rows)
            return refused("adapter.token_out_of_range")
                .with("id", id)
                .with("rows", rows)
                .with("module", matrix.module)
                .field(kOption);
    if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end())
        return refused("adapter.token_twice").with("id", *twice).field(kOption);
    return {};
}

/// What trains already cannot have rows that train by themselves.
Status refuseWhatTrains(const AdapterForm& form, const TokenMatrix& matrix) {
    if (methods::isWithin(matrix.weight.name, form.config.modulesToSave))
        return excludes("modules_to_save");
    const bool adapted =
        std::any_of(form.tensors.begin(), form.tensors.end(), [&](const AdapterTensor& tensor) {
            return tensor.parameter == methods::loraA(matrix.module) ||
                   tensor.parameter == methods::tokenRowsOf(matrix.module);
        });
    return adapted ? Status(excludes("target_modules")) : Status();
}

/// The rows take the place of the matrix's own.
void addRows(AdapterForm& form, const std::vector<std::int64_t>& ids, const TokenMatrix& matrix) {
    const auto columns = static_cast<std::size_t>(matrix.weight.shape[1]);
    form.folds.push_back(
        {matrix.weight.name,
         [ids, columns, index = form.tensors.size()](std::span<float> values, const AdapterValues& adapter) {
             const std::vector<float>& rows = adapter[index];
             for (std::size_t i = 0; i < ids.size(); ++i)
                 std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i * columns), columns,
                             values.begin() + ids[i] * static_cast<std::ptrdiff_t>(columns));
         }});
    const std::string name = methods::tokenRowsOf(matrix.module);
    form.tensors.push_back({.parameter = name,
                            .names = {std::string(kModulePrefix) + name},
                            .shape = {static_cast<std::int64_t>(ids.size()), matrix.weight.shape[1]},
                            .tokens = ids});
}

} // namespace

Status addTokenRows(AdapterForm& form, const families::ModelShape& shape) {
    if (form.config.trainableTokens.empty())
        return {};
    const std::vector<families::WeightEntry> weights = families::weightsOf(shape);
    std::vector<methods::TokenRows> matrices;
    for (const auto& [name, ids] : form.config.trainableTokens) {
        TRY(const TokenMatrix matrix, matrixNamed(name, shape, weights));
        TRY_VOID(checkIds(ids, matrix));
        TRY_VOID(refuseWhatTrains(form, matrix));
        addRows(form, ids, matrix);
        matrices.push_back({matrix.module, ids});
    }
    form.adapting = [adapting = std::move(form.adapting), matrices = std::move(matrices)](double dropout) {
        return methods::both(adapting(dropout), methods::trainTokenRows(matrices));
    };
    return {};
}

} // namespace luthier::files
