#include "loading.h"

#include <devices/devices.h>
#include <files/adapter_folder.h>
#include <planning/plan.h>
#include <preflight/base_hash.h>

#include <charconv>

namespace luthier::compute_program {
namespace {

/// Values of later versions are refused by name.
Status onlyNow(std::string_view value, std::initializer_list<std::string_view> allowed) {
    std::string available;
    for (const std::string_view name : allowed) {
        if (name == value)
            return {};
        available += (available.empty() ? "" : ", ") + std::string(name);
    }
    return usageError("usage.not_yet").with("name", value).with("available", available);
}

} // namespace

void addModelArguments(CLI::App& command, ModelArguments& arguments) {
    command.add_option("model", arguments.model, "A Hugging Face folder or a GGUF file")->required();
    addModelOptions(command, arguments);
}

void addModelOptions(CLI::App& command, ModelArguments& arguments) {
    command.add_option("--adapter", arguments.adapter, "A PEFT folder");
    addDeviceOptions(command, arguments);
}

void addDeviceOptions(CLI::App& command, ModelArguments& arguments) {
    command.add_option("--device", arguments.device, "auto, cpu or cuda:N");
    command.add_option(
        "--dtype", arguments.dtype,
        "What is computed in: fp32, bf16, or auto, the faster of them as measured (devices --measure)");
    command.add_option("--weights", arguments.weights, "How frozen weights are kept: as_file");
    command.add_option("--quantize", arguments.quantize,
                       "Linear layers of the blocks: none (as the folder has "
                       "them), int8, nf4 (with double quantisation)");
    command.add_option("--threads", arguments.threads, "CPU threads; 0 takes all")
        ->check(CLI::Range(0, 1024));
}

void addUnusedSeed(CLI::App& command) {
    command.add_option_function<std::uint64_t>(
        "--seed", [](std::uint64_t) {}, "Without effect: nothing is drawn here");
}

void addGenerationOptions(CLI::App& command, generation::GenerationOptions& options) {
    command.add_option("--max-new-tokens", options.maxNewTokens, "Length of the answer")
        ->check(CLI::Range(1, 1 << 20));
    command.add_option("--temperature", options.sampling.temperature, "0 is greedy")
        ->check(CLI::Range(0.0, 100.0));
    command.add_option("--top-p", options.sampling.topP, "Share of the likeliest tokens")
        ->check(CLI::Range(0.0, 1.0));
    command.add_option("--top-k", options.sampling.topK, "Number of the likeliest tokens; 0 is all")
        ->check(CLI::Range(0, 1 << 24));
    command
        .add_option("--repetition-penalty", options.sampling.repetitionPenalty,
                    "Above 1 discourages repetition")
        ->check(CLI::Range(0.01, 100.0));
    command.add_option("--stop", options.stopTexts, "End before this text");
    command.add_option("--seed", options.seed, "Seed of sampling");
}

Result<std::shared_ptr<const tokenizing::Tokenizer>> loadTokenizer(const ModelArguments& arguments) {
    TRY(const auto folder, files::tokenizerFolderOf(arguments.model, arguments.adapter));
    return tokenizing::loadTokenizer(folder);
}

Result<engine::ComputeDevice> chooseDevice(const ModelArguments& arguments) {
    TRY_VOID(onlyNow(arguments.dtype, {"auto", "fp32", "bf16"}));
    TRY_VOID(onlyNow(arguments.weights, {"as_file"}));
    TRY(engine::ComputeDevice device,
        engine::parseDevice(devices::resolvedDevice(arguments.device), arguments.threads));
    TRY_VOID(engine::prepareDevice(device));
    auto user = project::UserState::open();
    const auto facts =
        devices::deviceById(devices::findDevices(user ? &*user : nullptr), engine::deviceName(device));
    device.products = planning::productsFor(arguments.dtype, facts ? facts->measured : devices::Measured{});
    return device;
}

Result<std::optional<footprint::Stored>> quantisedBy(const ModelArguments& arguments) {
    recipe::Quantization quantization;
    TRY(quantization.kind, recipe::quantizationNamed(arguments.quantize));
    return planning::quantisedBy(quantization);
}

Result<LoadedModel> loadModel(const ModelArguments& arguments, const StopToken& stop) {
    TRY(const engine::ComputeDevice device, chooseDevice(arguments));
    TRY(auto folder, files::ModelFolder::open(arguments.model));
    if (!folder.shape())
        return folder.shape().error();
    files::Adapter adapter;
    std::optional<Error> notice;
    if (!arguments.adapter.empty()) {
        TRY(const auto opened, files::AdapterFolder::open(arguments.adapter));
        NullProgress silent;
        TRY(notice, preflight::otherBase(opened, folder, stop, silent));
        TRY(auto shape, files::shapeWithAdapter(opened, *folder.shape()));
        TRY(adapter, files::readAdapter(opened, shape));
        folder.setShape(std::move(shape));
    }
    TRY(const auto quantised, quantisedBy(arguments));
    TRY(auto model, engine::Model::load(folder, device, quantised));
    return LoadedModel{std::move(folder), std::move(model), std::move(adapter), std::move(notice)};
}

Result<LoadedModel> loadModel(const ModelArguments& arguments, command_line::Session& session) {
    TRY(LoadedModel loaded, loadModel(arguments, session.stopToken()));
    if (loaded.notice)
        session.printNotice(*loaded.notice);
    return loaded;
}

Result<std::vector<std::int32_t>> parseIds(const std::string& text) {
    std::vector<std::int32_t> ids;
    const char* at = text.data();
    const char* end = at + text.size();
    while (at < end) {
        std::int32_t id = 0;
        const auto [next, error] = std::from_chars(at, end, id);
        if (error != std::errc() || (next < end && *next != ','))
            return usageError("usage.bad_ids").with("ids", text);
        ids.push_back(id);
        at = next < end ? next + 1 : next;
    }
    if (ids.empty())
        return usageError("usage.bad_ids").with("ids", text);
    return ids;
}

} // namespace luthier::compute_program
