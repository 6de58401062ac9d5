#pragma once

#include <examples/preparation.h>

#include <dataset/catalog.h>
#include <dataset/part.h>
#include <importing/importing.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>
#include <templates/chat_template.h>
#include <tokenizing/tokenizer.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace luthier::examples {

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

inline std::shared_ptr<const tokenizing::Tokenizer> wideTokenizer(const std::string& name) {
    return must(tokenizing::loadTokenizer(tests::sourceFile("tests/golden/tokens/wide/" + name)));
}

inline recipe::Recipe recipeOf(recipe::Task task, std::int64_t maxLength = 512) {
    recipe::Recipe recipe;
    recipe.task = task;
    recipe.tokens.maxLength = maxLength;
    recipe.tokens.packing = false;
    return recipe;
}

/// A project with a dataset "rows" of JSON lines, and perhaps one "more".
class RowsProject {
public:
    explicit RowsProject(const std::string& lines, const dataset::Roles& roles = {},
                         const std::string& more = {})
        : project(made(m_folder / "p.luthier")) {
        add("rows", lines, roles);
        if (!more.empty())
            add("more", more, roles);
    }

    /// The rows of a dataset under a recipe.
    Result<Prepared> prepare(const std::shared_ptr<const tokenizing::Tokenizer>& tokenizer,
                             const recipe::Recipe& recipe, const std::vector<std::string>& modelLabels = {},
                             const FrozenData* train = nullptr) {
        const ExampleMaker maker(tokenizer, plainTemplate(), recipe, modelLabels);
        return prepareRows(project, {{train ? "more" : "rows", {}, weight}}, maker, recipe, {}, silent,
                           train);
    }
    static templates::ChatTemplate plainTemplate() {
        return must(templates::ChatTemplate::parse(must(templates::builtinTemplate("builtin:plain"))));
    }

private:
    void add(const std::string& name, const std::string& lines, const dataset::Roles& roles) {
        const auto file = m_folder / (name + ".jsonl");
        tests::writeFile(file, lines);
        const std::array files = {file};
        importing::ImportOptions options;
        options.roles = roles;
        must(importing::importFiles(project, files, options, {}, silent));
    }

    static project::Project made(const std::filesystem::path& folder) {
        const std::array parts = {dataset::projectPart()};
        return must(project::Project::create(folder, "", parts));
    }

    tests::TemporaryFolder m_folder;

public:
    double weight = 1;
    NullProgress silent;
    project::Project project;
};

} // namespace luthier::examples
