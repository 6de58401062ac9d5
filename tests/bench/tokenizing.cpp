// How fast a tokenizer folder encodes the lines of a text: `bench_tokenizing FOLDER FILE` prints bytes per
// second of the fastest of five passes, beside which tokenizing.py puts the `tokenizers` package.

#include <base/files.h>
#include <tokenizing/tokenizer.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace luthier;

constexpr std::size_t kTextBytes = std::size_t{64} << 20;

std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

/// Seconds for all lines, or nothing when one of them fails.
double secondsOf(const tokenizing::Tokenizer& tokenizer, const std::vector<std::string_view>& lines,
                 std::size_t& tokens) {
    const auto begin = std::chrono::steady_clock::now();
    tokens = 0;
    for (const std::string_view line : lines) {
        const auto ids = tokenizer.encodeIds(line, {tokenizing::Specials::Omit});
        tokens += ids ? ids->size() : 0;
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

int main(int count, char** arguments) {
    if (count != 3)
        return 2;
    const auto tokenizer = tokenizing::loadTokenizer(arguments[1]);
    const auto text = readFile(arguments[2], kTextBytes);
    if (!tokenizer || !text)
        return 2;
    const std::vector<std::string_view> lines = linesOf(*text);
    std::size_t tokens = 0;
    double best = secondsOf(**tokenizer, lines, tokens);
    for (int i = 0; i < 4; ++i)
        best = std::min(best, secondsOf(**tokenizer, lines, tokens));
    std::printf("%.0f %zu\n", static_cast<double>(text->size()) / best, tokens);
    return 0;
}
