#include "whole.h"

#include <algorithm>

namespace luthier::methods {
bool isWithin(std::string_view tensor, const std::vector<std::string>& modules) {
    for (std::size_t dot = tensor.find('.'); dot != std::string_view::npos; dot = tensor.find('.', dot + 1))
        if (std::any_of(modules.begin(), modules.end(),
                        [&](const std::string& wanted) { return tensor.substr(0, dot).ends_with(wanted); }))
            return true;
    return false;
}

Method trainWhole(std::vector<std::string> modules) {
    return [modules = std::move(modules)](program::Program& program) {
        for (program::Value& value : program.values)
            if (value.kind == program::Kind::Weight && isWithin(value.name, modules))
                value.kind = program::Kind::Parameter;
    };
}

Method trainTensors(std::vector<std::string> names) {
    return [names = std::move(names)](program::Program& program) {
        for (program::Value& value : program.values)
            if (value.kind == program::Kind::Weight &&
                std::find(names.begin(), names.end(), value.name) != names.end())
                value.kind = program::Kind::Parameter;
    };
}

Method both(Method first, Method second) {
    return [first = std::move(first), second = std::move(second)](program::Program& program) {
        if (first)
            first(program);
        if (second)
            second(program);
    };
}

} // namespace luthier::methods
