#include "weight_source.h"

#include "gguf_config.h"

#include <base/utf8.h>

#include <unordered_set>

namespace luthier::files {
namespace {

/// Sharded folders look like one file.
class SafetensorsSource : public WeightSource {
public:
    Status add(const ModelFolder& folder, const std::string& name) {
        TRY(const auto path, folder.pathOf(name));
        TRY(SafetensorsFile file, SafetensorsFile::open(path));
        m_files.push_back(std::make_unique<SafetensorsFile>(std::move(file)));
        const SafetensorsFile& opened = *m_files.back();
        for (const TensorInfo& info : opened.tensors()) {
            const std::string* shard = folder.shardOf(info.name);
            if (shard && *shard != name)
                return refused("model.wrong_shard")
                    .with("name", utf8Prefix(info.name, 120))
                    .with("shard", *shard)
                    .at(name);
            if (!m_names.insert(info.name).second)
                return refused("model.duplicate_tensor").with("name", utf8Prefix(info.name, 120)).at(name);
            m_tensors.push_back({info.name, &info, opened.bytes(info)});
        }
        return {};
    }

private:
    std::vector<std::unique_ptr<SafetensorsFile>> m_files;
    std::unordered_set<std::string_view> m_names;
};

class GgufSource : public WeightSource {
public:
    explicit GgufSource(const ModelFolder& folder)
        : m_file(folder.gguf()) {
        const auto& tensors = m_file->header().tensors;
        m_infos.reserve(tensors.size()); // they are pointed at
        for (const gguf::Tensor& tensor : tensors) {
            if (isConfigTensor(tensor.name))
                continue;
            m_infos.push_back({hubNameOf(tensor.name), Dtype::F32, tensor.shape, 0, 0});
            const auto bytes = m_file->bytes(tensor);
            m_tensors.push_back(
                {m_infos.back().name,
                 &m_infos.back(),
                 bytes,
                 {},
                 BlockTensor{tensor.format, tensor.shape, bytes, turnedHeads(*folder.shape(), tensor.name)}});
        }
    }

private:
    std::shared_ptr<const gguf::File> m_file;
    std::vector<TensorInfo> m_infos;
};

} // namespace

Result<std::unique_ptr<const WeightSource>> openSafetensors(const ModelFolder& folder) {
    if (folder.weightFiles().empty())
        return refused("model.no_weights").at(folder.path().string());
    auto source = std::make_unique<SafetensorsSource>();
    for (const std::string& name : folder.weightFiles())
        TRY_VOID(source->add(folder, name));
    return std::unique_ptr<const WeightSource>(std::move(source));
}

std::unique_ptr<const WeightSource> openGguf(const ModelFolder& folder) {
    return std::make_unique<GgufSource>(folder);
}

Result<std::unique_ptr<const WeightSource>> openWeights(const ModelFolder& folder) {
    if (!folder.shape())
        return folder.shape().error();
    if (folder.gguf())
        return openGguf(folder);
    return openSafetensors(folder);
}

} // namespace luthier::files
