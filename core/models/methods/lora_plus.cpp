#include "lora_plus.h"

namespace luthier::methods {

using program::Program;
using program::Value;

Method loraPlus(double ratio) {
    return [ratio](Program& program) {
        std::vector<char> ofTable(program.values.size());
        for (const program::Step& step : program.steps)
            if (step.kind == program::OpKind::Embed)
                for (const program::ValueId reader : step.operands)
                    ofTable[static_cast<std::size_t>(reader)] = 1;
        for (std::size_t i = 0; i < program.values.size(); ++i) {
            Value& value = program.values[i];
            if (value.kind != program::Kind::Parameter || value.rate == 0)
                continue;
            const std::string_view name = value.name;
            const std::string a = std::string(name.substr(0, name.rfind(".lora_B"))) + ".lora_A";
            const program::ValueId other = program.find(a, program::Kind::Parameter);
            const bool adaptsTable = other != program::kNone && ofTable[static_cast<std::size_t>(other)];
            if (!adaptsTable && (value.shape.size() == 1 || name.ends_with(".lora_B")))
                value.rate *= ratio;
        }
    };
}

} // namespace luthier::methods
