#include <support/temporary_folder.h>

#include <widgets/theme/theme.h>

#include <gtest/gtest.h>

#include <QAbstractEventDispatcher>
#include <QApplication>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    const luthier::tests::TemporaryFolder user;
    qputenv("XDG_STATE_HOME", QByteArray::fromStdString((user / "state").string()));
    qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString((user / "config").string()));
    qputenv("HF_HOME", QByteArray::fromStdString((user / "hub").string()));
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    luthier::widgets::applyTheme(application, luthier::widgets::ThemeChoice::Light);
    return RUN_ALL_TESTS();
}
