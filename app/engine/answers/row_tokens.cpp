#include "row_tokens.h"

#include <dataset/rows.h>
#include <examples/lengths.h>
#include <examples/token_view.h>
#include <preflight/open_recipe.h>

namespace luthier::engine_program {
namespace {

Result<TokenSource> sourceWith(recipe::Recipe recipe, const std::filesystem::path& tokenizerFolder,
                               const std::filesystem::path& folder) {
    TRY(auto tokenizer, tokenizing::loadTokenizer(tokenizerFolder));
    TRY(auto chosen, examples::chooseTemplate(recipe.chatTemplate.source, *tokenizer, folder));
    return TokenSource{std::move(recipe), std::move(tokenizer), std::move(chosen.chatTemplate)};
}

examples::ExampleMaker wholeRows(const TokenSource& source) {
    return examples::ExampleMaker(source.tokenizer, source.chatTemplate,
                                  examples::withoutLimit(source.recipe));
}

} // namespace

Result<TokenSource> tokenSourceOfRecipe(const Json& document, const std::filesystem::path& folder,
                                        const std::filesystem::path& project) {
    TRY(auto open, preflight::openRecipe(document, folder, project));
    return sourceWith(std::move(open.recipe), open.source.tokenizerFolder, {});
}

Result<TokenSource> tokenSourceOfModel(const std::filesystem::path& model) {
    return sourceWith(recipe::defaultRecipe(recipe::Task::Sft, recipe::MethodKind::Lora), model, {});
}

Result<Json> rowTokens(project::Project& project, const dataset::DatasetFacts& facts, RowId id,
                       const TokenSource& source) {
    TRY(const dataset::Row row, dataset::readRow(project.database(), facts, id));
    TRY(const auto rendered, wholeRows(source).make(row.fields, facts.roles));
    Json document = {{"row", id.value}};
    document.update(
        examples::toJson(examples::viewTokens(*source.tokenizer, rendered, source.recipe.tokens.maxLength)));
    return document;
}

Result<Json> datasetTokens(project::Project& project, const dataset::DatasetFacts& facts,
                           const TokenSource& source, StopToken stop, ProgressSink& progress) {
    TRY(const auto lengths, examples::measureLengths(project, facts, {}, wholeRows(source),
                                                     source.recipe.tokens.maxLength, 0, stop, progress));
    return examples::toJson(lengths);
}

} // namespace luthier::engine_program
