#pragma once

#include "kept.h"
#include "model_source.h"
#include "open_projects.h"
#include "row_counter.h"

#include <examples/example.h>
#include <tokenizing/tokenizer.h>

#include <filesystem>
#include <memory>
#include <string>

namespace luthier::preflight {

/// What programs open to answer for a recipe: models, tokenizers, templates, projects and the extents of
/// rows. Each is kept by its path and the sizes and times of its files, so that a second question opens
/// nothing. Thread-safe.
class Workshop {
public:
    /// `open` opens a project for reading, on any thread.
    explicit Workshop(ProjectOpener open);

    /// As resolveModel.
    Result<std::shared_ptr<const ModelSource>> model(const recipe::ModelChoice& model,
                                                     const std::filesystem::path& recipeFolder,
                                                     const std::filesystem::path& projectFolder);
    /// As loadTokenizer.
    Result<std::shared_ptr<const tokenizing::Tokenizer>> tokenizer(const std::filesystem::path& folder);
    /// As chooseTemplate, for a recipe whose paths are absolute.
    Result<std::shared_ptr<const examples::ChosenTemplate>>
    chatTemplate(const std::string& source, const tokenizing::Tokenizer& tokenizer);

    OpenProjects& projects() { return m_projects; }
    RowCounter& rows() { return m_rows; }

private:
    OpenProjects m_projects;
    Kept<ModelSource> m_models{8};
    Kept<tokenizing::Tokenizer> m_tokenizers{4};
    Kept<examples::ChosenTemplate> m_templates{8};
    RowCounter m_rows; // last: its threads end first
};

} // namespace luthier::preflight
