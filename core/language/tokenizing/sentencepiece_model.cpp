#include "sentencepiece_model.h"

#include <base/utf8.h>

#include <bit>

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kPieces = 1'000'000;
constexpr std::size_t kPieceBytes = 1024;

Error invalid() {
    return refused("tokenizer.sentencepiece_invalid");
}

/// One field of a message: a number, or the bytes of a length-delimited value.
struct Field {
    std::uint32_t number = 0;
    std::uint64_t value = 0;
    std::string_view bytes;
    bool delimited = false;
};

/// Reads the fields of one message from front to back.
class MessageReader {
public:
    explicit MessageReader(std::string_view bytes)
        : m_bytes(bytes) {}
    bool done() const { return m_at >= m_bytes.size(); }

    Result<Field> next() {
        TRY(const std::uint64_t key, varint());
        Field field;
        field.number = static_cast<std::uint32_t>(key >> 3U);
        switch (key & 7U) {
        case 0: {
            TRY(field.value, varint());
            return field;
        }
        case 1:
            return fixed(field, 8);
        case 2: {
            TRY(const std::uint64_t length, varint());
            if (length > m_bytes.size() - m_at)
                return invalid();
            field.bytes = m_bytes.substr(m_at, static_cast<std::size_t>(length));
            field.delimited = true;
            m_at += static_cast<std::size_t>(length);
            return field;
        }
        case 5:
            return fixed(field, 4);
        default: // groups were given up long before this format
            return invalid();
        }
    }

private:
    Result<Field> fixed(Field field, std::size_t width) {
        if (m_bytes.size() - m_at < width)
            return invalid();
        for (std::size_t i = 0; i < width; ++i)
            field.value |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_bytes[m_at + i]))
                           << (8 * i);
        m_at += width;
        return field;
    }

    Result<std::uint64_t> varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && m_at < m_bytes.size(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_bytes[m_at++]);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0)
                return value;
        }
        return invalid();
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
};

Result<SentencePiece> readPiece(std::string_view bytes) {
    SentencePiece piece;
    MessageReader reader(bytes);
    while (!reader.done()) {
        TRY(const Field field, reader.next());
        if (field.number == 1 && field.delimited)
            piece.text = field.bytes;
        else if (field.number == 2 && !field.delimited)
            piece.score = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
        else if (field.number == 3 && !field.delimited && field.value >= 1 && field.value <= 6)
            piece.kind = static_cast<PieceKind>(field.value);
        else if (field.number <= 3)
            return invalid();
    }
    if (piece.text.empty() || piece.text.size() > kPieceBytes || !isValidUtf8(piece.text) ||
        piece.score != piece.score)
        return invalid();
    return piece;
}

Status readTrainerSpec(std::string_view bytes, SentencePieceModel& model) {
    MessageReader reader(bytes);
    while (!reader.done()) {
        TRY(const Field field, reader.next());
        if (field.number == 3) {
            if (field.delimited || field.value < 1 || field.value > 4)
                return invalid();
            model.algorithm = static_cast<SentencePieceAlgorithm>(field.value);
        } else if (field.number == 35) {
            model.byteFallback = field.value != 0;
        }
    }
    return {};
}

Status readNormalizerSpec(std::string_view bytes, SentencePieceModel& model) {
    MessageReader reader(bytes);
    while (!reader.done()) {
        TRY(const Field field, reader.next());
        if (field.number == 2)
            model.characterMap = field.bytes;
        else if (field.number == 3)
            model.addDummyPrefix = field.value != 0;
        else if (field.number == 4)
            model.removeExtraBlanks = field.value != 0;
        else if (field.number == 5)
            model.escapeBlanks = field.value != 0;
    }
    return {};
}

} // namespace

Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes) {
    SentencePieceModel model;
    MessageReader reader(bytes);
    while (!reader.done()) {
        TRY(const Field field, reader.next());
        if (field.number > 3 || field.number == 0)
            continue;
        if (!field.delimited)
            return invalid();
        if (field.number == 1) {
            if (model.pieces.size() >= kPieces)
                return invalid();
            TRY(SentencePiece piece, readPiece(field.bytes));
            model.pieces.push_back(std::move(piece));
        } else if (field.number == 2) {
            TRY_VOID(readTrainerSpec(field.bytes, model));
        } else {
            TRY_VOID(readNormalizerSpec(field.bytes, model));
        }
    }
    if (model.pieces.empty())
        return invalid();
    return model;
}

} // namespace luthier::tokenizing
