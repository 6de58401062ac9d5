#include "methods.h"

#include "version.h"

#include <dataset/catalog.h>
#include <dataset/conversation.h>
#include <dataset/part.h>
#include <devices/devices.h>
#include <files/describe.h>
#include <files/discovery.h>
#include <importing/importing.h>
#include <jobs/part.h>
#include <project/user_state.h>
#include <runs/part.h>
#include <texts/texts.h>

#include <algorithm>
#include <array>

namespace luthier::engine_program {
namespace {

constexpr std::size_t kPreviewedConversations = 3;

/// {code, parameters} of core as {code, message, …}: what the command line prints.
Json withSentence(const Error& error) {
    Json said = errorToJson(error);
    said["message"] = texts::Texts::of(texts::languageFromEnvironment()).message(error);
    return said;
}

Result<Json> hello(const Json&, StopToken, ProgressSink&) {
    Json names = Json::array();
    for (const Method& method : methods())
        names.push_back(std::string(method.name));
    names.push_back("cancel");
    return Json{{"name", "luthier"}, {"version", LUTHIER_VERSION}, {"commit", LUTHIER_COMMIT}, {"methods", std::move(names)}};
}

Result<Json> devicesMethod(const Json&, StopToken, ProgressSink&) {
    auto user = project::UserState::open();
    Json list = Json::array();
    for (const auto& device : devices::findDevices(user ? &*user : nullptr))
        list.push_back(devices::toJson(device));
    return Json{{"devices", std::move(list)}};
}

Result<Json> modelsScan(const Json& params, StopToken stop, ProgressSink&) {
    std::vector<std::filesystem::path> roots;
    TRY(const std::string folder, stringAt(params, "folder", ""));
    if (!folder.empty())
        roots.emplace_back(folder);
    if (auto user = project::UserState::open()) {
        TRY(const auto known, user->modelFolders());
        roots.insert(roots.end(), known.begin(), known.end());
    }
    if (const auto cache = files::hubCache())
        roots.push_back(*cache);
    Json list = Json::array();
    for (const files::FoundModel& model : files::findModels(roots, stop))
        list.push_back({{"path", model.path.string()},
                        {"name", model.name},
                        {"model_type", model.modelType},
                        {"parameters", model.parameters},
                        {"dtype", model.dtype},
                        {"supported", model.supported},
                        {"reason", model.reason ? withSentence(*model.reason) : Json(nullptr)}});
    if (stop.stop_requested())
        return interrupted();
    return Json{{"models", std::move(list)}};
}

Result<Json> modelInspect(const Json& params, StopToken, ProgressSink&) {
    TRY(const std::string path, stringAt(params, "model"));
    TRY(const auto folder, files::ModelFolder::open(path));
    return files::describeModel(folder, {});
}

Result<importing::ImportOptions> importOptions(const Json& params) {
    importing::ImportOptions options;
    TRY(options.name, stringAt(params, "name", ""));
    TRY(options.split, stringAt(params, "split", ""));
    TRY(const std::string format, stringAt(params, "format", "auto"));
    TRY(options.format, importing::formatFromName(format));
    TRY(const std::string encoding, stringAt(params, "encoding", "auto"));
    TRY(options.encoding, importing::encodingFromName(encoding));
    TRY(const std::string unit, stringAt(params, "text-unit", "line"));
    TRY(options.textUnit, importing::textUnitFromName(unit));
    TRY(const std::string header, stringAt(params, "header", "auto"));
    options.header = header == "present"  ? importing::Header::Present
                     : header == "absent" ? importing::Header::Absent
                                          : importing::Header::Auto;
    if (const Json* roles = member(params, "role"); roles && roles->is_array())
        for (const Json& text : *roles) {
            if (!text.is_string())
                return usageError("json.wrong_type").with("field", "role").with("expected", "string").with("found", text.type_name());
            TRY(auto role, importing::roleFromText(text.get<std::string>()));
            options.roles.push_back(std::move(role));
        }
    return options;
}

Result<Json> importPreview(const Json& params, StopToken, ProgressSink&) {
    TRY(const std::string file, stringAt(params, "file"));
    TRY(const auto options, importOptions(params));
    TRY(const auto preview, importing::previewImport(file, options));
    Json document = importing::toJson(preview);
    Json conversations = Json::array();
    for (const Json& row : preview.rows) {
        if (conversations.size() == kPreviewedConversations)
            break;
        const auto conversation = dataset::conversationOf(row, preview.roles);
        if (!conversation)
            conversations.push_back({{"error", withSentence(conversation.error())}});
        else
            conversations.push_back({{"messages", conversation->messages},
                                     {"text", conversation->text ? Json(*conversation->text) : Json(nullptr)}});
    }
    document["format"] = preview.format;
    document["messages"] = std::move(conversations);
    return document;
}

Result<Json> importRun(const Json& params, StopToken stop, ProgressSink& progress) {
    TRY(const std::string folder, stringAt(params, "project"));
    TRY(const std::string file, stringAt(params, "file"));
    TRY(auto options, importOptions(params));
    const std::array parts = {dataset::projectPart(), runs::projectPart(), jobs::projectPart()};
    TRY(auto project, project::openKnownProject(folder, project::Access::ReadWrite, parts));
    TRY(const std::string into, stringAt(params, "into", ""));
    if (!into.empty()) {
        TRY(const auto facts, dataset::findDataset(project.database(), into));
        options.into = facts.id;
    }
    const std::array files = {std::filesystem::path(file)};
    TRY(const auto report, importing::importFiles(project, files, options, stop, progress));
    return importing::toJson(report);
}

constexpr Method kMethods[] = {
    {"hello", hello},
    {"devices", devicesMethod},
    {"models.scan", modelsScan},
    {"model.inspect", modelInspect},
    {"import.preview", importPreview},
    {"import.run", importRun},
};

} // namespace

std::span<const Method> methods() { return kMethods; }

} // namespace luthier::engine_program
