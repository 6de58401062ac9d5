#include "desk.h"

#include <importing/encoding.h>

using namespace luthier;
using namespace luthier::importing;
using namespace luthier::importing::tests;

namespace {

// "질문,답\r\n안녕,네\r\n" in CP949.
const std::string kKorean = "\xC1\xFA\xB9\xAE,\xB4\xE4\r\n\xBE\xC8\xB3\xE7,\xB3\xD7\r\n";

std::string utf16(std::u16string_view text, bool little, bool mark) {
    std::string bytes = mark ? (little ? "\xFF\xFE" : "\xFE\xFF") : "";
    for (const char16_t unit : text) {
        const char low = static_cast<char>(unit & 0xFF);
        const char high = static_cast<char>(unit >> 8);
        bytes += little ? std::string{low, high} : std::string{high, low};
    }
    return bytes;
}

const std::u16string kWide = u"{\"text\":\"안녕 \U0001F600\"}\n{\"text\":\"둘\"}\n";

} // namespace

TEST(Encoding, IsDetected) {
    EXPECT_EQ(detectEncoding("plain"), Encoding::Utf8);
    EXPECT_EQ(detectEncoding("안녕"), Encoding::Utf8);
    EXPECT_EQ(detectEncoding(kKorean), Encoding::Cp949);
    EXPECT_EQ(detectEncoding("Caf\xe9 na\xefve r\xe9sum\xe9"), Encoding::Latin1);
    EXPECT_EQ(detectEncoding(utf16(kWide, true, true)), Encoding::Utf16Le);
    EXPECT_EQ(detectEncoding(utf16(kWide, false, true)), Encoding::Utf16Be);
    EXPECT_EQ(detectEncoding(utf16(kWide, true, false)), Encoding::Utf16Le);
    EXPECT_EQ(detectEncoding(utf16(kWide, false, false)), Encoding::Utf16Be);
    std::string mostlyGood;
    for (int n = 0; n < 50; ++n)
        mostlyGood += "한국어 ";
    EXPECT_EQ(detectEncoding(mostlyGood + "\xff" + mostlyGood), Encoding::Utf8);
}

TEST(Encoding, EveryOneGivesTheSameRows) {
    Desk desk;
    const Texts expected = {"안녕 😀", "둘"};
    EXPECT_EQ(desk.texts(desk.take("a.jsonl", utf16(kWide, true, true))), expected);
    EXPECT_EQ(desk.texts(desk.take("b.jsonl", utf16(kWide, false, true))), expected);
    EXPECT_EQ(desk.texts(desk.take("c.jsonl", utf16(kWide, true, false))), expected);
    EXPECT_EQ(desk.texts(desk.take("d.jsonl", "\xEF\xBB\xBF{\"text\":\"안녕 😀\"}\r\n{\"text\":\"둘\"}")),
              expected);
    const auto korean = desk.take("k.csv", kKorean);
    EXPECT_EQ(korean.encoding, "cp949");
    EXPECT_EQ(desk.texts(korean, "질문"), Texts{"안녕"});
    const auto latin = desk.take("l.csv", "text,label\nCaf\xe9,1\nna\xefve,0\n");
    EXPECT_EQ(latin.encoding, "latin-1");
    EXPECT_EQ(desk.texts(latin), (Texts{"Café", "naïve"}));
}

TEST(Encoding, TwoEncodingsInOneFileCostTheRowsOfOne) {
    Desk desk;
    // Three rows of UTF-8 and two of windows-1252: read as the latter, the former would be garbled.
    const auto report =
        desk.take("a.jsonl", "{\"text\":\"caf\xC3\xA9\"}\n{\"text\":\"na\xC3\xAFve\"}\n"
                             "{\"text\":\"\xC3\xBC\"}\n{\"text\":\"caf\xE9\"}\n{\"text\":\"\xFC\"}\n");
    EXPECT_EQ(report.encoding, "utf-8");
    EXPECT_EQ(desk.texts(report), (Texts{"caf\xC3\xA9", "na\xC3\xAFve", "\xC3\xBC"}));
    EXPECT_EQ(report.rejected, 2);
}

TEST(Encoding, CanBeSaid) {
    Desk desk;
    ImportOptions options;
    options.encoding = must(encodingFromName("euc-kr"));
    EXPECT_EQ(desk.texts(desk.take("k.csv", kKorean, options), "질문"), Texts{"안녕"});
    EXPECT_EQ(encodingFromName("klingon").error().code(), "import.unknown_encoding");
}

TEST(Encoding, IsFoundBehindALongPlainBeginning) {
    Desk desk;
    std::string bytes = "text,label\n";
    for (int n = 0; n < 150'000; ++n)
        bytes += "some plain words,1\n";
    bytes += "\xBE\xC8\xB3\xE7,2\n";
    const auto report = desk.take("k.csv", bytes);
    EXPECT_EQ(report.encoding, "cp949");
    EXPECT_EQ(desk.texts(report).back(), "안녕");
}

TEST(Encoding, BrokenBytesRefuseTheirRowOnly) {
    Desk desk;
    std::string bytes;
    for (int n = 0; n < 30; ++n)
        bytes += "{\"text\":\"좋은 줄\"}\n";
    bytes += "{\"text\":\"\xff\xfe\"}\n{\"text\":\"끝\"}\n";
    const auto report = desk.take("a.jsonl", bytes);
    EXPECT_EQ(report.rows, 31);
    EXPECT_EQ(desk.where(report), Texts{"31:import.bad_encoding"});
    std::string wide = utf16(u"{\"text\":\"가\"}\n{\"text\":\"", true, true) + std::string("\x00\xd8", 2) +
                       utf16(u"\"}\n{\"text\":\"나\"}\n", true, false);
    const auto half = desk.take("b.jsonl", wide);
    EXPECT_EQ(desk.texts(half), (Texts{"가", "나"}));
    EXPECT_EQ(desk.where(half), Texts{"2:import.bad_encoding"});
}

TEST(Encoding, ProblemsStandAtTheByteOfTheFile) {
    Desk desk;
    const auto wide = desk.take("a.jsonl", utf16(u"{\"text\":\"가😀\"}\nbroken\n", true, true));
    // Mark 2, then 14 units of which the smiley takes two.
    EXPECT_EQ(desk.problems(wide)[0].byte, 2 + 2 * 15);
    const auto korean = desk.take("k.csv", "text,label\n\xBE\xC8\xB3\xE7,1\n\"x\"y,2\n");
    EXPECT_EQ(desk.problems(korean)[0].byte, 18);
}
