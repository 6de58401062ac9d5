#include "ui_support.h"

#include <bridge/bridge.h>

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace luthier::tests {
namespace {

/// The superuser's power to write what permissions forbid, laid down for a while; threads that start
/// meanwhile lack it too.
class WithoutOverride {
public:
    WithoutOverride() {
        syscall(SYS_capget, &m_header, m_before);
        __user_cap_data_struct now[2] = {m_before[0], m_before[1]};
        now[0].effective &= ~(1U << CAP_DAC_OVERRIDE);
        syscall(SYS_capset, &m_header, now);
    }
    ~WithoutOverride() { syscall(SYS_capset, &m_header, m_before); }

private:
    __user_cap_header_struct m_header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct m_before[2]{};
};

void protect(const std::filesystem::path& folder, std::filesystem::perm_options how) {
    using std::filesystem::perms;
    const perms write = perms::owner_write | perms::group_write | perms::others_write;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        std::filesystem::permissions(entry.path(), write, how);
    std::filesystem::permissions(folder, write, how);
}

TEST(Bridge, OpensAFolderThatCannotBeWrittenForReading) {
    const SampleProject sample;
    const std::filesystem::path folder = sample.path().toStdString();
    protect(folder, std::filesystem::perm_options::remove);
    {
        const WithoutOverride plain;
        bridge::Bridge bridge;
        bridge.open(sample.path());
        ASSERT_TRUE(waitFor([&] { return bridge.project().has_value(); }));
        EXPECT_FALSE(bridge.isWritable());
        EXPECT_EQ(bridge.project()->otherWindow, 0);
    }
    protect(folder, std::filesystem::perm_options::add);
}

} // namespace
} // namespace luthier::tests
