#pragma once

#include "safetensors.h"

#include <string>
#include <string_view>

namespace luthier::files {

/// Reads the JSON of a safetensors header and nothing else: an object of tensors and `__metadata__`, whole
/// non-negative numbers, strings with escapes. Keeps no tree, so a hostile header costs no more than its
/// tensors. Checks what a single entry shows (type, shape, length); order and holes are the caller's.
class HeaderParser {
public:
    HeaderParser(std::string_view text, const SafetensorsLimits& limits, std::string_view file)
        : m_text(text)
        , m_limits(limits)
        , m_file(file) {}

    Result<SafetensorsHeader> parse();

private:
    Error fault(std::string_view code) const;
    Error syntax() const;
    void skipBlanks();
    bool take(char wanted);
    Status expect(char wanted);
    Result<std::string> string(std::size_t limit);
    Status escape(std::string& out);
    Result<std::uint32_t> fourHexDigits();
    Result<std::uint64_t> number();
    /// Calls `element` for each element between the brackets.
    template <class Element>
    Status sequence(char open, char close, Element element);
    Status metadata(Metadata& out);
    Status tensor(TensorInfo& tensor);
    Status field(TensorInfo& tensor, const std::string& key, unsigned& seen);
    Status shape(TensorInfo& tensor);
    Status offsets(TensorInfo& tensor);
    Status checkSize(const TensorInfo& tensor) const;

    std::string_view m_text;
    const SafetensorsLimits& m_limits;
    std::string_view m_file;
    std::size_t m_at = 0;
};

} // namespace luthier::files
