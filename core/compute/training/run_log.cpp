#include "run_log.h"

#include <base/files.h>

#include <chrono>

namespace luthier::training {

void RunLog::write(Json event) const {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    event["time"] =
        static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) / 1000;
    (void)appendToFile(m_file, dumpJson(event) + "\n");
}

} // namespace luthier::training
