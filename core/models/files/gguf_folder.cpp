#include "gguf_config.h"
#include "model_folder.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <map>
#include <system_error>

namespace luthier::files {
namespace {

namespace fs = std::filesystem;

/// general.file_type, as people know it.
struct FileType {
    std::int64_t id;
    std::string_view name;
};
constexpr std::array<FileType, 18> kFileTypes{{{0, "F32"},
                                               {1, "F16"},
                                               {2, "Q4_0"},
                                               {3, "Q4_1"},
                                               {7, "Q8_0"},
                                               {8, "Q5_0"},
                                               {9, "Q5_1"},
                                               {10, "Q2_K"},
                                               {11, "Q3_K_S"},
                                               {12, "Q3_K_M"},
                                               {13, "Q3_K_L"},
                                               {14, "Q4_K_S"},
                                               {15, "Q4_K_M"},
                                               {16, "Q5_K_S"},
                                               {17, "Q5_K_M"},
                                               {18, "Q6_K"},
                                               {25, "IQ4_NL"},
                                               {32, "BF16"}}};

/// The type that most bytes have.
std::string mostUsedType(const gguf::Header& header) {
    std::map<std::string_view, std::uint64_t> bytesOf;
    for (const gguf::Tensor& tensor : header.tensors)
        bytesOf[tensor.format->name] += tensor.bytes;
    const auto most = std::max_element(bytesOf.begin(), bytesOf.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == bytesOf.end() ? std::string() : std::string(most->first);
}

std::string typeOf(const gguf::File& file) {
    if (const auto id = file.integer("general.file_type")) {
        const auto known = std::find_if(kFileTypes.begin(), kFileTypes.end(),
                                        [&](const FileType& type) { return type.id == *id; });
        if (known != kFileTypes.end())
            return std::string(known->name);
    }
    return mostUsedType(file.header());
}

} // namespace

Result<ModelFolder> ModelFolder::openFile(const fs::path& path) {
    ModelFolder model;
    TRY(model.m_gguf, gguf::File::open(path));
    std::error_code error;
    // Where a link lies, not where it leads: that name may say nothing.
    const fs::path folder = fs::canonical(fs::absolute(path).parent_path(), error);
    model.m_folder = {folder / path.filename(), folder};
    const std::string name = path.filename().string();
    const auto size = fs::file_size(path, error);
    model.m_files = {{name, error ? 0 : size}};
    model.m_weightFiles = {name};
    auto config = configOfGguf(*model.m_gguf);
    if (config) {
        model.m_config = *std::move(config);
        model.readConfig();
        return model;
    }
    model.m_config = Json::object();
    if (const auto known = model.m_gguf->text("general.architecture"))
        model.m_modelType = replaceInvalidUtf8(utf8Prefix(*known, 80));
    model.m_shape = config.error();
    return model;
}

std::string ModelFolder::storedName() const {
    if (m_gguf)
        return typeOf(*m_gguf);
    const auto dtype = declaredDtype();
    return dtype ? std::string(shortName(*dtype)) : std::string();
}

ModelFolder::StoredForm ModelFolder::storedForm() const {
    if (!m_gguf) {
        const auto dtype = declaredDtype();
        return {dtype && isTrainable(*dtype) ? storedAs(*dtype) : families::Stored::Fp32, 0.0};
    }
    double bytes = 0.0;
    double weights = 0.0;
    for (const gguf::Tensor& tensor : m_gguf->header().tensors) {
        if (tensor.shape.size() < 2)
            continue;
        bytes += static_cast<double>(tensor.bytes);
        weights += static_cast<double>(tensor.elements());
    }
    return {families::Stored::Blocks, weights > 0 ? bytes / weights : 0.0};
}

} // namespace luthier::files
