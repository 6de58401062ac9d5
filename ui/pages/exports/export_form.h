#pragma once

#include "export_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QGridLayout;
class QLineEdit;
class QProgressBar;

namespace luthier::exports {

/// What the chosen kind needs to know, where it goes, and the button that does it.
class ExportForm final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit ExportForm(ExportPresenter& presenter);
    void choose(Kind kind);
    void chooseRun(const QString& number);

private:
    struct Field {
        QLabel* name;
        widgets::ComboBox* box;
    };
    Field addField(QGridLayout* grid, int column, const QString& name);
    QWidget* makePlace();
    QWidget* makeFoot();
    void sayWords();
    void fillChoices();
    void fillSplits();
    void suggest();
    void followFormat();
    void show();
    void showFoot();
    void browse();
    ExportRequest request() const;
    QString hindrance() const;
    QString progressText() const;

    ExportPresenter& m_presenter;
    Kind m_kind = Kind::Adapter;
    bool m_ownPlace = false; // typed or chosen by the person
    widgets::ElidedLabel* m_title;
    Field m_run{}, m_dataset{}, m_split{}, m_format{}, m_dtype{};
    QLabel* m_placeName = nullptr;
    QLineEdit* m_place = nullptr;
    QPushButton* m_browse = nullptr;
    QLabel* m_note = nullptr;
    QProgressBar* m_bar = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_write = nullptr;
};

} // namespace luthier::exports
