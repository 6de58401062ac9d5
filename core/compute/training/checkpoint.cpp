#include "checkpoint.h"

#include <base/files.h>
#include <base/json_numbers.h>
#include <base/staging.h>
#include <files/safetensors.h>
#include <project/manifest.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

#include <unistd.h>

namespace luthier::training {
namespace {

constexpr std::string_view kPrefix = "step-";

/// An array of the engine as tensors of a file: where each lies, and its name there.
struct FileTensors {
    std::vector<std::string> names;
    std::vector<footprint::StatePiece> pieces; ///< none of what is not kept
    std::int64_t elementBytes = sizeof(float);

    files::Dtype dtype() const { return elementBytes == 1 ? files::Dtype::U8 : files::Dtype::F32; }
};

FileTensors parametersOf(const StepEngine& engine) {
    FileTensors tensors;
    for (const footprint::Parameter& parameter : engine.parameters()) {
        tensors.names.push_back(parameter.name);
        tensors.pieces.push_back({parameter.offset, parameter.count, parameter.shape});
    }
    return tensors;
}

/// What the optimiser keeps: its name stands in front of a parameter's.
FileTensors tensorsOf(const footprint::OptimizerState& state, const StepEngine& engine) {
    FileTensors tensors;
    tensors.elementBytes = state.elementBytes;
    const auto pieces = footprint::piecesOf(state, engine.parameters());
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (pieces[i].count > 0) {
            tensors.names.push_back(std::string(state.name) + "." + engine.parameters()[i].name);
            tensors.pieces.push_back(pieces[i]);
        }
    return tensors;
}

void addTensors(std::vector<files::TensorData>& all, const FileTensors& tensors,
                std::span<const std::byte> array) {
    for (std::size_t i = 0; i < tensors.names.size(); ++i) {
        const footprint::StatePiece& piece = tensors.pieces[i];
        all.push_back({{tensors.names[i], tensors.dtype(), piece.shape},
                       array.subspan(static_cast<std::size_t>(piece.offset * tensors.elementBytes),
                                     static_cast<std::size_t>(piece.count * tensors.elementBytes))});
    }
}

template <class T>
Result<std::span<const T>> tensorOf(const files::SafetensorsFile& file, const std::string& name,
                                    files::Dtype dtype, std::int64_t count) {
    TRY(const auto found, file.values<T>(name, dtype));
    if (static_cast<std::int64_t>(found.size()) != count)
        return refused("checkpoint.other_shape").with("tensor", name);
    return found;
}

Result<std::span<const std::byte>> bytesOf(const files::SafetensorsFile& file, const FileTensors& tensors,
                                           std::size_t i) {
    const std::int64_t count = tensors.pieces[i].count;
    if (tensors.dtype() == files::Dtype::U8) {
        TRY(const auto codes, tensorOf<std::uint8_t>(file, tensors.names[i], files::Dtype::U8, count));
        return std::as_bytes(codes);
    }
    TRY(const auto values, tensorOf<float>(file, tensors.names[i], files::Dtype::F32, count));
    return std::as_bytes(values);
}

/// Copies a file's tensors into an array of the engine, one at a time; the file's pages are let go behind it.
Status takeTensors(const files::SafetensorsFile& file, const FileTensors& tensors, std::string_view array,
                   StepEngine& engine) {
    for (std::size_t i = 0; i < tensors.names.size(); ++i) {
        const footprint::StatePiece& piece = tensors.pieces[i];
        TRY(const auto bytes, bytesOf(file, tensors, i));
        TRY_VOID(engine.writeBytes(array, bytes, piece.offset * tensors.elementBytes));
        files::SafetensorsFile::letGo(bytes);
    }
    return {};
}

Json stateOf(const Progress& progress, const Environment& environment) {
    return {{"step", progress.step},
            {"tokens", progress.tokens},
            {"trained_tokens", progress.trainedTokens},
            {"last_loss", finiteOrNull(progress.lastLoss)},
            {"best_loss", finiteOrNull(progress.bestLoss)},
            {"best_step", progress.bestStep},
            {"evaluations_without_gain", progress.evaluationsWithoutImprovement},
            {"device", environment.device},
            {"threads", environment.threads},
            {"kernels", environment.kernels},
            {"libtorch", environment.libtorch},
            {"program", environment.program},
            {"unwritten", progress.unwritten}};
}

Result<Checkpoint> readState(const std::filesystem::path& folder) {
    TRY(const Json state, readJsonFile(folder / "state.json"));
    Checkpoint checkpoint;
    checkpoint.folder = folder;
    Progress& progress = checkpoint.progress;
    TRY(progress.step, integerAt(state, "step"));
    TRY(progress.tokens, integerAt(state, "tokens"));
    TRY(progress.trainedTokens, integerAt(state, "trained_tokens"));
    TRY(progress.lastLoss, numberAt(state, "last_loss", std::numeric_limits<double>::quiet_NaN()));
    TRY(progress.bestLoss, numberAt(state, "best_loss", std::numeric_limits<double>::infinity()));
    TRY(progress.bestStep, integerAt(state, "best_step"));
    TRY(progress.evaluationsWithoutImprovement, integerAt(state, "evaluations_without_gain"));
    if (const Json* unwritten = member(state, "unwritten"))
        progress.unwritten = *unwritten;
    TRY(checkpoint.environment.device, stringAt(state, "device"));
    TRY(const std::int64_t threads, integerAt(state, "threads"));
    checkpoint.environment.threads = static_cast<int>(threads);
    TRY(checkpoint.environment.kernels, stringAt(state, "kernels"));
    TRY(checkpoint.environment.libtorch, stringAt(state, "libtorch"));
    TRY(checkpoint.environment.program, stringAt(state, "program", ""));
    return checkpoint;
}

Result<Checkpoint> verified(const std::filesystem::path& folder) {
    TRY(const auto problems, project::verifyManifest(folder, {}));
    if (!problems.empty())
        return problems.front();
    return readState(folder);
}

/// The step that a checkpoint's folder is named after; nothing for any other folder.
std::optional<std::int64_t> stepOf(const std::filesystem::path& folder) {
    const std::string name = folder.filename().string();
    if (!name.starts_with(kPrefix))
        return {};
    std::int64_t step = 0;
    const char* end = name.data() + name.size();
    const auto [rest, problem] = std::from_chars(name.data() + kPrefix.size(), end, step);
    return problem == std::errc() && rest == end && name == checkpointName(step) ? std::optional(step)
                                                                                 : std::nullopt;
}

/// By step, not by name: names grow longer beyond a million.
std::vector<std::filesystem::path> checkpointFolders(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> all;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.is_directory() && stepOf(entry.path()))
            all.push_back(entry.path());
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return *stepOf(a) < *stepOf(b); });
    return all;
}

} // namespace

std::string checkpointName(std::int64_t step) {
    std::string digits = std::to_string(step);
    return std::string(kPrefix) + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

Result<Checkpoint> writeCheckpoint(const std::filesystem::path& folder, const StepEngine& engine,
                                   const Progress& progress, const Environment& environment) {
    TRY_VOID(makeFolder(folder));
    const std::filesystem::path target = folder / checkpointName(progress.step);
    TRY(const auto staging, restartStagingFolder(target));
    const auto write = [&]() -> Status {
        // On a CPU these are the arena's own arrays: nothing is copied.
        TRY(const auto parameters, engine.view(engine::kParameters));
        std::vector<files::TensorData> tensors;
        addTensors(tensors, parametersOf(engine), parameters.bytes);
        TRY_VOID(files::writeSafetensors(staging / "parameters.safetensors", tensors));
        std::vector<engine::HostValues> states;
        states.reserve(engine.states().size());
        tensors.clear();
        for (const footprint::OptimizerState& state : engine.states()) {
            const FileTensors kept = tensorsOf(state, engine);
            if (kept.names.empty())
                continue;
            TRY(states.emplace_back(), engine.view(state.name));
            addTensors(tensors, kept, states.back().bytes);
        }
        TRY_VOID(files::writeSafetensors(staging / "optimizer.safetensors", tensors));
        TRY_VOID(writeAtomically(staging / "state.json", dumpJson(stateOf(progress, environment), 2) + "\n"));
        TRY_VOID(project::writeManifest(staging));
        TRY_VOID(syncFolder(staging));
        project::removeFinished(target);
        return renameDurably(staging, target);
    };
    if (Status written = write(); !written) {
        std::error_code ignored;
        std::filesystem::remove_all(staging, ignored);
        return written.error();
    }
    return Checkpoint{target, progress, environment};
}

Result<FoundCheckpoint> takeNewestCheckpoint(const std::filesystem::path& folder) {
    FoundCheckpoint found;
    auto all = checkpointFolders(folder);
    for (; !all.empty(); all.pop_back()) {
        const std::filesystem::path& path = all.back();
        Result<Checkpoint> checkpoint = verified(path);
        if (checkpoint) {
            found.newest = std::move(*checkpoint);
            break;
        }
        // Kept, out of the way: it may still be of use to somebody.
        TRY_VOID(makeFolder(folder / "quarantine"));
        std::error_code ignored;
        std::filesystem::rename(path, folder / "quarantine" / path.filename(), ignored);
        found.damaged.push_back(path.filename().string());
    }
    return found;
}

Result<Checkpoint> openCheckpoint(const std::filesystem::path& folder, std::int64_t step) {
    return verified(folder / checkpointName(step));
}

std::vector<std::int64_t> checkpointSteps(const std::filesystem::path& folder) {
    std::vector<std::int64_t> steps;
    for (const auto& path : checkpointFolders(folder))
        steps.push_back(*stepOf(path));
    return steps;
}

Status loadCheckpoint(const Checkpoint& checkpoint, StepEngine& engine) {
    TRY(const auto parameters, files::SafetensorsFile::open(checkpoint.folder / "parameters.safetensors"));
    TRY_VOID(takeTensors(parameters, parametersOf(engine), engine::kParameters, engine));
    TRY(const auto moments, files::SafetensorsFile::open(checkpoint.folder / "optimizer.safetensors"));
    for (const footprint::OptimizerState& state : engine.states())
        TRY_VOID(takeTensors(moments, tensorsOf(state, engine), state.name, engine));
    for (const footprint::Parameter& parameter : engine.parameters()) {
        const std::vector<float> zeros(static_cast<std::size_t>(parameter.count));
        TRY_VOID(engine.writeBytes(engine::kGradients, std::as_bytes(std::span(zeros)),
                                   parameter.offset * static_cast<std::int64_t>(sizeof(float))));
    }
    return {};
}

std::span<const float> ParameterValues::of(std::string_view name, const StepEngine& engine) const {
    const auto& parameters = engine.parameters();
    const auto found =
        std::find_if(parameters.begin(), parameters.end(),
                     [&](const footprint::Parameter& parameter) { return parameter.name == name; });
    return tensors.at(static_cast<std::size_t>(found - parameters.begin()));
}

Result<ParameterValues> readParameters(const Checkpoint& checkpoint, const StepEngine& engine) {
    TRY(auto opened, files::SafetensorsFile::open(checkpoint.folder / "parameters.safetensors"));
    const auto file = std::make_shared<const files::SafetensorsFile>(std::move(opened));
    ParameterValues values{{}, file};
    for (const footprint::Parameter& parameter : engine.parameters()) {
        TRY(const auto tensor, tensorOf<float>(*file, parameter.name, files::Dtype::F32, parameter.count));
        values.tensors.push_back(tensor);
    }
    return values;
}

Result<ParameterValues> presentParameters(const StepEngine& engine) {
    TRY(auto view, engine.view(engine::kParameters));
    const auto owner = std::make_shared<const engine::HostValues>(std::move(view));
    ParameterValues values{{}, owner};
    for (const footprint::Parameter& parameter : engine.parameters())
        values.tensors.push_back(owner->floats().subspan(static_cast<std::size_t>(parameter.offset),
                                                         static_cast<std::size_t>(parameter.count)));
    return values;
}

Status pruneCheckpoints(const std::filesystem::path& folder, std::int64_t limit, std::int64_t bestStep) {
    auto all = checkpointFolders(folder);
    const std::string best = checkpointName(bestStep);
    std::erase_if(all, [&](const auto& path) { return bestStep > 0 && path.filename() == best; });
    while (static_cast<std::int64_t>(all.size()) > limit) {
        project::removeFinished(all.front());
        all.erase(all.begin());
    }
    return {};
}

} // namespace luthier::training
