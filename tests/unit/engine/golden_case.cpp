#include "golden_case.h"

#include <engine/scorer.h>
#include <generation/open_decoder.h>

#include <support/shared_data.h>

#include <ATen/Context.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
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

/// Skips what a machine without the wanted card cannot run.
class WantedDevice final : public testing::Environment {
public:
    void SetUp() override {
        const ComputeDevice& device = testDevice();
        if (device.kind == ComputeDevice::Kind::Cpu)
            return;
        const Status ready = prepareDevice(device);
        if (!ready)
            GTEST_SKIP() << deviceName(device) << ": " << ready.error().code() << " "
                         << ready.error().detail();
        if (!at::hasCUDA())
            GTEST_SKIP() << deviceName(device) << ": no card that LibTorch can use";
    }
};

const auto* const kWantedDevice = testing::AddGlobalTestEnvironment(new WantedDevice);

} // namespace

const ComputeDevice& testDevice() {
    static const ComputeDevice device = [] {
        const char* name = std::getenv("LUTHIER_TEST_DEVICE");
        return name ? orThrow(parseDevice(name, 0)) : ComputeDevice{};
    }();
    return device;
}

std::vector<std::int64_t> GoldenCase::integers(std::string_view name) const {
    return tests::integers(values, name);
}

std::vector<float> GoldenCase::floats(std::string_view name) const {
    const auto found = orThrow(values.values<float>(name, files::Dtype::F32));
    return {found.begin(), found.end()};
}

namespace {

/// Rows and their positions, without targets.
PackedBatch textsOf(std::span<const std::int32_t> ids, std::span<const std::int32_t> starts) {
    PackedBatch packed;
    for (std::size_t row = 0; row + 1 < starts.size(); ++row) {
        const auto begin = static_cast<std::size_t>(starts[row]);
        const auto count = static_cast<std::size_t>(starts[row + 1]) - begin;
        appendRow(packed, ids.subspan(begin, count), std::vector<std::uint8_t>(count));
    }
    return packed;
}

std::vector<std::int32_t> narrowed(const std::vector<std::int64_t>& values) {
    return {values.begin(), values.end()};
}

/// The answers with the start in front and the last label left out, each predicting its label.
PackedBatch answersOf(const GoldenCase& golden, const families::ModelShape& shape) {
    const std::vector<std::int32_t> labels = narrowed(golden.integers("labels"));
    const std::vector<std::int32_t> starts = narrowed(golden.integers("label_starts"));
    std::vector<std::int32_t> ids = labels;
    for (std::size_t row = 0; row + 1 < starts.size(); ++row)
        for (auto at = static_cast<std::size_t>(starts[row]); at < static_cast<std::size_t>(starts[row + 1]);
             ++at)
            ids[at] = at == static_cast<std::size_t>(starts[row]) ? static_cast<std::int32_t>(shape.startId)
                                                                  : labels[at - 1];
    PackedBatch packed = textsOf(ids, starts);
    for (std::size_t at = 0; at < labels.size(); ++at)
        packed.targets.push_back({static_cast<std::int32_t>(at), labels[at]});
    packed.sourceIds = golden.ids;
    packed.sourceStarts = golden.rowStarts;
    return packed;
}

/// A label a text, at the token that speaks for it.
void labelTexts(const GoldenCase& golden, const families::ModelShape& shape, PackedBatch& packed) {
    const bool classes = shape.problem == families::Problem::SingleLabel;
    const std::vector<std::int64_t> labels =
        classes ? golden.integers("labels") : std::vector<std::int64_t>();
    if (!classes)
        packed.values = golden.floats("labels");
    for (std::size_t row = 0; row + 1 < golden.rowStarts.size(); ++row) {
        std::int32_t at = golden.rowStarts[row];
        if (shape.pooling == families::Pooling::Last)
            for (at = golden.rowStarts[row + 1] - 1; golden.ids[static_cast<std::size_t>(at)] == shape.padId;
                 --at) {
            }
        packed.targets.push_back({at, classes ? static_cast<std::int32_t>(labels[row]) : 0});
    }
}

} // namespace

PackedBatch GoldenCase::batch(const families::ModelShape& shape) const {
    if (shape.kind == families::ModelKind::EncoderDecoder)
        return answersOf(*this, shape);
    PackedBatch packed;
    if (!trained.empty()) {
        for (std::size_t row = 0; row + 1 < rowStarts.size(); ++row) {
            const auto begin = static_cast<std::size_t>(rowStarts[row]);
            const auto count = static_cast<std::size_t>(rowStarts[row + 1]) - begin;
            appendRow(packed, std::span(ids).subspan(begin, count), std::span(trained).subspan(begin, count));
        }
        return packed;
    }
    packed = textsOf(ids, rowStarts);
    if (values.find("token_type_ids"))
        packed.tokenTypes = narrowed(integers("token_type_ids"));
    if (shape.head == families::Head::TextLabels) {
        labelTexts(*this, shape, packed);
        return packed;
    }
    const std::vector<std::int64_t> labels = integers("labels");
    for (std::size_t at = 0; at < labels.size(); ++at)
        if (labels[at] >= 0)
            packed.targets.push_back({static_cast<std::int32_t>(at), static_cast<std::int32_t>(labels[at])});
    return packed;
}

GoldenCase openGolden(const std::filesystem::path& folder) {
    GoldenCase golden{orThrow(files::SafetensorsFile::open(folder / "golden.safetensors")), {}, {}, {}};
    for (const std::int64_t id : integers(golden.values, "input_ids"))
        golden.ids.push_back(static_cast<std::int32_t>(id));
    for (const std::int64_t start : integers(golden.values, "row_starts"))
        golden.rowStarts.push_back(static_cast<std::int32_t>(start));
    if (golden.values.find("trained_mask"))
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
    adapter = *files::readAdapter(*folder, model->shape());
}

std::unique_ptr<Tuner> AdapterCase::tuner(const PackedBatch& batch,
                                          lowering::Checkpointing checkpointing) const {
    auto settings = settingsFor(batch, generation::methodOf(adapter, model->shape()));
    settings.checkpointing = checkpointing;
    const std::int64_t inFront = adapter.form.config.virtualTokens;
    settings.tokens += inFront * (static_cast<std::int64_t>(batch.rowStarts.size()) - 1);
    settings.longestRow += inFront;
    auto tuner = orThrow(makeTuner(model, settings));
    if (!tuner->setParameters(generation::parametersOf(adapter)))
        throw std::runtime_error("the parameters do not fit");
    return tuner;
}

std::vector<float> logitsOf(const std::shared_ptr<const Model>& model, const GoldenCase& golden,
                            const files::Adapter& adapter) {
    PackedBatch batch = golden.batch(model->shape());
    if (model->shape().head != families::Head::TextLabels) {
        batch.targets.clear();
        for (std::size_t at = 0; at < batch.ids.size(); ++at)
            batch.targets.push_back({static_cast<std::int32_t>(at), 0});
    }
    batch.values.clear();
    auto settings = settingsFor(batch, generation::methodOf(adapter, model->shape()));
    settings.formats = model->formats();
    const auto scorer = orThrow(Scorer::create(model, planning::compileScoring(model->shape(), settings),
                                               generation::parametersOf(adapter)));
    std::vector<float> all;
    const Status status = scorer->score(batch, [&](std::int64_t, std::span<const float> logits) {
        all.insert(all.end(), logits.begin(), logits.end());
    });
    return status ? all : std::vector<float>();
}

std::vector<float> gradientsOf(const Tuner& tuner) {
    std::vector<float> gradients(static_cast<std::size_t>(tuner.stateSize()));
    if (!tuner.read(kGradients, gradients))
        throw std::runtime_error("no gradients");
    return gradients;
}

std::span<const float> partOf(const std::vector<float>& gradients, const Tuner& tuner,
                              const std::string& parameter) {
    const footprint::Parameter* part = tuner.layout().parameter(parameter);
    if (!part)
        throw std::runtime_error("no parameter " + parameter);
    return std::span(gradients).subspan(static_cast<std::size_t>(part->offset),
                                        static_cast<std::size_t>(part->count));
}

Result<std::unique_ptr<Tuner>> makeTuner(const std::shared_ptr<const Model>& model,
                                         planning::StepSettings settings, std::uint64_t seed) {
    settings.formats = model->formats();
    return Tuner::create(model, planning::compileStep(model->shape(), settings), seed);
}

planning::StepSettings settingsFor(const PackedBatch& batch, const methods::Method& trained) {
    planning::StepSettings settings;
    settings.method = trained;
    settings.trains = static_cast<bool>(trained);
    settings.tokens = static_cast<std::int64_t>(batch.ids.size());
    settings.longestRow = settings.tokens;
    settings.trainedTokens = static_cast<std::int64_t>(batch.targets.size());
    settings.sourceTokens = settings.longestSource = static_cast<std::int64_t>(batch.sourceIds.size());
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
