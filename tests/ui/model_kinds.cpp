#include "model_kinds.h"

#include <support/shared_data.h>

namespace luthier::tests {

ModelKinds::ModelKinds() {
    const std::filesystem::path golden = sourceFile("tests/golden/models");
    for (const char* name : {"bert", "bert-multi", "bert-regression", "t5"})
        std::filesystem::copy(golden / name, m_folder / name);
    std::filesystem::copy(sourceFile("tests/golden/quantization/llama-nf4"), m_folder / "quantised");
    for (const char* name : {"strange", "weightless"})
        std::filesystem::create_directory(m_folder / name);
    writeFile(m_folder / "strange/config.json",
              R"({"model_type": "mamba", "architectures": ["MambaForCausalLM"]})");
    std::filesystem::copy(golden / "bert/config.json", m_folder / "weightless/config.json");
}

QString ModelKinds::path() const {
    return QString::fromStdString(std::filesystem::canonical(m_folder.path()).string());
}

QString ModelKinds::path(const char* name) const {
    return QString::fromStdString(std::filesystem::canonical(m_folder / name).string());
}

} // namespace luthier::tests
