#include "model_weights.h"

#include "describe.h"

#include <base/json.h>
#include <base/utf8.h>
#include <families/family.h>
#include <families/spellings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>
#include <utility>

namespace luthier::files {

namespace {

constexpr std::size_t kHashPiece = 8u << 20;

/// A label is a row of what makes the logits: a head of another number of labels.
bool isOfOtherLabels(const std::vector<std::int64_t>& found, const std::vector<std::int64_t>& expected) {
    return found.size() == expected.size() && !found.empty() && found.front() != expected.front() &&
           std::equal(found.begin() + 1, found.end(), expected.begin() + 1);
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    return dumpJson(Json(shape));
}

} // namespace

Result<ModelWeights> ModelWeights::open(const ModelFolder& folder) {
    if (!folder.shape())
        return folder.shape().error();
    ModelWeights weights;
    weights.m_shape = *folder.shape();
    weights.m_quantised = folder.quantised();
    TRY(weights.m_source, openWeights(folder));
    std::unordered_map<std::string_view, TensorView> found;
    for (const TensorView& view : weights.m_source->tensors())
        if (!found.emplace(view.name, view).second)
            return refused("model.duplicate_tensor").with("name", utf8Prefix(view.name, 120));
    TRY_VOID(weights.bind(found));
    return weights;
}

Status ModelWeights::bind(const std::unordered_map<std::string_view, TensorView>& found) {
    const std::vector<std::string> head = families::headModules(m_shape);
    const auto find = [&](const std::string& name) -> std::optional<FoundTensor> {
        const auto view = found.find(name);
        return view == found.end() ? std::nullopt
                                   : std::optional(FoundTensor{view->second.info, view->second.bytes});
    };
    std::unordered_map<std::string, families::LinearModule> quantised;
    if (m_quantised)
        for (families::LinearModule& module : families::linearsOf(m_shape))
            if (module.isQuantisable)
                quantised.emplace(module.weight, module);
    std::unordered_set<const TensorInfo*> replaced;
    for (const families::WeightEntry& entry : families::weightsOf(m_shape)) {
        auto view = found.end();
        for (const std::string& name : families::spellingsOf(m_shape, entry.name))
            if (view == found.end())
                view = found.find(name);
        const bool isNew = m_shape.headIsNew &&
                           std::find(head.begin(), head.end(), program::moduleOf(entry.name)) != head.end();
        if (view != found.end() && isNew && isOfOtherLabels(view->second.info->shape, entry.shape)) {
            replaced.insert(view->second.info);
        } else if (view != found.end()) {
            const auto module = quantised.find(entry.name);
            TRY_VOID(module == quantised.end() ? take(entry, view->second)
                                               : takeQuantised(module->second, view->second, find));
        } else if (!isNew) {
            return refused("model.missing_tensor").with("name", entry.name);
        }
    }
    TRY_VOID(refuseOtherHead(found));
    std::unordered_set<const TensorInfo*> taken;
    for (const TensorView& view : m_all) {
        taken.insert(view.info);
        if (view.quantised)
            for (const std::string& part : view.quantised->names)
                taken.insert(found.find(part)->second.info);
    }
    for (const auto& [name, view] : found) {
        if (taken.contains(view.info))
            continue;
        if (!replaced.contains(view.info) && !families::isIgnoredTensor(m_shape, name))
            return refused("model.unknown_tensor").with("name", utf8Prefix(name, 120));
        if (!isCopy(view))
            m_unread.emplace_back(name);
    }
    std::sort(m_unread.begin(), m_unread.end());
    measure();
    return {};
}

/// What most bytes of the matrices are stored in.
void ModelWeights::measure() {
    std::array<std::uint64_t, 64> bytesOf{};
    std::uint64_t blockBytes = 0;
    std::int64_t inBlocks = 0;
    for (const TensorView& view : m_all) {
        if (view.blocks && view.info->shape.size() > 1) {
            blockBytes += view.bytes.size();
            inBlocks += view.info->elements();
        }
        if (!view.quantised)
            bytesOf[static_cast<std::size_t>(view.info->dtype)] += view.bytes.size();
    }
    m_dtype = static_cast<Dtype>(std::max_element(bytesOf.begin(), bytesOf.end()) - bytesOf.begin());
    m_stored = inBlocks > 0 ? families::Stored::Blocks : storedAs(m_dtype);
    m_blockBytes = inBlocks > 0 ? static_cast<double>(blockBytes) / static_cast<double>(inBlocks) : 0.0;
}

/// The model reads the same numbers under another name.
bool ModelWeights::isCopy(const TensorView& own) const {
    return std::any_of(m_all.begin(), m_all.end(), [&](const TensorView& view) {
        return view.info->shape == own.info->shape && view.info->dtype == own.info->dtype &&
               (!view.blocks || view.blocks->format == own.blocks->format) &&
               std::equal(view.bytes.begin(), view.bytes.end(), own.bytes.begin(), own.bytes.end());
    });
}

/// A tied head that the file holds as well must be the embedding's copy; transformers unties one that
/// differs.
Status ModelWeights::refuseOtherHead(const std::unordered_map<std::string_view, TensorView>& found) const {
    const std::string name = std::string(families::familyNamed(m_shape.family)->outputModule) + ".weight";
    const auto head = found.find(name);
    if (!m_shape.tiedEmbeddings || m_shape.head != families::Head::Words || head == found.end())
        return {};
    return isCopy(head->second) ? Status() : refused("model.other_head").with("name", name);
}

Status ModelWeights::take(const families::WeightEntry& entry, TensorView view) {
    if (view.info->shape != entry.shape)
        return refused("model.wrong_shape")
            .with("name", entry.name)
            .with("expected", shapeText(entry.shape))
            .with("found", shapeText(view.info->shape));
    if (!isTrainable(view.info->dtype))
        return refused("model.unsupported_dtype")
            .with("name", entry.name)
            .with("dtype", dtypeName(view.info->dtype));
    view.name = entry.name;
    m_byName.emplace(entry.name, m_all.size());
    m_bytes += view.bytes.size();
    m_all.push_back(std::move(view));
    return {};
}

Status ModelWeights::takeQuantised(const families::LinearModule& module, TensorView view,
                                   const FindTensor& find) {
    TRY(view.quantised,
        quantisedTensor(find, view.info->name, *m_quantised, module.outFeatures, module.inFeatures));
    view.name = module.weight;
    m_byName.emplace(view.name, m_all.size());
    m_bytes += view.bytes.size() + view.quantised->absmax.size() + view.quantised->nestedAbsmax.size() +
               view.quantised->nestedMap.size();
    m_all.push_back(std::move(view));
    return {};
}

const TensorView* ModelWeights::named(std::string_view name) const {
    const auto found = m_byName.find(std::string(name));
    return found == m_byName.end() ? nullptr : &m_all[found->second];
}

namespace {

/// The name with the layer's number left out, and that number.
std::pair<std::string, std::int64_t> withoutLayer(const std::string& name) {
    for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
        const std::size_t end = std::min(name.find_first_not_of("0123456789", dot + 1), name.size());
        std::int64_t layer = 0;
        if (end > dot + 1 && end < name.size() && name[end] == '.' &&
            std::from_chars(name.data() + dot + 1, name.data() + end, layer).ec == std::errc())
            return {name.substr(0, dot) + name.substr(end), layer};
    }
    return {name, 0};
}

/// The order that hashes are made in, and were made in by earlier versions: a tensor of all layers behind the
/// other, norms of a layer that have no bias in front of all that has a layer.
std::vector<const TensorView*> hashOrder(const ModelWeights& weights) {
    std::vector<std::string> kinds;
    std::unordered_map<std::string, std::vector<const TensorView*>> ofKind;
    std::size_t norms = 0; // behind those that stand in `kinds`
    for (const TensorView& view : weights.all()) {
        const auto [kind, layer] = withoutLayer(view.name);
        auto& views = ofKind[kind];
        if (views.empty()) {
            const bool inLayer = kind != view.name;
            const bool norm = inLayer && view.info->shape.size() == 1 && kind.ends_with(".weight") &&
                              !weights.named(view.name.substr(0, view.name.size() - 6) + "bias");
            if (!inLayer && norms == kinds.size())
                norms = kinds.size() + 1;
            kinds.insert(norm ? kinds.begin() + static_cast<std::ptrdiff_t>(norms++) : kinds.end(), kind);
        }
        views.push_back(&view);
    }
    std::vector<const TensorView*> order;
    for (const std::string& kind : kinds)
        order.insert(order.end(), ofKind[kind].begin(), ofKind[kind].end());
    return order;
}

} // namespace

Result<Hash128> modelHash(const ModelFolder& folder, StopToken stop, ProgressSink& progress) {
    TRY(const ModelWeights weights, ModelWeights::open(folder));
    Hash128Stream stream;
    stream.update(dumpJson(shapeToJson(weights.shape())));
    std::int64_t done = 0;
    const auto feed = [&](std::span<const std::byte> from) -> Status {
        std::string_view bytes(reinterpret_cast<const char*>(from.data()), from.size());
        while (!bytes.empty()) {
            if (stop.stop_requested())
                return interrupted();
            const auto piece = bytes.substr(0, kHashPiece);
            stream.update(piece);
            bytes.remove_prefix(piece.size());
            done += static_cast<std::int64_t>(piece.size());
            progress.report({"hashing model", done, static_cast<std::int64_t>(weights.bytes())});
        }
        return {};
    };
    for (const TensorView* view : hashOrder(weights)) {
        const std::string_view type =
            view->blocks ? view->blocks->format->name : dtypeName(view->info->dtype);
        stream.update(view->name + " " + std::string(type) + shapeText(view->info->shape));
        TRY_VOID(feed(view->bytes));
        if (!view->quantised)
            continue;
        stream.update(dumpJson(Json{view->quantised->block, view->quantised->offset}));
        for (const auto scales :
             {view->quantised->absmax, view->quantised->nestedAbsmax, view->quantised->nestedMap})
            TRY_VOID(feed(scales));
    }
    return stream.finish();
}

} // namespace luthier::files
