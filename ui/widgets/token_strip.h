#pragma once

#include "page.h"
#include "parts.h"
#include "token_text.h"

namespace luthier::widgets {

/// What is known of a token.
struct TokenFacts {
    QString text;
    qint64 id = 0;
    int place = 0; // from 1
    int count = 0;
    qint64 begin = 0; // in characters of the text; equal to end: it stands for none
    qint64 end = 0;
    TokenPart part;
    QString state;     // a word, or empty
    QString stateTone; // of the badge
};

/// A strip of a fixed place for the token under the pointer: text, id, place, bytes, characters, state.
class TokenStrip final : public Speaking<QFrame> {
    Q_OBJECT

public:
    explicit TokenStrip(const QString& name);
    void show(const TokenFacts& facts);
    void clear();

private:
    QLabel* addPair(QHBoxLayout* line, QLabel*& caption);
    void say();

    TokenFacts m_facts;
    bool m_isEmpty = true;
    ElidedLabel* m_text;
    QLabel* m_state;
    QLabel* m_idCaption;
    QLabel* m_id;
    QLabel* m_placeCaption;
    QLabel* m_place;
    QLabel* m_bytesCaption;
    ElidedLabel* m_bytes;
    QLabel* m_rangeCaption;
    QLabel* m_range;
};

} // namespace luthier::widgets
