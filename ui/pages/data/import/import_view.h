#pragma once

#include "../import_presenter.h"

#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QLineEdit;
class QProgressBar;

namespace luthier::data {

class ImportTable;
class ProblemsCard;

/// A file before it is imported: what was found, roles, first rows as conversations, what will be refused.
class ImportView final : public widgets::Page {
    Q_OBJECT

public:
    explicit ImportView(ImportPresenter& presenter);

private:
    QWidget* makeHead();
    QWidget* makeSettings();
    QWidget* makeUnit();
    QLayout* makeTarget();
    QLayout* makeLayoutLine();
    QWidget* makeTable();
    QWidget* makeConversations();
    void fillChoices();
    void fillTarget();
    void showTarget(bool importing);
    void show();
    QString fileText() const;
    static QString remarkText(const RoleRemark& remark);
    void showFound(const ImportPreview& preview);
    void showTool(const ImportPreview& preview);
    QString progressText() const;
    void showProgress();
    void showMessagesOf(const ImportPreview& preview);

    ImportPresenter& m_presenter;
    QLabel* m_title = nullptr;
    widgets::ElidedLabel* m_file = nullptr;
    QPushButton* m_all = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_run = nullptr;
    QString m_readyFor; // the file that the focus went to Import for
    widgets::ErrorPanel* m_error = nullptr;
    widgets::ComboBox* m_format = nullptr;
    widgets::ComboBox* m_encoding = nullptr;
    QWidget* m_tableFields = nullptr; // what only a table has
    widgets::ComboBox* m_separator = nullptr;
    QLabel* m_separatorFound = nullptr;
    widgets::ComboBox* m_header = nullptr;
    QLabel* m_headerFound = nullptr;
    QWidget* m_unitField = nullptr; // what only a plain text has
    widgets::ComboBox* m_unit = nullptr;
    widgets::ComboBox* m_into = nullptr;
    QWidget* m_nameField = nullptr; // what only a new dataset has
    QLineEdit* m_name = nullptr;
    widgets::ComboBox* m_split = nullptr;
    widgets::ElidedLabel* m_layout = nullptr;
    QLabel* m_tool = nullptr; // what of another tool's export stays behind
    QLabel* m_found = nullptr;
    QLabel* m_formatFound = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_refused = nullptr;
    ImportTable* m_table = nullptr;
    ProblemsCard* m_problems = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_progress = nullptr;
    QVBoxLayout* m_messages = nullptr;
};

} // namespace luthier::data
