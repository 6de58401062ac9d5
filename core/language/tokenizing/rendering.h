#pragma once

#include "tokenizer.h"

#include <base/json.h>
#include <base/result.h>
#include <templates/chat_template.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

enum class GenerationPrompt { Add, Omit };
enum class TrainedTokens { AssistantOnly, All };
enum class LossTurns { All, Last };

/// What the data says of a message's training.
struct MessageLoss {
    bool trained = true;
    std::vector<ByteRange> masked; ///< bytes of its content that are not learnt, in order
    std::string said = {};         ///< for people: the words of the data that say so
};

struct RenderOptions {
    GenerationPrompt generationPrompt = GenerationPrompt::Omit;
    TrainedTokens trainedTokens = TrainedTokens::AssistantOnly;
    LossTurns lossTurns = LossTurns::All;
    /// One a message, or empty: all of them are learnt as the two settings above say.
    std::vector<MessageLoss> messageLoss;
    /// Tokens kept from the front; 0 keeps all.
    std::size_t maxLength = 0;
    /// Further template variables, an object or null.
    Json variables;
    /// What strftime_now gives, in seconds since 1970 (UTC).
    std::int64_t now = 0;
    /// Processor time that one rendering of the template may take, in seconds.
    double seconds = 0.25;
};

/// Where the mask comes from.
enum class MaskSource {
    GenerationTags, // {% generation %} in the template
    Prefixes,       // the conversation rendered turn by turn
    KeptTurns,      // the same, but the template rewrites turns later, and those are not trained
    Everything,     // all tokens, because it was asked for
    Nothing,        // the assistant says nothing
};

/// Why an assistant turn that would be trained is not.
enum class UntrainedReason {
    Marked,    // the data says so
    Rewritten, // the template changes the turn once others follow, so that no prompt leads to it
    CallsLost, // the template does not render the tool calls that the turn makes
};

struct UntrainedTurn {
    std::size_t message = 0; // its place among the messages
    UntrainedReason reason = UntrainedReason::Marked;
    std::string said = {}; // what the data says, in its own words: "weight: 0"
};

/// A conversation as it is trained, shown and compared: the same everywhere.
struct Rendered {
    std::string text;
    std::vector<std::int32_t> ids;
    std::vector<CodePointRange> offsets; // of each token, in `text`
    std::vector<std::uint8_t> mask;      // 1 = trained
    std::size_t trained = 0;             // ones in the mask
    std::size_t cut = 0;                 // tokens beyond maxLength
    MaskSource source = MaskSource::Nothing;
    std::vector<UntrainedTurn> untrained; // in order; turns that `lossTurns` leaves out are not among them
    std::size_t emptyAnswers = 0;         // trained assistant turns that say nothing and call no tool
    bool toolsLost = false;               // tools were given and the template renders none of them
};

/// Renders messages (a list of objects; members that are null are left out, as transformers does) through a
/// template and gives ids and mask. Template text and special tokens match control tokens, content of
/// messages never does. The token that closes an assistant turn is trained. Without generation tags the mask
/// comes from comparing the renderings of ever more turns. Turns and ranges that `messageLoss` excludes are
/// not trained (a range that is not found as it stands in its turn: the whole turn is not), nor are those
/// whose tool calls the template leaves out. Fails with template.messages_invalid, template.mask_impossible
/// (trained tokens were asked for and cannot be told), and what template and tokenizer fail with.
Result<Rendered> renderConversation(const Tokenizer& tokenizer, const templates::ChatTemplate& chatTemplate,
                                    const Json& messages, const Json& tools, const RenderOptions& options);

/// The ids alone, for a prompt: no mask is made.
Result<Rendered> renderPrompt(const Tokenizer& tokenizer, const templates::ChatTemplate& chatTemplate,
                              const Json& messages, const Json& tools, const RenderOptions& options);

/// A plain text for pre-training: the tokenizer's own special tokens around it, eos at its end, all of it
/// trained.
Result<Rendered> renderPlainText(const Tokenizer& tokenizer, std::string_view text, std::size_t maxLength);

} // namespace luthier::tokenizing
