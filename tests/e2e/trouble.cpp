#include "trouble.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace luthier::tests {

bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 1200; ++i) {
        if (holds())
            return true;
        usleep(50'000);
    }
    return false;
}

std::string Trouble::trainDetached(const std::string& recipe) {
    engine({"train", project(), "--recipe", recipe, "--detach"});
    EXPECT_EQ(last.exitCode, 0) << last.errors;
    return last.exitCode == 0 ? std::to_string(last.json()["job"].get<int>()) : "0";
}

void Trouble::trainFirst(int steps) {
    ASSERT_EQ(
        engine({"train", project(), "--recipe", fullRecipe({{"duration", {{"max_steps", steps}}}})}).exitCode,
        0)
        << last.errors;
    // The last to close the database puts its log away.
    ASSERT_TRUE(eventually([&] { return !std::filesystem::exists(folder / "p.luthier/project.db-wal"); }));
}

std::string Trouble::stateOf(const std::string& job) {
    const Json listed = engine({"job", "list", project()}).json();
    if (listed.is_object())
        for (const Json& one : listed["jobs"])
            if (std::to_string(one["id"].get<int>()) == job)
                return one["state"];
    return "none";
}

bool Trouble::waitForState(const std::string& job, const std::string& state) {
    return eventually([&] { return stateOf(job) == state; });
}

bool Trouble::waitForSteps(const std::string& run, std::size_t steps) {
    return eventually([&] {
        const Json metrics = engine({"run", "metrics", project(), run, "--series", "loss"}).json();
        return metrics.is_object() && metrics["series"]["loss"].size() >= steps;
    });
}

void Trouble::expectSound() {
    EXPECT_EQ(engine({"project", "check", project()}).exitCode, 0) << last.out << last.errors;
}

int Trouble::holderOf(const std::string& lock) const {
    const std::filesystem::path file = std::filesystem::path(project()) / lock;
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return 0;
    const bool held = flock(descriptor, LOCK_SH | LOCK_NB) != 0;
    close(descriptor);
    const auto note = parseJson(held ? readWholeFile(file) : "{}");
    return note ? note->value("process", 0) : 0;
}

HeldLane::HeldLane(const TemporaryFolder& folder, const std::string& lane) {
    const auto lanes = folder / "state/luthier/lanes";
    std::filesystem::create_directories(lanes);
    m_file = open((lanes / (lane + ".lock")).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    // The supervisor of a run that has just ended may still be closing its books.
    if (m_file < 0 || !eventually([this] { return flock(m_file, LOCK_EX | LOCK_NB) == 0; }))
        throw std::runtime_error("the lane is taken");
}

void HeldLane::release() {
    if (m_file >= 0)
        close(m_file);
    m_file = -1;
}

} // namespace luthier::tests
