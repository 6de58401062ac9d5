#include "kept_exports.h"

#include "json_values.h"

#include <base/json.h>

namespace luthier::bridge {
namespace {

constexpr std::string_view kSetting = "exports";
constexpr std::size_t kMostKept = 200;

Json jsonOf(const KeptExport& made) {
    return {{"kind", made.kind.toStdString()},
            {"from", made.from.toStdString()},
            {"out", made.out.toStdString()},
            {"bytes", made.bytes},
            {"rows", made.rows},
            {"sha256", made.sha256.toStdString()},
            {"when", made.when.toStdString()}};
}

KeptExport exportOf(const Json& document) {
    KeptExport made;
    made.kind = textIn(document, "kind");
    made.from = textIn(document, "from");
    made.out = textIn(document, "out");
    made.bytes = countIn(document, "bytes");
    made.rows = countIn(document, "rows");
    made.sha256 = textIn(document, "sha256");
    made.when = textIn(document, "when");
    return made;
}

} // namespace

Status keepExport(project::Project& project, const KeptExport& made) {
    TRY(auto all, keptExports(project.database()));
    all.push_back(made);
    Json document = Json::array();
    for (std::size_t i = all.size() > kMostKept ? all.size() - kMostKept : 0; i < all.size(); ++i)
        document.push_back(jsonOf(all[i]));
    return project::setSetting(project.database(), kSetting, dumpJson(document));
}

Result<std::vector<KeptExport>> keptExports(storage::Connection& database) {
    std::vector<KeptExport> all;
    TRY(const auto text, project::setting(database, kSetting));
    if (!text)
        return all;
    TRY(const Json document, parseJson(*text));
    for (const Json& each : document)
        if (each.is_object())
            all.push_back(exportOf(each));
    return all;
}

} // namespace luthier::bridge
