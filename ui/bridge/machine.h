#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <devices/devices.h>

#include <QString>

#include <filesystem>
#include <optional>
#include <vector>

namespace luthier::bridge {

/// How a tuning of a model of known shape stands to a device's memory.
enum class Fit { Fits, Tight, TooLarge };

struct FitRow {
    QString model; // "0.5B"
    QString example;
    std::vector<Fit> methods; // in the order of fitMethods()
    std::vector<std::int64_t> peakBytes;
};

struct MachineReport {
    std::vector<devices::DeviceFacts> devices;
    QString planned; // id of the device the table is about
    std::int64_t budgetBytes = 0;
    std::vector<FitRow> fits;
    /// Of the disk that the asked folder lies on; 0 where nobody knows.
    std::int64_t diskTotalBytes = 0;
    std::int64_t diskFreeBytes = 0;
};

/// Names of the columns of the table: methods with how the frozen weights are kept.
std::vector<QString> fitMethods();

/// Tokens of a row that the table plans with.
constexpr std::int64_t kFitTokens = 1024;

/// Memory and devices as they are now; some milliseconds.
std::vector<devices::DeviceFacts> readDevices();

/// How much of a device's memory is in use, the same wherever it is told: "9.4 / 32.0 GB".
QString usedMemoryText(const devices::DeviceFacts& device);

/// What sizes of model can be tuned on the first GPU, or else the processor, from planning's own arithmetic:
/// each in the number format that takes more, so that a measured speed changes no verdict. `budget` is the
/// safe limit of an earlier report that is to hold on. `folder`: where projects lie.
Result<MachineReport> machineReport(StopToken stop, const std::filesystem::path& folder,
                                    std::optional<std::int64_t> budget = {});

} // namespace luthier::bridge
