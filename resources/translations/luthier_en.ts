<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
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
        <name>luthier::data::ImportView</name>
        <message numerus="yes">
            <source>%n of the first rows cannot be read and will be listed</source>
            <translation>
                <numerusform>%n of the first rows cannot be read and will be listed</numerusform>
                <numerusform>%n of the first rows cannot be read and will be listed</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>luthier::data::Inspector</name>
        <message numerus="yes">
            <source>%Ln rows</source>
            <translation>
                <numerusform>%Ln row</numerusform>
                <numerusform>%Ln rows</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>luthier::home::HomePage</name>
        <message numerus="yes">
            <source>%n on this machine</source>
            <translation>
                <numerusform>%n on this machine</numerusform>
                <numerusform>%n on this machine</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln rows</source>
            <translation>
                <numerusform>%Ln row</numerusform>
                <numerusform>%Ln rows</numerusform>
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
</TS>
