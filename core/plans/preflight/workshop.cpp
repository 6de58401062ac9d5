#include "workshop.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <vector>

namespace luthier::preflight {
namespace {

namespace fs = std::filesystem;

std::string stampOfFile(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    const auto time = fs::last_write_time(file, error).time_since_epoch();
    return error ? std::string("-") : std::to_string(size) + ":" + std::to_string(time.count());
}

/// Names, sizes and times of what lies in a folder; of a file itself.
std::string stampOf(const fs::path& path) {
    std::error_code error;
    if (!fs::is_directory(path, error))
        return stampOfFile(path);
    std::vector<std::string> lines;
    for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::directory_iterator();
         entry.increment(error))
        lines.push_back(entry->path().filename().string() + "=" + stampOfFile(entry->path()));
    std::sort(lines.begin(), lines.end());
    std::string stamp;
    for (const std::string& line : lines)
        stamp += line + "\n";
    return stamp;
}

template <class Value>
Result<std::shared_ptr<const Value>> shared(Result<Value> value) {
    if (!value)
        return value.error();
    return std::shared_ptr<const Value>(std::make_shared<Value>(std::move(*value)));
}

} // namespace

Workshop::Workshop(ProjectOpener open)
    : m_projects(open)
    , m_rows(std::move(open)) {}

Result<std::shared_ptr<const ModelSource>> Workshop::model(const recipe::ModelChoice& model,
                                                           const fs::path& recipeFolder,
                                                           const fs::path& projectFolder) {
    const fs::path path = pathOfModel(model, recipeFolder, projectFolder);
    const std::string key =
        path.string() + (model.randomInit ? "|random|" + model.tokenizer + "|" + recipeFolder.string() + "|" +
                                                projectFolder.string()
                                          : "");
    return m_models.get(key, stampOf(path),
                        [&] { return shared(resolveModel(model, recipeFolder, projectFolder)); });
}

Result<std::shared_ptr<const tokenizing::Tokenizer>> Workshop::tokenizer(const fs::path& folder) {
    return m_tokenizers.get(folder.string(), stampOf(folder),
                            [&] { return tokenizing::loadTokenizer(folder); });
}

Result<std::shared_ptr<const examples::ChosenTemplate>>
Workshop::chatTemplate(const std::string& source, const tokenizing::Tokenizer& tokenizer) {
    const std::string stamp = examples::isTemplateFile(source) ? stampOf(source) : tokenizer.hash().hex();
    return m_templates.get(source, stamp,
                           [&] { return shared(examples::chooseTemplate(source, tokenizer, {})); });
}

} // namespace luthier::preflight
