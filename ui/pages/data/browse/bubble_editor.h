#pragma once

#include "../token_presenter.h"
#include "text_place.h"

#include <widgets/message_field.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <QTimer>

namespace luthier::data {

/// Edits a text of a row where it is read, and tells as one types how many tokens the row has under the
/// window's recipe and what of the text is cut.
class BubbleEditor final : public widgets::Speaking<QWidget> {
    Q_OBJECT

public:
    BubbleEditor(TokenPresenter& tokens, const dataset::DatasetFacts& facts, dataset::Row row,
                 TextPlace place);
    DatasetId dataset() const { return m_datasetId; }
    const TextPlace& place() const { return m_place; }
    const dataset::Row& row() const { return m_row; }
    QString text() const { return m_field->toPlainText(); }
    bool isChanged() const { return text() != m_place.text; }
    void setText(const QString& text) { m_field->setPlainText(text); }
    void focusText();

Q_SIGNALS:
    /// Ctrl+Enter: it is to be written, and the next row is next.
    void saved();
    /// Escape: nothing is written.
    void left();

protected:
    void changeEvent(QEvent* event) override;

private:
    void count();
    void showTokens();
    void markCut(const RowTokens& tokens);

    TokenPresenter& m_tokens;
    DatasetId m_datasetId;
    QString m_dataset;
    dataset::Row m_row;
    TextPlace m_place;
    widgets::MessageField* m_field;
    QLabel* m_count;
    QLabel* m_hint;
    QPushButton* m_save;
    QPushButton* m_cancel;
    QTimer m_settle; // counted once the hand rests
};

} // namespace luthier::data
