#include "text_source.h"

namespace luthier::cleaning {

Status TextList::visit(const Visit& visit, StopToken stop) {
    for (std::uint32_t item = 0; item < size(); ++item) {
        if (stop.stop_requested())
            return interrupted();
        TRY_VOID(visit(item, m_texts[item]));
    }
    return {};
}

Result<std::vector<std::string>> TextList::read(std::span<const std::uint32_t> items) {
    std::vector<std::string> texts;
    texts.reserve(items.size());
    for (const std::uint32_t item : items)
        texts.push_back(m_texts[item]);
    return texts;
}

} // namespace luthier::cleaning
