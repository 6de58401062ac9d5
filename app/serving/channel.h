#pragma once

#include <base/json.h>

#include <mutex>
#include <optional>
#include <string>

namespace luthier::serving {

/// JSON-RPC over two descriptors, one message a line. Reading belongs to one thread, writing to any.
class Channel {
public:
    Channel(int input, int output)
        : m_input(input)
        , m_output(output) {}

    /// The next line without its end; nothing at the end of input. Longer lines than 16 MiB are passed over.
    std::optional<std::string> readLine();
    void write(const Json& message);
    /// Nobody reads the answers any more.
    bool isReaderGone() const;

private:
    int m_input;
    int m_output;
    std::string m_buffer;
    std::mutex m_writing;
};

} // namespace luthier::serving
