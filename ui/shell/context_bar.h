#pragma once

#include <bridge/bridge.h>
#include <devices/devices.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <QToolButton>

class QMenu;

namespace luthier::shell {

/// A choice that every page means: a caption over the chosen thing, with a menu.
class Chip final : public QToolButton {
    Q_OBJECT

public:
    explicit Chip(const QString& name);
    void setCaption(const QString& caption);
    void setValue(const QString& value);
    void useMenu(QMenu* menu);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_caption;
    QString m_value;
};

/// Chips at the left, memory of the machine at the right.
class ContextBar final : public widgets::Page {
    Q_OBJECT

public:
    explicit ContextBar(bridge::Bridge& bridge);
    Chip* projectChip() const { return m_project; }
    Chip* datasetChip() const { return m_dataset; }
    Chip* modelChip() const { return m_model; }
    Chip* recipeChip() const { return m_recipe; }
    void showProject(const QString& name);
    /// An empty name: none yet. Without a project the chip is not there.
    void showDataset(const QString& name);
    void showModel(const QString& name);
    void showRecipe(const QString& name);

Q_SIGNALS:
    /// Memory of the devices as the bar shows it from now on.
    void memoryRead(const std::vector<luthier::devices::DeviceFacts>& devices);

private:
    void readMemory();
    void showMemory(const std::vector<devices::DeviceFacts>& devices);

    struct MeterPart {
        QWidget* whole;
        QLabel* name;
        QLabel* amount;
        widgets::Meter* meter;
    };
    MeterPart makeMeter();

    bridge::Bridge& m_bridge;
    Chip* m_project;
    Chip* m_dataset;
    Chip* m_model;
    Chip* m_recipe;
    QString m_projectName;
    QString m_datasetName;
    QString m_modelName;
    QString m_recipeName;
    MeterPart m_memory;
    MeterPart m_gpu;
    bridge::Request m_memoryRequest;
};

} // namespace luthier::shell
