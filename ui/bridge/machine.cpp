#include "machine.h"

#include <families/family.h>
#include <planning/plan.h>
#include <project/user_state.h>

#include <QLocale>

namespace luthier::bridge {
namespace {

/// Above this share of the safe limit a plan is called tight.
constexpr double kTightShare = 0.85;
constexpr double kGigabyte = 1e9;

struct KnownModel {
    const char* size;
    const char* name;
    std::int64_t layers, hidden, heads, kvHeads, intermediate, vocabulary;
    bool tied;
};

// Shapes from the models' own config.json.
constexpr KnownModel kKnownModels[] = {
    {"135M", "SmolLM2-135M", 30, 576, 9, 3, 1536, 49152, true},
    {"0.5B", "Qwen2.5-0.5B", 24, 896, 14, 2, 4864, 151936, true},
    {"1.5B", "Qwen2.5-1.5B", 28, 1536, 12, 2, 8960, 151936, true},
    {"3B", "Qwen2.5-3B", 36, 2048, 16, 2, 11008, 151936, true},
    {"8B", "Llama-3.1-8B", 32, 4096, 32, 8, 14336, 128256, false},
};

struct KnownMethod {
    const char* name;
    recipe::MethodKind kind;
    footprint::Stored stored;
};

constexpr KnownMethod kKnownMethods[] = {
    {"LoRA bf16", recipe::MethodKind::Lora, footprint::Stored::Bf16},
    {"LoRA fp32", recipe::MethodKind::Lora, footprint::Stored::Fp32},
    {"Full fp32", recipe::MethodKind::Full, footprint::Stored::Fp32},
};

families::ModelShape shapeOf(const KnownModel& model) {
    families::ModelShape shape;
    shape.family = "llama";
    shape.layers = model.layers;
    shape.hiddenSize = model.hidden;
    shape.heads = model.heads;
    shape.kvHeads = model.kvHeads;
    shape.headDim = model.hidden / model.heads;
    shape.intermediateSize = model.intermediate;
    shape.vocabularySize = model.vocabulary;
    shape.maxPositions = 4096;
    shape.tiedEmbeddings = model.tied;
    return shape;
}

FitRow fitRow(const KnownModel& model, const devices::DeviceFacts& device, std::int64_t budget) {
    FitRow row;
    row.model = QString::fromLatin1(model.size);
    row.example = QString::fromLatin1(model.name);
    const families::ModelShape shape = shapeOf(model);
    for (const KnownMethod& method : kKnownMethods) {
        recipe::Recipe recipe = recipe::defaultRecipe(recipe::Task::Sft, method.kind);
        recipe.tokens.maxLength = kFitTokens;
        recipe.batchSize = 1;
        const bool adapts = method.kind == recipe::MethodKind::Lora;
        // Weights of the other format have copies in that of the products.
        recipe.dtype = method.stored == footprint::Stored::Bf16 ? "fp32" : "bf16";
        const planning::Plan plan = planning::makePlan(
            {recipe, shape,
             adapts ? planning::loraOnEveryLinear(shape, recipe.method.r) : methods::Adapting(),
             planning::worstCase(recipe), method.stored, device, budget});
        const std::int64_t peak = plan.peakBytes;
        const double share = static_cast<double>(peak) / static_cast<double>(budget);
        row.methods.push_back(peak > budget ? Fit::TooLarge : share > kTightShare ? Fit::Tight : Fit::Fits);
        row.peakBytes.push_back(peak);
    }
    return row;
}

} // namespace

std::vector<QString> fitMethods() {
    std::vector<QString> names;
    for (const KnownMethod& method : kKnownMethods)
        names.push_back(QString::fromLatin1(method.name));
    return names;
}

std::vector<devices::DeviceFacts> readDevices() {
    auto user = project::UserState::open();
    return devices::findDevices(user ? &*user : nullptr);
}

QString usedMemoryText(const devices::DeviceFacts& device) {
    const QLocale locale;
    const auto text = [&locale](std::int64_t bytes) {
        return locale.toString(static_cast<double>(bytes) / kGigabyte, 'f', 1);
    };
    return QStringLiteral("%1 / %2 GB")
        .arg(text(device.totalBytes - device.freeBytes), text(device.totalBytes));
}

Result<MachineReport> machineReport(StopToken stop, const std::filesystem::path& folder,
                                    std::optional<std::int64_t> budget) {
    MachineReport report;
    report.devices = readDevices();
    TRY(const auto device, devices::deviceById(report.devices, "auto"));
    report.planned = QString::fromStdString(device.id);
    report.budgetBytes = budget.value_or(
        static_cast<std::int64_t>(static_cast<double>(device.freeBytes) * planning::kSafeShare));
    std::error_code unknown;
    if (const auto disk = std::filesystem::space(folder, unknown); !unknown) {
        report.diskTotalBytes = static_cast<std::int64_t>(disk.capacity);
        report.diskFreeBytes = static_cast<std::int64_t>(disk.available);
    }
    for (const KnownModel& model : kKnownModels) {
        if (stop.stop_requested())
            return interrupted();
        report.fits.push_back(fitRow(model, device, report.budgetBytes));
    }
    return report;
}

} // namespace luthier::bridge
