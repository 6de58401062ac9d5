#include "generate.h"

#include <algorithm>
#include <chrono>

namespace luthier::generation {
namespace {

/// Text that has come, cut at the first stop text; holds back an end that may become one.
class StopWatch {
public:
    explicit StopWatch(const std::vector<std::string>& stops)
        : m_stops(stops) {}

    /// Adds a piece; gives what may be shown now.
    std::string_view push(std::string_view piece) {
        m_text += piece;
        for (const std::string& stop : m_stops)
            if (const auto at = m_text.find(stop, m_shown > stop.size() ? m_shown - stop.size() : 0);
                !stop.empty() && at != std::string::npos) {
                m_text.resize(at);
                m_stopped = true;
            }
        return release(m_stopped ? 0 : heldBack());
    }
    std::string_view finish() { return release(0); }
    bool stopped() const { return m_stopped; }
    std::string take() { return std::move(m_text); }

private:
    /// The longest end of the text that is the beginning of a stop text.
    std::size_t heldBack() const {
        std::size_t most = 0;
        for (const std::string& stop : m_stops)
            for (std::size_t length = std::min(stop.size(), m_text.size()); length > most; --length)
                if (std::string_view(m_text).ends_with(std::string_view(stop).substr(0, length)))
                    most = length;
        return most;
    }
    std::string_view release(std::size_t held) {
        const std::size_t end = std::max(m_shown, m_text.size() - held);
        const std::string_view piece =
            std::string_view(m_text).substr(std::min(m_shown, m_text.size()), end - std::min(m_shown, end));
        m_shown = end;
        return piece;
    }

    const std::vector<std::string>& m_stops;
    std::string m_text;
    std::size_t m_shown = 0;
    bool m_stopped = false;
};

} // namespace

std::string_view finishReasonName(FinishReason reason) {
    return reason == FinishReason::Stop ? "stop" : reason == FinishReason::Length ? "length" : "cancelled";
}

Result<Generated> generate(engine::Decoder& decoder,
                           const std::shared_ptr<const tokenizing::Tokenizer>& tokenizer,
                           std::span<const std::int32_t> prompt, const GenerationOptions& options,
                           StopToken stop, const std::function<void(std::string_view)>& onText) {
    decoder.rewind(0);
    if (options.startId)
        TRY_VOID(decoder.read(prompt));
    TRY(std::span<const float> logits,
        options.startId ? decoder.append(std::span(&*options.startId, 1)) : decoder.append(prompt));
    const auto begin = std::chrono::steady_clock::now();
    std::mt19937_64 draws(options.seed);
    tokenizing::StreamDecoder stream(tokenizer, tokenizing::Skip::Specials);
    StopWatch watch(options.stopTexts);
    // A penalty for repetition counts what the decoder has read, as transformers does.
    std::vector<std::int32_t> seen(prompt.begin(), prompt.end());
    if (options.startId)
        seen = {*options.startId};
    Generated result;
    while (static_cast<std::int64_t>(result.ids.size()) < options.maxNewTokens &&
           decoder.tokens() < decoder.maxTokens()) {
        if (stop.stop_requested()) {
            result.reason = FinishReason::Cancelled;
            break;
        }
        const std::int32_t token = chooseToken(logits, seen, options.sampling, draws);
        result.ids.push_back(token);
        seen.push_back(token);
        if (std::find(options.endIds.begin(), options.endIds.end(), token) != options.endIds.end()) {
            result.reason = FinishReason::Stop;
            break;
        }
        if (const std::string_view piece = watch.push(stream.push(token)); !piece.empty())
            onText(piece);
        if (watch.stopped()) {
            result.reason = FinishReason::Stop;
            break;
        }
        TRY(logits, decoder.append(std::span(&token, 1)));
    }
    if (!watch.stopped()) {
        if (const std::string_view piece = watch.push(stream.finish()); !piece.empty())
            onText(piece);
        if (const std::string_view rest = watch.finish(); !rest.empty())
            onText(rest);
    }
    result.text = watch.take();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    result.tokensPerSecond = seconds > 0 ? static_cast<double>(result.ids.size()) / seconds : 0;
    return result;
}

} // namespace luthier::generation
