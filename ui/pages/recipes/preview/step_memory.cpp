#include "step_memory.h"

#include <bridge/amounts.h>

#include <QHBoxLayout>

namespace luthier::recipes {

using namespace widgets;

StepMemory::StepMemory() {
    auto* lines = column(this, measures::kGapSmall);
    auto* head = row(measures::kGap);
    m_title = label(TextStyle::BodyStrong);
    m_stays = label(TextStyle::Table, QStringLiteral("muted"));
    m_stays->setObjectName(QStringLiteral("stepStays"));
    head->addWidget(m_title, 1);
    head->addWidget(m_stays);
    m_area = new StepArea;
    lines->addLayout(head);
    lines->addWidget(m_area);
    for (std::size_t i = 0; i < kLines; ++i) {
        const QString tone = i == 0 ? QString() : QStringLiteral("muted");
        m_lines[i] = {new ElidedLabel(TextStyle::Table, tone, Qt::ElideMiddle),
                      label(TextStyle::Table, tone)};
        m_lines[i].name->setObjectName(QStringLiteral("stepLine_%1").arg(i));
        auto* line = row(measures::kGap);
        line->addWidget(m_lines[i].name, 1);
        line->addWidget(m_lines[i].amount);
        lines->addLayout(line);
    }
    connect(m_area, &StepArea::chosenChanged, this, &StepMemory::showMoment);
    speak([this] {
        m_title->setText(tr("Over one step"));
        m_area->setWords(tr("forward"), tr("backward"));
        m_area->setAccessibleName(tr("Memory over one step"));
        m_area->setWhatsThis(
            tr("What comes and goes in memory while a step computes: forward from the embedding to the "
               "head, then backward. The arrow keys go from one part of the model to the next."));
        m_stays->setToolTip(
            tr("Weights, and what is trained, are there from the beginning of a step to its end."));
        showMoment();
    });
}

/// The picture loses the focus with its end, and tells so.
StepMemory::~StepMemory() {
    m_area->disconnect(this);
}

void StepMemory::show(const PlanFacts& plan, bool isPresent) {
    m_timeline = plan.timeline;
    setVisible(!m_timeline.empty());
    m_area->show(m_timeline, isPresent);
}

QString StepMemory::regionText(const QString& region) {
    if (region.startsWith(QStringLiteral("layers.")))
        return tr("block %1").arg(region.mid(region.indexOf(u'.') + 1));
    return region == QStringLiteral("embedding") ? tr("embedding")
           : region == QStringLiteral("head")    ? tr("head")
           : region == QStringLiteral("pairs")   ? tr("comparison of answers")
           : region == QStringLiteral("source")  ? tr("embedding of the encoder")
           : region == QStringLiteral("encoded") ? tr("end of the encoder")
                                                 : region;
}

QString StepMemory::momentText(const PlanMoment& moment) const {
    const QString region = regionText(moment.region);
    // The loss turns the step around: the head goes both ways at once.
    if (moment.region == QStringLiteral("head"))
        return region;
    return moment.phase == QStringLiteral("backward") ? tr("%1, backward").arg(region)
                                                      : tr("%1, forward").arg(region);
}

void StepMemory::showMoment() {
    m_stays->setText(tr("%1 stays throughout").arg(bridge::memoryText(StepArea::stayingBytes(m_timeline))));
    const int chosen = m_area->chosen();
    if (chosen < 0 || chosen >= static_cast<int>(m_timeline.size()))
        return;
    const auto at = static_cast<std::size_t>(chosen);
    const PlanMoment& moment = m_timeline[at];
    std::vector<std::pair<QString, qint64>> shown = {
        {momentText(moment), StepArea::movingBytes(m_timeline, at)}};
    for (const PlanMoment::Value& value : moment.largest)
        shown.emplace_back(value.name, value.bytes);
    shown.resize(kLines);
    QStringList said;
    for (std::size_t i = 0; i < kLines; ++i) {
        const auto& [name, bytes] = shown[i];
        const QString amount = name.isEmpty() ? QString() : bridge::memoryText(bytes);
        m_lines[i].name->setFullText(name);
        m_lines[i].amount->setText(amount);
        if (!name.isEmpty())
            said << name + QStringLiteral(": ") + amount;
    }
    m_area->setAccessibleDescription(said.join(QStringLiteral("; ")));
}

} // namespace luthier::recipes
