#include "recipe_support.h"

#include <recipes/preview/step_area.h>
#include <recipes/preview/step_memory.h>
#include <widgets/parts.h>

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

namespace luthier::tests {
namespace {

using recipes::PlanMoment;
using recipes::StepArea;

/// 100 of weights stay; activations grow to 60 at the head, where logits of 30 come, and shrink again.
std::vector<PlanMoment> timeline() {
    std::vector<PlanMoment> moments(5);
    const qint64 activations[] = {10, 40, 60, 40, 10};
    const char* regions[] = {"embedding", "layers.0", "head", "layers.0", "embedding"};
    for (std::size_t i = 0; i < moments.size(); ++i) {
        moments[i].region = QString::fromLatin1(regions[i]);
        moments[i].phase = i < 3 ? QStringLiteral("forward") : QStringLiteral("backward");
        moments[i].parts[0] = 100'000'000;
        moments[i].parts[4] = activations[i] * 1'000'000;
        moments[i].parts[5] = i == 2 ? 30'000'000 : 0;
        moments[i].largest = {{moments[i].region + QStringLiteral(".up"), activations[i] * 500'000}};
    }
    return moments;
}

TEST(StepMemory, DrawsWhatComesAndGoesAndCountsWhatStays) {
    const auto moments = timeline();
    EXPECT_EQ(StepArea::movingParts(moments), (std::vector<std::size_t>{4, 5}));
    EXPECT_EQ(StepArea::stayingBytes(moments), 100'000'000);
    EXPECT_EQ(StepArea::movingBytes(moments, 2), 90'000'000);
    EXPECT_EQ(StepArea::stayingBytes({}), 0);
}

TEST(StepMemory, NamesTheMomentUnderThePointerAndUnderTheArrowKeys) {
    recipes::PlanFacts plan;
    plan.timeline = timeline();
    recipes::StepMemory memory;
    memory.resize(350, 200);
    memory.QWidget::show();
    memory.show(plan, true);
    auto* area = memory.findChild<StepArea*>();
    const auto said = [&] {
        return area->accessibleDescription();
    };
    EXPECT_EQ(memory.findChild<QLabel*>(QStringLiteral("stepStays"))->text(),
              QStringLiteral("0.10 GB stays throughout"));
    EXPECT_EQ(said(), QStringLiteral("head: 90.0 MB; head.up: 30.0 MB")) << "the worst, while nobody points";
    QTest::mouseMove(area, QPoint(area->width() * 3 / 10, 20));
    EXPECT_EQ(said(), QStringLiteral("block 0, forward: 40.0 MB; layers.0.up: 20.0 MB"));
    EXPECT_EQ(memory.findChild<widgets::ElidedLabel*>(QStringLiteral("stepLine_1"))->fullText(),
              QStringLiteral("layers.0.up"));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(area, &leave);
    EXPECT_EQ(said(), QStringLiteral("head: 90.0 MB; head.up: 30.0 MB"));
    area->setFocus();
    QTest::keyClick(area, Qt::Key_Right);
    EXPECT_EQ(said(), QStringLiteral("block 0, backward: 40.0 MB; layers.0.up: 20.0 MB"));
    QTest::keyClick(area, Qt::Key_Home);
    EXPECT_EQ(area->chosen(), 0);
    QTest::keyClick(area, Qt::Key_Left);
    EXPECT_EQ(area->chosen(), 0);
    QTest::keyClick(area, Qt::Key_End);
    EXPECT_EQ(area->chosen(), 4);
}

TEST(StepMemory, IsPartOfTheRunPreview) {
    const TuningProject project;
    WindowFixture fixture(project.path(), QStringLiteral("recipe"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_FALSE(fixture.find<QWidget>("stepArea")->isVisible()) << "without a model there is no plan";
    fixture.window->recipePresenter().setModel(TuningProject::model());
    ASSERT_TRUE(fixture.settle());
    ASSERT_TRUE(fixture.window->previewPresenter().plan());
    const auto& moments = fixture.window->previewPresenter().plan()->timeline;
    ASSERT_EQ(moments.size(), 6U) << "embedding, two blocks, head, two blocks";
    EXPECT_TRUE(fixture.find<QWidget>("stepArea")->isVisible());
    EXPECT_FALSE(fixture.find<QWidget>("stepArea")->accessibleDescription().isEmpty());
}

} // namespace
} // namespace luthier::tests
