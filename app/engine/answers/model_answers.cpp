#include "model_answers.h"

#include <command_line/session.h>
#include <files/adapter_folder.h>
#include <files/describe.h>
#include <files/model_weights.h>
#include <preflight/tuning.h>

namespace luthier::engine_program {
namespace {

/// The sentence for a reason that core gives as code and parameters.
Json sentenceOf(const texts::Texts& texts, const Json& reason) {
    return texts.sentence(reason.value("code", ""), command_line::parametersOf(member(reason, "parameters")));
}

void saySentences(const texts::Texts& texts, Json& described) {
    for (const char* key : {"reason", "hindrance"})
        if (member(described, key))
            described[key] = sentenceOf(texts, described[key]);
    for (Json& warning : described["warnings"])
        warning = sentenceOf(texts, warning);
    for (Json& entry : described["ruled_out"])
        entry = {
            {"setting", entry["setting"]}, {"choice", entry["choice"]}, {"reason", sentenceOf(texts, entry)}};
}

} // namespace

Json describedFolder(const files::ModelFolder& folder, const OpenTokenizer& tokenizer, std::string hash) {
    files::DescribeInputs inputs;
    inputs.hash = std::move(hash);
    if (tokenizer)
        inputs.tokenizer =
            files::TokenizerFacts{std::string(files::tokenizerKindName(folder.tokenizerKind())),
                                  static_cast<std::int64_t>((*tokenizer)->vocabularySize()),
                                  static_cast<std::int64_t>((*tokenizer)->addedTokenCount())};
    Json described = files::describeModel(folder, inputs);
    described.update(preflight::tuningToJson(folder, preflight::tuningOf(folder)));
    if (!tokenizer && folder.tokenizerKind() != files::TokenizerKind::None)
        described["warnings"].push_back(errorToJson(tokenizer.error()));
    return described;
}

Result<Json> inspectModel(const std::filesystem::path& model, const std::filesystem::path& adapter,
                          const texts::Texts& texts, const StopToken& stop, ProgressSink& progress) {
    TRY(const auto folder, files::ModelFolder::open(model));
    std::string hash;
    if (folder.shape()) {
        TRY(const Hash128 sum, files::modelHash(folder, stop, progress));
        hash = sum.hex();
    }
    Json described = describedFolder(folder, tokenizing::loadTokenizer(model), std::move(hash));
    saySentences(texts, described);
    if (!adapter.empty()) {
        TRY(const auto opened, files::AdapterFolder::open(adapter));
        if (folder.shape())
            TRY_VOID(files::bindAdapter(opened, *folder.shape()));
        described["adapter"] = files::adapterConfigToJson(
            opened.config(), folder.shape() ? *folder.shape() : families::ModelShape());
    }
    return described;
}

} // namespace luthier::engine_program
