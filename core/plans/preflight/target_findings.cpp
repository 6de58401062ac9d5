#include "target_findings.h"

#include "adapter_targets.h"

#include <recipe/schema.h>

#include <algorithm>

namespace luthier::preflight {
namespace {

using recipe::Finding;
using recipe::Fix;
using recipe::Severity;

constexpr std::string_view kField = "method.target_modules";

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// The parts of a text between commas, blanks around them dropped.
std::vector<std::string> listed(const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto first = text.find_first_not_of(' ', begin);
        if (first < end)
            names.push_back(text.substr(first, text.find_last_not_of(' ', end - 1) + 1 - first));
        begin = end + 1;
    }
    return names;
}

/// Names of a list that choose no layer by themselves.
std::vector<std::string> unmatched(const recipe::Method& method, const families::ModelShape& shape,
                                   const std::string& baseModel) {
    std::vector<std::string> names;
    const auto* list = std::get_if<std::vector<std::string>>(&method.targetModules);
    if (!list || list->size() < 2)
        return names;
    for (const std::string& name : *list) {
        recipe::Method alone = method;
        alone.targetModules = std::vector<std::string>{name};
        const auto plan = adapterPlan(alone, shape, baseModel);
        if (!plan && plan.error().code() == "adapter.no_target")
            names.push_back(name);
    }
    return names;
}

} // namespace

void checkTargets(const recipe::Method& method, const families::ModelShape& shape,
                  const std::string& baseModel, std::vector<Finding>& findings) {
    if (method.kind == recipe::MethodKind::Full)
        return;
    const auto plan = adapterPlan(method, shape, baseModel);
    const auto* text = std::get_if<std::string>(&method.targetModules);
    if (!plan) {
        const bool commas = text && text->find(',') != std::string::npos;
        const bool ofMethod = plan.error().code() == "adapter.not_for_family";
        const std::string own = "method." + plan.error().place().field;
        findings.push_back(
            {Severity::Error, commas ? "recipe.targets_no_list" : plan.error().code(),
             ofMethod                 ? "method.type"
             : recipe::settingAt(own) ? own
                                      : std::string(kField),
             plan.error().parameters(),
             commas ? std::optional(Fix{std::string(kField), Json(listed(*text))}) : std::nullopt});
        return;
    }
    const auto missing = unmatched(method, shape, baseModel);
    if (missing.empty())
        return;
    std::vector<std::string> others = std::get<std::vector<std::string>>(method.targetModules);
    std::erase_if(others, [&](const std::string& name) {
        return std::find(missing.begin(), missing.end(), name) != missing.end();
    });
    findings.push_back({Severity::Warning,
                        "recipe.target_unmatched",
                        std::string(kField),
                        {{"names", joined(missing)}, {"modules", joined(families::allLinearTargets(shape))}},
                        Fix{std::string(kField), Json(others)}});
}

} // namespace luthier::preflight
