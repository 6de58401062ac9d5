<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR">
    <context>
        <name>Words</name>
        <message>
            <source>Imported</source>
            <translation>가져옴</translation>
        </message>
        <message>
            <source>Edited</source>
            <translation>고침</translation>
        </message>
        <message>
            <source>Deleted</source>
            <translation>삭제</translation>
        </message>
        <message>
            <source>Restored</source>
            <translation>복원</translation>
        </message>
        <message>
            <source>Split</source>
            <translation>분할</translation>
        </message>
        <message>
            <source>Prompt</source>
            <translation>프롬프트</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>입력</translation>
        </message>
        <message>
            <source>Response</source>
            <translation>응답</translation>
        </message>
        <message>
            <source>System</source>
            <translation>시스템</translation>
        </message>
        <message>
            <source>Messages</source>
            <translation>메시지</translation>
        </message>
        <message>
            <source>History</source>
            <translation>기록</translation>
        </message>
        <message>
            <source>Tools</source>
            <translation>도구</translation>
        </message>
        <message>
            <source>Chosen</source>
            <translation>선택된 답</translation>
        </message>
        <message>
            <source>Rejected</source>
            <translation>버린 답</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>텍스트</translation>
        </message>
        <message>
            <source>Text pair</source>
            <translation>텍스트 쌍</translation>
        </message>
        <message>
            <source>Label</source>
            <translation>레이블</translation>
        </message>
        <message>
            <source>Group</source>
            <translation>그룹</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>출처</translation>
        </message>
        <message>
            <source>Split name</source>
            <translation>분할 이름</translation>
        </message>
        <message>
            <source>Ignore</source>
            <translation>쓰지 않음</translation>
        </message>
        <message>
            <source>Instructions (Alpaca)</source>
            <translation>지시문(Alpaca)</translation>
        </message>
        <message>
            <source>Conversations (ShareGPT)</source>
            <translation>대화(ShareGPT)</translation>
        </message>
        <message>
            <source>Conversations (messages)</source>
            <translation>대화(messages)</translation>
        </message>
        <message>
            <source>Prompt and response</source>
            <translation>프롬프트와 응답</translation>
        </message>
        <message>
            <source>Preference pairs</source>
            <translation>선호 쌍</translation>
        </message>
        <message>
            <source>Rated answers</source>
            <translation>평가된 답</translation>
        </message>
        <message>
            <source>Text with labels</source>
            <translation>레이블이 있는 텍스트</translation>
        </message>
        <message>
            <source>Plain text</source>
            <translation>일반 텍스트</translation>
        </message>
        <message>
            <source>Table without roles</source>
            <translation>역할 없는 표</translation>
        </message>
        <message>
            <source>Empty prompt</source>
            <translation>빈 프롬프트</translation>
        </message>
        <message>
            <source>Empty response</source>
            <translation>빈 응답</translation>
        </message>
        <message>
            <source>Empty text</source>
            <translation>빈 텍스트</translation>
        </message>
    </context>
    <context>
        <name>luthier::data::BrowseView</name>
        <message>
            <source>Search text, or field=value</source>
            <translation>검색어 또는 필드=값</translation>
        </message>
        <message>
            <source>Search or filter</source>
            <translation>검색 또는 필터</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>삭제</translation>
        </message>
        <message>
            <source>Delete the selected rows (Del). Undo brings them back.</source>
            <translation>고른 행을 삭제합니다(Del). 실행 취소로 되살릴 수 있습니다.</translation>
        </message>
        <message>
            <source>Facets</source>
            <translation>값별 개수</translation>
        </message>
        <message>
            <source>Rows of the dataset</source>
            <translation>데이터셋의 행</translation>
        </message>
        <message>
            <source>contains “%1”</source>
            <translation>“%1” 포함</translation>
        </message>
        <message>
            <source>split is %1</source>
            <translation>분할: %1</translation>
        </message>
        <message>
            <source>no split</source>
            <translation>분할 없음</translation>
        </message>
        <message>
            <source>%1 is %2</source>
            <translation>%1: %2</translation>
        </message>
        <message>
            <source>Remove the filter: %1</source>
            <translation>필터 지우기: %1</translation>
        </message>
        <message>
            <source>%1 of %2 rows</source>
            <translation>%2행 중 %1행</translation>
        </message>
        <message numerus="yes">
            <source>%Ln rows selected</source>
            <translation>
                <numerusform>%Ln행 선택됨</numerusform>
            </translation>
        </message>
        <message>
            <source>no rows</source>
            <translation>행 없음</translation>
        </message>
        <message>
            <source>rows %1 to %2 of %3</source>
            <translation>%3행 중 %1~%2행</translation>
        </message>
    </context>
    <context>
        <name>luthier::data::DataPage</name>
        <message>
            <source>No data yet</source>
            <translation>아직 데이터가 없습니다</translation>
        </message>
        <message>
            <source>Import a JSON, CSV, TSV or text file, or drop one anywhere on this window.</source>
            <translation>JSON, CSV, TSV, 텍스트 파일을 가져오거나 창 아무 곳에나 끌어다 놓으세요.</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>가져오기…</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>데이터</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>다시 실행</translation>
        </message>
        <message>
            <source>Browse</source>
            <translation>둘러보기</translation>
        </message>
        <message>
            <source>Splits</source>
            <translation>분할</translation>
        </message>
        <message>
            <source>Parts of the Data page</source>
            <translation>데이터 페이지의 구성</translation>
        </message>
        <message>
            <source>%1 · %2 rows · %3</source>
            <translation>%1 · %2행 · %3</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>실행 취소</translation>
        </message>
        <message>
            <source>Undo: %1 (Ctrl+Z)</source>
            <translation>실행 취소: %1(Ctrl+Z)</translation>
        </message>
        <message>
            <source>Import a file</source>
            <translation>파일 가져오기</translation>
        </message>
        <message>
            <source>Data files (*.jsonl *.json *.csv *.tsv *.txt)</source>
            <translation>데이터 파일 (*.jsonl *.json *.csv *.tsv *.txt)</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>모든 파일 (*)</translation>
        </message>
    </context>
    <context>
        <name>luthier::data::FacetPanel</name>
        <message>
            <source>Facets</source>
            <translation>값별 개수</translation>
        </message>
        <message>
            <source>Clear all</source>
            <translation>모두 지우기</translation>
        </message>
        <message>
            <source>none</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>Split</source>
            <translation>분할</translation>
        </message>
    </context>
    <context>
        <name>luthier::data::ImportTable</name>
        <message>
            <source>Role of %1</source>
            <translation>%1의 역할</translation>
        </message>
    </context>
    <context>
        <name>luthier::data::ImportView</name>
        <message>
            <source>Import</source>
            <translation>가져오기</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>취소</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>형식</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>인코딩</translation>
        </message>
        <message>
            <source>Layout</source>
            <translation>구성</translation>
        </message>
        <message>
            <source>follows from the roles</source>
            <translation>역할에 따라 정해집니다</translation>
        </message>
        <message>
            <source>Find out</source>
            <translation>자동 판별</translation>
        </message>
        <message>
            <source>JSON lines</source>
            <translation>JSON Lines</translation>
        </message>
        <message>
            <source>JSON</source>
            <translation>JSON</translation>
        </message>
        <message>
            <source>CSV table</source>
            <translation>CSV 표</translation>
        </message>
        <message>
            <source>TSV table</source>
            <translation>TSV 표</translation>
        </message>
        <message>
            <source>Plain text</source>
            <translation>일반 텍스트</translation>
        </message>
        <message>
            <source>UTF-8</source>
            <translation>UTF-8</translation>
        </message>
        <message>
            <source>CP949 (Korean Windows)</source>
            <translation>CP949(한국어 Windows)</translation>
        </message>
        <message>
            <source>UTF-16 LE</source>
            <translation>UTF-16 LE</translation>
        </message>
        <message>
            <source>UTF-16 BE</source>
            <translation>UTF-16 BE</translation>
        </message>
        <message>
            <source>Latin-1</source>
            <translation>Latin-1</translation>
        </message>
        <message>
            <source>Roles are guessed from names and content. Change any in the head of its column.</source>
            <translation>역할은 이름과 내용으로 추정했습니다. 열 머리에서 바꿀 수 있습니다.</translation>
        </message>
        <message>
            <source>First rows of the file</source>
            <translation>파일의 첫 행들</translation>
        </message>
        <message>
            <source>Progress of the import</source>
            <translation>가져오기 진행률</translation>
        </message>
        <message>
            <source>As the model will see it</source>
            <translation>모델이 보게 될 모습</translation>
        </message>
        <message>
            <source>Cancel import</source>
            <translation>가져오기 취소</translation>
        </message>
        <message>
            <source>Importing…</source>
            <translation>가져오는 중…</translation>
        </message>
        <message>
            <source>Looking into the file…</source>
            <translation>파일을 살펴보는 중…</translation>
        </message>
        <message>
            <source>Ready to import</source>
            <translation>가져올 준비가 되었습니다</translation>
        </message>
        <message>
            <source>No column has a role that can be trained; the rows can still be imported</source>
            <translation>학습할 역할이 지정된 열이 없습니다. 그래도 행을 가져올 수는 있습니다</translation>
        </message>
        <message>
            <source>found: %1</source>
            <translation>판별: %1</translation>
        </message>
        <message>
            <source>tab</source>
            <translation>탭</translation>
        </message>
        <message>
            <source>found: %1, separated by %2</source>
            <translation>판별: %1, 구분자 %2</translation>
        </message>
        <message numerus="yes">
            <source>%n of the first rows cannot be read and will be listed</source>
            <translation>
                <numerusform>첫 행들 중 %n행은 읽을 수 없어 목록으로 남깁니다</numerusform>
            </translation>
        </message>
        <message>
            <source>Every row looked at can be read</source>
            <translation>살펴본 행을 모두 읽을 수 있습니다</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>working…</source>
            <translation>작업 중…</translation>
        </message>
        <message>
            <source>Row %1</source>
            <translation>%1행</translation>
        </message>
    </context>
    <context>
        <name>luthier::data::Inspector</name>
        <message>
            <source>Chat</source>
            <translation>대화</translation>
        </message>
        <message>
            <source>Fields</source>
            <translation>필드</translation>
        </message>
        <message>
            <source>History</source>
            <translation>기록</translation>
        </message>
        <message>
            <source>Views of the row</source>
            <translation>행을 보는 방법</translation>
        </message>
        <message>
            <source>Row %1</source>
            <translation>%1행</translation>
        </message>
        <message>
            <source>Choose a row to see it here.</source>
            <translation>행을 고르면 여기에 보여 줍니다.</translation>
        </message>
        <message>
            <source>%1 (undone)</source>
            <translation>%1(취소됨)</translation>
        </message>
        <message numerus="yes">
            <source>%Ln rows</source>
            <translation>
                <numerusform>%Ln행</numerusform>
            </translation>
        </message>
        <message>
            <source>Nothing was changed yet.</source>
            <translation>아직 바뀐 것이 없습니다.</translation>
        </message>
    </context>
    <context>
        <name>luthier::data::SplitsView</name>
        <message>
            <source>Divide the rows</source>
            <translation>행 나누기</translation>
        </message>
        <message>
            <source>Training (train)</source>
            <translation>학습(train)</translation>
        </message>
        <message>
            <source>Validation (validation)</source>
            <translation>검증(validation)</translation>
        </message>
        <message>
            <source>Test (test)</source>
            <translation>시험(test)</translation>
        </message>
        <message>
            <source>Keep together</source>
            <translation>함께 둘 행</translation>
        </message>
        <message>
            <source>Field whose equal values stay together</source>
            <translation>값이 같은 행을 함께 둘 필드</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>시드</translation>
        </message>
        <message>
            <source>The same seed gives the same division, whatever the order of the rows. Repeated rows stay together. Undo gives the old division back.</source>
            <translation>시드가 같으면 행의 순서와 상관없이 똑같이 나뉩니다. 되풀이된 행은 함께 둡니다. 실행 취소로 이전 분할을 되살릴 수 있습니다.</translation>
        </message>
        <message>
            <source>Divide</source>
            <translation>나누기</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>현재</translation>
        </message>
        <message>
            <source>in no split</source>
            <translation>분할 없음</translation>
        </message>
        <message>
            <source>%1 rows, %2 %</source>
            <translation>%1행, %2 %</translation>
        </message>
        <message>
            <source>repeated rows only</source>
            <translation>되풀이된 행만</translation>
        </message>
        <message>
            <source>The shares add up to %1 %, not 100 %.</source>
            <translation>비율의 합이 100 %가 아니라 %1 %입니다.</translation>
        </message>
    </context>
    <context>
        <name>luthier::home::HomePage</name>
        <message>
            <source>Home</source>
            <translation>홈</translation>
        </message>
        <message>
            <source>Open…</source>
            <translation>열기…</translation>
        </message>
        <message>
            <source>New project…</source>
            <translation>새 프로젝트…</translation>
        </message>
        <message>
            <source>Recent projects</source>
            <translation>최근 프로젝트</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>프로젝트</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>폴더</translation>
        </message>
        <message>
            <source>Opened</source>
            <translation>연 날짜</translation>
        </message>
        <message>
            <source>No project yet. A project keeps your data, runs and results in one folder.</source>
            <translation>아직 프로젝트가 없습니다. 프로젝트는 데이터, 실행, 결과를 한 폴더에 보관합니다.</translation>
        </message>
        <message numerus="yes">
            <source>%n on this machine</source>
            <translation>
                <numerusform>이 컴퓨터에 %n개</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 (not there any more)</source>
            <translation>%1(더 이상 없음)</translation>
        </message>
        <message>
            <source>How %1 came to be</source>
            <translation>%1 작업 기록</translation>
        </message>
        <message>
            <source>Nothing yet. Import a file on the Data page, or drop one anywhere on this window.</source>
            <translation>아직 없습니다. 데이터 페이지에서 파일을 가져오거나 창 아무 곳에나 끌어다 놓으세요.</translation>
        </message>
        <message numerus="yes">
            <source>%Ln rows</source>
            <translation>
                <numerusform>%Ln행</numerusform>
            </translation>
        </message>
        <message>
            <source>Open a project folder</source>
            <translation>프로젝트 폴더 열기</translation>
        </message>
    </context>
    <context>
        <name>luthier::home::MachineCard</name>
        <message>
            <source>This machine</source>
            <translation>이 컴퓨터</translation>
        </message>
        <message>
            <source>Check again</source>
            <translation>다시 확인</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>메모리</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%2 중 %1</translation>
        </message>
        <message numerus="yes">
            <source>%n threads</source>
            <translation>
                <numerusform>스레드 %n개</numerusform>
            </translation>
        </message>
        <message>
            <source>driver %1</source>
            <translation>드라이버 %1</translation>
        </message>
        <message>
            <source>fits</source>
            <translation>가능</translation>
        </message>
        <message>
            <source>tight</source>
            <translation>빠듯함</translation>
        </message>
        <message>
            <source>%1 needs about %2</source>
            <translation>%1: 약 %2 필요</translation>
        </message>
        <message>
            <source>Looking at this machine…</source>
            <translation>이 컴퓨터를 살펴보는 중…</translation>
        </message>
        <message>
            <source>What can be tuned here: one row of %1 tokens a step, safe limit %2</source>
            <translation>여기서 튜닝할 수 있는 크기: 스텝마다 %1토큰 한 행, 안전 한도 %2</translation>
        </message>
        <message>
            <source>Model size</source>
            <translation>모델 크기</translation>
        </message>
    </context>
    <context>
        <name>luthier::home::NewProjectDialog</name>
        <message>
            <source>New project</source>
            <translation>새 프로젝트</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>이름</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>위치</translation>
        </message>
        <message>
            <source>Name of the project</source>
            <translation>프로젝트 이름</translation>
        </message>
        <message>
            <source>Folder that will hold the project</source>
            <translation>프로젝트를 둘 폴더</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>고르기…</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>취소</translation>
        </message>
        <message>
            <source>Create project</source>
            <translation>프로젝트 만들기</translation>
        </message>
        <message>
            <source>This folder does not exist.</source>
            <translation>없는 폴더입니다.</translation>
        </message>
        <message>
            <source>%1 exists already. Choose another name.</source>
            <translation>이미 있는 이름입니다(%1). 다른 이름을 고르세요.</translation>
        </message>
        <message>
            <source>Everything of the project lies in one folder there.</source>
            <translation>프로젝트의 모든 것이 그 안의 한 폴더에 보관됩니다.</translation>
        </message>
        <message>
            <source>Choose a folder</source>
            <translation>폴더 고르기</translation>
        </message>
    </context>
    <context>
        <name>luthier::models::RowsModel</name>
        <message>
            <source>Row</source>
            <translation>행</translation>
        </message>
        <message>
            <source>Split</source>
            <translation>분할</translation>
        </message>
    </context>
    <context>
        <name>luthier::settings::SettingsPage</name>
        <message>
            <source>Settings</source>
            <translation>설정</translation>
        </message>
        <message>
            <source>Changes apply at once.</source>
            <translation>바꾸면 바로 적용됩니다.</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>모양</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>언어</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>테마</translation>
        </message>
        <message>
            <source>As the desktop</source>
            <translation>데스크톱 설정대로</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>밝게</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>어둡게</translation>
        </message>
        <message>
            <source>Folders</source>
            <translation>폴더</translation>
        </message>
        <message>
            <source>Open project</source>
            <translation>열린 프로젝트</translation>
        </message>
        <message>
            <source>Your list of projects and measurements</source>
            <translation>프로젝트 목록과 측정값</translation>
        </message>
        <message>
            <source>Engine</source>
            <translation>엔진</translation>
        </message>
        <message>
            <source>none</source>
            <translation>없음</translation>
        </message>
        <message>
            <source>Privacy</source>
            <translation>개인정보</translation>
        </message>
        <message>
            <source>Nothing leaves this machine unless a button says so. Luthier sends no usage data, asks for no account and opens no network connection by itself.</source>
            <translation>버튼에 적혀 있지 않은 한 아무것도 이 컴퓨터 밖으로 나가지 않습니다. Luthier는 사용 정보를 보내지 않고, 계정을 요구하지 않으며, 스스로 네트워크에 연결하지 않습니다.</translation>
        </message>
        <message>
            <source>Versions and licences</source>
            <translation>버전과 라이선스</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>프로그램</translation>
        </message>
        <message>
            <source>Built with</source>
            <translation>빌드 도구</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>라이선스</translation>
        </message>
        <message>
            <source>GNU General Public License, version 3 or later. Typefaces: Inter, JetBrains Mono and Noto Sans CJK, under the SIL Open Font License. SQLite is in the public domain.</source>
            <translation>GNU 일반 공중 사용 허가서(GPL) 3판 이상. 글꼴 Inter, JetBrains Mono, Noto Sans CJK는 SIL 오픈 폰트 라이선스를 따릅니다. SQLite는 공개 도메인입니다.</translation>
        </message>
    </context>
    <context>
        <name>luthier::shell::CommandPalette</name>
        <message>
            <source>Type a command</source>
            <translation>명령을 입력하세요</translation>
        </message>
        <message>
            <source>Commands</source>
            <translation>명령</translation>
        </message>
    </context>
    <context>
        <name>luthier::shell::ContextBar</name>
        <message>
            <source>Project</source>
            <translation>프로젝트</translation>
        </message>
        <message>
            <source>Dataset</source>
            <translation>데이터셋</translation>
        </message>
        <message>
            <source>RAM</source>
            <translation>메모리</translation>
        </message>
        <message>
            <source>GPU</source>
            <translation>GPU</translation>
        </message>
        <message>
            <source>Memory in use</source>
            <translation>사용 중인 메모리</translation>
        </message>
        <message>
            <source>GPU memory in use</source>
            <translation>사용 중인 GPU 메모리</translation>
        </message>
        <message>
            <source>none yet</source>
            <translation>아직 없음</translation>
        </message>
    </context>
    <context>
        <name>luthier::shell::JobBar</name>
        <message>
            <source>Pause</source>
            <translation>일시 정지</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>진행률</translation>
        </message>
        <message>
            <source>Commands Ctrl+K   Undo Ctrl+Z</source>
            <translation>명령 Ctrl+K   실행 취소 Ctrl+Z</translation>
        </message>
        <message>
            <source>Importing %1</source>
            <translation>%1 가져오는 중</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>취소</translation>
        </message>
        <message>
            <source>run %1</source>
            <translation>실행 %1</translation>
        </message>
        <message>
            <source>step %1 of %2</source>
            <translation>%2스텝 중 %1</translation>
        </message>
        <message>
            <source>Stop and keep</source>
            <translation>멈추고 보관</translation>
        </message>
        <message>
            <source>No job running</source>
            <translation>실행 중인 작업 없음</translation>
        </message>
    </context>
    <context>
        <name>luthier::shell::MainWindow</name>
        <message>
            <source>Home</source>
            <translation>홈</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>데이터</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>설정</translation>
        </message>
        <message>
            <source>New project…</source>
            <translation>새 프로젝트…</translation>
        </message>
        <message>
            <source>Open a project…</source>
            <translation>프로젝트 열기…</translation>
        </message>
        <message>
            <source>Import a file…</source>
            <translation>파일 가져오기…</translation>
        </message>
        <message>
            <source>Undo the last change of the data</source>
            <translation>데이터의 마지막 변경 실행 취소</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>다시 실행</translation>
        </message>
        <message>
            <source>Search the rows</source>
            <translation>행 검색</translation>
        </message>
        <message>
            <source>Go to Home</source>
            <translation>홈으로 이동</translation>
        </message>
        <message>
            <source>Go to the rows</source>
            <translation>행으로 이동</translation>
        </message>
        <message>
            <source>Go to the splits</source>
            <translation>분할로 이동</translation>
        </message>
        <message>
            <source>Go to the settings</source>
            <translation>설정으로 이동</translation>
        </message>
        <message>
            <source>Light theme</source>
            <translation>밝은 테마</translation>
        </message>
        <message>
            <source>Dark theme</source>
            <translation>어두운 테마</translation>
        </message>
        <message>
            <source>%1 – Luthier</source>
            <translation>%1 – Luthier</translation>
        </message>
        <message>
            <source>Luthier</source>
            <translation>Luthier</translation>
        </message>
        <message>
            <source>This project is open in another window (process %1). Here it can be read only.</source>
            <translation>이 프로젝트는 다른 창(프로세스 %1)에서 열려 있습니다. 여기서는 읽기만 할 수 있습니다.</translation>
        </message>
        <message>
            <source>This project can be read only.</source>
            <translation>이 프로젝트는 읽기만 할 수 있습니다.</translation>
        </message>
    </context>
    <context>
        <name>luthier::widgets::ErrorPanel</name>
        <message>
            <source>Copy detail</source>
            <translation>자세한 내용 복사</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>닫기</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>오류</translation>
        </message>
    </context>
</TS>
