// Runs of a Kiln task (model_type task_run): an input, an output with its source and rating, perhaps a
// repair. Kiln's exports for training are messages and need nothing of this.
#include "../tool_exports.h"

#include <array>

namespace luthier::importing {

namespace {

/// The text of an output; null where it is none.
const Json* textOf(const Json* output) {
    const Json* text = output ? member(*output, "output") : nullptr;
    return text && text->is_string() ? text : nullptr;
}

/// human or synthetic.
void addSource(FlatRow& flat, const char* column, const Json* source) {
    const Json* type = source ? member(*source, "type") : nullptr;
    if (type && type->is_string())
        addColumn(flat, column, *type);
}

void addRating(FlatRow& flat, const Json& output, LeftOut& left) {
    const Json* rating = member(output, "rating");
    if (!rating)
        return;
    const Json* value = member(*rating, "value");
    if (value && value->is_number())
        flat.judged.emplace_back(addColumn(flat, "rating", *value), Judged::Number);
    if (const Json* parts = member(*rating, "requirement_ratings"))
        left.add("data.left_ratings_in_part", static_cast<std::int64_t>(parts->size()));
}

bool fitsKiln(const Json& record) {
    const Json* output = member(record, "output");
    return member(record, "input") && output && output->is_object() && output->contains("output") &&
           (record.contains("model_type") || record.contains("input_source") || output->contains("source"));
}

void flattenKiln(const Json& record, FlatRow& flat, LeftOut& left) {
    const Json* input = member(record, "input");
    const Json* output = member(record, "output");
    const Json* text = textOf(output);
    if (!input || !input->is_string()) {
        flat.badMember = "input";
        return;
    }
    const Json* repaired = member(record, "repaired_output");
    const Json* repair = textOf(repaired);
    if (!text || (repaired && !repair)) {
        flat.badMember = text ? "repaired_output.output" : "output.output";
        return;
    }
    flat.texts.push_back(addColumn(flat, "input", *input));
    // The repair is the answer; what it repaired stays beside it.
    flat.judged.emplace_back(addColumn(flat, "output", repair ? *repair : *text), Judged::Answer);
    if (repair)
        addColumn(flat, "output_before_repair", *text);
    if (const Json* id = member(record, "id"))
        addColumn(flat, "id", *id);
    addRating(flat, *output, left);
    addSource(flat, "input_source", member(record, "input_source"));
    addSource(flat, "output_source", member(*output, "source"));
    constexpr std::array kKept = {"tags", "intermediate_outputs", "repair_instructions", "trace"};
    for (const char* name : kKept)
        if (const Json* value = member(record, name); value && !value->empty())
            addColumn(flat, name, *value);
}

} // namespace

const ToolExport& kilnTool() {
    static constexpr ToolExport kTool{"Kiln", &fitsKiln, &flattenKiln};
    return kTool;
}

} // namespace luthier::importing
