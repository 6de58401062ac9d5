#include "message_loss.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace luthier::dataset {

namespace {

constexpr std::array<std::string_view, 7> kLearnt = {"weight", "train",     "training",   "trainable",
                                                     "loss",   "loss_mask", "loss_weight"};
constexpr std::array<std::string_view, 2> kNotLearnt = {"mask", "masked"};
constexpr std::array<std::string_view, 2> kRanges = {"train_detail", "training_detail"};

/// true and false as a boolean, 1 and 0, or their text.
std::optional<bool> truthOf(const Json& value) {
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_number() && (value.get<double>() == 0 || value.get<double>() == 1))
        return value.get<double>() == 1;
    if (!value.is_string())
        return {};
    const auto& text = value.get_ref<const std::string&>();
    if (text == "1" || text == "true" || text == "True")
        return true;
    return text == "0" || text == "false" || text == "False" ? std::optional(false) : std::nullopt;
}

Error badWeight(std::string_view field, const Json& value) {
    return refused("conversation.bad_weight")
        .with("field", field)
        .with("value", utf8Prefix(dumpJson(value), 60));
}

/// Where code point `index` of the text begins; its end for an index beyond it.
std::uint32_t byteOf(std::string_view text, std::int64_t index) {
    std::size_t at = 0;
    for (std::int64_t i = 0; i < index && at < text.size(); ++i)
        at += decodeUtf8(text, at).length;
    return static_cast<std::uint32_t>(at);
}

} // namespace

Result<std::optional<bool>> saysTrained(const Json& object, std::string* said) {
    std::optional<bool> says;
    const auto ask = [&](std::string_view field, bool learnt) -> Status {
        const Json* value = member(object, field);
        if (!value)
            return {};
        const auto truth = truthOf(*value);
        if (!truth)
            return badWeight(field, *value);
        // One word against it is enough.
        if (said && said->empty() && *truth != learnt)
            *said = std::string(field) + ": " + dumpJson(*value);
        says = says.value_or(true) && *truth == learnt;
        return {};
    };
    for (const auto field : kLearnt)
        TRY_VOID(ask(field, true));
    for (const auto field : kNotLearnt)
        TRY_VOID(ask(field, false));
    return says;
}

Result<MessageLoss> lossOf(const Json& message) {
    MessageLoss loss;
    TRY(const auto says, saysTrained(message, &loss.said));
    loss.trained = says.value_or(true);
    const Json* content = member(message, "content");
    for (const auto field : kRanges) {
        const Json* details = member(message, field);
        if (!details)
            continue;
        if (!details->is_array() || !content || !content->is_string())
            return badWeight(field, *details);
        const auto& text = content->get_ref<const std::string&>();
        for (const Json& detail : *details) {
            const auto begin = integerAt(detail, "begin_offset");
            const auto end = integerAt(detail, "end_offset");
            const auto trained = saysTrained(detail);
            if (!begin || !end || !trained || *begin < 0 || *end < *begin)
                return badWeight(field, detail);
            if (!trained->value_or(true))
                loss.masked.push_back({byteOf(text, *begin), byteOf(text, *end + 1)});
        }
    }
    std::erase_if(loss.masked, [](const ByteRange& range) { return range.begin == range.end; });
    std::sort(loss.masked.begin(), loss.masked.end(),
              [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
    return loss;
}

std::string rowWeightField(const Json& fields, const Roles& roles) {
    constexpr std::array<std::string_view, 3> kWeights = {"weight", "sample_weight", "loss_weight"};
    const auto asks = [&](std::string_view field, bool learnt) {
        const Json* value = member(fields, field);
        const auto hasRole = [&](const auto& role) {
            return role.first == field && role.second != "ignore";
        };
        if (!value || std::any_of(roles.begin(), roles.end(), hasRole))
            return false;
        const auto truth = truthOf(*value);
        if (truth)
            return *truth != learnt;
        return value->is_number() && std::find(kWeights.begin(), kWeights.end(), field) != kWeights.end();
    };
    if (asks("sample_weight", true))
        return "sample_weight";
    for (const auto field : kLearnt)
        if (asks(field, true))
            return std::string(field);
    for (const auto field : kNotLearnt)
        if (asks(field, false))
            return std::string(field);
    return {};
}

} // namespace luthier::dataset
