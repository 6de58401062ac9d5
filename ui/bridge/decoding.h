#pragma once

#include <base/json.h>

#include <QString>

namespace luthier::bridge {

/// How answers are written. Names and defaults are those of `generate`.
struct Decoding {
    int maxNewTokens = 128;
    double temperature = 0; // 0: greedy
    double topP = 1;
    int topK = 0; // 0: all
    double repetitionPenalty = 1;
    QString stop; // empty: only the end of turn
    qint64 seed = 42;
    bool operator==(const Decoding&) const = default;
};

/// As a job of kind "compare" and chat.send take it.
inline Json toJson(const Decoding& decoding) {
    Json json = {{"max_new_tokens", decoding.maxNewTokens},
                 {"temperature", decoding.temperature},
                 {"top_p", decoding.topP},
                 {"top_k", decoding.topK},
                 {"repetition_penalty", decoding.repetitionPenalty},
                 {"seed", decoding.seed}};
    if (!decoding.stop.isEmpty())
        json["stop"] = Json::array({decoding.stop.toStdString()});
    return json;
}

} // namespace luthier::bridge
