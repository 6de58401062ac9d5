#include "model_weights.h"

#include "describe.h"

#include <base/json.h>
#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::files {

namespace {

constexpr std::int64_t kLayerStride = 4096;
constexpr std::size_t kHashPiece = 8u << 20;

std::int64_t keyOf(families::Role role, std::int64_t layer) {
    return static_cast<std::int64_t>(role) * kLayerStride + layer;
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    return dumpJson(Json(shape));
}

} // namespace

Result<ModelWeights> ModelWeights::open(const ModelFolder& folder) {
    if (!folder.shape())
        return folder.shape().error();
    if (folder.weightFiles().empty())
        return refused("model.no_weights").at(folder.path().string());
    ModelWeights weights;
    weights.m_shape = *folder.shape();
    std::unordered_map<std::string_view, TensorView> found;
    for (const std::string& name : folder.weightFiles()) {
        TRY(const auto path, folder.pathOf(name));
        TRY(SafetensorsFile file, SafetensorsFile::open(path));
        weights.m_files.push_back(std::make_unique<SafetensorsFile>(std::move(file)));
        const SafetensorsFile& opened = *weights.m_files.back();
        for (const TensorInfo& info : opened.tensors()) {
            const std::string* shard = folder.shardOf(info.name);
            if (shard && *shard != name)
                return refused("model.wrong_shard")
                    .with("name", utf8Prefix(info.name, 120))
                    .with("shard", *shard)
                    .at(name);
            if (!found.emplace(info.name, TensorView{&info, opened.bytes(info)}).second)
                return refused("model.duplicate_tensor").with("name", utf8Prefix(info.name, 120)).at(name);
        }
    }
    TRY_VOID(weights.bind(found));
    return weights;
}

Status ModelWeights::bind(const std::unordered_map<std::string_view, TensorView>& found) {
    std::size_t taken = 0;
    for (const families::WeightEntry& entry : families::weightsOf(m_shape)) {
        const std::int64_t layers = entry.scope == families::Scope::Layer ? m_shape.layers : 1;
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            auto view = found.end();
            for (const std::string& name : families::spellingsOf(m_shape, entry, layer))
                if (view == found.end())
                    view = found.find(name);
            if (view == found.end())
                return refused("model.missing_tensor").with("name", entry.name(layer));
            TRY_VOID(take(entry, layer, view->second));
            ++taken;
        }
    }
    for (const auto& [name, view] : found)
        taken += families::isIgnoredTensor(m_shape, name) ? 1 : 0;
    if (taken != found.size()) {
        // Only now is it worth finding out which: the table's names, then the first that is not among them.
        for (const auto& [name, view] : found) {
            const auto known = std::any_of(m_all.begin(), m_all.end(), [&name = name](const TensorView& t) {
                return t.info->name == name;
            });
            if (!known && !families::isIgnoredTensor(m_shape, name))
                return refused("model.unknown_tensor").with("name", utf8Prefix(name, 120));
        }
    }
    std::array<std::uint64_t, 64> bytesOf{};
    for (const TensorView& view : m_all)
        bytesOf[static_cast<std::size_t>(view.info->dtype)] += view.bytes.size();
    m_dtype = static_cast<Dtype>(std::max_element(bytesOf.begin(), bytesOf.end()) - bytesOf.begin());
    return {};
}

Status ModelWeights::take(const families::WeightEntry& entry, std::int64_t layer, const TensorView& view) {
    const std::string name = entry.name(layer);
    if (view.info->shape != entry.shape)
        return refused("model.wrong_shape")
            .with("name", name)
            .with("expected", shapeText(entry.shape))
            .with("found", shapeText(view.info->shape));
    if (!isTrainable(view.info->dtype))
        return refused("model.unsupported_dtype")
            .with("name", name)
            .with("dtype", dtypeName(view.info->dtype));
    m_byName.emplace(name, m_all.size());
    m_byRole.emplace(keyOf(entry.role, layer), m_all.size());
    m_all.push_back({view.info, view.bytes, entry.role, layer});
    m_bytes += view.bytes.size();
    return {};
}

TensorView ModelWeights::tensor(families::Role role, std::int64_t layer) const {
    if (role == families::Role::HeadWeight && m_shape.tiedEmbeddings)
        role = families::Role::TokenEmbedding;
    const auto found = m_byRole.find(keyOf(role, layer));
    return found == m_byRole.end() ? TensorView{} : m_all[found->second];
}

TensorView ModelWeights::named(std::string_view name) const {
    const auto found = m_byName.find(std::string(name));
    return found == m_byName.end() ? TensorView{} : m_all[found->second];
}

Result<Hash128> modelHash(const ModelFolder& folder, StopToken stop, ProgressSink& progress) {
    TRY(const ModelWeights weights, ModelWeights::open(folder));
    Hash128Stream stream;
    stream.update(dumpJson(shapeToJson(weights.shape())));
    std::int64_t done = 0;
    for (const families::WeightEntry& entry : families::weightsOf(weights.shape())) {
        const std::int64_t layers = entry.scope == families::Scope::Layer ? weights.shape().layers : 1;
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            const TensorView view = weights.tensor(entry.role, layer);
            stream.update(entry.name(layer) + " " + std::string(dtypeName(view.info->dtype)) +
                          shapeText(entry.shape));
            std::string_view bytes(reinterpret_cast<const char*>(view.bytes.data()), view.bytes.size());
            while (!bytes.empty()) {
                if (stop.stop_requested())
                    return interrupted();
                const auto piece = bytes.substr(0, kHashPiece);
                stream.update(piece);
                bytes.remove_prefix(piece.size());
                done += static_cast<std::int64_t>(piece.size());
                progress.report({"hashing model", done, static_cast<std::int64_t>(weights.bytes())});
            }
        }
    }
    return stream.finish();
}

} // namespace luthier::files
