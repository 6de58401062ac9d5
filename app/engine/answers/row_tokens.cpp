#include "row_tokens.h"

#include <examples/lengths.h>
#include <examples/token_view.h>
#include <preflight/open_recipe.h>

namespace luthier::engine_program {
namespace {

Result<TokenSource> sourceWith(recipe::Recipe recipe, const std::filesystem::path& tokenizerFolder,
                               preflight::Workshop& workshop) {
    TRY(auto tokenizer, workshop.tokenizer(tokenizerFolder));
    TRY(auto chosen, workshop.chatTemplate(recipe.chatTemplate.source, *tokenizer));
    return TokenSource{std::move(recipe), std::move(tokenizer), std::move(chosen)};
}

examples::ExampleMaker wholeRows(const TokenSource& source) {
    return examples::ExampleMaker(source.tokenizer, source.chosen->chatTemplate,
                                  examples::withoutLimit(source.recipe));
}

} // namespace

Result<TokenSource> tokenSourceOfRecipe(const Json& document, const std::filesystem::path& folder,
                                        const std::filesystem::path& project, preflight::Workshop& workshop) {
    TRY(auto open, preflight::openRecipe(document, folder, project, workshop));
    return sourceWith(std::move(open.recipe), open.source.tokenizerFolder, workshop);
}

Result<TokenSource> tokenSourceOfModel(const std::filesystem::path& model, preflight::Workshop& workshop) {
    return sourceWith(recipe::defaultRecipe(recipe::Task::Sft, recipe::MethodKind::Lora), model, workshop);
}

Result<Json> rowTokens(const dataset::Row& row, const dataset::DatasetFacts& facts,
                       const TokenSource& source) {
    TRY(const auto rendered, wholeRows(source).make(row.fields, facts.roles));
    Json document = {{"row", row.id.value}};
    document.update(examples::toJson(examples::viewTokens(*source.tokenizer, rendered, source.recipe)));
    return document;
}

Result<Json> datasetTokens(project::Project& project, const dataset::DatasetFacts& facts,
                           const TokenSource& source, preflight::Workshop& workshop, StopToken stop,
                           ProgressSink& progress) {
    const std::vector rows = {
        preflight::countedSource(facts, std::nullopt, *source.tokenizer, source.chosen->text, source.recipe)};
    TRY(const auto answer,
        workshop.rows().count(project, rows, wholeRows(source), preflight::Waiting::UntilCounted,
                              std::move(stop), progress));
    return examples::toJson(examples::lengthsOf(*answer.extents.front(), source.recipe));
}

} // namespace luthier::engine_program
