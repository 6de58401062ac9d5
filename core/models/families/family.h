#pragma once

#include "model_tensors.h"

#include <base/json.h>
#include <base/result.h>
#include <program/builder.h>

#include <optional>
#include <span>
#include <string_view>

namespace luthier::families {

/// PEFT's targets of IA³, and those of them whose inputs are scaled.
struct Ia3Names {
    std::span<const std::string_view> targets = {};
    std::span<const std::string_view> feedForward = {};
};

/// An architecture as data: how its config.json is read and what it computes. Adding one means one file of
/// this folder and a line in family.cpp.
struct Family {
    std::string_view name;
    /// `model_type` and `architectures[0]` of config.json.
    std::string_view modelType;
    std::string_view architecture;
    /// Others whose folders hold what this one reads, and more.
    std::span<const std::string_view> alike = {};
    /// Others whose folders hold the body, and no head that is read.
    std::span<const std::string_view> bodies = {};
    /// `CLASSForSequenceClassification` learns labels; empty: Transformers has no such class.
    std::string_view labelClass = {};
    /// There is `CLASSForTokenClassification` as well.
    bool labelsTokens = true;
    Result<ModelShape> (*shapeFromConfig)(const Json& config);
    /// Emit the forward program: the body from ids to hidden states, and the head from rows of them to
    /// logits.
    program::ValueId (*emitBody)(program::Builder& builder, const ModelShape& shape);
    program::ValueId (*emitHead)(program::Builder& builder, const ModelShape& shape, program::ValueId rows);
    std::span<const std::string_view> defaultLoraTargets;
    /// The module that makes the logits of words.
    std::string_view outputModule = "lm_head";
    /// The table of words, which a tied head is.
    std::string_view words = "model.embed_tokens.weight";
    /// What makes the logits of labels, with all that is below it.
    std::string_view labelModule = "score";
    /// What ids are looked up as is scaled by the table itself: what takes its place is not scaled.
    bool scalesTable = false;
    /// Learned tokens may stand in front of a text.
    bool takesVirtualTokens = true;
    /// Empty for families for which PEFT has none.
    Ia3Names ia3 = {};
    /// A prefix that files of this family may leave out; empty when there is none.
    std::string_view optionalPrefix;
    /// Names that end so are carried by files and read by nobody.
    std::span<const std::string_view> ignoredEndings;
    /// Modules of other heads, which their folders carry along: names that begin so are read by nobody else.
    std::span<const std::string_view> otherHeads = {};
};

/// The family of a shape, or null for a name that is none.
const Family* familyNamed(std::string_view name);

/// Every family that this version knows, in the order they are told to people.
std::span<const Family* const> allFamilies();

/// The family of a `model_type`. Fails with model.unsupported_family, naming it and what is supported.
Result<const Family*> familyOf(std::string_view modelType);

/// The shape that a config.json (versions 4 and 5 of transformers) describes. Reads only the keys it knows;
/// refuses by name every option that changes the arithmetic and is not supported (model.unsupported_option),
/// sizes out of range (model.bad_size), and other kinds of model (model.unsupported_architecture).
Result<ModelShape> shapeFromConfig(const Json& config);

/// The emission of the shape's family.
program::ValueId emitBody(program::Builder& builder, const ModelShape& shape);
program::ValueId emitHead(program::Builder& builder, const ModelShape& shape, program::ValueId rows);

/// What the shape's family says of them (see Family).
bool scalesWithinTable(const ModelShape& shape);
bool takesVirtualTokens(const ModelShape& shape);

/// The module that makes the logits.
std::string_view outputModule(const ModelShape& shape);

/// The same model with a head of so many labels, as a folder of CLASSFor…Classification has it. What the
/// shape's own folder lacks starts from random weights (`headIsNew`). Fails with model.no_label_head.
struct LabelHead {
    Head head = Head::TextLabels;
    Problem problem = Problem::SingleLabel;
    std::vector<std::string> names; ///< a logit each; empty: one number
};
Result<ModelShape> withLabels(const ModelShape& shape, const LabelHead& head);

/// `problem_type` of Transformers, and back; nothing for other names.
std::string_view problemName(Problem problem);
std::optional<Problem> problemNamed(std::string_view name);

/// A config.json of the same model with the shape's head of labels: class, names of labels, problem. The
/// config itself where the shape's words are what it speaks of.
Json configOf(Json config, const ModelShape& shape);

/// Modules that are trained whole, whatever else is, when labels are learnt: the head, and what is new.
std::vector<std::string> headModules(const ModelShape& shape);

} // namespace luthier::families
