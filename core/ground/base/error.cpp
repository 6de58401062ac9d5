#include "error.h"

#include <utility>

namespace luthier {

Error& Error::with(std::string_view key, std::string_view value) & {
    m_parameters.insert_or_assign(std::string(key), std::string(value));
    return *this;
}

Error&& Error::with(std::string_view key, std::string_view value) && {
    with(key, value);
    return std::move(*this);
}

Error&& Error::with(std::string_view key, std::int64_t value) && {
    return std::move(*this).with(key, std::to_string(value));
}

Error&& Error::at(std::string_view file) && {
    m_place.file = file;
    return std::move(*this).with("file", file);
}

Error&& Error::field(std::string_view name) && {
    m_place.field = name;
    return std::move(*this).with("field", name);
}

Error&& Error::line(std::int64_t number) && {
    m_place.line = number;
    return std::move(*this).with("line", number);
}

Error& Error::because(std::string_view detail) & {
    m_detail = detail;
    return *this;
}

Error&& Error::because(std::string_view detail) && {
    because(detail);
    return std::move(*this);
}

} // namespace luthier
