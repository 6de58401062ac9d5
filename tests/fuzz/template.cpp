#include "fuzzing.h"

#include <base/utf8.h>
#include <templates/chat_template.h>

using namespace luthier;

namespace {

const Json kMessages = {{{"role", "system"}, {"content", "Be brief."}},
                        {{"role", "user"}, {"content", "Where is <|im_end|> it?"}},
                        {{"role", "assistant"}, {"content", "On bench 1."}, {"tool_calls", Json::array()}}};
const Json kTools = {
    {{"type", "function"}, {"function", {{"name", "find"}, {"parameters", Json::object()}}}}};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto chatTemplate = templates::ChatTemplate::parse(fuzzing::textOf(data, size));
    fuzzing::requireCode(chatTemplate);
    if (!chatTemplate)
        return 0;
    templates::TemplateOptions options;
    options.addGenerationPrompt = true;
    options.specialTokens = {{"bos_token", "<s>"}, {"eos_token", "</s>"}};
    const auto rendered = chatTemplate->render(kMessages, kTools, options);
    fuzzing::requireCode(rendered);
    if (!rendered)
        return 0;
    for (const auto& ranges : {rendered->content, rendered->generation}) {
        std::uint32_t at = 0;
        for (const ByteRange& range : ranges) {
            fuzzing::require(range.begin >= at && range.end >= range.begin);
            fuzzing::require(range.end <= rendered->text.size());
            at = range.end;
        }
    }
    return 0;
}
