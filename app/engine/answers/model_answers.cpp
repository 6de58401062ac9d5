#include "model_answers.h"

#include <command_line/session.h>
#include <files/adapter_folder.h>
#include <files/describe.h>
#include <files/model_weights.h>
#include <tokenizing/tokenizer.h>

namespace luthier::engine_program {
namespace {

/// The sentence for a reason that core gives as code and parameters.
Json sentenceOf(const texts::Texts& texts, const Json& reason) {
    return texts.sentence(reason.value("code", ""), command_line::parametersOf(member(reason, "parameters")));
}

} // namespace

Result<Json> inspectModel(const std::filesystem::path& model, const std::filesystem::path& adapter,
                          const texts::Texts& texts, const StopToken& stop, ProgressSink& progress) {
    TRY(const auto folder, files::ModelFolder::open(model));
    files::DescribeInputs inputs;
    if (const auto tokenizer = tokenizing::loadTokenizer(model))
        inputs.tokenizer =
            files::TokenizerFacts{std::string(files::tokenizerKindName(folder.tokenizerKind())),
                                  static_cast<std::int64_t>((*tokenizer)->vocabularySize()),
                                  static_cast<std::int64_t>((*tokenizer)->addedTokenCount())};
    if (folder.shape()) {
        TRY(const Hash128 hash, files::modelHash(folder, stop, progress));
        inputs.hash = hash.hex();
    }
    Json described = files::describeModel(folder, inputs);
    if (member(described, "reason"))
        described["reason"] = sentenceOf(texts, described["reason"]);
    if (const Json* warnings = member(described, "warnings")) {
        Json sentences = Json::array();
        for (const Json& warning : *warnings)
            sentences.push_back(sentenceOf(texts, warning));
        described["warnings"] = std::move(sentences);
    }
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
