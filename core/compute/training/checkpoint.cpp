#include "checkpoint.h"

#include <base/files.h>
#include <base/json_numbers.h>
#include <files/safetensors.h>
#include <project/manifest.h>

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace luthier::training {
namespace {

constexpr std::string_view kPrefix = "step-";

std::vector<float> arrayOf(const StepEngine& engine) {
    return std::vector<float>(static_cast<std::size_t>(engine.stateSize()));
}

Result<std::vector<float>> readArray(const StepEngine& engine, engine::StateArray which) {
    std::vector<float> values = arrayOf(engine);
    TRY_VOID(engine.read(which, values));
    return values;
}

void addTensors(std::vector<files::TensorData>& tensors, const StepEngine& engine,
                const std::vector<float>& values, std::string_view prefix) {
    for (const footprint::Parameter& parameter : engine.parameters())
        tensors.push_back(
            {{std::string(prefix) + parameter.name, files::Dtype::F32, parameter.shape},
             std::as_bytes(std::span(values).subspan(static_cast<std::size_t>(parameter.offset),
                                                     static_cast<std::size_t>(parameter.count)))});
}

Result<std::vector<float>> takeTensors(const files::SafetensorsFile& file, const StepEngine& engine,
                                       std::string_view prefix) {
    std::vector<float> values = arrayOf(engine);
    for (const footprint::Parameter& parameter : engine.parameters()) {
        TRY(const auto found, file.values<float>(std::string(prefix) + parameter.name, files::Dtype::F32));
        if (static_cast<std::int64_t>(found.size()) != parameter.count)
            return refused("checkpoint.other_shape").with("tensor", parameter.name);
        std::copy(found.begin(), found.end(), values.begin() + parameter.offset);
    }
    return values;
}

Json stateOf(const Progress& progress, const Circumstances& circumstances) {
    return {{"step", progress.step},
            {"tokens", progress.tokens},
            {"trained_tokens", progress.trainedTokens},
            {"last_loss", finiteOrNull(progress.lastLoss)},
            {"best_loss", finiteOrNull(progress.bestLoss)},
            {"best_step", progress.bestStep},
            {"evaluations_without_gain", progress.evaluationsWithoutGain},
            {"device", circumstances.device},
            {"threads", circumstances.threads},
            {"kernels", circumstances.kernels},
            {"libtorch", circumstances.libtorch}};
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
    TRY(progress.evaluationsWithoutGain, integerAt(state, "evaluations_without_gain"));
    TRY(checkpoint.circumstances.device, stringAt(state, "device"));
    TRY(const std::int64_t threads, integerAt(state, "threads"));
    checkpoint.circumstances.threads = static_cast<int>(threads);
    TRY(checkpoint.circumstances.kernels, stringAt(state, "kernels"));
    TRY(checkpoint.circumstances.libtorch, stringAt(state, "libtorch"));
    return checkpoint;
}

Result<Checkpoint> verified(const std::filesystem::path& folder) {
    TRY(const auto problems, project::verifyManifest(folder, {}));
    if (!problems.empty())
        return problems.front();
    return readState(folder);
}

std::vector<std::filesystem::path> checkpointFolders(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> all;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.is_directory() && entry.path().filename().string().starts_with(kPrefix))
            all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace

std::string checkpointName(std::int64_t step) {
    std::string digits = std::to_string(step);
    return std::string(kPrefix) + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

Result<Checkpoint> writeCheckpoint(const std::filesystem::path& folder, const StepEngine& engine,
                                   const Progress& progress, const Circumstances& circumstances) {
    TRY_VOID(makeFolder(folder));
    const std::filesystem::path target = folder / checkpointName(progress.step);
    const std::filesystem::path staging = folder / (".partial-" + checkpointName(progress.step));
    std::error_code ignored;
    std::filesystem::remove_all(staging, ignored);
    TRY_VOID(makeFolder(staging));
    const auto write = [&]() -> Status {
        TRY(const auto parameters, readArray(engine, engine::StateArray::Parameters));
        std::vector<files::TensorData> tensors;
        addTensors(tensors, engine, parameters, "");
        TRY_VOID(files::writeSafetensors(staging / "parameters.safetensors", tensors));
        TRY(const auto first, readArray(engine, engine::StateArray::FirstMoments));
        TRY(const auto second, readArray(engine, engine::StateArray::SecondMoments));
        tensors.clear();
        addTensors(tensors, engine, first, "first_moment.");
        addTensors(tensors, engine, second, "second_moment.");
        TRY_VOID(files::writeSafetensors(staging / "optimizer.safetensors", tensors));
        TRY_VOID(
            writeAtomically(staging / "state.json", dumpJson(stateOf(progress, circumstances), 2) + "\n"));
        TRY_VOID(project::writeManifest(staging));
        TRY_VOID(syncFolder(staging));
        project::removeFinished(target);
        return renameDurably(staging, target);
    };
    if (Status written = write(); !written) {
        std::filesystem::remove_all(staging, ignored);
        return written.error();
    }
    return Checkpoint{target, progress, circumstances};
}

Result<FoundCheckpoints> findCheckpoints(const std::filesystem::path& folder) {
    FoundCheckpoints found;
    for (const auto& path : checkpointFolders(folder)) {
        Result<Checkpoint> checkpoint = verified(path);
        if (checkpoint) {
            found.good.push_back(std::move(*checkpoint));
            continue;
        }
        // Kept, out of the way: it may still be of use to somebody.
        TRY_VOID(makeFolder(folder / "quarantine"));
        std::error_code ignored;
        std::filesystem::rename(path, folder / "quarantine" / path.filename(), ignored);
        found.damaged.push_back(path.filename().string());
    }
    return found;
}

Status loadCheckpoint(const Checkpoint& checkpoint, StepEngine& engine) {
    TRY(const auto parameters, readParameters(checkpoint, engine));
    TRY_VOID(engine.write(engine::StateArray::Parameters, parameters));
    TRY(const auto file, files::SafetensorsFile::open(checkpoint.folder / "optimizer.safetensors"));
    TRY(const auto first, takeTensors(file, engine, "first_moment."));
    TRY_VOID(engine.write(engine::StateArray::FirstMoments, first));
    TRY(const auto second, takeTensors(file, engine, "second_moment."));
    TRY_VOID(engine.write(engine::StateArray::SecondMoments, second));
    return engine.write(engine::StateArray::Gradients, arrayOf(engine));
}

Result<std::vector<float>> readParameters(const Checkpoint& checkpoint, const StepEngine& engine) {
    TRY(const auto file, files::SafetensorsFile::open(checkpoint.folder / "parameters.safetensors"));
    return takeTensors(file, engine, "");
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
