#pragma once

#include <command_line/session.h>
#include <engine/decoder.h>
#include <engine/model.h>
#include <files/adapter_folder.h>
#include <files/model_folder.h>
#include <generation/generate.h>
#include <tokenizing/tokenizer.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace luthier::compute_program {

/// Options that every command that runs a model understands (cli.md, Conventions).
struct ModelArguments {
    std::string model;
    std::string adapter;
    std::string device = "auto";
    std::string dtype = "auto";
    std::string weights = "as_file";
    std::string quantize = "none";
    int threads = 0;
};
/// The model as a positional, and its options.
void addModelArguments(CLI::App& command, ModelArguments& arguments);
/// The options alone.
void addModelOptions(CLI::App& command, ModelArguments& arguments);
/// Those of the device and its number formats.
void addDeviceOptions(CLI::App& command, ModelArguments& arguments);

/// `--seed` where nothing is drawn: understood like everywhere that a model is run, and without effect.
void addUnusedSeed(CLI::App& command);

/// How answers are generated: `--max-new-tokens`, `--temperature` and the others, with their bounds.
void addGenerationOptions(CLI::App& command, generation::GenerationOptions& options);

/// The device that the options name, ready for a model, and what it computes in. Values of later versions are
/// usage.not_yet.
Result<engine::ComputeDevice> chooseDevice(const ModelArguments& arguments);

/// What `--quantize` names; nothing for none.
Result<std::optional<footprint::Stored>> quantisedBy(const ModelArguments& arguments);

/// A model opened for running, with its adapter if one was named.
struct LoadedModel {
    files::ModelFolder folder;
    std::shared_ptr<const engine::Model> model;
    files::Adapter adapter;
    std::optional<Error> notice; ///< adapter.other_base: to be told before anything is computed
};
Result<LoadedModel> loadModel(const ModelArguments& arguments, const StopToken& stop);
/// The same at a terminal: a notice goes to stderr.
Result<LoadedModel> loadModel(const ModelArguments& arguments, command_line::Session& session);

/// Tokenizer and template of model and adapter (files::tokenizerFolderOf).
Result<std::shared_ptr<const tokenizing::Tokenizer>> loadTokenizer(const ModelArguments& arguments);

/// "1,2,3" as ids (usage.bad_ids).
Result<std::vector<std::int32_t>> parseIds(const std::string& text);

} // namespace luthier::compute_program
