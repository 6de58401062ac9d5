#include "token_view.h"

#include <base/utf8.h>

namespace luthier::examples {
namespace {

/// Where each code point of a text begins, and its end.
std::vector<std::size_t> codePointStarts(std::string_view text) {
    std::vector<std::size_t> starts;
    starts.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U)
            starts.push_back(i);
    starts.push_back(text.size());
    return starts;
}

} // namespace

std::string_view stateName(TokenState state) {
    switch (state) {
    case TokenState::Trained:
        return "trained";
    case TokenState::Ignored:
        return "ignored";
    case TokenState::Cut:
        return "cut";
    }
    return "ignored";
}

std::string_view reasonName(tokenizing::UntrainedReason reason) {
    switch (reason) {
    case tokenizing::UntrainedReason::Marked:
        return "marked";
    case tokenizing::UntrainedReason::Rewritten:
        return "rewritten";
    case tokenizing::UntrainedReason::CallsLost:
        return "calls_lost";
    }
    return "marked";
}

TokenView viewTokens(const tokenizing::Tokenizer& tokenizer, const tokenizing::Rendered& whole,
                     std::int64_t maxLength) {
    TokenView view;
    view.rendered = whole.text;
    view.untrained = whole.untrained;
    const auto starts = codePointStarts(view.rendered);
    view.tokens.reserve(whole.ids.size());
    for (std::size_t i = 0; i < whole.ids.size(); ++i) {
        ViewedToken token;
        token.id = whole.ids[i];
        token.begin = static_cast<std::int64_t>(whole.offsets[i].begin);
        token.end = static_cast<std::int64_t>(whole.offsets[i].end);
        token.special = tokenizer.isSpecial(token.id);
        const auto last = static_cast<std::int64_t>(starts.size()) - 1;
        if (token.begin < token.end && token.end <= last) {
            const std::size_t from = starts[static_cast<std::size_t>(token.begin)];
            token.text = view.rendered.substr(from, starts[static_cast<std::size_t>(token.end)] - from);
        } else {
            token.text = tokenizer.tokenOf(token.id).value_or("");
        }
        const bool cut = maxLength > 0 && static_cast<std::int64_t>(i) >= maxLength;
        token.state = cut ? TokenState::Cut : whole.mask[i] != 0 ? TokenState::Trained : TokenState::Ignored;
        ++(cut ? view.cut : token.state == TokenState::Trained ? view.trained : view.ignored);
        view.tokens.push_back(std::move(token));
    }
    return view;
}

Json toJson(const TokenView& view) {
    Json tokens = Json::array();
    for (const ViewedToken& token : view.tokens)
        tokens.push_back({{"id", token.id},
                          {"text", token.text},
                          {"begin", token.begin},
                          {"end", token.end},
                          {"special", token.special},
                          {"state", stateName(token.state)}});
    Json untrained = Json::array();
    for (const tokenizing::UntrainedTurn& turn : view.untrained) {
        untrained.push_back({{"message", turn.message}, {"reason", reasonName(turn.reason)}});
        if (!turn.said.empty())
            untrained.back()["said"] = turn.said;
    }
    return {{"tokens", std::move(tokens)},
            {"untrained_turns", std::move(untrained)},
            {"trained", view.trained},
            {"ignored", view.ignored},
            {"cut", view.cut},
            {"text", view.rendered}};
}

} // namespace luthier::examples
