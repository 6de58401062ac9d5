#include "cases.h"

namespace luthier::cleaning::tests {
namespace {

TEST(EmailAddress, IsFoundAndReplaced) {
    EXPECT_EQ(mendedBy({"email_address"}, "Write to Kim.Min-su+shop@mail.co.kr."), "Write to [EMAIL_1].");
    EXPECT_EQ(mendedBy({"email_address"},
                       "메일은 minsu@naver.com으로, 급하면 MINSU@naver.com, 아니면 lee@daum.net"),
              "메일은 [EMAIL_1]으로, 급하면 [EMAIL_1], 아니면 [EMAIL_2]")
        << "the same address has the same placeholder";
    EXPECT_EQ(foundIn("email_address", "<a.b@c-d.org>, (x_y@z.io)"), (Codes{"a.b@c-d.org", "x_y@z.io"}));
    EXPECT_EQ(mendedBy({"email_address"}, "[EMAIL_3] and a@b.kr"), "[EMAIL_3] and [EMAIL_4]")
        << "numbers of the row are kept";
}

TEST(EmailAddress, OtherSignsAreNone) {
    for (const char* text :
         {"@decorator.name", "5 @ 3.50", "git@github.com:a/b.git", "icon@2x.png", "a@b", "a@b.1",
          "scoped/pkg@1.2.3", "me@ naver.com", "x@-a.com", ".@.com", "골뱅이@가.나"})
        EXPECT_EQ(foundIn("email_address", text), Codes()) << text;
}

TEST(EmailAddress, ThoseForExamplesAreNamedAndLeft) {
    for (const std::string address : {"user@example.com", "a@sub.example.org", "b@host.local", "c@d.test"}) {
        const auto found = findIn("email_address", answer("to " + address + " now"));
        ASSERT_EQ(found.size(), 1U) << address;
        EXPECT_EQ(found[0].why, "example");
        EXPECT_FALSE(found[0].replacement);
    }
    EXPECT_EQ(findIn("email_address", answer("x@notexample.com")).at(0).why, "");
}

TEST(PhoneNumber, IsFoundInTheFormsOfKoreaAndOthers) {
    for (const std::string number :
         {"010-1234-5678",  "01012345678",   "010 1234 5678", "010.1234.5678",    "011-123-4567",
          "02-123-4567",    "02-1234-5678",  "(02) 123-4567", "031-123-4567",     "(051)123-4567",
          "070-1234-5678",  "0505-123-4567", "1588-1234",     "+82 10-1234-5678", "+82-2-123-4567",
          "(212) 456-7890", "212-456-7890",  "212.456.7890",  "1-212-456-7890",   "+1 212 456 7890",
          "+49 30 1234567", "+442071234567"})
        EXPECT_EQ(foundIn("phone_number", "전화 " + number + "로 Call."), Codes{number}) << number;
    EXPECT_EQ(mendedBy({"phone_number"}, "010-1234-5678 or 01012345678, not 02-123-4567."),
              "[PHONE_1] or [PHONE_1], not [PHONE_2].");
    EXPECT_EQ(foundIn("phone_number", "Room 5 010-1234-5678 12"), Codes{"010-1234-5678"})
        << "other numbers beside it";
    EXPECT_EQ(foundIn("phone_number", "번호는010-1234-5678입니다"), Codes{"010-1234-5678"});
}

TEST(PhoneNumber, OtherNumbersAreNone) {
    for (const char* text :
         {"2023-10-2222",   "2024-01-15 10:30",  "1234567890",          "12-34-5678",      "3.14159265",
          "192.168.0.1",    "978-3-16-148410-0", "1588-1592년",         "100 200 3000",    "$1,234,567",
          "0101234567890",  "a010-1234-5678",    "x=01012345678",       "010-1234-56789",  "099-123-4567",
          "112-456-7890",   "212-156-7890",      "212-555-0123",        "+5 to +10",       "+960397912423686",
          "id 20240115001", "1 2 3 4 5 6 7 8",   "4111 1111 1111 1111", "90-01-01-1234567"})
        EXPECT_EQ(foundIn("phone_number", text), Codes()) << text;
}

TEST(IpAddress, PublicOnesAreFound) {
    for (const std::string address :
         {"52.95.110.1", "203.0.114.7", "2607:f8b0:4005:805::200e", "2001:470:1:18::223"})
        EXPECT_EQ(foundIn("ip_address", "from " + address + ", then"), Codes{address}) << address;
    EXPECT_EQ(mendedBy({"ip_address"}, "52.95.110.1:8080, http://52.95.110.1/ and 52.95.110.2"),
              "[IP_1]:8080, http://[IP_1]/ and [IP_2]");
    EXPECT_EQ(foundIn("ip_address", "서버는 52.95.110.1입니다"), Codes{"52.95.110.1"});
}

TEST(IpAddress, PrivateOnesVersionsAndTimesAreNone) {
    for (const char* text : {"10.0.0.1",
                             "172.16.5.4",
                             "172.31.255.255",
                             "192.168.0.1",
                             "127.0.0.1",
                             "169.254.1.1",
                             "100.64.0.1",
                             "198.51.100.7",
                             "203.0.113.9",
                             "192.0.2.1",
                             "224.0.0.1",
                             "255.255.255.0",
                             "0.0.0.0",
                             "8.8.8.8",
                             "1.1.1.1",
                             "version 52.95.110.1",
                             "v52.95.110.1",
                             "버전 52.95.110.1",
                             "52.95.110.1.5",
                             "52.95.110",
                             "300.1.1.1",
                             "01.2.3.4",
                             "::1",
                             "fe80::1",
                             "2001:db8::1",
                             "12:30:45",
                             "std::vector",
                             "a::b",
                             "1:2:3",
                             "10:11:12:13"})
        EXPECT_EQ(foundIn("ip_address", text), Codes()) << text;
}

TEST(PaymentCard, IsFoundByIssuerLengthAndCheckDigit) {
    // Numbers that the issuers give for tests.
    for (const std::string card :
         {"4111 1111 1111 1111", "4111111111111111", "5555-5555-5555-4444", "3782 822463 10005",
          "6011111111111117", "3530111333300000", "30569309025904", "2223003122003222"})
        EXPECT_EQ(foundIn("payment_card", "카드 " + card + " please"), Codes{card}) << card;
    EXPECT_EQ(mendedBy({"payment_card"}, "4111 1111 1111 1111 = 4111-1111-1111-1111."),
              "[CARD_1] = [CARD_1].");
    for (const char* text : {"4111 1111 1111 1112", "1234567812345670", "4111-1111 1111-1111",
                             "411111111111111", "0.4111111111111111", "41111111111111110000",
                             "4111 11111 111 1111", "ISBN 9783161484100", "4222222222222"})
        EXPECT_EQ(foundIn("payment_card", text), Codes()) << text;
}

TEST(Iban, IsFoundByLengthAndCheckDigits) {
    // Examples of SWIFT's registry.
    for (const std::string iban :
         {"GB29NWBK60161331926819", "DE89 3704 0044 0532 0130 00", "FR1420041010050500013M02606",
          "NO9386011117947", "MT84MALT011000012345MTLCAST001S"})
        EXPECT_EQ(foundIn("iban", "to " + iban + "."), Codes{iban}) << iban;
    EXPECT_EQ(mendedBy({"iban"}, "계좌 DE89370400440532013000로 보내세요"), "계좌 [IBAN_1]로 보내세요");
    for (const char* text : {"GB29NWBK60161331926818", "DE893704004405320130001", "XX00 1234 5678 9012 3456",
                             "de89370400440532013000", "ADE89370400440532013000", "GB29 THE QUICK BROWN FOX"})
        EXPECT_EQ(foundIn("iban", text), Codes()) << text;
}

TEST(ResidentNumber, IsFoundByDateAndCheckDigit) {
    // Check digits worked out by hand: (11 - sum of digits times 2..9, 2..5 mod 11) mod 10; foreigners 13.
    for (const std::string number : {"900101-1234568", "9001011234568", "040229-3123453", "991231-5123453"})
        EXPECT_EQ(foundIn("resident_number", "주민번호는 " + number + "입니다"), Codes{number}) << number;
    EXPECT_EQ(foundIn("resident_number", "201005-3123456"), Codes{"201005-3123456"})
        << "given since October 2020: no check digit";
    EXPECT_EQ(mendedBy({"resident_number"}, "900101-1234568"), "[RESIDENT_NUMBER_1]");
    for (const char* text :
         {"900101-1234567", "9001011234567", "850229-2123453", "the sum is 9001011234568", "901301-1234568",
          "900132-1234568", "2010053123456", "1900101-1234568", "900101-12345688", "90010-11234568"})
        EXPECT_EQ(foundIn("resident_number", text), Codes()) << text;
}

TEST(SecretKey, IsFoundByItsFormat) {
    const std::string word = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6"; // 36 characters
    for (const std::string& key :
         {std::string("AKIAQ3EGRT5UVW7XYZ2B"), "ghp_" + word.substr(0, 36), "sk-" + word + "L9nP2rS5uV8x",
          "sk_live_" + word.substr(0, 24), "hf_" + word.substr(0, 34), "AIzaSy" + word.substr(0, 33),
          std::string("xoxb-123456789012-aBcDeFgHiJkL"), "glpat-" + word.substr(0, 20)})
        EXPECT_EQ(foundIn("secret_key", "key=" + key + "\n"), Codes{key}) << key;
    EXPECT_EQ(mendedBy({"secret_key"}, "토큰은 ghp_" + word + "입니다"), "토큰은 [SECRET_1]입니다");
    const std::string body = repeated(word + "\n", 5);
    EXPECT_EQ(mendedBy({"secret_key"},
                       "-----BEGIN RSA PRIVATE KEY-----\n" + body + "-----END RSA PRIVATE KEY-----\nAfter."),
              "[SECRET_1]\nAfter.");
    EXPECT_EQ(mendedBy({"secret_key"}, "-----BEGIN PRIVATE KEY-----\n" + body + "\n\"After.\""),
              "[SECRET_1]\n\n\"After.\"")
        << "a cut key ends where it no longer reads as one";
    EXPECT_EQ(findIn("secret_key", answer("ghp_" + word)).at(0).parameters.at("vendor"), "GitHub");
}

TEST(SecretKey, ExamplesAndWordsAreNone) {
    for (const std::string& text :
         {std::string("AKIAIOSFODNN7EXAMPLE"), "ghp_" + repeated("x", 36), std::string("sk-your-key-here"),
          std::string("sk-proj-xxxx"), std::string("task-force"), std::string("desk-"),
          std::string("hf_model"), std::string("A key begins with -----BEGIN PRIVATE KEY-----."),
          std::string("-----BEGIN CERTIFICATE-----"), std::string("eyJ.abc.def"), repeated("a1b2c3d4", 8)})
        EXPECT_EQ(foundIn("secret_key", text), Codes()) << text;
}

TEST(PersonalData, PlaceholdersAreTheSameInPromptAndAnswer) {
    const Json fields = {{"prompt", "I am a@b.kr and c@d.kr"}, {"response", "Hello c@d.kr"}};
    const auto chosen = must(chooseRules({"email_address"}, {}, {}));
    std::vector<MendingReport::Counts> counts(1);
    const auto mended = mendFields(RowId{1}, fields, factsOf(fields), chosen, counts);
    ASSERT_EQ(mended.size(), 2U);
    EXPECT_EQ(mended[0].second, "I am [EMAIL_1] and [EMAIL_2]");
    EXPECT_EQ(mended[1].second, "Hello [EMAIL_2]");
}

} // namespace
} // namespace luthier::cleaning::tests
