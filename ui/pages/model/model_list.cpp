#include "model_list.h"

#include <bridge/amounts.h>
#include <bridge/sentences.h>
#include <bridge/words.h>

#include <QAbstractButton>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>

#include <algorithm>

namespace luthier::model {

using namespace widgets;

namespace {

/// A model of the list: name, facts, and why not when it cannot be used.
class ModelCard final : public QAbstractButton {
public:
    explicit ModelCard(const bridge::CatalogModel& model)
        : m_path(model.path)
        , m_supported(model.supported) {
        setCheckable(true);
        setAutoExclusive(true);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::StrongFocus);
        setObjectName(QStringLiteral("model_") + model.name);
        setText(model.name);
        setToolTip(model.path);
        QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
    }
    const QString& path() const { return m_path; }
    void say(const QString& facts, const QString& remark, const QString& used) {
        m_facts = facts;
        m_remark = remark;
        m_used = used;
        QStringList words{text(), facts, remark, used};
        words.removeAll(QString());
        setAccessibleName(words.join(QStringLiteral(", ")));
        updateGeometry();
        update();
    }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override {
        const QFontMetrics metrics(fontOf(TextStyle::Table));
        const int room = width - 2 * measures::kGapDense;
        const int remark = m_remark.isEmpty()
                               ? 0
                               : metrics.boundingRect(QRect(0, 0, room, measures::kPaletteHeight),
                                                      Qt::TextWordWrap, m_remark)
                                         .height() +
                                     measures::kGapSmall;
        return 2 * measures::kModelCardLine + remark + 2 * measures::kGapDense;
    }
    QSize sizeHint() const override { return {measures::kFieldName, heightForWidth(measures::kModelsWidth)}; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Palette& palette = currentPalette();
        const bool strong = isChecked() || hasFocus();
        painter.setPen(QPen(strong || underMouse() ? palette.action : palette.line,
                            strong ? measures::kStroke : measures::kLine));
        painter.setBrush(isChecked() ? palette.softAction : palette.surface);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), measures::kRadius, measures::kRadius);
        const QRect inside = rect().adjusted(measures::kGapDense, measures::kGapDense, -measures::kGapDense,
                                             -measures::kGapDense);
        QRect line(inside.left(), inside.top(), inside.width(), measures::kModelCardLine);
        painter.setFont(fontOf(TextStyle::Table));
        painter.setPen(palette.action);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, m_used);
        const int used =
            m_used.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(m_used) + measures::kGap;
        painter.setFont(fontOf(TextStyle::BodyStrong));
        painter.setPen(m_supported ? palette.text : palette.text2);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, line.width() - used));
        line.translate(0, measures::kModelCardLine);
        painter.setFont(fontOf(TextStyle::Table));
        painter.setPen(palette.text2);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_facts, Qt::ElideRight, line.width()));
        painter.setPen(palette.warn);
        painter.drawText(inside.adjusted(0, 2 * measures::kModelCardLine + measures::kGapSmall, 0, 0),
                         Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_remark);
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    QString m_path;
    bool m_supported;
    QString m_facts;
    QString m_remark;
    QString m_used;
};

} // namespace

ModelList::ModelList(ModelPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("modelList"));
    auto* whole = column(this, 0);
    const Scroller scroll = scroller();
    whole->addWidget(scroll.area);
    scroll.layout->setContentsMargins(0, 0, measures::kGapSmall, measures::kPagePadding);
    m_cards = column(nullptr, measures::kGap);
    scroll.layout->addLayout(m_cards);
    m_foldersTitle = label(TextStyle::BodyStrong);
    scroll.layout->addSpacing(measures::kGap);
    scroll.layout->addWidget(m_foldersTitle);
    m_folders = column(nullptr, measures::kGapSmall);
    scroll.layout->addLayout(m_folders);
    scroll.layout->addStretch(1);
    connect(&presenter.catalog(), &bridge::ModelCatalog::changed, this, &ModelList::show);
    connect(&presenter, &ModelPresenter::currentChanged, this, &ModelList::markCurrent);
    connect(&presenter, &ModelPresenter::usedChanged, this, &ModelList::showModels);
    speak([this] { show(); });
}

void ModelList::show() {
    showModels();
    showFolders();
}

/// What a model that chats or may chat brings along for it; what another one is.
QString ModelList::makingText(const bridge::CatalogModel& model) {
    if (model.kind.isEmpty() || model.chats())
        return model.hasChatTemplate ? tr("chat template") : tr("no chat template");
    const QString kind = bridge::kindWord(model.kind);
    return model.head == QStringLiteral("words")  ? kind
           : model.head == QStringLiteral("none") ? tr("%1 without a head").arg(kind)
                                                  : tr("%1 with labels").arg(kind);
}

void ModelList::showModels() {
    clearLayout(m_cards);
    for (const bridge::CatalogModel& model : m_presenter.catalog().models()) {
        auto* card = new ModelCard(model);
        QStringList facts{model.modelType,
                          model.parameters > 0 ? tr("%1 parameters").arg(bridge::countText(model.parameters))
                                               : QString(),
                          model.dtype, model.license, makingText(model)};
        facts.removeAll(QString());
        // Two of one name are told apart by where they lie.
        const auto sameName = [&model](const bridge::CatalogModel& other) {
            return other.name == model.name;
        };
        if (std::ranges::count_if(m_presenter.catalog().models(), sameName) > 1)
            facts.prepend(QFileInfo(model.path).absolutePath());
        card->say(facts.join(QStringLiteral(" · ")),
                  model.reason ? bridge::sentence(*model.reason) : QString(),
                  m_presenter.isUsed(model.path) ? tr("in use") : QString());
        connect(card, &QAbstractButton::clicked, this, [this, path = model.path] { m_presenter.look(path); });
        m_cards->addWidget(card);
    }
    markCurrent();
}

void ModelList::markCurrent() {
    for (int i = 0; i < m_cards->count(); ++i)
        if (auto* card = dynamic_cast<ModelCard*>(m_cards->itemAt(i)->widget());
            card && card->path() == m_presenter.current())
            card->setChecked(true);
}

void ModelList::showFolders() {
    clearLayout(m_folders);
    const QStringList& folders = m_presenter.catalog().folders();
    m_foldersTitle->setText(tr("Folders searched"));
    const auto add = [this](const QString& text) {
        auto* line = new QWidget;
        auto* cells = row(line, measures::kGap);
        auto* path = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"), Qt::ElideMiddle);
        path->setFullText(text);
        cells->addWidget(new IconLabel(QStringLiteral("folder"), IconTone::Muted, measures::kIconSmall));
        cells->addWidget(path, 1);
        m_folders->addWidget(line);
        return cells;
    };
    add(tr("the project's folder “models”"));
    add(tr("the download cache of Hugging Face tools"));
    for (qsizetype i = 0; i < folders.size(); ++i) {
        QHBoxLayout* cells = add(folders[i]);
        QPushButton* remove = button(QStringLiteral("removeFolder_%1").arg(i), QStringLiteral("quiet"),
                                     QStringLiteral("close"));
        remove->setAccessibleName(tr("Stop searching %1").arg(folders[i]));
        remove->setToolTip(remove->accessibleName());
        connect(
            remove, &QPushButton::clicked, this,
            [this, folder = folders[i]] { m_presenter.catalog().removeFolder(folder); },
            Qt::QueuedConnection);
        cells->addWidget(remove);
    }
}

} // namespace luthier::model
