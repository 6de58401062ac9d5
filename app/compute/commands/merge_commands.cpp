#include "commands.h"

#include "device_lane.h"

#include <command_line/table.h>
#include <devices/devices.h>
#include <merging/merge.h>

#include <array>
#include <cstdio>

namespace luthier::compute_program {

using command_line::Session;

namespace {

struct MergeArguments {
    merging::MergeOptions options;
    std::string dtype = "as_file";
    std::string device = "auto";
    int threads = 0;
};

Result<int> merge(Session& session, const MergeArguments& arguments) {
    merging::MergeOptions options = arguments.options;
    TRY(options.dtype, merging::mergeDtypeNamed(arguments.dtype));
    TRY(options.device, engine::parseDevice(devices::resolvedDevice(arguments.device), arguments.threads));
    TRY_VOID(engine::prepareDevice(options.device));
    TRY(const auto lane, takeLane(options.device, session.stopToken()));
    TRY(const auto report, merging::merge(options, session.stopToken(), session.progress()));
    if (session.wantsJson()) {
        session.printJson(merging::reportToJson(report));
        return 0;
    }
    session.printLine(report.out.string() + " (" +
                      command_line::bytesText(static_cast<std::int64_t>(report.bytes)) + ", " +
                      std::string(files::shortName(report.dtype)) + ")");
    std::array<char, 120> line{};
    std::snprintf(line.data(), line.size(), "logits differ by at most %.3g (largest %.3g)",
                  report.maxLogitDifference, report.largestLogit);
    session.printLine(line.data());
    if (report.lossBefore && report.lossAfter) {
        std::snprintf(line.data(), line.size(), "loss %.6f before, %.6f after", *report.lossBefore,
                      *report.lossAfter);
        session.printLine(line.data());
    }
    return 0;
}

} // namespace

void addMergeCommands(CLI::App& app, Session& session) {
    CLI::App* command = command_line::addCommand(
        app, "merge", "Write a model with an adapter added to its weights, or in another type",
        "luthier-engine merge models/starter --adapter adapter --out merged --dtype bf16");
    const auto arguments = std::make_shared<MergeArguments>();
    command->add_option("model", arguments->options.model, "A Hugging Face folder")->required();
    command->add_option("--adapter", arguments->options.adapter,
                        "A PEFT folder; without it the weights are only written again");
    command->add_option("--out", arguments->options.out, "A folder that is not there yet")->required();
    command->add_option("--dtype", arguments->dtype, "Type of the weights: fp32, bf16, fp16 or as_file");
    command->add_option("--verify", arguments->options.verify,
                        "A JSONL file of rows whose loss is measured before and after");
    command->add_option("--device", arguments->device, "Where it is checked: auto, cpu or cuda:N");
    command->add_flag("--force", arguments->options.anyBase,
                      "Also on a model that the adapter was not tuned on");
    command->add_option("--threads", arguments->threads, "CPU threads; 0 takes all")
        ->check(CLI::Range(0, 1024));
    session.act(command, [&session, arguments] { return merge(session, *arguments); });
}

} // namespace luthier::compute_program
