#include "aligned_text.h"

#include <base/utf8.h>

#include <algorithm>

namespace luthier::tokenizing {

AlignedText alignedText(std::string_view piece, std::uint32_t originBegin) {
    AlignedText out;
    out.text = piece;
    out.originBegin = originBegin;
    out.origin.resize(piece.size());
    for (std::size_t i = 0; i < piece.size();) {
        std::size_t next = i + 1;
        while (next < piece.size() && (static_cast<unsigned char>(piece[next]) & 0xC0U) == 0x80U)
            ++next;
        const ByteRange range{originBegin + static_cast<std::uint32_t>(i),
                              originBegin + static_cast<std::uint32_t>(next)};
        std::fill(out.origin.begin() + static_cast<std::ptrdiff_t>(i),
                  out.origin.begin() + static_cast<std::ptrdiff_t>(next), range);
        i = next;
    }
    return out;
}

void appendAligned(AlignedText& to, const AlignedText& from, std::size_t begin, std::size_t end) {
    to.text.append(from.text, begin, end - begin);
    to.origin.insert(to.origin.end(), from.origin.begin() + static_cast<std::ptrdiff_t>(begin),
                     from.origin.begin() + static_cast<std::ptrdiff_t>(end));
}

ByteRange originOf(const AlignedText& text, std::size_t begin, std::size_t end) {
    if (begin >= end || end > text.origin.size())
        return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    return {text.origin[begin].begin, text.origin[end - 1].end};
}

AlignedWriter::AlignedWriter(const AlignedText& source)
    : m_source(source) {
    m_out.originBegin = source.originBegin;
    m_out.text.reserve(source.text.size());
    m_out.origin.reserve(source.text.size());
}

void AlignedWriter::put(char32_t character, ByteRange place) {
    const std::size_t before = m_out.text.size();
    appendUtf8(m_out.text, character);
    m_out.origin.insert(m_out.origin.end(), m_out.text.size() - before, place);
}

void AlignedWriter::advance() {
    if (m_position < m_source.text.size())
        m_position += decodeUtf8(m_source.text, m_position).length;
}

void AlignedWriter::insert(char32_t character) {
    const ByteRange start{m_source.originBegin, m_source.originBegin};
    put(character, m_position == 0 ? start : m_source.origin[m_position - 1]);
}

void AlignedWriter::substitute(char32_t character, std::size_t swallowed) {
    const ByteRange last = m_source.origin.empty() ? ByteRange{} : m_source.origin.back();
    put(character, m_position < m_source.origin.size() ? m_source.origin[m_position] : last);
    for (std::size_t i = 0; i <= swallowed; ++i)
        advance();
}

void AlignedWriter::apply(const templates::Change& change) {
    if (change.change > 0)
        insert(change.character);
    else
        substitute(change.character, static_cast<std::size_t>(-change.change));
}

void AlignedWriter::drop() {
    advance();
}

AlignedText AlignedWriter::finish() && {
    return std::move(m_out);
}

void prepend(AlignedText& text, std::string_view prefix) {
    if (text.empty())
        return;
    const std::size_t first = decodeUtf8(text.text, 0).length;
    const ByteRange place = text.origin[first - 1];
    text.origin.insert(text.origin.begin(), prefix.size(), place);
    text.text.insert(0, prefix);
}

void replaceHits(AlignedText& text, const std::vector<Hit>& hits, std::string_view content) {
    if (hits.empty())
        return;
    AlignedText out;
    out.originBegin = text.originBegin;
    std::size_t done = 0;
    for (const Hit& hit : hits) {
        appendAligned(out, text, done, hit.begin);
        ByteRange place{text.originBegin, text.originBegin};
        if (hit.end > hit.begin)
            place = text.origin[hit.end - 1];
        else if (!out.origin.empty())
            place = out.origin.back();
        out.text += content;
        out.origin.insert(out.origin.end(), content.size(), place);
        done = hit.end;
    }
    appendAligned(out, text, done, text.text.size());
    text = std::move(out);
}

} // namespace luthier::tokenizing
