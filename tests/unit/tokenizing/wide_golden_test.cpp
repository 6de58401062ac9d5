#include <tokenizing/tokenizer.h>

#include <base/files.h>
#include <base/json.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace luthier::tokenizing {
namespace {

namespace fs = std::filesystem;
using tests::sharedData;
using tests::sourceFile;
using tests::TemporaryFolder;

constexpr std::size_t kFileBytes = std::size_t{64} << 20;
constexpr std::string_view kShared = "shared-";

/// The committed goldens, or those that were made for more texts (LUTHIER_TOKEN_GOLDENS).
fs::path goldens() {
    const char* made = std::getenv("LUTHIER_TOKEN_GOLDENS");
    return made != nullptr ? fs::path(made) : sourceFile("tests/golden/tokens/wide");
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(goldens()))
        if (entry.is_directory())
            all.push_back(entry.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
}

const std::vector<std::string>& texts() {
    static const auto kTexts =
        readJsonFile(goldens() / "texts.json", {kFileBytes, 4, 100'000})->get<std::vector<std::string>>();
    return kTexts;
}

enum class Types { None, There };

/// Reads expected.bin as make_wide.py writes it.
class Expected {
public:
    explicit Expected(const fs::path& path)
        : m_bytes(*readFile(path, kFileBytes))
        , m_at(4) {
        if (!m_bytes.starts_with("LTG1"))
            throw std::runtime_error("no golden of tokens");
        skip = number() == 1 ? Skip::Specials : Skip::Nothing;
        texts = number();
        pairs = number();
    }
    Skip skip = Skip::Nothing;
    std::size_t texts = 0;
    std::size_t pairs = 0;

    Encoding encoding(Types types = Types::None) {
        Encoding out;
        std::int64_t last = 0;
        for (std::size_t count = number(); count > 0; --count) {
            out.ids.push_back(static_cast<std::int32_t>(number()));
            const std::size_t code = number();
            const std::int64_t gap = code > 0 ? static_cast<std::int64_t>((code - 1) % 4) : signedNumber();
            const std::int64_t length = code > 0 ? static_cast<std::int64_t>((code - 1) / 4) : signedNumber();
            const std::int64_t begin = last + gap;
            last = begin + length;
            out.offsets.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(last)});
            if (types == Types::There)
                out.types.push_back(static_cast<std::int32_t>(number()));
        }
        return out;
    }
    std::string decoded(const std::string& text) {
        const std::size_t size = number();
        if (size == 0)
            return text;
        m_at += size - 1;
        return m_bytes.substr(m_at - (size - 1), size - 1);
    }

private:
    std::size_t number() {
        std::size_t value = 0;
        for (unsigned shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(m_bytes.at(m_at++));
            value |= std::size_t{byte & 0x7FU} << shift;
            if (byte < 0x80U)
                return value;
        }
    }
    std::int64_t signedNumber() {
        const std::size_t value = number();
        return (value & 1U) == 0 ? static_cast<std::int64_t>(value >> 1U)
                                 : -static_cast<std::int64_t>((value + 1) >> 1U);
    }

    std::string m_bytes;
    std::size_t m_at;
};

std::string written(const Encoding& encoding) {
    std::string out;
    for (std::size_t i = 0; i < encoding.ids.size(); ++i)
        out += std::to_string(encoding.ids[i]) + " [" + std::to_string(encoding.offsets[i].begin) + "," +
               std::to_string(encoding.offsets[i].end) + ") ";
    return out;
}

class WideTokenGolden : public testing::TestWithParam<std::string> {
protected:
    /// Null when its folder is among the shared material, which is not there.
    std::shared_ptr<const Tokenizer> tokenizer() const {
        fs::path folder = sourceFile("tests/golden/tokens/wide/" + GetParam());
        TemporaryFolder alone; // the goldens are those of one file without what lies beside it
        if (GetParam().starts_with(kShared)) {
            const fs::path lent = sharedData() / "tokenizers" / GetParam().substr(kShared.size());
            const char* file = fs::exists(lent / "tokenizer.json") ? "tokenizer.json" : "vocab.txt";
            fs::copy(lent / file, alone / file);
            folder = alone.path();
        }
        auto read = loadTokenizer(folder);
        if (!read)
            throw std::runtime_error(folder.string() + ": " + read.error().code() + " " +
                                     read.error().detail());
        return *read;
    }
};

TEST_P(WideTokenGolden, GivesTheIdsOffsetsAndTextsOfTheReference) {
    if (GetParam().starts_with(kShared))
        SKIP_WITHOUT_SHARED_DATA();
    const auto made = tokenizer();
    Expected expected(goldens() / GetParam() / "expected.bin");
    ASSERT_EQ(expected.texts, texts().size());
    EXPECT_GE(expected.texts, 2000U);
    std::size_t wrong = 0;
    for (const std::string& text : texts()) {
        const Encoding reference = expected.encoding();
        const std::string decoded = expected.decoded(text);
        const auto encoding = made->encode(text);
        ASSERT_TRUE(encoding) << encoding.error().code() << ": " << text;
        const bool same = encoding->ids == reference.ids && encoding->offsets == reference.offsets;
        const bool read = made->decode(reference.ids, expected.skip) == decoded;
        wrong += same && read ? 0 : 1;
        if (wrong > 10)
            continue;
        EXPECT_EQ(written(*encoding), written(reference)) << dumpJson(text);
        EXPECT_EQ(made->decode(reference.ids, expected.skip), decoded) << dumpJson(text);
    }
    EXPECT_EQ(wrong, 0U) << "of " << texts().size();
    ASSERT_LT(expected.pairs, texts().size());
    for (std::size_t i = 0; i < expected.pairs; ++i) {
        const Encoding reference = expected.encoding(Types::There);
        const auto pair = made->encodePair(texts()[i], texts()[i + 1]);
        ASSERT_TRUE(pair) << pair.error().code();
        ASSERT_EQ(written(*pair), written(reference)) << dumpJson(texts()[i]);
        ASSERT_EQ(pair->types, reference.types) << dumpJson(texts()[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(Folders, WideTokenGolden, testing::ValuesIn(names()), [](const auto& one) {
    std::string name = one.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

} // namespace
} // namespace luthier::tokenizing
