#include "methods.h"

#include "answers/data_answers.h"
#include "answers/exports.h"
#include "answers/label_answers.h"
#include "answers/model_answers.h"
#include "answers/recipe_answers.h"
#include "answers/rendering.h"
#include "answers/row_tokens.h"
#include "answers/sample_project.h"
#include "answers/sweep_answers.h"
#include "commands/project_access.h"
#include "version.h"

#include <dataset/catalog.h>
#include <dataset/conversation.h>
#include <dataset/rows.h>
#include <devices/devices.h>
#include <files/discovery.h>
#include <importing/importing.h>
#include <jobs/part.h>
#include <preflight/tuning.h>
#include <preparing/run_start.h>
#include <project/user_state.h>
#include <texts/texts.h>

#include <algorithm>
#include <array>

namespace luthier::engine_program {
namespace {

constexpr std::size_t kPreviewedConversations = 3;
/// The window asks again while rows are counted.
constexpr auto kWaiting = preflight::Waiting::AMoment;

/// An error inside an answer, as the command line prints it.
Json documentOf(const Error& error) {
    return texts::Texts::of(texts::languageFromEnvironment()).document(error);
}

Result<Json> hello(std::span<const std::string_view> methods) {
    Json names = Json::array();
    for (const std::string_view method : methods)
        names.push_back(std::string(method));
    names.push_back("cancel");
    return Json{{"name", "luthier"},
                {"version", LUTHIER_VERSION},
                {"commit", LUTHIER_COMMIT},
                {"methods", std::move(names)}};
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
                        {"license", model.license.empty() ? Json(nullptr) : Json(model.license)},
                        {"has_chat_template", model.hasChatTemplate},
                        {"kind", model.shape ? Json(preflight::kindName(model.shape->kind)) : Json()},
                        {"head", model.shape ? Json(preflight::headName(model.shape->head)) : Json()},
                        {"supported", model.supported},
                        {"reason", model.reason ? documentOf(*model.reason) : Json(nullptr)}});
    if (stop.stop_requested())
        return interrupted();
    return Json{{"models", std::move(list)}};
}

/// The command's answer; with `quick`, which the window asks for, without the hash of the weights, and with
/// reasons as codes.
Result<Json> modelInspect(const Json& params, preflight::Workshop& workshop, StopToken stop,
                          ProgressSink& progress) {
    TRY(const std::string path, stringAt(params, "model"));
    TRY(const bool quick, boolAt(params, "quick", false));
    if (quick) {
        TRY(const auto folder, files::ModelFolder::open(path));
        return describedFolder(folder, workshop.tokenizer(path), {});
    }
    TRY(const std::string adapter, stringAt(params, "adapter", ""));
    return inspectModel(path, adapter, texts::Texts::of(texts::languageFromEnvironment()), stop, progress);
}

Result<importing::ImportOptions> importOptions(const Json& params) {
    importing::ImportOptions options;
    TRY(options.name, stringAt(params, "name", ""));
    TRY(options.split, stringAt(params, "split", ""));
    TRY(const std::string format, stringAt(params, "format", "auto"));
    TRY(options.format, importing::formatFromName(format));
    TRY(const std::string encoding, stringAt(params, "encoding", "auto"));
    TRY(options.encoding, importing::encodingFromName(encoding));
    TRY(const std::string separator, stringAt(params, "separator", "auto"));
    TRY(options.separator, importing::separatorFromName(separator));
    TRY(const std::string unit, stringAt(params, "text-unit", "line"));
    TRY(options.textUnit, importing::textUnitFromName(unit));
    TRY(const std::string header, stringAt(params, "header", "auto"));
    TRY(options.header, importing::headerFromName(header));
    if (const Json* roles = member(params, "role"); roles && roles->is_array())
        for (const Json& text : *roles) {
            if (!text.is_string())
                return usageError("json.wrong_type")
                    .with("field", "role")
                    .with("expected", "string")
                    .with("found", text.type_name());
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
            conversations.push_back({{"error", documentOf(conversation.error())}});
        else
            conversations.push_back(
                {{"messages", conversation->messages},
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
    TRY(auto project, openProject(folder, project::Access::ReadWrite));
    TRY(const std::string into, stringAt(params, "into", ""));
    if (!into.empty()) {
        TRY(const auto facts, dataset::findDataset(project.database(), into));
        options.into = facts.id;
    }
    const std::array files = {std::filesystem::path(file)};
    TRY(const auto report, importing::importFiles(project, files, options, stop, progress));
    return importing::toJson(report);
}

Result<project::Project> openNamed(const Json& params, project::Access access) {
    TRY(const std::string folder, stringAt(params, "project"));
    return openProject(folder, access);
}

Result<Json> modelStarter(const Json& params, StopToken, ProgressSink&) {
    TRY(auto project, openNamed(params, project::Access::ReadWrite));
    TRY(const auto path, addStarterModel(project));
    return Json{{"path", path.string()}};
}

/// The recipe of a question: under `recipe`, as a path or as the document itself.
Result<RecipeDocument> recipeOf(const Json& params) {
    const Json* given = member(params, "recipe");
    if (!given)
        return usageError("json.missing_field").with("field", "recipe");
    return recipeDocument(*given);
}

/// The row as it stands, or as it would be with the `fields` of the question.
Result<Json> tokensRow(const Json& params, preflight::Workshop& workshop) {
    TRY(const std::string folder, stringAt(params, "project"));
    TRY(const auto project, workshop.projects().take(folder));
    TRY(const std::string name, stringAt(params, "dataset"));
    TRY(const auto facts, dataset::findDataset(project->database(), name));
    TRY(const std::int64_t id, integerAt(params, "row"));
    TRY(dataset::Row row, dataset::readRow(project->database(), facts, RowId{id}));
    if (const Json* fields = member(params, "fields"); fields && fields->is_object())
        for (const auto& [field, value] : fields->items())
            row.fields[field] = value;
    TRY(const std::string model, stringAt(params, "model", ""));
    if (!model.empty()) {
        TRY(const auto source, tokenSourceOfModel(model, workshop));
        return rowTokens(row, facts, source);
    }
    TRY(const auto document, recipeOf(params));
    TRY(const auto source,
        tokenSourceOfRecipe(document.recipe, document.folder, project->folder(), workshop));
    return rowTokens(row, facts, source);
}

Result<Json> tokensText(const Json& params, preflight::Workshop& workshop) {
    TRY(const std::string model, stringAt(params, "model"));
    TRY(const std::string text, stringAt(params, "text"));
    TRY(const bool bare, boolAt(params, "no-special-tokens", false));
    TRY(const bool content, boolAt(params, "content", false));
    TRY(const auto tokenizer, workshop.tokenizer(model));
    tokenizing::EncodeOptions options;
    options.specialTokens = bare ? tokenizing::Specials::Omit : tokenizing::Specials::Add;
    options.controlTokens = content ? tokenizing::ControlTokens::AsText : tokenizing::ControlTokens::Match;
    TRY(const auto encoding, tokenizer->encode(text, options));
    return toJson(*tokenizer, encoding);
}

Result<Json> renderMethod(const Json& params, preflight::Workshop& workshop, StopToken stop, ProgressSink&) {
    RenderRequest request;
    TRY(const std::string model, stringAt(params, "model"));
    request.model = model;
    TRY(request.chatTemplate, stringAt(params, "template", ""));
    TRY(const bool prompt, boolAt(params, "add-generation-prompt", false));
    TRY(request.mask, boolAt(params, "mask", false));
    if (prompt)
        request.generationPrompt = tokenizing::GenerationPrompt::Add;
    if (const Json* tools = member(params, "tools"); tools && tools->is_string()) {
        TRY(request.tools, readJsonFile(tools->get<std::string>()));
    } else if (tools) {
        request.tools = *tools;
    }
    const Json* messages = member(params, "messages");
    if (!messages)
        return usageError("json.missing_field").with("field", "messages");
    TRY(const auto renderer, ConversationRenderer::open(std::move(request), workshop));
    if (!messages->is_string()) {
        TRY(const auto rendered, renderer.render(*messages));
        return renderer.document(rendered);
    }
    Json documents = Json::array();
    TRY_VOID(
        renderer.renderFile(messages->get<std::string>(), stop, [&](Result<tokenizing::Rendered> rendered) {
            documents.push_back(rendered ? renderer.document(*rendered)
                                         : Json{{"error", documentOf(rendered.error())}});
        }));
    return documents;
}

Result<Json> recipeCheck(const Json& params, preflight::Workshop& workshop, StopToken stop,
                         ProgressSink& progress) {
    const Json* file = member(params, "file");
    TRY(const auto document, file ? recipeDocument(*file) : recipeOf(params));
    TRY(const std::string folder, stringAt(params, "project", ""));
    if (folder.empty())
        return checkedRecipe(document, nullptr, workshop, kWaiting, std::move(stop), progress);
    TRY(const auto project, workshop.projects().take(folder));
    return checkedRecipe(document, &*project, workshop, kWaiting, std::move(stop), progress);
}

Result<Json> planMethod(const Json& params, preflight::Workshop& workshop, StopToken stop,
                        ProgressSink& progress) {
    PlanRequest request;
    TRY(request.recipe, recipeOf(params));
    TRY(const std::string project, stringAt(params, "project", ""));
    request.project = project;
    TRY(request.model, stringAt(params, "model", ""));
    TRY(request.deviceMemory, integerAt(params, "device-memory", 0));
    return plannedRecipe(std::move(request), workshop, kWaiting, std::move(stop), progress);
}

Result<preparing::RunRequest> runRequestOf(const Json& params) {
    TRY(const auto document, recipeOf(params));
    TRY(const std::string name, stringAt(params, "name", ""));
    TRY(const bool force, boolAt(params, "force", false));
    TRY(const std::int64_t threads, integerAt(params, "threads", 0));
    return preparing::RunRequest{document.recipe, document.folder, name,
                                 force ? preparing::Budget::Ignored : preparing::Budget::Kept,
                                 static_cast<int>(std::clamp<std::int64_t>(threads, 0, 256))};
}

Result<Json> trainMethod(const Json& params, preflight::Workshop& workshop, StopToken stop,
                         ProgressSink& progress) {
    TRY(auto project, openNamed(params, project::Access::ReadWrite));
    TRY(auto user, project::UserState::open(project::userStateFolder(), std::span(&jobs::userSchema(), 1)));
    TRY(const auto request, runRequestOf(params));
    TRY(const auto started, preparing::startRun(project, user, request, workshop, std::move(stop), progress));
    return Json{{"job", started.job.id.value}, {"run", started.run.number}};
}

struct AskedSweep {
    project::Project project;
    preparing::SweepRequest request;
};

Result<AskedSweep> sweepOf(const Json& params, project::Access access) {
    TRY(auto project, openNamed(params, access));
    preparing::SweepRequest request;
    TRY(request.base, runRequestOf(params));
    TRY_VOID(readSweep(params, request));
    return AskedSweep{std::move(project), std::move(request)};
}

Result<Json> sweepPlanMethod(const Json& params, preflight::Workshop& workshop, StopToken stop,
                             ProgressSink& progress) {
    TRY(auto asked, sweepOf(params, project::Access::ReadOnly));
    TRY(const auto checked, preparing::checkSweep(asked.project, asked.request, workshop, stop, progress));
    return sweepPlanToJson(asked.request, checked);
}

Result<Json> sweepStartMethod(const Json& params, preflight::Workshop& workshop, StopToken stop,
                              ProgressSink& progress) {
    TRY(auto asked, sweepOf(params, project::Access::ReadWrite));
    TRY(auto user, project::UserState::open(project::userStateFolder(), std::span(&jobs::userSchema(), 1)));
    TRY(const auto checked, preparing::checkSweep(asked.project, asked.request, workshop, stop, progress));
    TRY(const auto sweep, preparing::startSweep(asked.project, user, asked.request, checked));
    return startedSweep(asked.project, sweep, checked);
}

/// The language of a question that asks for text: the window's own, which the environment need not be.
Result<texts::Language> languageOf(const Json& params) {
    TRY(const std::string name, stringAt(params, "language", ""));
    if (name.empty())
        return texts::languageFromEnvironment();
    return name == "ko" ? texts::Language::Korean : texts::Language::English;
}

struct RunExport {
    std::string project;
    std::string run;
    std::string out;
};

Result<RunExport> runExportOf(const Json& params) {
    RunExport wanted;
    TRY(wanted.project, stringAt(params, "project"));
    TRY(wanted.run, stringAt(params, "run"));
    TRY(wanted.out, stringAt(params, "out"));
    return wanted;
}

Result<Json> exportAdapterMethod(const Json& params, StopToken stop, ProgressSink&) {
    TRY(const auto wanted, runExportOf(params));
    return exportedAdapter(wanted.project, wanted.run, wanted.out, stop);
}

Result<Json> exportCardMethod(const Json& params, StopToken stop, ProgressSink&) {
    TRY(const auto wanted, runExportOf(params));
    TRY(const auto language, languageOf(params));
    return exportedCard(wanted.project, wanted.run, wanted.out, language, stop);
}

Result<Json> dataExport(const Json& params, StopToken stop, ProgressSink& progress) {
    TRY(const std::string folder, stringAt(params, "project"));
    TRY(const std::string name, stringAt(params, "dataset"));
    TRY(const std::string file, stringAt(params, "file"));
    TRY(const std::string format, stringAt(params, "format", ""));
    TRY(const std::string split, stringAt(params, "split", ""));
    exporting::DatasetExportOptions options;
    TRY(options.format, exportFormat(format));
    if (!split.empty())
        options.filter.split = split;
    TRY(auto opened, openDataset(folder, name, project::Access::ReadOnly));
    return exportedDataset(opened.project.database(), opened.facts, file, options, stop, progress);
}

} // namespace

std::vector<serving::Method> methods(preflight::Workshop& workshop) {
    // Those that open what recipes name take it from the workshop.
    const auto with = [&workshop](Result<Json> (*answer)(const Json&, preflight::Workshop&)) {
        return [&workshop, answer](const Json& params, const StopToken&, ProgressSink&) {
            return answer(params, workshop);
        };
    };
    const auto withAll =
        [&workshop](Result<Json> (*answer)(const Json&, preflight::Workshop&, StopToken, ProgressSink&)) {
            return [&workshop, answer](const Json& params, StopToken stop, ProgressSink& progress) {
                return answer(params, workshop, std::move(stop), progress);
            };
        };
    std::vector<serving::Method> all = {
        {"devices", devicesMethod},
        {"models.scan", modelsScan},
        {"model.inspect", withAll(modelInspect)},
        {"model.starter", modelStarter},
        {"import.preview", importPreview},
        {"import.run", importRun},
        {"tokens.row", with(tokensRow)},
        {"tokens.text", with(tokensText)},
        {"render", withAll(renderMethod)},
        {"recipe.check", withAll(recipeCheck)},
        {"plan", withAll(planMethod)},
        {"train", withAll(trainMethod)},
        {"sweep.plan", withAll(sweepPlanMethod)},
        {"sweep.start", withAll(sweepStartMethod)},
        {"data.clean", foundProblems},
        {"data.fix", mendedRows},
        {"data.label", labelledRows},
        {"data.pairs", pairedRows},
        {"data.suggest", suggestedRows},
        {"data.accept", acceptedRows},
        {"data.duplicates", foundDuplicates},
        {"data.alike", alikeRows},
        {"data.deduplicate", removedDuplicates},
        {"data.leakage", foundLeakage},
        {"data.split", splitRowsTogether},
        {"data.export", dataExport},
        {"export.adapter", exportAdapterMethod},
        {"export.card", exportCardMethod},
    };
    std::vector<std::string_view> names = {"hello"};
    for (const serving::Method& method : all)
        names.push_back(method.name);
    all.insert(all.begin(), {"hello", [names](const Json&, const StopToken&, ProgressSink&) {
                                 return hello(names);
                             }});
    return all;
}

} // namespace luthier::engine_program
