#pragma once

#include <bridge/bridge.h>
#include <bridge/window_settings.h>
#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::settings {

/// What the page shows and does not ask anybody for.
struct Facts {
    QString version;
    QString engine;
};

class SettingsPage final : public widgets::Page {
    Q_OBJECT

public:
    SettingsPage(bridge::Bridge& bridge, const bridge::WindowSettings& settings, Facts facts);
    /// What was chosen elsewhere, by the command palette say.
    void showChosen(const bridge::WindowSettings& settings);

Q_SIGNALS:
    void languageChosen(const QString& language);
    void themeChosen(const QString& theme);
    void threadsChosen(int threads);

private:
    QWidget* makeAppearance();
    QWidget* makeCompute();
    QWidget* makeFolders();
    QWidget* makePrivacy();
    QWidget* makeVersions();
    void fillChoices();
    void fillThreads();
    void showFolders();

    bridge::Bridge& m_bridge;
    bridge::WindowSettings m_settings;
    Facts m_facts;
    widgets::ComboBox* m_language = nullptr;
    widgets::ComboBox* m_theme = nullptr;
    widgets::ComboBox* m_threads = nullptr;
    QLabel* m_project = nullptr;
};

} // namespace luthier::settings
