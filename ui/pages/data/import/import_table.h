#pragma once

#include "../import_presenter.h"

#include <QTableWidget>

namespace luthier::data {

/// The first rows of a file, with a role to choose in the head of each column.
class ImportTable final : public QTableWidget {
    Q_OBJECT

public:
    ImportTable();
    void show(const ImportPreview& preview, bool enabled);

Q_SIGNALS:
    void roleChosen(const QString& column, const QString& role);

private:
    QWidget* makeHead(const QString& column, const QString& role, bool enabled);
};

} // namespace luthier::data
