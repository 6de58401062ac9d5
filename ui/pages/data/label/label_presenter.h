#pragma once

#include "../data_presenter.h"
#include "../engine_work.h"
#include "label_pace.h"
#include "label_queue.h"

#include <labeling/agreement_report.h>
#include <labeling/labels.h>

#include <QTimer>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace luthier::data {

/// One answer that a key or a click gives.
struct Choice {
    QString value; // as the scheme reads it
    QString text;
};

/// A passage of the row in view, in code points of its field.
struct MarkedSpan {
    qint64 begin = 0;
    qint64 end = 0;
    QString option;
    bool operator==(const MarkedSpan&) const = default;
};

/// Labelling of the chosen dataset under one scheme: the row in view, those that come next, and how far it
/// has got. An answer is written while the next row is shown already. GUI thread.
class LabelPresenter final : public QObject {
    Q_OBJECT

public:
    /// Unlabelled: rows of the filter without a label of the annotator; All: every row of the filter;
    /// Disputed: those where annotators differ, whose answers decide.
    enum class Queue { Unlabelled, All, Disputed };
    /// Loading: nothing is known yet. Done: no row is left behind the last one.
    enum class State { Loading, NoScheme, Labelling, Done };

    /// `engine` answers no question with a deadline.
    LabelPresenter(bridge::Bridge& bridge, bridge::EngineProcess& engine, DataPresenter& data);
    ~LabelPresenter() override;

    void setWatching(bridge::Watching watching);
    State state() const { return m_state; }
    bool isWritable() const { return m_data.isWritable(); }

    const std::vector<labeling::Scheme>& schemes() const { return m_schemes; }
    /// The chosen one; null without any.
    const labeling::Scheme* scheme() const;
    void choose(const QString& scheme);
    /// made() follows, or notMade().
    void make(const labeling::Scheme& scheme);
    void removeScheme();

    const QString& annotator() const { return m_annotator; }
    /// Kept for the next time; a name that cannot be one is not taken.
    void setAnnotator(const QString& name);
    Queue queue() const { return m_queue; }
    void setQueue(Queue queue);
    labeling::QueueOrder order() const { return m_order; }
    void setOrder(labeling::QueueOrder order);

    /// Null unless labelling.
    const dataset::Row* row() const;
    /// Of the row in view, of all annotators.
    const std::vector<dataset::Label>& labels() const;
    /// What the annotator has said of it, as text; empty: nothing.
    QString ownAnswer() const;
    /// Empty for a scheme that has none to choose from.
    const std::vector<Choice>& choices() const { return m_choices; }
    /// Of a list: those that are chosen, not given yet; of an order from the best.
    const QStringList& chosen() const { return m_chosen; }
    /// The place of a choice in the order, from 1; 0: none yet. What is as good as the one before shares it.
    int placeOf(const QString& value) const;
    /// Whether the next choice will share the place of the last.
    bool sharesNext() const { return m_sharesNext; }
    void shareNext();

    /// What is suggested for the row in view, as long as the annotator has not said anything; null: nothing.
    const dataset::Suggestion* suggestion() const;
    /// Gives what is suggested.
    void accept();
    /// Rows of the filter that have a suggestion and no answer of the annotator.
    qint64 suggested() const { return m_suggested; }
    /// Gives all of them what is suggested, by the engine; told by labelledAll().
    void acceptAll();
    /// Suggests by a rule for the unlabelled rows of the filter, by the engine; told by suggestedMade().
    void suggest(const labeling::PatternRule& rule);
    void dropSuggestions();

    /// Passages that are marked, not given yet.
    const std::vector<MarkedSpan>& spans() const { return m_spans; }
    /// Marks a passage with the choice of that place; the same again takes it off.
    void mark(qint64 begin, qint64 end, int place);
    void unmark(std::size_t span);
    /// What stands there.
    QString textOf(const MarkedSpan& span) const;

    /// Takes the choice of that place: gives it, or for a list puts it in or out.
    void pick(int place);
    /// Gives a list as it is chosen, or the passages that are marked, which may be none.
    void confirm();
    /// Gives the answer and goes to the next row.
    void give(const QString& text);
    void skip();
    /// Takes the last answer of this window back and shows its row.
    void takeBack();
    bool canTakeBack() const { return !m_given.empty(); }
    /// From the first row of the filter again.
    void startOver();

    qint64 rows() const { return m_rows; }
    qint64 labelled() const { return m_labelled; }
    /// Answers a minute; nothing before there are a few.
    std::optional<double> pace() const { return m_pace.perMinute(); }
    LabelPace& paceMeter() { return m_pace; }

    /// Gives every row of the filter the answer, by the engine; told by labelledAll().
    void labelAll(const QString& text);
    bool isBusy() const { return m_work.isBusy(); }
    const bridge::EngineProgress& progress() const { return m_work.progress(); }
    void cancel() { m_work.cancel(); }

    /// Nothing where fewer than two have labelled the same rows, or where answers cannot be compared.
    const std::optional<labeling::AgreementReport>& agreement() const { return m_agreement; }
    /// The rows where two differ, all of them again.
    void showDisputed();

Q_SIGNALS:
    /// Another row, scheme, queue, or its end.
    void changed();
    /// Another list is chosen, or other passages are marked.
    void chosenChanged();
    /// Counts, pace or bulk work.
    void progressed();
    void agreementChanged();
    void made(const QString& scheme);
    void notMade(const luthier::Error& error);
    void labelledAll(qint64 rows);
    void suggestedMade(qint64 rows);
    void notSuggested(const luthier::Error& error);
    void failed(const luthier::Error& error);

private:
    /// An answer of this window, which can be taken back.
    struct Given {
        std::shared_ptr<OperationId> operation; // set and read by the thread that writes; none: no change
        QueuedRow shown;
        bool isNew = false; // the annotator had said nothing before
    };
    enum class Fetching { More, Anew };
    dataset::RowFilter queueFilter() const;
    void follow();
    void readSchemes();
    void takeSchemes(std::vector<labeling::Scheme> schemes);
    void begin();
    void fetch(Fetching fetching, RowId after);
    void takeBatch(Fetching fetching, QueueBatch batch);
    void count();
    void compare();
    void advance();
    void showNow();
    void readOwn();
    void takePlace(const Json& place);
    void pickPlace(const QString& value);
    void confirmOrder();
    void fillChoices();
    void write(const QString& text);
    void wrote(const Result<std::string>& version, RowId row);
    void rowsChanged();
    void reload();
    void clear();

    bridge::Bridge& m_bridge;
    DataPresenter& m_data;
    EngineWork m_work;
    LabelPace m_pace;
    bridge::Watching m_watching = bridge::Watching::No;
    State m_state = State::Loading;
    DatasetId m_of; // the dataset that everything here is of
    std::vector<labeling::Scheme> m_schemes;
    std::map<DatasetId, QString> m_chosenSchemes;
    QString m_wanted; // a scheme that is being made
    QString m_annotator;
    Queue m_queue = Queue::Unlabelled;
    labeling::QueueOrder m_order = labeling::QueueOrder::Standing;
    std::uint64_t m_seed = 1;      // of a random order
    std::vector<RowId> m_list;     // the queue in an order of its own
    std::size_t m_next = 0;        // its first row that is not read yet
    std::deque<QueuedRow> m_ahead; // the row in view is the first
    RowId m_last;                  // the last row that was read ahead
    bool m_isLast = false;         // no row comes behind m_last
    bool m_isFetching = false;
    std::vector<RowId> m_passed; // given or skipped since the rows were asked for
    std::vector<Choice> m_choices;
    QStringList m_chosen;
    QStringList m_shared; // of an order: those that share the place of the one before
    bool m_sharesNext = false;
    std::vector<MarkedSpan> m_spans;
    std::vector<Given> m_given;
    bool m_suggesting = false; // a rule is at work: what fails is told where it was written
    int m_writing = 0;         // answers that are not written yet
    bool m_recheck = false;
    std::string m_version;          // the dataset's, as far as this presenter has made or read it
    std::optional<RowId> m_touched; // by undo or redo
    qint64 m_rows = 0;
    qint64 m_labelled = 0;
    qint64 m_suggested = 0;
    std::optional<labeling::AgreementReport> m_agreement;
    QTimer m_settle; // counts and agreement follow answers after a while
    bridge::Request m_schemesRequest;
    bridge::Request m_batchRequest;
    bridge::Request m_countRequest;
    bridge::Request m_agreementRequest;
    bridge::Request m_rowRequest;
    bridge::Request m_writeRequest;
};

} // namespace luthier::data
