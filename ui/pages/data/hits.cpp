#include "hits.h"

#include <algorithm>

namespace luthier::data {
namespace {

constexpr std::size_t kMostHits = 500;

} // namespace

std::vector<widgets::TextHit> hitsIn(const QString& text, const QStringList& words) {
    std::vector<widgets::TextHit> found;
    for (const QString& word : words)
        for (qsizetype at = word.isEmpty() ? -1 : text.indexOf(word, 0, Qt::CaseInsensitive);
             at >= 0 && found.size() < kMostHits;
             at = text.indexOf(word, at + word.size(), Qt::CaseInsensitive))
            found.push_back({at, word.size()});
    std::ranges::sort(found, {}, &widgets::TextHit::begin);
    std::vector<widgets::TextHit> apart;
    for (const widgets::TextHit& hit : found) {
        if (!apart.empty() && hit.begin <= apart.back().begin + apart.back().length)
            apart.back().length = std::max(apart.back().length, hit.begin + hit.length - apart.back().begin);
        else
            apart.push_back(hit);
    }
    return apart;
}

} // namespace luthier::data
