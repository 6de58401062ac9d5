#include <cleaning/characters.h>
#include <cleaning/placeholders.h>
#include <cleaning/rule.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

struct Network {
    std::uint32_t address;
    int bits;
};

/// Addresses that no machine has in public (IANA's registry of special purpose, RFC 6890), and resolvers that
/// everybody names.
constexpr std::array<Network, 20> kSpecial = {
    {{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16},
     {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24}, {0xC0586300, 24}, {0xC0A80000, 16},
     {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24}, {0xE0000000, 4},  {0xF0000000, 4},
     {0x08080808, 32}, {0x08080404, 32}, {0x01010101, 32}, {0x01000001, 32}, {0x09090909, 32}}};

bool isPublic(std::uint32_t address) {
    return std::none_of(kSpecial.begin(), kSpecial.end(), [&](const Network& network) {
        const std::uint32_t mask = network.bits == 32 ? 0xFFFFFFFF : ~(0xFFFFFFFFU >> network.bits);
        return (address & mask) == network.address;
    });
}

/// The end of four numbers with points at `at`, and what they are; 0 when there are none.
std::size_t endOfVersion4(std::string_view text, std::size_t at, std::uint32_t& address) {
    address = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (at >= text.size() || text[at++] != '.'))
            return 0;
        std::uint32_t value = 0;
        const std::size_t begin = at;
        while (at < text.size() && isAsciiDigit(text[at]) && at - begin < 4)
            value = value * 10 + static_cast<std::uint32_t>(text[at++] - '0');
        const bool padded = at - begin > 1 && text[begin] == '0';
        if (at == begin || value > 255 || padded)
            return 0;
        address = address << 8 | value;
    }
    return at;
}

/// "version 1.2.3.4" counts editions, not machines.
bool isVersionNumber(std::string_view text, std::size_t at) {
    const std::size_t from = at > 12 ? at - 12 : 0;
    const std::string before = asciiLower(text.substr(from, at - from));
    for (const char* word :
         {"version", "ver.", "ver ", "v.", "build", "release", "버전", "§", "section", "chapter", "rev"})
        if (before.find(word) != std::string::npos)
            return true;
    return before.ends_with(" v") || before == "v";
}

/// The end of an address of version 6 in the public range 2000::/3 at `at`; 0 when there is none. 2001:db8
/// is for documents.
std::size_t endOfVersion6(std::string_view text, std::size_t at, std::string& plain) {
    std::size_t end = at;
    int colons = 0;
    while (end < text.size() && end - at < 40 &&
           (text[end] == ':' || isAsciiDigit(text[end]) ||
            (asciiLower(text[end]) >= 'a' && asciiLower(text[end]) <= 'f')))
        colons += text[end++] == ':' ? 1 : 0;
    while (end > at && text[end - 1] == ':' && (end < at + 2 || text[end - 2] != ':')) {
        --end;
        --colons;
    }
    if (colons < 3 || !isAsciiDigit(text[at]))
        return 0;
    std::array<unsigned char, 16> bytes{};
    plain = std::string(text.substr(at, end - at));
    if (inet_pton(AF_INET6, plain.c_str(), bytes.data()) != 1 || (bytes[0] & 0xE0) != 0x20)
        return 0;
    const bool documents = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8;
    plain.assign(bytes.begin(), bytes.end());
    return documents ? 0 : end;
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    Placeholders placeholders(row, "IP");
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const std::string_view text = row.passages[i].text;
        if (!row.passages[i].has('.') && !row.passages[i].has(':'))
            continue;
        for (std::size_t at = 0; at < text.size() && !findings.full();) {
            if (!isAsciiDigit(text[at])) {
                ++at;
                continue;
            }
            const bool begins = mayBeginAt(text, at) || text[at - 1] == '/' || text[at - 1] == '@';
            std::uint32_t address = 0;
            std::string plain;
            const std::size_t end4 = begins ? endOfVersion4(text, at, address) : 0;
            const bool port = end4 > 0 && end4 < text.size() && text[end4] == ':'; // 203.0.114.7:8080
            const bool ends =
                end4 > 0 && (port || (end4 < text.size() && text[end4] == '/') || mayEndAt(text, end4));
            const std::size_t end6 = begins && end4 == 0 ? endOfVersion6(text, at, plain) : 0;
            std::size_t end = 0;
            if (ends && isPublic(address) && !isVersionNumber(text, at)) {
                end = end4;
                plain = std::string(text.substr(at, end4 - at));
            } else if (end6 > 0 && !isAsciiWord(end6 < text.size() ? text[end6] : ' ')) {
                end = end6;
            }
            if (end > 0)
                findings.mend("finding.ip_address", i,
                              {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)},
                              placeholders.forValue(plain));
            // On behind the number; what follows a point or colon in it does not begin one.
            at = std::max({end, end4, end6, at});
            while (at < text.size() && isAsciiWord(text[at]))
                ++at;
        }
    }
}

} // namespace

Rule ipAddress() {
    return {.name = "ip_address",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.ip_address"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
