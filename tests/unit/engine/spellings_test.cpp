#include "golden_case.h"

#include <base/json.h>
#include <files/describe.h>
#include <files/model_weights.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <algorithm>
#include <regex>

// Other ways to write a folder: older configs and names, wrappers, tensors that nobody reads. Transformers
// reads each of them and gives the folder's own logits.

namespace luthier::engine::tests {
namespace {

using luthier::tests::readWholeFile;
using luthier::tests::sourceFile;
using luthier::tests::TemporaryFolder;
using luthier::tests::writeFile;

struct Tensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

std::string renamed(std::string name, const Json& spelling) {
    if (spelling.contains("renamed"))
        for (const Json& rule : spelling["renamed"])
            name =
                std::regex_replace(name, std::regex(rule[0].get<std::string>()), rule[1].get<std::string>());
    return name;
}

/// The folder's tensors under the spelling's names, and what else it has.
std::vector<Tensor> tensorsOf(const std::filesystem::path& folder, const Json& spelling) {
    const auto file = files::SafetensorsFile::open(folder / "model.safetensors");
    std::vector<Tensor> tensors;
    for (const files::TensorInfo& info : file->tensors()) {
        const auto values = file->values<float>(info.name, files::Dtype::F32);
        tensors.push_back({info.name, info.shape, {values->begin(), values->end()}});
    }
    const std::vector<Tensor> saved = tensors;
    for (Tensor& tensor : tensors)
        tensor.name = renamed(tensor.name, spelling);
    if (spelling.contains("copies"))
        for (const auto& [name, of] : spelling["copies"].items()) {
            const auto original = std::find_if(saved.begin(), saved.end(),
                                               [&](const Tensor& tensor) { return tensor.name == of; });
            tensors.push_back({name, original->shape, original->values});
        }
    if (spelling.contains("extra"))
        for (const auto& [name, sizes] : spelling["extra"].items()) {
            const auto shape = sizes.get<std::vector<std::int64_t>>();
            std::int64_t count = 1;
            for (const std::int64_t size : shape)
                count *= size;
            tensors.push_back({name, shape, std::vector<float>(static_cast<std::size_t>(count), 0.37F)});
        }
    return tensors;
}

void write(const std::filesystem::path& path, const std::vector<Tensor>& tensors) {
    std::vector<files::TensorPlan> plans;
    for (const Tensor& tensor : tensors)
        plans.push_back({tensor.name, files::Dtype::F32, tensor.shape});
    auto writer = files::SafetensorsWriter::create(path, plans);
    ASSERT_TRUE(writer);
    for (const files::TensorPlan& plan : writer->order()) {
        const auto tensor = std::find_if(tensors.begin(), tensors.end(),
                                         [&](const Tensor& one) { return one.name == plan.name; });
        ASSERT_TRUE(writer->write(std::as_bytes(std::span(tensor->values))));
    }
    ASSERT_TRUE(writer->commit());
}

std::size_t extrasOf(const Json& spelling) {
    return spelling.contains("extra") ? spelling["extra"].size() : 0;
}

TEST(GoldenSpellings, GiveTheLogitsOfTheirFolder) {
    const Json spellings = readJsonFile(sourceFile("tests/golden/models/spellings.json")).value();
    ASSERT_EQ(spellings.size(), 48U);
    for (const Json& spelling : spellings) {
        const auto folder = sourceFile("tests/golden/models") / spelling["folder"].get<std::string>();
        SCOPED_TRACE(spelling["folder"].get<std::string>() + ": " + spelling["what"].get<std::string>());
        const TemporaryFolder copy;
        writeFile(copy.path() / "config.json", spelling.contains("config")
                                                   ? spelling["config"].dump()
                                                   : readWholeFile(folder / "config.json"));
        write(copy.path() / "model.safetensors", tensorsOf(folder, spelling));
        const auto opened = files::ModelFolder::open(copy.path());
        ASSERT_TRUE(opened) << opened.error().code();
        const auto model = Model::load(*opened, {});
        if (!model) {
            ADD_FAILURE() << model.error().code() << " " << model.error().detail() << " "
                          << model.error().place().field << " " << dumpJson(errorToJson(model.error()));
            continue;
        }
        const GoldenCase golden = openGolden(folder);
        // Those of the folder as it is, which its own test holds against transformers.
        const auto original = Model::load(*files::ModelFolder::open(folder), {});
        EXPECT_EQ(logitsOf(*model, golden), logitsOf(*original, golden));
        const auto weights = files::ModelWeights::open(*opened);
        EXPECT_EQ(weights->unread().size(), extrasOf(spelling));
    }
}

} // namespace
} // namespace luthier::engine::tests
