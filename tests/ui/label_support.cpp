#include "label_support.h"

#include <dataset/catalog.h>
#include <dataset/part.h>
#include <jobs/part.h>
#include <registry/part.h>

#include <QApplication>
#include <QSettings>
#include <QTest>

#include <array>

namespace luthier::tests {

labeling::Scheme labelScheme(const std::string& name, const std::string& kind,
                             std::vector<std::string> options, std::vector<std::string> fields) {
    labeling::Scheme scheme;
    scheme.name = name;
    scheme.kind = kind;
    scheme.options = std::move(options);
    scheme.fields = std::move(fields);
    return scheme;
}

namespace {

template <class Work>
void inProject(const QString& path, Work work) {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto project = must(
        project::Project::open(path.toStdString(), project::Access::ReadWrite, parts, project::Check::None));
    const auto facts = must(dataset::findDataset(project.database(), "dirty"));
    work(project, facts);
}

} // namespace

LabelPage::LabelPage(const std::vector<labeling::Scheme>& schemes) {
    QSettings(QStringLiteral("luthier"), QStringLiteral("luthier"))
        .setValue(QStringLiteral("labelling/annotator"), QStringLiteral("anna"));
    inProject(project.path(), [&](project::Project& open, const dataset::DatasetFacts& facts) {
        for (const auto& scheme : schemes)
            must(labeling::makeScheme(open, facts, scheme));
    });
}

void LabelPage::label(std::int64_t row, const std::string& scheme, const std::string& text,
                      const std::string& annotator) {
    inProject(project.path(), [&](project::Project& open, const dataset::DatasetFacts& facts) {
        const labeling::Given given{scheme, text};
        must(labeling::labelRow(open, facts, RowId{row}, std::span(&given, 1), annotator));
    });
}

void LabelPage::open() {
    fixture = std::make_unique<WindowFixture>(project.path(), QStringLiteral("data/label"));
    fixture->settle();
    fixture->window->dataPresenter().choose(QStringLiteral("dirty"));
    settle();
}

void LabelPage::press(Qt::Key key, Qt::KeyboardModifiers modifiers) const {
    QWidget* focus = fixture->window->focusWidget();
    QTest::keyClick(focus ? focus : fixture->window.get(), key, modifiers);
}

bool LabelPage::settle() const {
    return fixture->settle() &&
           waitFor([&] { return labels().state() != data::LabelPresenter::State::Loading; });
}

Json LabelPage::stored(std::int64_t row) const {
    bridge::Request request;
    Json answer;
    fixture->window->bridge().read(
        bridge::Reader::Paging, request,
        [facts = *fixture->window->dataPresenter().current(),
         meant = RowId{row}](storage::Connection& database, const StopToken&) -> Result<Json> {
            TRY(const auto labels, dataset::labelsOf(database, facts, std::span(&meant, 1)));
            return labeling::annotationsJson(labels);
        },
        [&](Result<Json> found) { answer = must(std::move(found)); });
    waitFor([&] { return !answer.is_null(); });
    return answer;
}

} // namespace luthier::tests
