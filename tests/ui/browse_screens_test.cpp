#include "screen_support.h"

#include <QTableView>

namespace luthier::tests {
namespace {

TEST(BrowseScreens, HaveNoClippedTextAndOneLanguage) {
    const SampleProject project{400};
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto& presenter = fixture.window->dataPresenter();
    dataset::RowOrder order;
    order.by = dataset::RowOrder::By::Field;
    order.field = "question";
    order.direction = dataset::RowOrder::Direction::Descending;
    presenter.setOrder(order);
    eachLook(fixture, [&](const char* language, const QString& name) {
        save(fixture, QStringLiteral("browse-ordered-%1.png").arg(name));
        expectSound(fixture, language);
    });
}

} // namespace
} // namespace luthier::tests
