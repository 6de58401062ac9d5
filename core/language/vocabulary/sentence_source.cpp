#include "sentence_source.h"

#include <base/files.h>
#include <base/utf8.h>

#include <array>

namespace luthier::vocabulary {
namespace {

constexpr std::uint64_t kInputBytes = std::uint64_t{2} << 30;

/// Cuts a line into pieces of a bearable length, at a blank where there is one.
Status addLine(std::string_view line, const std::filesystem::path& path,
               std::vector<std::string>& sentences) {
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (!isValidUtf8(line))
        return refused("file.not_utf8").at(path.string());
    std::string_view left = line;
    while (!left.empty()) {
        std::string_view part = utf8Prefix(left, kSentenceBytes);
        if (part.size() < left.size())
            if (const std::size_t blank = part.rfind(' '); blank != std::string_view::npos && blank > 0)
                part = part.substr(0, blank);
        if (part.find('\0') == std::string_view::npos)
            sentences.emplace_back(part);
        left.remove_prefix(part.size());
    }
    return {};
}

Status readLines(const std::filesystem::path& path, std::vector<std::string>& sentences,
                 const StopToken& stop) {
    TRY(InputFile file, InputFile::open(path));
    std::vector<char> buffer(std::size_t{1} << 20);
    std::string line;
    for (;;) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const std::size_t count, file.read(buffer));
        if (count == 0)
            break;
        std::string_view bytes(buffer.data(), count);
        for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
            line += bytes.substr(0, end);
            TRY_VOID(addLine(line, path, sentences));
            line.clear();
            bytes.remove_prefix(end + 1);
        }
        line += bytes;
    }
    return addLine(line, path, sentences);
}

} // namespace

Result<std::vector<std::string>> readSentences(const std::vector<std::filesystem::path>& files,
                                               const StopToken& stop, ProgressSink& progress) {
    std::uint64_t bytes = 0;
    for (const std::filesystem::path& path : files) {
        TRY(const InputFile file, InputFile::open(path));
        bytes += file.size();
    }
    if (bytes > kInputBytes)
        return refused("vocabulary.input_too_large").with("limit", static_cast<std::int64_t>(kInputBytes));
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < files.size(); ++i) {
        progress.report({"reading", static_cast<std::int64_t>(i), static_cast<std::int64_t>(files.size())});
        TRY_VOID(readLines(files[i], sentences, stop));
    }
    if (sentences.empty())
        return refused("vocabulary.no_text");
    return sentences;
}

} // namespace luthier::vocabulary
