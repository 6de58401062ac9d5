// The least that a Qt program with a window does: shows it, says so after the first paint, and ends.

#include <QApplication>
#include <QMainWindow>
#include <QPaintEvent>

#include <cstdio>

namespace {

class BareWindow final : public QMainWindow {
protected:
    void paintEvent(QPaintEvent* event) override {
        QMainWindow::paintEvent(event);
        QMetaObject::invokeMethod(
            this,
            [] {
                std::puts("painted");
                std::fflush(stdout);
                QCoreApplication::exit();
            },
            Qt::QueuedConnection);
    }
};

} // namespace

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    BareWindow window;
    window.resize(1440, 900);
    window.show();
    return QApplication::exec();
}
