#pragma once

#include <base/progress.h>
#include <base/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace luthier::vocabulary {

/// The lines of UTF-8 text files, of at most `kSentenceBytes`; longer lines are cut at blanks. All of them
/// are held in memory, as SentencePiece does too. Fails with file.not_utf8, vocabulary.no_text,
/// vocabulary.input_too_large.
Result<std::vector<std::string>> readSentences(const std::vector<std::filesystem::path>& files,
                                               const StopToken& stop, ProgressSink& progress);

constexpr std::size_t kSentenceBytes = 4000;

} // namespace luthier::vocabulary
