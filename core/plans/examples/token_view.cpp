#include "token_view.h"

#include "frozen_data.h"

#include <base/utf8.h>
#include <tokenizing/truncation.h>

#include <algorithm>
#include <array>

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

namespace {

/// Which tokens of a whole row are left within a limit.
std::vector<bool> keptTokens(const std::vector<std::int8_t>& texts, std::size_t tokens, std::int64_t limit,
                             bool fromLeft) {
    std::vector<bool> kept(tokens, true);
    const auto most = static_cast<std::size_t>(limit);
    if (limit == 0 || tokens <= most)
        return kept;
    if (texts.empty()) { // of next tokens: cut where the limit is
        std::fill(kept.begin() + static_cast<std::ptrdiff_t>(most), kept.end(), false);
        return kept;
    }
    const auto of = [&](std::int8_t text) {
        return static_cast<std::size_t>(std::count(texts.begin(), texts.end(), text));
    };
    const std::size_t around = of(tokenizing::kAround);
    const auto left = tokenizing::longestFirst(of(0), of(1), most - std::min(around, most));
    std::array<std::size_t, 2> surplus = {of(0) - left.first, of(1) - left.second};
    for (std::size_t i = 0; i < tokens; ++i) {
        const std::size_t at = fromLeft ? i : tokens - 1 - i;
        const std::int8_t text = texts[at];
        if (text != tokenizing::kAround && surplus[static_cast<std::size_t>(text)] > 0) {
            kept[at] = false;
            --surplus[static_cast<std::size_t>(text)];
        }
    }
    return kept;
}

/// Adds the tokens of one text behind those that are there.
void addTokens(TokenView& view, const tokenizing::Tokenizer& tokenizer, const tokenizing::Rendered& row,
               const std::vector<bool>& kept, bool isSource) {
    const auto before = static_cast<std::int64_t>(countCodePoints(view.rendered));
    const auto starts = codePointStarts(row.text);
    const auto last = static_cast<std::int64_t>(starts.size()) - 1;
    for (std::size_t i = 0; i < row.ids.size(); ++i) {
        ViewedToken token;
        token.id = row.ids[i];
        const auto begin = static_cast<std::int64_t>(row.offsets[i].begin);
        const auto end = static_cast<std::int64_t>(row.offsets[i].end);
        token.special = tokenizer.isSpecial(token.id);
        token.isSource = isSource;
        if (begin < end && end <= last) {
            const std::size_t from = starts[static_cast<std::size_t>(begin)];
            token.text = row.text.substr(from, starts[static_cast<std::size_t>(end)] - from);
        } else {
            token.text = tokenizer.tokenOf(token.id).value_or("");
        }
        token.begin = before + begin;
        token.end = before + end;
        token.state = !kept[i]                        ? TokenState::Cut
                      : row.mask[i] != 0 && !isSource ? TokenState::Trained
                                                      : TokenState::Ignored;
        std::int64_t& count = token.state == TokenState::Cut       ? view.cut
                              : token.state == TokenState::Trained ? view.trained
                                                                   : view.ignored;
        ++count;
        view.tokens.push_back(std::move(token));
    }
    view.rendered += row.text;
}

} // namespace

TokenView viewTokens(const tokenizing::Tokenizer& tokenizer, const Example& whole,
                     const recipe::Recipe& recipe) {
    TokenView view;
    view.untrained = whole.untrained;
    const bool hasSource = recipe.task == recipe::Task::Seq2seq;
    std::int64_t limit = recipe.tokens.maxLength;
    if (hasSource) {
        addTokens(view, tokenizer, whole.source,
                  keptTokens(whole.sourceTexts, whole.source.ids.size(), limit, tokenizer.truncatesLeft()),
                  true);
        view.rendered += '\n';
        limit = recipe.tokens.maxTargetLength;
    }
    const std::size_t first = view.tokens.size();
    tokenizing::Rendered own = whole;
    if (recipe::learnsQuestions(recipe.task) && !own.mask.empty())
        std::fill(own.mask.begin() + 1, own.mask.end(), std::uint8_t{1});
    addTokens(view, tokenizer, own,
              keptTokens(whole.texts, whole.ids.size(), limit, tokenizer.truncatesLeft()), false);
    if (!whole.rejected.ids.empty()) {
        view.rendered += '\n';
        view.rejectedFrom = static_cast<std::int64_t>(view.tokens.size());
        addTokens(view, tokenizer, whole.rejected,
                  keptTokens({}, whole.rejected.ids.size(), limit, tokenizer.truncatesLeft()), false);
    }
    for (std::size_t i = 0; i < whole.tokenLabels.size(); ++i)
        if (whole.tokenLabels[i] != kNoLabel)
            view.tokens[first + i].label = whole.labels.texts[static_cast<std::size_t>(whole.tokenLabels[i])];
    if (recipe.task == recipe::Task::Classification)
        view.labels = whole.labels;
    if (recipe.task == recipe::Task::Regression)
        view.number = whole.labels.number;
    if (recipe.task == recipe::Task::Mlm)
        view.hidden = maskedTokens(view.trained, recipe.tokens.mlmProbability);
    return view;
}

Json toJson(const TokenView& view) {
    Json tokens = Json::array();
    for (const ViewedToken& token : view.tokens) {
        tokens.push_back({{"id", token.id},
                          {"text", token.text},
                          {"begin", token.begin},
                          {"end", token.end},
                          {"special", token.special},
                          {"state", stateName(token.state)}});
        if (token.isSource)
            tokens.back()["source"] = true;
        if (!token.label.empty())
            tokens.back()["label"] = token.label;
    }
    Json untrained = Json::array();
    for (const tokenizing::UntrainedTurn& turn : view.untrained) {
        untrained.push_back({{"message", turn.message}, {"reason", reasonName(turn.reason)}});
        if (!turn.said.empty())
            untrained.back()["said"] = turn.said;
    }
    Json json = {{"tokens", std::move(tokens)},
                 {"untrained_turns", std::move(untrained)},
                 {"trained", view.trained},
                 {"ignored", view.ignored},
                 {"cut", view.cut},
                 {"text", view.rendered}};
    if (!view.labels.texts.empty())
        json["labels"] = view.labels.texts;
    if (view.number)
        json["number"] = *view.number;
    if (view.hidden > 0)
        json["hidden"] = view.hidden;
    if (view.rejectedFrom)
        json["rejected_from"] = *view.rejectedFrom;
    return json;
}

} // namespace luthier::examples
