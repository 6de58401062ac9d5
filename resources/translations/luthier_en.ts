<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>Home</name>
    <message numerus="yes">
        <source>%1 rows</source>
        <translation>
            <numerusform>%1 row</numerusform>
            <numerusform>%1 rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message numerus="yes">
        <source>one of %n labels for each token</source>
        <translation>
            <numerusform>one label for each token</numerusform>
            <numerusform>one of %n labels for each token</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n numbers for a text</source>
        <translation>
            <numerusform>%n number for a text</numerusform>
            <numerusform>%n numbers for a text</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>any of %n labels for a text</source>
        <translation>
            <numerusform>one label for a text, or none</numerusform>
            <numerusform>any of %n labels for a text</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>one of %n labels for a text</source>
        <translation>
            <numerusform>one label for a text</numerusform>
            <numerusform>one of %n labels for a text</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::BrowseView</name>
    <message numerus="yes">
        <source>%Ln rows selected</source>
        <translation>
            <numerusform>%Ln row selected</numerusform>
            <numerusform>%Ln rows selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::BubbleEditor</name>
    <message numerus="yes">
        <source>%1 tokens in the row, %2 trained</source>
        <translation>
            <numerusform>%1 token in the row, %2 trained</numerusform>
            <numerusform>%1 tokens in the row, %2 trained</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 cut</source>
        <translation>
            <numerusform>%1 cut</numerusform>
            <numerusform>%1 cut</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::CleanView</name>
    <message numerus="yes">
        <source>%1 duplicates removed.</source>
        <translation>
            <numerusform>%1 duplicate removed.</numerusform>
            <numerusform>%1 duplicates removed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 findings fixed</source>
        <translation>
            <numerusform>%1 finding fixed</numerusform>
            <numerusform>%1 findings fixed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows changed</source>
        <translation>
            <numerusform>%1 row changed</numerusform>
            <numerusform>%1 rows changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 need your decision</source>
        <translation>
            <numerusform>%1 needs your decision</numerusform>
            <numerusform>%1 need your decision</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::DataPage</name>
    <message numerus="yes">
        <source>%1 rows skipped</source>
        <translation>
            <numerusform>%1 row skipped</numerusform>
            <numerusform>%1 rows skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::DuplicatesView</name>
    <message numerus="yes">
        <source>%1 clusters</source>
        <translation>
            <numerusform>%1 cluster</numerusform>
            <numerusform>%1 clusters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>largest cluster: %1 rows</source>
        <translation>
            <numerusform>largest cluster: %1 row</numerusform>
            <numerusform>largest cluster: %1 rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows have nothing to compare</source>
        <translation>
            <numerusform>%1 row has nothing to compare</numerusform>
            <numerusform>%1 rows have nothing to compare</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 prompts with different answers</source>
        <translation>
            <numerusform>%1 prompt with different answers</numerusform>
            <numerusform>%1 prompts with different answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %1 rows</source>
        <translation>
            <numerusform>Remove %1 row</numerusform>
            <numerusform>Remove %1 rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::ImportView</name>
    <message numerus="yes">
        <source>%n more files wait</source>
        <translation>
            <numerusform>%n more file waits</numerusform>
            <numerusform>%n more files wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::Inspector</name>
    <message numerus="yes">
        <source>%1 rows</source>
        <translation>
            <numerusform>%1 row</numerusform>
            <numerusform>%1 rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::LeakageCard</name>
    <message numerus="yes">
        <source>Set %1 rows aside</source>
        <translation>
            <numerusform>Set %1 row aside</numerusform>
            <numerusform>Set %1 rows aside</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows are also in an earlier split, or a similar row is.</source>
        <translation>
            <numerusform>%1 row is also in an earlier split, or a similar row is.</numerusform>
            <numerusform>%1 rows are also in an earlier split, or a similar row is.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows belong to no split and were not compared.</source>
        <translation>
            <numerusform>%1 row belongs to no split and was not compared.</numerusform>
            <numerusform>%1 rows belong to no split and were not compared.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::ProblemsCard</name>
    <message numerus="yes">
        <source>%1 of the first rows cannot be read</source>
        <translation>
            <numerusform>%1 of the first rows cannot be read</numerusform>
            <numerusform>%1 of the first rows cannot be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::RulePanel</name>
    <message numerus="yes">
        <source>%1 rows</source>
        <translation>
            <numerusform>%1 row</numerusform>
            <numerusform>%1 rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 findings</source>
        <translation>
            <numerusform>%1 finding</numerusform>
            <numerusform>%1 findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::home::HomePage</name>
    <message numerus="yes">
        <source>%1 rows</source>
        <translation>
            <numerusform>%1 row</numerusform>
            <numerusform>%1 rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::home::MachineCard</name>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::home::ProjectsCard</name>
    <message numerus="yes">
        <source>%n on this machine</source>
        <translation>
            <numerusform>%n on this machine</numerusform>
            <numerusform>%n on this machine</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>Show all %n</numerusform>
            <numerusform>Show all %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::recipes::FindingsList</name>
    <message numerus="yes">
        <source>%n to review</source>
        <translation>
            <numerusform>%n to review</numerusform>
            <numerusform>%n to review</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::recipes::FormView</name>
    <message numerus="yes">
        <source>%n blocks</source>
        <translation>
            <numerusform>%n block</numerusform>
            <numerusform>%n blocks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::recipes::RecipePage</name>
    <message numerus="yes">
        <source>%n settings differ from the default</source>
        <translation>
            <numerusform>%n setting differs from the default</numerusform>
            <numerusform>%n settings differ from the default</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::recipes::RunPreview</name>
    <message numerus="yes">
        <source>%n checkpoints kept</source>
        <translation>
            <numerusform>%n checkpoint kept</numerusform>
            <numerusform>%n checkpoints kept</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fix %n errors to start</source>
        <translation>
            <numerusform>Fix %n error to start</numerusform>
            <numerusform>Fix %n errors to start</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Fix or accept %n findings to start</source>
        <translation>
            <numerusform>Fix or accept %n finding to start</numerusform>
            <numerusform>Fix or accept %n findings to start</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 steps</source>
        <translation>
            <numerusform>%1 step</numerusform>
            <numerusform>%1 steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::shell::JobBar</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n paused</numerusform>
            <numerusform>%n paused</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::shell::MainWindow</name>
    <message numerus="yes">
        <source>Import %n files, one after another</source>
        <translation>
            <numerusform>Import %n file</numerusform>
            <numerusform>Import %n files, one after another</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make a project for %n files</source>
        <translation>
            <numerusform>Make a project for %n file</numerusform>
            <numerusform>Make a project for %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::train::TrainPage</name>
    <message numerus="yes">
        <source>%n runs were discarded, the last was run %1.</source>
        <translation>
            <numerusform>%n run was discarded: run %1.</numerusform>
            <numerusform>%n runs were discarded, the last was run %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::AgreementCard</name>
    <message numerus="yes">
        <source>%1 rows labelled twice</source>
        <translation>
            <numerusform>%1 row labelled twice</numerusform>
            <numerusform>%1 rows labelled twice</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decide %1 differences</source>
        <translation>
            <numerusform>Decide %1 difference</numerusform>
            <numerusform>Decide %1 differences</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::LabelView</name>
    <message numerus="yes">
        <source>%1 rows labelled</source>
        <translation>
            <numerusform>%1 row labelled</numerusform>
            <numerusform>%1 rows labelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>These were all. %1 rows without an answer were skipped.</source>
        <translation>
            <numerusform>These were all. %1 row without an answer was skipped.</numerusform>
            <numerusform>These were all. %1 rows without an answer were skipped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label %1 rows?</source>
        <translation>
            <numerusform>Label %1 row?</numerusform>
            <numerusform>Label %1 rows?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows have a suggestion</source>
        <translation>
            <numerusform>%1 row has a suggestion</numerusform>
            <numerusform>%1 rows have a suggestion</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %1 suggestions…</source>
        <translation>
            <numerusform>Accept %1 suggestion…</numerusform>
            <numerusform>Accept %1 suggestions…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %1 suggestions?</source>
        <translation>
            <numerusform>Accept %1 suggestion?</numerusform>
            <numerusform>Accept %1 suggestions?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::CorrectionEdit</name>
    <message numerus="yes">
        <source>Changed in %1 places</source>
        <translation>
            <numerusform>Changed in %1 place</numerusform>
            <numerusform>Changed in %1 places</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::PairWords</name>
    <message numerus="yes">
        <source>Make a dataset of %1 preference pairs?</source>
        <translation>
            <numerusform>Make a dataset of %1 preference pair?</numerusform>
            <numerusform>Make a dataset of %1 preference pairs?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::recipes::SweepDialog</name>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start %n runs</source>
        <translation>
            <numerusform>Start %n run</numerusform>
            <numerusform>Start %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::train::HistoryView</name>
    <message numerus="yes">
        <source>Sweep %1: %2 (%n runs)</source>
        <translation>
            <numerusform>Sweep %1: %2 (%n run)</numerusform>
            <numerusform>Sweep %1: %2 (%n runs)</numerusform>
        </translation>
    </message>
</context>
</TS>
