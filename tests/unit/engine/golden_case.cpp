#include "golden_case.h"

#include <support/shared_data.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace luthier::engine::tests {
namespace {

template <class T>
T orThrow(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

std::vector<float> floatsOf(std::span<const std::byte> bytes) {
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

/// Integers of a golden, whatever their width.
std::vector<std::int64_t> integers(const files::SafetensorsFile& file, std::string_view name) {
    const files::TensorInfo* info = file.find(name);
    if (!info)
        throw std::runtime_error("no tensor " + std::string(name));
    const auto bytes = file.bytes(*info);
    std::vector<std::int64_t> values;
    const auto width = static_cast<std::size_t>(files::bitsOf(info->dtype) / 8);
    for (std::size_t at = 0; at < bytes.size(); at += width) {
        std::int64_t value = 0;
        std::memcpy(&value, bytes.data() + at, width);
        values.push_back(value);
    }
    return values;
}

} // namespace

std::vector<float> GoldenCase::floats(std::string_view name) const {
    const auto found = orThrow(values.values<float>(name, files::Dtype::F32));
    return {found.begin(), found.end()};
}

PackedBatch GoldenCase::batch() const {
    PackedBatch packed;
    for (std::size_t row = 0; row + 1 < rowStarts.size(); ++row) {
        const auto begin = static_cast<std::size_t>(rowStarts[row]);
        const auto count = static_cast<std::size_t>(rowStarts[row + 1]) - begin;
        appendRow(packed, std::span(ids).subspan(begin, count), std::span(trained).subspan(begin, count));
    }
    return packed;
}

GoldenCase openGolden(const std::filesystem::path& folder) {
    GoldenCase golden{orThrow(files::SafetensorsFile::open(folder / "golden.safetensors")), {}, {}, {}};
    for (const std::int64_t id : integers(golden.values, "input_ids"))
        golden.ids.push_back(static_cast<std::int32_t>(id));
    for (const std::int64_t start : integers(golden.values, "row_starts"))
        golden.rowStarts.push_back(static_cast<std::int32_t>(start));
    for (const std::int64_t mask : integers(golden.values, "trained_mask"))
        golden.trained.push_back(static_cast<std::uint8_t>(mask));
    return golden;
}

std::shared_ptr<const Model> loadModel(const std::filesystem::path& folder, const ComputeDevice& device) {
    return orThrow(Model::load(orThrow(files::ModelFolder::open(folder)), device));
}

AdapterCase::AdapterCase(const std::string& name, const ComputeDevice& device) {
    const auto root = luthier::tests::sourceFile("tests/golden");
    const auto cases = readJsonFile(root / "adapters/cases.json");
    for (const auto& entry : cases->is_array() ? *cases : (*cases)["cases"])
        if (entry["adapter"] == name)
            model = loadModel(root / "models" / entry["model"].get<std::string>(), device);
    const auto folder = files::AdapterFolder::open(root / "adapters" / name);
    const auto pairs = files::bindAdapter(*folder, model->shape());
    for (const files::AdapterPair& pair : *pairs) {
        const auto& module = pair.target.module;
        const std::int64_t layer = module.scope == families::Scope::Model ? -1 : pair.target.layer;
        adapters.push_back({{layer, module.linear, pair.target.rank, module.inFeatures, module.outFeatures},
                            pair.target.scaling,
                            floatsOf(pair.aBytes),
                            floatsOf(pair.bBytes)});
        paths.push_back(pair.target.path);
    }
}

std::unique_ptr<Tuner> AdapterCase::tuner(const PackedBatch& batch,
                                          footprint::Checkpointing checkpointing) const {
    auto settings = settingsFor(batch, footprint::Tuning::Adapters);
    settings.checkpointing = checkpointing;
    planning::AdapterStrength options;
    for (const AdapterValues& adapter : adapters) {
        settings.adapters.push_back(adapter.slot);
        options.scaling.push_back(adapter.scaling);
    }
    auto tuner = orThrow(makeTuner(model, settings, options));
    std::vector<float> parameters(static_cast<std::size_t>(tuner->stateSize()));
    const auto& layout = tuner->layout().parameters();
    for (std::size_t i = 0; i < adapters.size(); ++i) {
        std::copy(adapters[i].a.begin(), adapters[i].a.end(), parameters.begin() + layout[2 * i].offset);
        std::copy(adapters[i].b.begin(), adapters[i].b.end(), parameters.begin() + layout[2 * i + 1].offset);
    }
    if (!tuner->write(StateArray::Parameters, parameters))
        throw std::runtime_error("the parameters do not fit");
    return tuner;
}

std::vector<float> gradientsOf(const Tuner& tuner) {
    std::vector<float> gradients(static_cast<std::size_t>(tuner.stateSize()));
    if (!tuner.read(StateArray::Gradients, gradients))
        throw std::runtime_error("no gradients");
    return gradients;
}

Result<std::unique_ptr<Tuner>> makeTuner(const std::shared_ptr<const Model>& model,
                                         footprint::StepSettings settings,
                                         const planning::AdapterStrength& adapters, std::uint64_t seed) {
    settings.formats = model->formats();
    return Tuner::create(model, planning::compileStep(model->shape(), settings, adapters), seed);
}

footprint::StepSettings settingsFor(const PackedBatch& batch, footprint::Tuning tuning) {
    footprint::StepSettings settings;
    settings.tuning = tuning;
    settings.tokens = static_cast<std::int64_t>(batch.ids.size());
    settings.longestRow = settings.tokens;
    settings.trainedTokens = static_cast<std::int64_t>(batch.targets.size());
    // Small enough that the head goes in several chunks.
    settings.headRows = 8;
    return settings;
}

double largestDifference(std::span<const float> a, std::span<const float> b) {
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        if (!(difference <= largest))
            largest = std::isfinite(difference) ? difference : std::numeric_limits<double>::infinity();
    }
    return largest;
}

} // namespace luthier::engine::tests
