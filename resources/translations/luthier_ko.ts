<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR">
<context>
    <name>Durations</name>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1분 %2초</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1시간 %2분</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1일 %2시간</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>No help for this. Ctrl+K lists every action.</source>
        <translation>이 항목에는 도움말이 없습니다. Ctrl+K를 누르면 모든 동작이 나옵니다.</translation>
    </message>
    <message>
        <source>%1. Ctrl+K lists every action.</source>
        <translation>%1. Ctrl+K를 누르면 모든 동작이 나옵니다.</translation>
    </message>
</context>
<context>
    <name>Home</name>
    <message>
        <source>loss %1 → %2</source>
        <translation>손실 %1 → %2</translation>
    </message>
    <message>
        <source>paused at step %1</source>
        <translation>%1스텝에서 일시정지</translation>
    </message>
    <message>
        <source>run %1 failed</source>
        <translation>실행 %1 실패</translation>
    </message>
    <message>
        <source>training, %1 left</source>
        <translation>학습 중, %1 남음</translation>
    </message>
    <message>
        <source>training</source>
        <translation>학습 중</translation>
    </message>
    <message>
        <source>Folder not found: %1</source>
        <translation>폴더를 찾을 수 없음: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows</source>
        <translation>
            <numerusform>%1행</numerusform>
        </translation>
    </message>
    <message>
        <source>no data yet</source>
        <translation>아직 데이터 없음</translation>
    </message>
</context>
<context>
    <name>LayerPicture</name>
    <message>
        <source>embed</source>
        <translation>임베딩</translation>
    </message>
    <message>
        <source>encoder</source>
        <translation>인코더</translation>
    </message>
    <message>
        <source>decoder</source>
        <translation>디코더</translation>
    </message>
    <message>
        <source>block %1</source>
        <translation>블록 %1</translation>
    </message>
    <message>
        <source>each block: %1</source>
        <translation>블록마다 %1</translation>
    </message>
    <message>
        <source>norm, head</source>
        <translation>정규화, 헤드</translation>
    </message>
</context>
<context>
    <name>Measures</name>
    <message>
        <source>Held-out loss</source>
        <translation>평가 손실</translation>
    </message>
    <message>
        <source>Exact match</source>
        <translation>정답 일치</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>정확도</translation>
    </message>
    <message>
        <source>F1, mean of the labels</source>
        <translation>F1(레이블 평균)</translation>
    </message>
    <message>
        <source>F1, all labels together</source>
        <translation>F1(전체 합산)</translation>
    </message>
    <message>
        <source>Mean squared error</source>
        <translation>평균 제곱 오차</translation>
    </message>
    <message>
        <source>Mean absolute error</source>
        <translation>평균 절대 오차</translation>
    </message>
    <message>
        <source>Correlation (Pearson)</source>
        <translation>상관계수(피어슨)</translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message>
        <source>encoder: reads a whole text at once and writes none</source>
        <translation>인코더: 텍스트 전체를 한 번에 읽고, 쓰지는 않습니다</translation>
    </message>
    <message>
        <source>encoder–decoder: reads a text, then writes another</source>
        <translation>인코더–디코더: 텍스트를 읽은 뒤 다른 텍스트를 씁니다</translation>
    </message>
    <message>
        <source>decoder: reads a text from its beginning and continues it</source>
        <translation>디코더: 텍스트를 앞에서부터 읽고 이어서 씁니다</translation>
    </message>
    <message>
        <source>decoder: reads a text from its beginning</source>
        <translation>디코더: 텍스트를 앞에서부터 읽습니다</translation>
    </message>
    <message>
        <source>words; shares the embedding</source>
        <translation>단어(임베딩과 공유)</translation>
    </message>
    <message>
        <source>none; one for labels starts from random weights</source>
        <translation>없음(레이블 헤드는 무작위 값에서 시작)</translation>
    </message>
    <message>
        <source>words; has weights of its own</source>
        <translation>단어(별도 가중치)</translation>
    </message>
    <message numerus="yes">
        <source>one of %n labels for each token</source>
        <translation>
            <numerusform>토큰마다 레이블 %n개 중 하나</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n numbers for a text</source>
        <translation>
            <numerusform>텍스트마다 수치 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>any of %n labels for a text</source>
        <translation>
            <numerusform>텍스트마다 레이블 %n개 중 몇 개든</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>one of %n labels for a text</source>
        <translation>
            <numerusform>텍스트마다 레이블 %n개 중 하나</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 외 %2개</translation>
    </message>
    <message>
        <source>%1 of the encoder, %2 of the decoder</source>
        <translation>인코더 %1개, 디코더 %2개</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>fixed</source>
        <translation>고쳐짐</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>나빠짐</translation>
    </message>
    <message>
        <source>both right</source>
        <translation>둘 다 맞음</translation>
    </message>
    <message>
        <source>both wrong</source>
        <translation>둘 다 틀림</translation>
    </message>
    <message>
        <source>no reference</source>
        <translation>정답 없음</translation>
    </message>
    <message>
        <source>not answered</source>
        <translation>답하지 못함</translation>
    </message>
    <message>
        <source>by its loss</source>
        <translation>손실로 비교</translation>
    </message>
    <message>
        <source>lower loss</source>
        <translation>손실 감소</translation>
    </message>
    <message>
        <source>higher loss</source>
        <translation>손실 증가</translation>
    </message>
    <message>
        <source>same loss</source>
        <translation>손실 같음</translation>
    </message>
</context>
<context>
    <name>RecipeForm</name>
    <message>
        <source>Beta 1</source>
        <translation>베타 1</translation>
    </message>
    <message>
        <source>Memory of the mean gradient.</source>
        <translation>기울기 평균을 기억하는 정도입니다.</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>베타 2</translation>
    </message>
    <message>
        <source>Memory of the squared gradient.</source>
        <translation>기울기 제곱을 기억하는 정도입니다.</translation>
    </message>
    <message>
        <source>random weights, %1</source>
        <translation>무작위 가중치, %1</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>모델을 찾는 중…</translation>
    </message>
    <message>
        <source>No model found</source>
        <translation>찾은 모델 없음</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>모델을 고르세요</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>모델의 템플릿</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>일반 텍스트</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>파일 선택…</translation>
    </message>
    <message>
        <source>Answers only</source>
        <translation>답변만</translation>
    </message>
    <message>
        <source>The last answer only</source>
        <translation>마지막 답변만</translation>
    </message>
    <message>
        <source>Every token</source>
        <translation>모든 토큰</translation>
    </message>
    <message>
        <source>All linear layers</source>
        <translation>모든 선형층</translation>
    </message>
    <message>
        <source>Names of the layers</source>
        <translation>층 이름</translation>
    </message>
    <message>
        <source>As PEFT names them, separated by commas: q_proj, v_proj.</source>
        <translation>PEFT에서 쓰는 이름을 쉼표로 나누어 적습니다: q_proj, v_proj.</translation>
    </message>
    <message>
        <source>In epochs</source>
        <translation>에폭 단위</translation>
    </message>
    <message>
        <source>In steps</source>
        <translation>스텝 단위</translation>
    </message>
    <message>
        <source>Length of the run</source>
        <translation>학습 길이</translation>
    </message>
    <message>
        <source>Counted in passes over the rows, or in steps.</source>
        <translation>행 전체를 도는 횟수나 스텝 수로 정합니다.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>자동 선택</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>프로세서(CPU)</translation>
    </message>
    <message>
        <source>The model&apos;s “%1”</source>
        <translation>모델의 &apos;%1&apos;</translation>
    </message>
</context>
<context>
    <name>Train</name>
    <message>
        <source>%1M</source>
        <translation>%1M</translation>
    </message>
    <message>
        <source>%1k</source>
        <translation>%1k</translation>
    </message>
    <message>
        <source>validation %1</source>
        <translation>검증 %1</translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>손실 %1</translation>
    </message>
    <message>
        <source>validation loss %1, the best so far</source>
        <translation>검증 손실 %1, 지금까지 가장 낮음</translation>
    </message>
    <message>
        <source>validation loss %1</source>
        <translation>검증 손실 %1</translation>
    </message>
    <message>
        <source>stopped early: the validation loss no longer fell</source>
        <translation>조기 종료: 검증 손실이 더 내려가지 않음</translation>
    </message>
    <message>
        <source>run %1 created</source>
        <translation>실행 %1 생성</translation>
    </message>
    <message>
        <source>started on %1</source>
        <translation>%1에서 시작</translation>
    </message>
    <message>
        <source>checkpoint written</source>
        <translation>체크포인트 저장</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>시작 전</translation>
    </message>
    <message>
        <source>Full fine-tuning</source>
        <translation>전체 미세조정</translation>
    </message>
    <message>
        <source>Prefix of %1</source>
        <translation>프리픽스 %1개</translation>
    </message>
    <message>
        <source>Prompt of %1</source>
        <translation>프롬프트 %1개</translation>
    </message>
    <message>
        <source>random weights</source>
        <translation>무작위 가중치</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>준비</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>대기</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>불러오기</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>마무리</translation>
    </message>
    <message>
        <source>No checkpoint yet: Resume starts over with the same seed.</source>
        <translation>아직 체크포인트가 없어 같은 시드로 처음부터 다시 학습합니다.</translation>
    </message>
    <message>
        <source>Resumes at step %1. The last digits may differ from an uninterrupted run: it was started with %2 threads and there are %3 here.</source>
        <translation>%1스텝에서 이어서 학습합니다. 처음에는 스레드가 %2개, 지금은 %3개라 마지막 자릿수가 다를 수 있습니다.</translation>
    </message>
    <message>
        <source>Resumes at step %1; the result is identical to an uninterrupted run.</source>
        <translation>%1스텝에서 이어서 학습합니다. 결과는 중단 없이 학습한 것과 같습니다.</translation>
    </message>
    <message>
        <source>Validation loss is %1 at step %2. Compare it with the base to see what the model learned.</source>
        <translation>검증 손실은 %2스텝에서 %1입니다. 기본 모델과 비교하면 무엇을 배웠는지 알 수 있습니다.</translation>
    </message>
    <message>
        <source>Validation loss did not improve: it was lowest, %1, at the first validation (step %2).</source>
        <translation>검증 손실이 나아지지 않았습니다. 첫 검증(%2스텝)의 %1이 가장 낮습니다.</translation>
    </message>
    <message>
        <source>Validation loss fell from %1 at step %2 to %3 at step %4: %5 % lower.</source>
        <translation>검증 손실이 %5 % 낮아졌습니다: %2스텝 %1 → %4스텝 %3.</translation>
    </message>
    <message>
        <source>Train loss went from %1 to %2. No rows were held out, so whether it learned or memorised is not known.</source>
        <translation>학습 손실 %1 → %2. 검증 행이 없어 배웠는지 외웠는지는 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Validation loss before tuning was %1; the run ended before the next validation.</source>
        <translation>튜닝 전 검증 손실은 %1였습니다. 다음 검증 전에 학습이 끝났습니다.</translation>
    </message>
    <message>
        <source>Validation loss fell from %1 before tuning to %2 at step %3: %4 % lower.</source>
        <translation>검증 손실이 튜닝 전 %1에서 스텝 %3의 %2로 낮아졌습니다(%4 % 감소).</translation>
    </message>
    <message>
        <source>Validation loss did not improve: it was %1 before tuning and at best %2, at step %3.</source>
        <translation>검증 손실이 나아지지 않았습니다. 튜닝 전 %1, 가장 좋을 때 %2(스텝 %3)입니다.</translation>
    </message>
    <message>
        <source>validation loss before tuning %1</source>
        <translation>튜닝 전 검증 손실 %1</translation>
    </message>
    <message>
        <source>Quick look at %1 held-out rows:</source>
        <translation>학습에 쓰지 않은 행 %1개 빠른 비교:</translation>
    </message>
    <message>
        <source>%1 fixed, %2 broken, %3 the same.</source>
        <translation>고쳐짐 %1, 나빠짐 %2, 그대로 %3.</translation>
    </message>
    <message>
        <source>no answer equals its reference word for word; the loss on them went from %1 to %2.</source>
        <translation>정답과 글자까지 같은 답변은 없습니다. 이 행들의 손실은 %1에서 %2로 바뀌었습니다.</translation>
    </message>
    <message>
        <source>(%1 were asked; a tenth of the training time was over.)</source>
        <translation>(%1개를 물었으나 학습 시간의 10분의 1이 지나 멈췄습니다.)</translation>
    </message>
    <message>
        <source>%1 of them were trained on.</source>
        <translation>그중 %1개는 학습에 쓴 행입니다.</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>고쳐짐</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>나빠짐</translation>
    </message>
    <message>
        <source>right before and after</source>
        <translation>전후 모두 정답</translation>
    </message>
    <message>
        <source>both answers</source>
        <translation>두 답변</translation>
    </message>
    <message>
        <source>It took %1</source>
        <translation>걸린 시간 %1</translation>
    </message>
    <message>
        <source>It took %1, %2 were planned</source>
        <translation>걸린 시간 %1 (계획 %2)</translation>
    </message>
    <message>
        <source>peak memory %1</source>
        <translation>최대 메모리 %1</translation>
    </message>
    <message>
        <source>peak memory %1, %2 were planned</source>
        <translation>최대 메모리 %1 (계획 %2)</translation>
    </message>
    <message>
        <source>%1 (plan %2)</source>
        <translation>%1(계획 %2)</translation>
    </message>
    <message>
        <source>plan %1</source>
        <translation>계획 %1</translation>
    </message>
    <message>
        <source>time %1 against the plan</source>
        <translation>계획 대비 시간 %1</translation>
    </message>
    <message>
        <source>memory %1 against the plan</source>
        <translation>계획 대비 메모리 %1</translation>
    </message>
</context>
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
    <message>
        <source>preparing</source>
        <translation>준비 중</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>running</source>
        <translation>학습 중</translation>
    </message>
    <message>
        <source>pausing</source>
        <translation>일시정지하는 중</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>일시정지됨</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>중지하는 중</translation>
    </message>
    <message>
        <source>done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>끊김</translation>
    </message>
    <message>
        <source>preparing the rows</source>
        <translation>행 준비</translation>
    </message>
    <message>
        <source>loading the model</source>
        <translation>모델 불러오기</translation>
    </message>
    <message>
        <source>training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>measuring the answers beforehand</source>
        <translation>학습 전 답변 측정</translation>
    </message>
    <message>
        <source>writing samples</source>
        <translation>샘플 생성</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>측정</translation>
    </message>
    <message>
        <source>merging</source>
        <translation>병합</translation>
    </message>
    <message>
        <source>importing</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>exporting</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>decoder</source>
        <translation>디코더</translation>
    </message>
    <message>
        <source>encoder</source>
        <translation>인코더</translation>
    </message>
    <message>
        <source>encoder–decoder</source>
        <translation>인코더–디코더</translation>
    </message>
    <message>
        <source>a job of another project</source>
        <translation>다른 프로젝트의 작업</translation>
    </message>
    <message>
        <source>run %1 (%2)</source>
        <translation>실행 %1(%2)</translation>
    </message>
    <message>
        <source>validating</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>quick look</source>
        <translation>빠른 비교</translation>
    </message>
    <message>
        <source>Cleaned</source>
        <translation>정리함</translation>
    </message>
    <message>
        <source>Removed duplicates</source>
        <translation>중복 행 제거</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>레이블 붙임</translation>
    </message>
    <message>
        <source>Took labels off</source>
        <translation>레이블 뗌</translation>
    </message>
    <message>
        <source>Made a label scheme</source>
        <translation>레이블 항목 만듦</translation>
    </message>
    <message>
        <source>Removed a label scheme</source>
        <translation>레이블 항목 지움</translation>
    </message>
    <message>
        <source>One of several options</source>
        <translation>선택지 중 하나</translation>
    </message>
    <message>
        <source>Any of several options</source>
        <translation>선택지 여러 개</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Free text</source>
        <translation>자유 글</translation>
    </message>
    <message>
        <source>Marked passages</source>
        <translation>구간 표시</translation>
    </message>
    <message>
        <source>Better of two columns</source>
        <translation>두 열 가운데 나은 쪽</translation>
    </message>
    <message>
        <source>Corrected answer</source>
        <translation>고친 답변</translation>
    </message>
    <message>
        <source>Accepted suggestions</source>
        <translation>제안 받아들임</translation>
    </message>
    <message>
        <source>Merged labels</source>
        <translation>레이블 합침</translation>
    </message>
    <message>
        <source>Order of columns</source>
        <translation>열의 순서</translation>
    </message>
</context>
<context>
    <name>luthier::compare::ComparePage</name>
    <message>
        <source>Nothing to compare yet</source>
        <translation>아직 비교할 것이 없습니다</translation>
    </message>
    <message>
        <source>Once a run is finished, its base model and the adapted one answer the same rows here, side by side.</source>
        <translation>실행이 하나라도 끝나면 기본 모델과 튜닝 모델이 같은 행에 답한 결과를 여기에 나란히 보여 줍니다.</translation>
    </message>
    <message>
        <source>Train a run</source>
        <translation>학습하러 가기</translation>
    </message>
    <message>
        <source>This run has not been compared yet</source>
        <translation>아직 비교하지 않은 실행입니다</translation>
    </message>
    <message>
        <source>Let both models answer held-out rows, and see what tuning fixed and what it broke.</source>
        <translation>학습에 쓰지 않은 행에 두 모델이 답하게 하고, 튜닝으로 나아진 답과 나빠진 답을 살펴보세요.</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>비교하기…</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>나란히 보기</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Parts of the Compare page</source>
        <translation>비교 페이지의 구성</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>실행 %1</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>실행 %1 · %2</translation>
    </message>
    <message>
        <source>base against adapted · compared %1</source>
        <translation>기본 모델과 튜닝 모델 · %1에 비교</translation>
    </message>
    <message>
        <source>base against adapted</source>
        <translation>기본 모델과 튜닝 모델</translation>
    </message>
    <message>
        <source>base against adapted · quick look when the run ended, %1</source>
        <translation>기본 모델과 튜닝 모델 · 학습이 끝날 때 한 빠른 비교, %1</translation>
    </message>
</context>
<context>
    <name>luthier::compare::ComparisonDialog</name>
    <message>
        <source>Compare run %1 with its base</source>
        <translation>실행 %1 · 기본 모델과 비교</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>생성 설정</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>적용</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>Max rows</source>
        <translation>최대 행 수</translation>
    </message>
    <message>
        <source>Held-out rows of this run</source>
        <translation>이 실행에서 학습에 쓰지 않은 행</translation>
    </message>
    <message>
        <source>all</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>test, else validation</source>
        <translation>test, 없으면 validation</translation>
    </message>
    <message>
        <source>every split</source>
        <translation>모든 분할</translation>
    </message>
    <message>
        <source>Max new tokens</source>
        <translation>최대 새 토큰 수</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>온도</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>반복 벌점</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>Stop sequence</source>
        <translation>중지 문자열</translation>
    </message>
    <message>
        <source>0 (greedy)</source>
        <translation>0(그리디)</translation>
    </message>
</context>
<context>
    <name>luthier::compare::Composer</name>
    <message>
        <source>Ask both the same thing</source>
        <translation>두 모델에 같은 질문을 해 보세요</translation>
    </message>
    <message>
        <source>Question for both models</source>
        <translation>두 모델에 할 질문</translation>
    </message>
    <message>
        <source>Send to both</source>
        <translation>둘 다에게 보내기</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Change decoding…</source>
        <translation>생성 설정 바꾸기…</translation>
    </message>
    <message>
        <source>temperature %1</source>
        <translation>온도 %1</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>그리디 생성</translation>
    </message>
    <message>
        <source>up to %1 tokens</source>
        <translation>최대 %1토큰</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>시드 %1</translation>
    </message>
    <message>
        <source>repetition penalty %1</source>
        <translation>반복 벌점 %1</translation>
    </message>
    <message>
        <source>Full fine-tuning leaves no adapter to switch off, so both sides cannot answer live. Compare rows instead.</source>
        <translation>전체를 미세조정한 모델에는 켜고 끌 어댑터가 없어 바로 묻고 답할 수 없습니다. 대신 행을 비교해 보세요.</translation>
    </message>
    <message>
        <source>This run started from random weights, so there is no base model to ask. Compare rows instead.</source>
        <translation>무작위 가중치에서 시작한 실행이라 물어볼 기본 모델이 없습니다. 대신 행을 비교해 보세요.</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>모델을 불러오는 중…</translation>
    </message>
    <message>
        <source>The base model answers…</source>
        <translation>기본 모델이 답하는 중…</translation>
    </message>
    <message>
        <source>The adapted model answers…</source>
        <translation>튜닝 모델이 답하는 중…</translation>
    </message>
    <message>
        <source>A job needed the device, so the model was unloaded. Ask again when the job is done.</source>
        <translation>다른 작업에 장치가 필요해 모델을 내렸습니다. 작업이 끝나면 다시 물어보세요.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>취소했습니다.</translation>
    </message>
    <message>
        <source>with the recipe&apos;s system text</source>
        <translation>레시피의 시스템 프롬프트 포함</translation>
    </message>
    <message>
        <source>These answers may mean little. %1</source>
        <translation>이 답변은 참고하기 어려울 수 있습니다. %1</translation>
    </message>
    <message>
        <source>%1 is using the device. Live answers wait until it is done.</source>
        <translation>장치를 쓰고 있는 작업: %1. 끝나면 바로 물어볼 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>luthier::compare::JobStrip</name>
    <message>
        <source>Stop</source>
        <translation>멈추기</translation>
    </message>
    <message>
        <source>Rows already answered are kept</source>
        <translation>이미 답한 행은 남습니다</translation>
    </message>
    <message>
        <source>Progress of the comparison</source>
        <translation>비교 진행률</translation>
    </message>
    <message>
        <source>The comparison stops after this row</source>
        <translation>이 행까지만 답하고 비교를 멈춥니다</translation>
    </message>
    <message>
        <source>Comparing: row %1 of %2</source>
        <translation>비교하는 중: %2행 중 %1행</translation>
    </message>
    <message>
        <source>Comparing: loading the model</source>
        <translation>비교하는 중: 모델 불러오기</translation>
    </message>
    <message>
        <source>The comparison waits for %1</source>
        <translation>기다리는 작업: %1. 끝나면 비교를 시작합니다</translation>
    </message>
    <message>
        <source>Compare now</source>
        <translation>지금 비교</translation>
    </message>
    <message>
        <source>The run in progress is paused for the comparison and resumes by itself</source>
        <translation>진행 중인 학습을 잠시 멈추고 비교한 뒤 자동으로 이어 갑니다</translation>
    </message>
</context>
<context>
    <name>luthier::compare::ScoresView</name>
    <message>
        <source>lower is better</source>
        <translation>낮을수록 좋음</translation>
    </message>
    <message>
        <source>higher is better</source>
        <translation>높을수록 좋음</translation>
    </message>
    <message>
        <source>Could it be chance?</source>
        <translation>우연일 수 있나요?</translation>
    </message>
    <message>
        <source>Comparisons of this run</source>
        <translation>이 실행의 비교 기록</translation>
    </message>
    <message>
        <source>When</source>
        <translation>언제</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>고쳐짐</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>나빠짐</translation>
    </message>
    <message>
        <source>Loss, base</source>
        <translation>손실(기본)</translation>
    </message>
    <message>
        <source>Loss, adapted</source>
        <translation>손실(튜닝)</translation>
    </message>
    <message>
        <source>base</source>
        <translation>기본 모델</translation>
    </message>
    <message>
        <source>adapted</source>
        <translation>튜닝 모델</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1~%2</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 구간</translation>
    </message>
    <message>
        <source>These rows have no reference to match, so nothing can be counted as right or wrong.</source>
        <translation>정답이 있는 행이 없어 맞고 틀림을 셀 수 없습니다.</translation>
    </message>
    <message>
        <source>No answer was fixed and none was broken: by exact match both sides are equal.</source>
        <translation>새로 맞은 답도, 새로 틀린 답도 없습니다. 정답 일치로는 두 모델이 같습니다.</translation>
    </message>
    <message>
        <source>p &lt; %1</source>
        <translation>p &lt; %1</translation>
    </message>
    <message>
        <source>p = %1</source>
        <translation>p = %1</translation>
    </message>
    <message>
        <source>%1 answers were fixed and %2 broken. That could well be chance (McNemar, %3): more rows are needed to tell.</source>
        <translation>답 %1개가 고쳐지고 %2개가 나빠졌습니다. 우연으로도 흔히 나오는 차이라(맥니마 검정, %3) 판단하려면 행이 더 필요합니다.</translation>
    </message>
    <message>
        <source>%1 answers were fixed and %2 broken. Very unlikely to be chance (McNemar, %3): tuning made answers better.</source>
        <translation>답 %1개가 고쳐지고 %2개가 나빠졌습니다. 우연으로 보기 어렵습니다(맥니마 검정, %3). 튜닝으로 답이 나아졌습니다.</translation>
    </message>
    <message>
        <source>%1 answers were fixed and %2 broken. Very unlikely to be chance (McNemar, %3): tuning made answers worse.</source>
        <translation>답 %1개가 고쳐지고 %2개가 나빠졌습니다. 우연으로 보기 어렵습니다(맥니마 검정, %3). 튜닝으로 답이 나빠졌습니다.</translation>
    </message>
    <message>
        <source>%1 of these rows were trained on: the figures of the adapted model are too good.</source>
        <translation>이 가운데 %1행은 학습에 쓰였습니다. 튜닝 모델의 수치가 실제보다 좋게 나옵니다.</translation>
    </message>
    <message>
        <source>Rows that could not be answered and are not counted: %1</source>
        <translation>답하지 못해 셈에서 뺀 행: %1개</translation>
    </message>
    <message>
        <source>The comparison was stopped before its last row.</source>
        <translation>마지막 행까지 가기 전에 비교를 멈췄습니다.</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1행</translation>
    </message>
    <message>
        <source>Numbers are off by more or less: nothing is counted as right or wrong.</source>
        <translation>수치는 맞고 틀림이 아니라 얼마나 벗어났는지로 비교합니다.</translation>
    </message>
    <message>
        <source>Hidden words are guessed, not answered: nothing is counted as right or wrong.</source>
        <translation>가린 단어는 답변이 아니라 추측이므로 맞고 틀림을 세지 않습니다.</translation>
    </message>
    <message>
        <source>The base has no head for this task. It answers with one of random weights that nobody trained, so its figures are those of chance.</source>
        <translation>기본 모델에는 이 작업에 쓰는 헤드가 없습니다. 학습하지 않은 무작위 가중치의 헤드로 답하므로 기본 모델의 수치는 우연의 결과입니다.</translation>
    </message>
    <message>
        <source>nats a token</source>
        <translation>토큰당 나트</translation>
    </message>
    <message>
        <source>nats a label</source>
        <translation>레이블당 나트</translation>
    </message>
    <message>
        <source>nats a hidden token</source>
        <translation>가린 토큰당 나트</translation>
    </message>
    <message>
        <source>squared error</source>
        <translation>제곱 오차</translation>
    </message>
</context>
<context>
    <name>luthier::compare::SidePane</name>
    <message>
        <source>base</source>
        <translation>기본 모델</translation>
    </message>
    <message>
        <source>adapted</source>
        <translation>튜닝 모델</translation>
    </message>
    <message>
        <source>adapted, run %1</source>
        <translation>튜닝 모델, 실행 %1</translation>
    </message>
    <message>
        <source>Answer of the base model</source>
        <translation>기본 모델의 답</translation>
    </message>
    <message>
        <source>Answer of the adapted model</source>
        <translation>튜닝 모델의 답</translation>
    </message>
</context>
<context>
    <name>luthier::compare::SidesView</name>
    <message>
        <source>Prompts</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>Word diff</source>
        <translation>단어 비교</translation>
    </message>
    <message>
        <source>Marks the words that the other side does not say</source>
        <translation>상대 모델의 답에 없는 단어를 표시합니다</translation>
    </message>
    <message>
        <source>All %1</source>
        <translation>전체 %1</translation>
    </message>
    <message>
        <source>Fixed %1</source>
        <translation>고쳐짐 %1</translation>
    </message>
    <message>
        <source>Broken %1</source>
        <translation>나빠짐 %1</translation>
    </message>
    <message>
        <source>Both wrong %1</source>
        <translation>둘 다 틀림 %1</translation>
    </message>
    <message>
        <source>Both right %1</source>
        <translation>둘 다 맞음 %1</translation>
    </message>
    <message>
        <source>Prompt %1 of %2 · row %3</source>
        <translation>프롬프트 %2개 중 %1번째 · %3행</translation>
    </message>
    <message>
        <source>Reference: %1</source>
        <translation>정답: %1</translation>
    </message>
    <message>
        <source>Loss on the reference %1</source>
        <translation>정답 손실 %1</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>초당 %1토큰</translation>
    </message>
    <message>
        <source>cut at the limit of tokens</source>
        <translation>토큰 한도에서 잘림</translation>
    </message>
    <message>
        <source>stopped on its own</source>
        <translation>스스로 끝남</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>모델을 불러오는 중…</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>답하는 중…</translation>
    </message>
    <message>
        <source>Waits for its turn…</source>
        <translation>차례를 기다리는 중…</translation>
    </message>
    <message>
        <source>Asked now</source>
        <translation>방금 물은 질문</translation>
    </message>
    <message>
        <source>An empty answer</source>
        <translation>빈 답</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>행</translation>
    </message>
    <message>
        <source>%1 of %2 · row %3</source>
        <translation>%2개 중 %1번째 · %3행</translation>
    </message>
    <message>
        <source>This model writes nothing: how well it guesses the hidden words is its loss, below.</source>
        <translation>이 모델은 글을 쓰지 않습니다. 가린 단어를 얼마나 잘 맞히는지는 아래의 손실로 알 수 있습니다.</translation>
    </message>
    <message>
        <source>Loss on the hidden words %1</source>
        <translation>가린 단어 손실 %1</translation>
    </message>
    <message>
        <source>Right means</source>
        <translation>정답 판정 기준</translation>
    </message>
    <message>
        <source>What makes an answer right: the reference word for word, the reference somewhere in it, or characters like its own (chrF). The loss tells which model is nearer to the reference when no answer equals it.</source>
        <translation>무엇을 맞은 답으로 볼지 정합니다. 정답과 똑같은 답, 정답이 들어 있는 답, 글자가 비슷한 답(chrF) 가운데 고릅니다. 똑같은 답이 없을 때는 손실로 어느 모델이 정답에 더 가까운지 알 수 있습니다.</translation>
    </message>
    <message>
        <source>Order of the rows</source>
        <translation>행 순서</translation>
    </message>
    <message>
        <source>Exact match</source>
        <translation>완전 일치</translation>
    </message>
    <message>
        <source>Contains it</source>
        <translation>정답 포함</translation>
    </message>
    <message>
        <source>chrF at least %1</source>
        <translation>chrF %1 이상</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Data order</source>
        <translation>데이터 순서대로</translation>
    </message>
    <message>
        <source>Most improved</source>
        <translation>많이 좋아진 순</translation>
    </message>
    <message>
        <source>Most worsened</source>
        <translation>많이 나빠진 순</translation>
    </message>
    <message>
        <source>Lower loss %1</source>
        <translation>손실 감소 %1</translation>
    </message>
    <message>
        <source>Higher loss %1</source>
        <translation>손실 증가 %1</translation>
    </message>
    <message>
        <source>Same loss %1</source>
        <translation>손실 같음 %1</translation>
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
        <translation>필터</translation>
    </message>
    <message>
        <source>Rows of the dataset</source>
        <translation>데이터셋의 행</translation>
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
    <message>
        <source>Searches as you type; Enter keeps it as a filter. Also field=value, field!=value, field&gt;20 and length:100..400. / leads here.</source>
        <translation>입력하는 대로 찾고, Enter를 누르면 필터로 남깁니다. 필드=값, 필드!=값, 필드&gt;20, length:100..400도 쓸 수 있습니다. / 키로 여기로 옵니다.</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>검색 지우기</translation>
    </message>
    <message>
        <source>Enter shows only: %1</source>
        <translation>Enter를 누르면 이것만 봅니다: %1</translation>
    </message>
</context>
<context>
    <name>luthier::data::BubbleEditor</name>
    <message>
        <source>Text of %1</source>
        <translation>%1의 텍스트</translation>
    </message>
    <message>
        <source>Ctrl+Enter saves and goes to the next row, Esc cancels</source>
        <translation>Ctrl+Enter: 저장하고 다음 행으로, Esc: 취소</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message numerus="yes">
        <source>%1 tokens in the row, %2 trained</source>
        <translation>
            <numerusform>이 행의 토큰 %1개, 학습 대상 %2개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 cut</source>
        <translation>
            <numerusform>%1개 잘림</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::CleanView</name>
    <message>
        <source>Instruction data</source>
        <translation>지시 데이터</translation>
    </message>
    <message>
        <source>Web prose</source>
        <translation>웹 문서</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>다시 검사</translation>
    </message>
    <message>
        <source>What to look for</source>
        <translation>검사할 항목</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Fix all %1</source>
        <translation>%1건 모두 고치기</translation>
    </message>
    <message>
        <source>Applies every safe replacement as one change; Undo reverts it</source>
        <translation>안전하게 고칠 수 있는 것을 한 번에 고칩니다. 실행 취소로 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Removing duplicates</source>
        <translation>중복 행 제거 중</translation>
    </message>
    <message>
        <source>Looking for duplicates</source>
        <translation>중복 행 찾는 중</translation>
    </message>
    <message>
        <source>Fixing</source>
        <translation>고치는 중</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>검사 중</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %3개 중 %2개</translation>
    </message>
    <message>
        <source>The rows have changed since this search.</source>
        <translation>검사한 뒤에 행이 바뀌었습니다.</translation>
    </message>
    <message>
        <source>%1 rows searched by %2 rules</source>
        <translation>행 %1개를 규칙 %2개로 검사했습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1 duplicates removed.</source>
        <translation>
            <numerusform>중복 행 %1개를 제거했습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 findings fixed</source>
        <translation>
            <numerusform>%1건 고침</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows changed</source>
        <translation>
            <numerusform>행 %1개 변경</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 need your decision</source>
        <translation>
            <numerusform>%1건은 직접 결정해야 합니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>중복 행</translation>
    </message>
    <message>
        <source>Found by rules</source>
        <translation>규칙으로 찾은 것</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>찾은 것 없음</translation>
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
    <message>
        <source>Rows of the imported file that could not be read, and why</source>
        <translation>가져온 파일에서 읽지 못한 행과 그 이유</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows skipped</source>
        <translation>
            <numerusform>건너뛴 행 %1개</numerusform>
        </translation>
    </message>
    <message>
        <source>Also not read: %1</source>
        <translation>함께 읽지 못한 파일: %1</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Rename the dataset</source>
        <translation>데이터셋 이름 바꾸기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>The dataset %1 was removed.</source>
        <translation>데이터셋 %1을(를) 제거했습니다.</translation>
    </message>
    <message>
        <source>Bring back %1</source>
        <translation>%1 되돌리기</translation>
    </message>
    <message>
        <source>Delete removed datasets…</source>
        <translation>제거한 데이터셋 삭제…</translation>
    </message>
    <message>
        <source>Delete the removed datasets?</source>
        <translation>제거한 데이터셋을 삭제할까요?</translation>
    </message>
    <message>
        <source>The rows of %1 are deleted from the project with all edits and splits; the files they came from stay. This cannot be undone.</source>
        <translation>프로젝트에서 %1의 모든 행과 수정 내용, 분할이 삭제됩니다. 가져온 원본 파일은 그대로 남습니다. 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>남겨 두기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>정리</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>레이블링</translation>
    </message>
</context>
<context>
    <name>luthier::data::DuplicatesView</name>
    <message>
        <source>Compare</source>
        <translation>비교 대상</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>비교할 내용</translation>
    </message>
    <message>
        <source>Similar from</source>
        <translation>유사 기준</translation>
    </message>
    <message>
        <source>Similarity from which rows are duplicates</source>
        <translation>중복으로 보는 유사도</translation>
    </message>
    <message>
        <source>The share of word sequences that two texts have in common. At the right end only identical texts count; whitespace is ignored.</source>
        <translation>두 텍스트가 공유하는 단어 배열의 비율입니다. 오른쪽 끝에서는 똑같은 텍스트만 중복으로 보며, 공백 차이는 무시합니다.</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>남길 행</translation>
    </message>
    <message>
        <source>Which row is kept</source>
        <translation>남길 행</translation>
    </message>
    <message>
        <source>Whole row</source>
        <translation>행 전체</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>답변</translation>
    </message>
    <message>
        <source>First row</source>
        <translation>첫 행</translation>
    </message>
    <message>
        <source>Last row</source>
        <translation>마지막 행</translation>
    </message>
    <message>
        <source>Longest row</source>
        <translation>가장 긴 행</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>묶음</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Least similar</source>
        <translation>최소 유사도</translation>
    </message>
    <message>
        <source>Clusters of duplicates</source>
        <translation>중복 행 묶음</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>처리</translation>
    </message>
    <message>
        <source>Similar</source>
        <translation>유사도</translation>
    </message>
    <message>
        <source>Rows of the cluster</source>
        <translation>묶음의 행</translation>
    </message>
    <message>
        <source>Keep this row instead</source>
        <translation>이 행을 대신 남기기</translation>
    </message>
    <message>
        <source>Keep this row, and remove those that are similar to it (K)</source>
        <translation>이 행을 남기고, 이와 비슷한 행을 제거합니다(K).</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>The next cluster (J)</source>
        <translation>다음 묶음(J)</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>검사 중…</translation>
    </message>
    <message>
        <source>No duplicates found.</source>
        <translation>중복 행이 없습니다.</translation>
    </message>
    <message>
        <source>Not searched yet.</source>
        <translation>아직 검사하지 않았습니다.</translation>
    </message>
    <message>
        <source>identical</source>
        <translation>동일</translation>
    </message>
    <message numerus="yes">
        <source>%1 clusters</source>
        <translation>
            <numerusform>묶음 %1개</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 rows to remove, %3 of them identical</source>
        <translation>행 %2개 중 %1개 제거 예정, 그중 동일한 행 %3개</translation>
    </message>
    <message numerus="yes">
        <source>largest cluster: %1 rows</source>
        <translation>
            <numerusform>가장 큰 묶음 %1행</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows have nothing to compare</source>
        <translation>
            <numerusform>비교할 내용이 없는 행 %1개</numerusform>
        </translation>
    </message>
    <message>
        <source>This would remove more than 5 % of the rows, or one cluster is very large. Look at the largest clusters first.</source>
        <translation>전체 행의 5%가 넘게 제거되거나, 아주 큰 묶음이 있습니다. 가장 큰 묶음부터 확인하세요.</translation>
    </message>
    <message numerus="yes">
        <source>%1 prompts with different answers</source>
        <translation>
            <numerusform>답변이 서로 다른 프롬프트 %1개</numerusform>
        </translation>
    </message>
    <message>
        <source>Show their rows under Browse</source>
        <translation>해당 행을 둘러보기에서 보기</translation>
    </message>
    <message numerus="yes">
        <source>Remove %1 rows</source>
        <translation>
            <numerusform>행 %1개 제거</numerusform>
        </translation>
    </message>
    <message>
        <source>Removes them as one change; Undo brings the rows back</source>
        <translation>한 번에 제거합니다. 실행 취소로 되살릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>행 %1</translation>
    </message>
    <message>
        <source>(kept) %1</source>
        <translation>(남김) %1</translation>
    </message>
    <message>
        <source>Duplicates after all</source>
        <translation>다시 중복으로 보기</translation>
    </message>
    <message>
        <source>Not duplicates</source>
        <translation>중복 아님</translation>
    </message>
    <message>
        <source>Remove the rows of this cluster after all (N)</source>
        <translation>이 묶음의 행을 다시 제거 대상으로 합니다(N).</translation>
    </message>
    <message>
        <source>Keep all rows of this cluster (N)</source>
        <translation>이 묶음의 행을 모두 남깁니다(N).</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>남김</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>kept: not similar enough</source>
        <translation>남김: 유사도가 낮음</translation>
    </message>
    <message>
        <source>less</source>
        <translation>낮음</translation>
    </message>
</context>
<context>
    <name>luthier::data::FacetPanel</name>
    <message>
        <source>Facets</source>
        <translation>필터</translation>
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
    <message>
        <source>Flags</source>
        <translation>표시</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>비어 있음</translation>
    </message>
    <message>
        <source>Length, characters</source>
        <translation>길이(글자 수)</translation>
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
        <source>Detect</source>
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
        <source>Roles are guessed from names and content. Change them in the column headers.</source>
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
        <source>Reading the file…</source>
        <translation>파일을 읽는 중…</translation>
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
        <source>detected: %1</source>
        <translation>판별: %1</translation>
    </message>
    <message>
        <source>tab</source>
        <translation>탭</translation>
    </message>
    <message>
        <source>The first rows read without errors</source>
        <translation>앞쪽 행을 오류 없이 읽었습니다</translation>
    </message>
    <message>
        <source>working…</source>
        <translation>작업 중…</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>%1행</translation>
    </message>
    <message>
        <source>Separator</source>
        <translation>구분자</translation>
    </message>
    <message>
        <source>Comma</source>
        <translation>쉼표</translation>
    </message>
    <message>
        <source>Semicolon</source>
        <translation>세미콜론</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>탭</translation>
    </message>
    <message>
        <source>Vertical bar</source>
        <translation>세로줄</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>직접 고름</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 중 %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 남음</translation>
    </message>
    <message>
        <source>First line</source>
        <translation>첫 줄</translation>
    </message>
    <message>
        <source>Column names</source>
        <translation>열 이름</translation>
    </message>
    <message>
        <source>A row like the others</source>
        <translation>다른 줄과 같은 행</translation>
    </message>
    <message>
        <source>column names</source>
        <translation>열 이름</translation>
    </message>
    <message>
        <source>a row like the others</source>
        <translation>다른 줄과 같은 행</translation>
    </message>
    <message>
        <source>%1 (from the roles)</source>
        <translation>%1 (역할에 따라 정해짐)</translation>
    </message>
    <message>
        <source>Skip this file</source>
        <translation>이 파일 건너뛰기</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>모두 취소</translation>
    </message>
    <message numerus="yes">
        <source>%n more files wait</source>
        <translation>
            <numerusform>파일 %n개 대기 중</numerusform>
        </translation>
    </message>
    <message>
        <source>not read: %1</source>
        <translation>읽지 못함: %1</translation>
    </message>
    <message>
        <source>A label alone trains nothing: give the column it belongs to the role Text</source>
        <translation>레이블만으로는 학습할 수 없습니다. 레이블이 가리키는 열에 ‘텍스트’ 역할을 주세요</translation>
    </message>
    <message>
        <source>Several columns have the role %1; only the first is used</source>
        <translation>‘%1’ 역할이 여러 열에 있습니다. 첫 번째 열만 씁니다</translation>
    </message>
    <message>
        <source>A row is</source>
        <translation>한 행은</translation>
    </message>
    <message>
        <source>Rows go into</source>
        <translation>넣을 곳</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>A line</source>
        <translation>한 줄</translation>
    </message>
    <message>
        <source>A paragraph</source>
        <translation>한 문단</translation>
    </message>
    <message>
        <source>The whole file</source>
        <translation>파일 전체</translation>
    </message>
    <message>
        <source>A new dataset</source>
        <translation>새 데이터셋</translation>
    </message>
    <message>
        <source>As the file says</source>
        <translation>파일에 있는 대로</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>In the first rows:</source>
        <translation>처음 행들에서는</translation>
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
    <message>
        <source>Nothing has been changed yet.</source>
        <translation>아직 바뀐 것이 없습니다.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>토큰</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows</source>
        <translation>
            <numerusform>%1행</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 편집</translation>
    </message>
    <message>
        <source>Or click into the text, or press E in the table</source>
        <translation>텍스트를 클릭하거나 표에서 E를 눌러도 됩니다.</translation>
    </message>
</context>
<context>
    <name>luthier::data::LeakageCard</name>
    <message>
        <source>Leakage between the splits</source>
        <translation>분할 사이의 누출</translation>
    </message>
    <message>
        <source>Splits</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>Identical</source>
        <translation>동일</translation>
    </message>
    <message>
        <source>Similar</source>
        <translation>유사</translation>
    </message>
    <message>
        <source>Same group</source>
        <translation>같은 그룹</translation>
    </message>
    <message>
        <source>Contained</source>
        <translation>포함</translation>
    </message>
    <message>
        <source>Leaks by pair of splits</source>
        <translation>분할 쌍별 누출</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교 대상</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>비교할 내용</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>확인 진행률</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>답변</translation>
    </message>
    <message>
        <source>Whole row</source>
        <translation>행 전체</translation>
    </message>
    <message>
        <source>A model that saw a test row in training looks better than it is. Set these rows aside: they stay in the dataset but belong to no split. Or split again and keep similar rows together.</source>
        <translation>학습 때 테스트 행을 본 모델은 실제보다 좋게 평가됩니다. 이런 행을 분할에서 빼세요. 데이터셋에는 그대로 남고 어느 분할에도 속하지 않습니다. 또는 비슷한 행을 함께 묶어 다시 분할하세요.</translation>
    </message>
    <message>
        <source>Split again…</source>
        <translation>다시 분할…</translation>
    </message>
    <message>
        <source>Show in table</source>
        <translation>표에서 보기</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>유사도</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>일치하는 행</translation>
    </message>
    <message>
        <source>Rows that leak</source>
        <translation>누출된 행</translation>
    </message>
    <message numerus="yes">
        <source>Set %1 rows aside</source>
        <translation>
            <numerusform>행 %1개를 분할에서 빼기</numerusform>
        </translation>
    </message>
    <message>
        <source>Split the rows first; then they can be checked for leaks.</source>
        <translation>먼저 행을 분할하면 누출을 확인할 수 있습니다.</translation>
    </message>
    <message>
        <source>Never checked: rows of one split may also be in another.</source>
        <translation>아직 확인하지 않았습니다. 한 분할의 행이 다른 분할에도 있을 수 있습니다.</translation>
    </message>
    <message>
        <source>The rows have changed since the last check.</source>
        <translation>마지막으로 확인한 뒤에 행이 바뀌었습니다.</translation>
    </message>
    <message>
        <source>No leaks found.</source>
        <translation>누출이 없습니다.</translation>
    </message>
    <message>
        <source>No leaks found, checked %1.</source>
        <translation>누출이 없습니다(%1 확인).</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows are also in an earlier split, or a similar row is.</source>
        <translation>
            <numerusform>행 %1개가 앞 분할에도 있거나, 비슷한 행이 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The check on %1 found leaks. Check again to see them.</source>
        <translation>%1에 확인했을 때 누출이 있었습니다. 다시 확인하면 볼 수 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows belong to no split and were not compared.</source>
        <translation>
            <numerusform>행 %1개는 어느 분할에도 속하지 않아 비교하지 않았습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Check</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>다시 확인</translation>
    </message>
    <message>
        <source>%1, also in %2</source>
        <translation>%1, %2에도 있음</translation>
    </message>
    <message>
        <source>identical</source>
        <translation>동일</translation>
    </message>
    <message>
        <source>similar</source>
        <translation>유사</translation>
    </message>
    <message>
        <source>same group</source>
        <translation>같은 그룹</translation>
    </message>
    <message>
        <source>contained</source>
        <translation>포함</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1(%2)</translation>
    </message>
    <message>
        <source>row %1 in %2</source>
        <translation>행 %1(%2)</translation>
    </message>
</context>
<context>
    <name>luthier::data::ProblemTable</name>
    <message>
        <source>Rows that cannot be read</source>
        <translation>읽을 수 없는 행</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>줄</translation>
    </message>
    <message>
        <source>Byte</source>
        <translation>바이트</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>How the row begins</source>
        <translation>행의 첫머리</translation>
    </message>
</context>
<context>
    <name>luthier::data::ProblemsCard</name>
    <message>
        <source>They stay in the file; the rest is imported, and the list is kept with it.</source>
        <translation>이 행들은 파일에 그대로 남고, 나머지는 가져오며 목록도 함께 보관합니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of the first rows cannot be read</source>
        <translation>
            <numerusform>앞쪽 행 가운데 %1개를 읽을 수 없습니다</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::ProblemsDialog</name>
    <message>
        <source>Skipped rows</source>
        <translation>건너뛴 행</translation>
    </message>
    <message>
        <source>They stay in their file. Shown are the first %1 of %2.</source>
        <translation>파일에는 그대로 남아 있습니다. %2개 가운데 처음 %1개를 보여 줍니다.</translation>
    </message>
    <message>
        <source>They stay in their file: correct them there and import it again.</source>
        <translation>파일에는 그대로 남아 있습니다. 파일에서 고친 뒤 다시 가져오세요.</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>목록 복사</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>luthier::data::RowPane</name>
    <message>
        <source>Row %1</source>
        <translation>행 %1</translation>
    </message>
    <message>
        <source>the first %1 of %2</source>
        <translation>%2 중 처음 %1</translation>
    </message>
</context>
<context>
    <name>luthier::data::RulePanel</name>
    <message>
        <source>Show in table</source>
        <translation>표에서 보기</translation>
    </message>
    <message>
        <source>Show only these rows under Browse</source>
        <translation>둘러보기에서 이 행만 봅니다</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>필드</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>찾은 내용</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>고친 뒤</translation>
    </message>
    <message>
        <source>Rows with findings</source>
        <translation>찾은 행</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows</source>
        <translation>
            <numerusform>행 %1개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 findings</source>
        <translation>
            <numerusform>%1건</numerusform>
        </translation>
    </message>
    <message>
        <source>Fix %1</source>
        <translation>%1건 고치기</translation>
    </message>
    <message>
        <source>Applies the safe replacements as one change; Undo reverts it</source>
        <translation>안전하게 고칠 수 있는 것을 한 번에 고칩니다. 실행 취소로 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>찾은 것이 없습니다.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>검사 중…</translation>
    </message>
    <message>
        <source>Not searched yet.</source>
        <translation>아직 검사하지 않았습니다.</translation>
    </message>
    <message>
        <source>The first %1 of %2 rows are listed. Show in table shows all of them.</source>
        <translation>행 %2개 중 처음 %1개입니다. 표에서 보기를 누르면 모두 나옵니다.</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>삭제됨</translation>
    </message>
</context>
<context>
    <name>luthier::data::SplitsView</name>
    <message>
        <source>Split the rows</source>
        <translation>행 나누기</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Keep together</source>
        <translation>함께 묶을 행</translation>
    </message>
    <message>
        <source>Field whose equal values stay together</source>
        <translation>값이 같은 행을 함께 묶을 필드</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>The same seed gives the same split, whatever the order of the rows. Duplicate rows stay together. Undo restores the previous split.</source>
        <translation>시드가 같으면 행의 순서와 상관없이 똑같이 나뉩니다. 중복 행은 함께 묶습니다. 실행 취소로 이전 분할을 되살립니다.</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>나누기</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>현재</translation>
    </message>
    <message>
        <source>not split</source>
        <translation>분할 없음</translation>
    </message>
    <message>
        <source>%1 rows, %2 %</source>
        <translation>%1행, %2 %</translation>
    </message>
    <message>
        <source>duplicate rows only</source>
        <translation>중복 행만</translation>
    </message>
    <message>
        <source>The shares add up to %1 %, not 100 %.</source>
        <translation>비율의 합이 100 %가 아니라 %1 %입니다.</translation>
    </message>
    <message>
        <source>and similar rows</source>
        <translation>비슷한 행도 함께</translation>
    </message>
    <message>
        <source>Rows whose prompts are the same or nearly so go into one split, so that none leaks into another. Takes longer.</source>
        <translation>프롬프트가 같거나 거의 같은 행을 한 분할에 넣어, 다른 분할로 누출되지 않게 합니다. 시간이 더 걸립니다.</translation>
    </message>
</context>
<context>
    <name>luthier::data::TokenView</name>
    <message>
        <source>Choose a model</source>
        <translation>모델 고르기</translation>
    </message>
    <message>
        <source>Tokens of the row</source>
        <translation>행의 토큰</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>ignored</source>
        <translation>무시</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>잘림</translation>
    </message>
    <message>
        <source>A model splits text into tokens. Choose one to see which tokens of this row are trained.</source>
        <translation>텍스트를 토큰으로 나누려면 모델이 필요합니다. 모델을 고르면 이 행에서 학습될 토큰이 보입니다.</translation>
    </message>
    <message>
        <source>Loading the tokens…</source>
        <translation>토큰을 불러오는 중…</translation>
    </message>
    <message>
        <source>%1 trained</source>
        <translation>학습 %1</translation>
    </message>
    <message>
        <source>%1 ignored</source>
        <translation>무시 %1</translation>
    </message>
    <message>
        <source>%1 cut</source>
        <translation>잘림 %1</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 외 %2개</translation>
    </message>
    <message>
        <source>Not trained, message %1: the template writes it differently once others follow it.</source>
        <translation>학습하지 않음, 메시지 %1: 뒤에 다른 메시지가 이어지면 템플릿이 이 답변을 다르게 씁니다.</translation>
    </message>
    <message>
        <source>Not trained, message %1: the template leaves out the tool call that it makes.</source>
        <translation>학습하지 않음, 메시지 %1: 이 답변의 도구 호출을 템플릿이 빠뜨립니다.</translation>
    </message>
    <message>
        <source>Not trained, message %1: the data marks a part of it, which the template changes.</source>
        <translation>학습하지 않음, 메시지 %1: 데이터에 학습하지 않도록 표시된 부분을 템플릿이 바꿔 씁니다.</translation>
    </message>
    <message>
        <source>Not trained, message %1: the data says so (%2).</source>
        <translation>학습하지 않음, 메시지 %1: 데이터에 그렇게 표시되어 있습니다(%2).</translation>
    </message>
</context>
<context>
    <name>luthier::exports::ExportForm</name>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Type of the weights</source>
        <translation>가중치 형식</translation>
    </message>
    <message>
        <source>as imported</source>
        <translation>가져온 그대로</translation>
    </message>
    <message>
        <source>conversations (messages)</source>
        <translation>대화(messages)</translation>
    </message>
    <message>
        <source>conversations (ShareGPT)</source>
        <translation>대화(ShareGPT)</translation>
    </message>
    <message>
        <source>instructions (Alpaca)</source>
        <translation>지시문(Alpaca)</translation>
    </message>
    <message>
        <source>plain text</source>
        <translation>일반 텍스트</translation>
    </message>
    <message>
        <source>table (CSV)</source>
        <translation>표(CSV)</translation>
    </message>
    <message>
        <source>as in the base model</source>
        <translation>기본 모델과 같게</translation>
    </message>
    <message>
        <source>Write to</source>
        <translation>저장 위치</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>고르기…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>내보내기 진행률</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>실행 %1</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>실행 %1 · %2</translation>
    </message>
    <message>
        <source>every split</source>
        <translation>모든 분할</translation>
    </message>
    <message>
        <source>The adapter as a PEFT folder</source>
        <translation>어댑터를 PEFT 폴더로</translation>
    </message>
    <message>
        <source>One merged model in safetensors</source>
        <translation>병합한 모델 하나(safetensors)</translation>
    </message>
    <message>
        <source>Rows of a dataset as a file</source>
        <translation>데이터셋의 행을 파일로</translation>
    </message>
    <message>
        <source>A model card in Markdown</source>
        <translation>모델 카드(Markdown)</translation>
    </message>
    <message>
        <source>There is no dataset yet.</source>
        <translation>아직 데이터셋이 없습니다.</translation>
    </message>
    <message>
        <source>There is no finished run yet.</source>
        <translation>아직 끝난 실행이 없습니다.</translation>
    </message>
    <message>
        <source>Full fine-tuning made a whole model; copy its folder: %1</source>
        <translation>전체 미세조정의 결과는 모델 전체이므로 그대로 복사하면 됩니다: %1</translation>
    </message>
    <message>
        <source>This run started from random weights, so there is no base model to merge with.</source>
        <translation>무작위 가중치에서 시작한 실행이라 병합할 기본 모델이 없습니다.</translation>
    </message>
    <message>
        <source>This project is read-only, so no job can be started.</source>
        <translation>읽기 전용 프로젝트라 작업을 시작할 수 없습니다.</translation>
    </message>
    <message>
        <source>Merging run %1 and checking what was written…</source>
        <translation>실행 %1 병합 및 결과 확인 중…</translation>
    </message>
    <message>
        <source>Writing the adapter…</source>
        <translation>어댑터를 쓰는 중…</translation>
    </message>
    <message>
        <source>Writing the rows…</source>
        <translation>행을 쓰는 중…</translation>
    </message>
    <message>
        <source>Writing the model card…</source>
        <translation>모델 카드를 쓰는 중…</translation>
    </message>
    <message>
        <source>The folder above does not exist.</source>
        <translation>상위 폴더가 없습니다.</translation>
    </message>
    <message>
        <source>This name is taken. Choose another.</source>
        <translation>이미 있는 이름입니다. 다른 이름을 고르세요.</translation>
    </message>
    <message>
        <source>The existing file will be replaced.</source>
        <translation>그 자리의 파일을 바꿉니다.</translation>
    </message>
    <message>
        <source>Nothing is uploaded. Every file is read back and checked.</source>
        <translation>아무것도 업로드하지 않습니다. 저장한 파일을 다시 읽어 확인합니다.</translation>
    </message>
    <message>
        <source>The name ends like another kind of file; what is written is “%1”.</source>
        <translation>이름은 다른 종류의 파일처럼 끝나지만, 쓰는 내용은 ‘%1’입니다.</translation>
    </message>
    <message>
        <source>Waits for %1.</source>
        <translation>기다리는 작업: %1</translation>
    </message>
    <message>
        <source>This run was tuned on a GGUF file, which nothing is merged into. Keep the adapter, or merge it into the Hugging Face folder of the same model.</source>
        <translation>이 실행의 기본 모델은 GGUF 파일이어서 병합할 수 없습니다. 어댑터를 그대로 쓰거나 같은 모델의 Hugging Face 폴더에 병합하세요.</translation>
    </message>
    <message>
        <source>prompt and completion</source>
        <translation>질문과 답변</translation>
    </message>
    <message>
        <source>preference pairs</source>
        <translation>선호 쌍</translation>
    </message>
    <message>
        <source>texts with labels</source>
        <translation>레이블이 있는 텍스트</translation>
    </message>
</context>
<context>
    <name>luthier::exports::ExportPage</name>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Everything stays on this machine</source>
        <translation>모두 이 컴퓨터에만 저장됩니다</translation>
    </message>
    <message>
        <source>Nothing to export yet</source>
        <translation>아직 내보낼 것이 없습니다</translation>
    </message>
    <message>
        <source>Adapters, merged models, model cards and datasets are exported here, once there are any.</source>
        <translation>어댑터, 병합한 모델, 모델 카드, 데이터셋이 생기면 여기에서 프로젝트 밖으로 내보냅니다.</translation>
    </message>
    <message>
        <source>Import data</source>
        <translation>데이터 가져오기</translation>
    </message>
    <message>
        <source>Keep the adapter</source>
        <translation>어댑터 보관</translation>
    </message>
    <message>
        <source>Loads onto the base model in PEFT, vLLM and transformers. Small, but needs the base.</source>
        <translation>PEFT, vLLM, transformers에서 기본 모델 위에 불러옵니다. 작지만 기본 모델이 있어야 합니다.</translation>
    </message>
    <message>
        <source>One merged model</source>
        <translation>병합한 모델 하나</translation>
    </message>
    <message>
        <source>Base and adapter as one model. Loads anywhere; the adapter can no longer be switched off.</source>
        <translation>기본 모델과 어댑터를 하나로 합칩니다. 어디서나 불러올 수 있지만 어댑터만 끌 수는 없습니다.</translation>
    </message>
    <message>
        <source>The data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Rows of a dataset in the layout you need, deleted rows left out.</source>
        <translation>삭제한 행을 뺀 데이터셋을 필요한 형식으로 씁니다.</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>모델 카드</translation>
    </message>
    <message>
        <source>Data, method, results and limits of a run, ready to publish with the model.</source>
        <translation>실행의 데이터, 방법, 결과, 한계를 모델과 함께 공개할 수 있게 정리합니다.</translation>
    </message>
</context>
<context>
    <name>luthier::exports::WrittenView</name>
    <message>
        <source>Show in folder</source>
        <translation>폴더에서 보기</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>경로 복사</translation>
    </message>
    <message>
        <source>Exported earlier</source>
        <translation>이전에 내보낸 것</translation>
    </message>
    <message>
        <source>What</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>From</source>
        <translation>출처</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>When</source>
        <translation>언제</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>written and checked · %1</source>
        <translation>쓰고 확인함 · %1</translation>
    </message>
    <message>
        <source>Every file was read again; its SHA-256 is that of the run&apos;s own adapter.</source>
        <translation>모든 파일을 다시 읽었고 SHA-256이 실행의 어댑터와 같습니다.</translation>
    </message>
    <message>
        <source>The model was opened again. Its logits differ from base and adapter by at most %1; the largest logit is %2.</source>
        <translation>모델을 다시 열어 확인했습니다. 기본 모델에 어댑터를 얹었을 때와 로짓 차이는 최대 %1이고, 가장 큰 로짓은 %2입니다.</translation>
    </message>
    <message>
        <source>%1 rows, SHA-256 %2…</source>
        <translation>%1행, SHA-256 %2…</translation>
    </message>
    <message>
        <source>The card was read again, SHA-256 %1…</source>
        <translation>카드를 다시 읽어 확인했습니다. SHA-256 %1…</translation>
    </message>
    <message>
        <source>adapter</source>
        <translation>어댑터</translation>
    </message>
    <message>
        <source>merged model</source>
        <translation>병합한 모델</translation>
    </message>
    <message>
        <source>dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>model card</source>
        <translation>모델 카드</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>실행 %1</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>확인함</translation>
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
        <source>How %1 came to be</source>
        <translation>%1 작업 기록</translation>
    </message>
    <message>
        <source>Nothing yet. Import a file on the Data page, or drop one anywhere on this window.</source>
        <translation>아직 없습니다. 데이터 페이지에서 파일을 가져오거나 창 아무 곳에나 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>Open a project folder</source>
        <translation>프로젝트 폴더 열기</translation>
    </message>
    <message>
        <source>Open sample project</source>
        <translation>예제 프로젝트 열기</translation>
    </message>
    <message>
        <source>A small model, two datasets and a recipe: a first tuning in a few minutes</source>
        <translation>작은 모델, 데이터셋 두 개와 레시피: 몇 분 만에 첫 튜닝을 해 볼 수 있습니다</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows</source>
        <translation>
            <numerusform>%1행</numerusform>
        </translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>병합</translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>손실 %1</translation>
    </message>
    <message>
        <source>%1 fixed, %2 broken</source>
        <translation>고쳐짐 %1, 나빠짐 %2</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>내보냄</translation>
    </message>
    <message>
        <source>First time here? Try the whole path on the sample</source>
        <translation>처음이신가요? 예제로 전체 과정을 해 보세요</translation>
    </message>
    <message>
        <source>A small model and its data: tune it in about two minutes, then hold it against its base.</source>
        <translation>작은 모델과 데이터가 들어 있습니다. 2분쯤 튜닝한 뒤 기본 모델과 비교해 보세요.</translation>
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
        <source>Checking this machine…</source>
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
    <message>
        <source>fp32 %1, bf16 %2 GFLOP/s</source>
        <translation>fp32 %1, bf16 %2 GFLOP/s</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>측정 중…</translation>
    </message>
    <message>
        <source>Measure speed</source>
        <translation>속도 측정</translation>
    </message>
    <message>
        <source>Measures how fast products are in fp32 and bf16. Recipes with the number format &quot;The fastest&quot; go by it.</source>
        <translation>fp32와 bf16의 행렬 곱 속도를 측정합니다. 숫자 형식을 &apos;가장 빠른 형식&apos;으로 둔 레시피는 이 결과를 따릅니다.</translation>
    </message>
    <message>
        <source>needs %1</source>
        <translation>%1 필요</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 남음</translation>
    </message>
    <message>
        <source>%1 of %2 are free on the disk of the projects</source>
        <translation>프로젝트가 있는 디스크: %2 중 %1 남음</translation>
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
        <source>%1 already exists. Choose another name.</source>
        <translation>이미 있는 이름입니다(%1). 다른 이름을 고르세요.</translation>
    </message>
    <message>
        <source>The project is one folder in there.</source>
        <translation>프로젝트는 그 안의 폴더 하나입니다.</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>폴더 고르기</translation>
    </message>
    <message>
        <source>%1 needs a project to be imported into.</source>
        <translation>%1 파일을 가져오려면 프로젝트가 필요합니다.</translation>
    </message>
</context>
<context>
    <name>luthier::home::ProjectsCard</name>
    <message>
        <source>Recent projects</source>
        <translation>최근 프로젝트</translation>
    </message>
    <message>
        <source>No project yet. A project keeps your data, runs and results in one folder. Drop a file of examples anywhere to begin one.</source>
        <translation>아직 프로젝트가 없습니다. 프로젝트는 데이터, 실행, 결과를 한 폴더에 보관합니다. 예시 파일을 창에 끌어다 놓으면 새 프로젝트로 시작할 수 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n on this machine</source>
        <translation>
            <numerusform>이 컴퓨터에 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show all %n</source>
        <translation>
            <numerusform>%n개 모두 보기</numerusform>
        </translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>위치 지정…</translation>
    </message>
    <message>
        <source>Locate %1</source>
        <translation>%1 위치 지정</translation>
    </message>
    <message>
        <source>Remove %1 from this list</source>
        <translation>목록에서 제거: %1</translation>
    </message>
    <message>
        <source>Remove from this list. The folder stays as it is.</source>
        <translation>목록에서 제거합니다. 폴더는 그대로 남습니다.</translation>
    </message>
    <message>
        <source>Where is the project now?</source>
        <translation>프로젝트가 지금 어디에 있나요?</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Remove from this list</source>
        <translation>목록에서 제거</translation>
    </message>
    <message>
        <source>Locate the folder</source>
        <translation>폴더 위치 지정</translation>
    </message>
    <message>
        <source>Keep %1 at the top</source>
        <translation>%1을(를) 맨 위에 두기</translation>
    </message>
    <message>
        <source>Kept at the top. Press to let go.</source>
        <translation>맨 위에 고정되어 있습니다. 누르면 고정이 풀립니다.</translation>
    </message>
    <message>
        <source>Keep at the top</source>
        <translation>맨 위에 고정</translation>
    </message>
    <message>
        <source>Do not keep at the top</source>
        <translation>고정 해제</translation>
    </message>
</context>
<context>
    <name>luthier::model::ChatView</name>
    <message>
        <source>New conversation</source>
        <translation>새 대화</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>대화 내용</translation>
    </message>
    <message>
        <source>Ask the model something</source>
        <translation>모델에게 물어보세요</translation>
    </message>
    <message>
        <source>Message to the model</source>
        <translation>모델에게 보낼 메시지</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>보내기</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter starts a new line</source>
        <translation>Enter로 보내고 Shift+Enter로 줄을 바꿉니다</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>온도</translation>
    </message>
    <message>
        <source>0 always takes the likeliest token; higher values vary more</source>
        <translation>0이면 항상 가장 그럴듯한 토큰을 고르고, 값이 클수록 답이 다양해집니다</translation>
    </message>
    <message>
        <source>Max new tokens</source>
        <translation>최대 새 토큰 수</translation>
    </message>
    <message>
        <source>Ask the model something to hear how it answers before any tuning. Nothing leaves this machine.</source>
        <translation>모델에게 물어보고 튜닝 전에는 어떻게 답하는지 확인하세요. 내용은 이 컴퓨터 밖으로 나가지 않습니다.</translation>
    </message>
    <message>
        <source>base</source>
        <translation>기본 모델</translation>
    </message>
    <message>
        <source>You</source>
        <translation>나</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>초당 %1토큰</translation>
    </message>
    <message>
        <source>cut at the limit of tokens</source>
        <translation>토큰 한도에서 잘림</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>(an empty answer)</source>
        <translation>(빈 응답)</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>모델을 불러오는 중…</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>답하는 중…</translation>
    </message>
    <message>
        <source>This model cannot be used, so you cannot chat with it. The overview says why.</source>
        <translation>쓸 수 없는 모델이라 대화할 수 없습니다. 이유는 개요에 나옵니다.</translation>
    </message>
    <message>
        <source>A job needed the device, so the model was unloaded. Send again when the job is done.</source>
        <translation>다른 작업에 장치가 필요해 모델을 내렸습니다. 작업이 끝나면 다시 보내세요.</translation>
    </message>
    <message>
        <source>This model has no chat template: the conversation is given as plain text, which the model continues.</source>
        <translation>채팅 템플릿이 없는 모델입니다. 대화를 일반 텍스트로 적어 주고 그 뒤를 이어 쓰게 합니다.</translation>
    </message>
    <message>
        <source>Shift+Enter: new line</source>
        <translation>Shift+Enter: 줄 바꿈</translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation>답하는 모델</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>시스템 프롬프트</translation>
    </message>
    <message>
        <source>What the model is told before the conversation</source>
        <translation>대화에 앞서 모델에 알려 줄 내용</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>기본 모델</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>실행 %1</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>실행 %1 · %2</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>다시 답하기</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>고치기</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>New</source>
        <translation>새 대화</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>나란히</translation>
    </message>
    <message>
        <source>The base model and the run answer each question, each with its own answers before.</source>
        <translation>기본 모델과 이 실행이 질문마다 각각 답합니다. 앞선 답변도 각자의 것을 봅니다.</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>지난 대화</translation>
    </message>
    <message>
        <source>Conversations that are kept with this project</source>
        <translation>이 프로젝트에 보관한 대화</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>Remove this conversation</source>
        <translation>이 대화 제거</translation>
    </message>
    <message>
        <source>Bring the removed conversation back</source>
        <translation>제거한 대화 되돌리기</translation>
    </message>
    <message>
        <source>Added to “%1”. Undo on the Data page takes it back.</source>
        <translation>“%1”에 추가했습니다. 데이터 페이지에서 실행 취소하면 되돌립니다.</translation>
    </message>
    <message>
        <source>Ask run %1 something to hear what it has learned. Nothing leaves this machine.</source>
        <translation>실행 %1에 질문해 무엇을 배웠는지 들어 보세요. 아무것도 이 컴퓨터 밖으로 나가지 않습니다.</translation>
    </message>
    <message>
        <source>Keep…</source>
        <translation>보관…</translation>
    </message>
    <message>
        <source>Add this answer, as it is or corrected, to a dataset</source>
        <translation>이 답변을 그대로 또는 고쳐서 데이터셋에 추가합니다</translation>
    </message>
    <message>
        <source>Waits for its turn…</source>
        <translation>차례를 기다리는 중…</translation>
    </message>
    <message>
        <source>Show the version before this one</source>
        <translation>이전 버전 보기</translation>
    </message>
    <message>
        <source>Show the version after this one</source>
        <translation>다음 버전 보기</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>luthier::model::DetailsCard</name>
    <message>
        <source>supported</source>
        <translation>사용 가능</translation>
    </message>
    <message>
        <source>not supported</source>
        <translation>사용 불가</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>이 모델 사용</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>계열</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>파라미터 %1 개</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>숫자 형식</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>블록</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>폭</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>헤드</translation>
    </message>
    <message>
        <source>%1 (%2 key/value)</source>
        <translation>%1 (키·값 %2)</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>어휘</translation>
    </message>
    <message>
        <source>Longest text</source>
        <translation>최대 길이</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1토큰</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>토크나이저</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>채팅 템플릿</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>있음</translation>
    </message>
    <message>
        <source>no</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Output head</source>
        <translation>출력 헤드</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>not stated in the folder</source>
        <translation>폴더에 적혀 있지 않음</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>yes, by name: %1</source>
        <translation>있음 (이름: %1)</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>불완전</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>레이블</translation>
    </message>
    <message>
        <source>Can learn</source>
        <translation>학습 가능</translation>
    </message>
    <message>
        <source>Cannot learn</source>
        <translation>학습 불가</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
</context>
<context>
    <name>luthier::model::KeepAnswerDialog</name>
    <message>
        <source>Add this answer to a dataset</source>
        <translation>이 답변을 데이터셋에 추가</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>As</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Preference pair</source>
        <translation>선호 쌍</translation>
    </message>
    <message>
        <source>Answer, as it is to be learned</source>
        <translation>학습할 답변</translation>
    </message>
    <message>
        <source>Better than</source>
        <translation>더 나쁜 답변</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>A new dataset</source>
        <translation>새 데이터셋</translation>
    </message>
    <message>
        <source>chat preferences</source>
        <translation>대화 선호</translation>
    </message>
    <message>
        <source>chat answers</source>
        <translation>대화 답변</translation>
    </message>
    <message>
        <source>the answer beside it</source>
        <translation>옆의 답변</translation>
    </message>
    <message>
        <source>the answer before it was corrected</source>
        <translation>고치기 전 답변</translation>
    </message>
    <message>
        <source>An empty answer teaches nothing: write one.</source>
        <translation>빈 답변으로는 배울 것이 없습니다. 답변을 쓰세요.</translation>
    </message>
    <message>
        <source>Both answers are the same: correct this one, so that it is better.</source>
        <translation>두 답변이 같습니다. 이 답변을 더 낫게 고치세요.</translation>
    </message>
    <message>
        <source>Corrected. The conversation itself stays as it is.</source>
        <translation>고쳤습니다. 대화 자체는 바뀌지 않습니다.</translation>
    </message>
</context>
<context>
    <name>luthier::model::ModelList</name>
    <message>
        <source>%1 parameters</source>
        <translation>파라미터 %1 개</translation>
    </message>
    <message>
        <source>chat template</source>
        <translation>채팅 템플릿 있음</translation>
    </message>
    <message>
        <source>no chat template</source>
        <translation>채팅 템플릿 없음</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Folders searched</source>
        <translation>찾아본 곳</translation>
    </message>
    <message>
        <source>the project&apos;s folder “models”</source>
        <translation>프로젝트의 “models” 폴더</translation>
    </message>
    <message>
        <source>the download cache of Hugging Face tools</source>
        <translation>Hugging Face 도구의 다운로드 캐시</translation>
    </message>
    <message>
        <source>Stop searching %1</source>
        <translation>%1에서 더 찾지 않기</translation>
    </message>
    <message>
        <source>%1 without a head</source>
        <translation>%1(헤드 없음)</translation>
    </message>
    <message>
        <source>%1 with labels</source>
        <translation>%1(레이블 헤드)</translation>
    </message>
</context>
<context>
    <name>luthier::model::ModelPage</name>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>새로 고침</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>폴더 추가…</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>모델을 찾는 중…</translation>
    </message>
    <message>
        <source>%1 found, %2 can be used</source>
        <translation>%1개 찾음, %2개 사용 가능</translation>
    </message>
    <message>
        <source>No model found</source>
        <translation>찾은 모델 없음</translation>
    </message>
    <message>
        <source>A folder with models</source>
        <translation>모델이 있는 폴더</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>개요</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>대화</translation>
    </message>
    <message>
        <source>Parts of the Model page</source>
        <translation>모델 페이지의 구성</translation>
    </message>
    <message>
        <source>Use the starter model</source>
        <translation>내장 모델 사용</translation>
    </message>
    <message>
        <source>A small model that comes with Luthier and writes English and Korean. It is copied into this project.</source>
        <translation>Luthier에 함께 들어 있는 작은 모델로, 한국어와 영어를 씁니다. 이 프로젝트에 복사됩니다.</translation>
    </message>
    <message>
        <source>There is no model in %1.</source>
        <translation>%1에 모델이 없습니다.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1: 읽을 수 없는 형식입니다. %2</translation>
    </message>
    <message>
        <source>Add a GGUF file…</source>
        <translation>GGUF 파일 추가…</translation>
    </message>
    <message>
        <source>A model in a GGUF file</source>
        <translation>GGUF 파일로 된 모델</translation>
    </message>
    <message>
        <source>GGUF files (*.gguf)</source>
        <translation>GGUF 파일 (*.gguf)</translation>
    </message>
    <message>
        <source>A model is a folder with config.json, its tokenizer and weights in safetensors, or a GGUF file.</source>
        <translation>모델은 config.json, 토크나이저, safetensors 가중치가 들어 있는 폴더이거나 GGUF 파일입니다.</translation>
    </message>
    <message>
        <source>A model is a folder with config.json, weights as safetensors and a tokenizer, as Hugging Face tools save it, or a GGUF file.</source>
        <translation>모델은 config.json, safetensors 가중치, 토크나이저가 들어 있는 폴더(Hugging Face 도구가 저장하는 형식)이거나 GGUF 파일입니다.</translation>
    </message>
</context>
<context>
    <name>luthier::model::TokenBench</name>
    <message>
        <source>Tokens of a text</source>
        <translation>텍스트의 토큰</translation>
    </message>
    <message>
        <source>With control tokens</source>
        <translation>제어 토큰 포함</translation>
    </message>
    <message>
        <source>Without</source>
        <translation>제외</translation>
    </message>
    <message>
        <source>Text to split into tokens</source>
        <translation>토큰으로 나눌 텍스트</translation>
    </message>
    <message>
        <source>Type a text</source>
        <translation>텍스트를 입력하세요</translation>
    </message>
    <message>
        <source>%1 tokens for %2 characters, %3 a token</source>
        <translation>%2글자에 토큰 %1개, 토큰당 %3글자</translation>
    </message>
    <message>
        <source>control token</source>
        <translation>제어 토큰</translation>
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
    <message>
        <source>Flags</source>
        <translation>표시</translation>
    </message>
    <message>
        <source>%1, ascending</source>
        <translation>%1, 오름차순</translation>
    </message>
    <message>
        <source>%1, descending</source>
        <translation>%1, 내림차순</translation>
    </message>
    <message>
        <source>%1 · a click orders the rows by it, S by the column of the chosen cell</source>
        <translation>%1 · 누르면 이 열로 정렬하고, S 키는 선택한 칸의 열로 정렬합니다</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::CommandDialog</name>
    <message>
        <source>The command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>This does the same as Start, without the window. It reads the recipe from a file: export it first.</source>
        <translation>창 없이 학습 시작과 같은 일을 합니다. 레시피를 파일에서 읽으므로 먼저 내보내세요.</translation>
    </message>
    <message>
        <source>Export JSON…</source>
        <translation>JSON 내보내기…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Export the recipe</source>
        <translation>레시피 내보내기</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::Field</name>
    <message>
        <source>Default: %1</source>
        <translation>기본값: %1</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::FindingsList</name>
    <message>
        <source>Checks before the start</source>
        <translation>시작 전 점검</translation>
    </message>
    <message>
        <source>checking…</source>
        <translation>점검 중…</translation>
    </message>
    <message>
        <source>all checks passed</source>
        <translation>모든 점검 통과</translation>
    </message>
    <message numerus="yes">
        <source>%n to review</source>
        <translation>
            <numerusform>%n건 확인 필요</numerusform>
        </translation>
    </message>
    <message>
        <source>Fix: %1</source>
        <translation>고치기: %1</translation>
    </message>
    <message>
        <source>Set %1 to %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Show me</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Proceed anyway</source>
        <translation>그대로 진행</translation>
    </message>
    <message>
        <source>Start will ask first</source>
        <translation>시작할 때 확인합니다</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::FormView</name>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>방법</translation>
    </message>
    <message>
        <source>Data and tokens</source>
        <translation>데이터와 토큰</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>옵티마이저</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>스케줄</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>검증과 체크포인트</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>연산 장치</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>폴더…</translation>
    </message>
    <message>
        <source>Choose the folder of a model</source>
        <translation>모델 폴더 선택</translation>
    </message>
    <message>
        <source>A chat template</source>
        <translation>채팅 템플릿 선택</translation>
    </message>
    <message>
        <source>Jinja templates (*.jinja *.jinja2 *.txt)</source>
        <translation>Jinja 템플릿 (*.jinja *.jinja2 *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
    <message>
        <source>See what is trained</source>
        <translation>학습될 토큰 보기</translation>
    </message>
    <message>
        <source>Models are folders on this machine, listed on the Model page.</source>
        <translation>이 컴퓨터에 있는 모델을 씁니다. 모델 폴더는 모델 페이지에서 관리합니다.</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>파라미터 %1 개</translation>
    </message>
    <message numerus="yes">
        <source>%n blocks</source>
        <translation>
            <numerusform>블록 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>up to %1 tokens</source>
        <translation>최대 %1토큰</translation>
    </message>
    <message>
        <source>chat template</source>
        <translation>채팅 템플릿 있음</translation>
    </message>
    <message>
        <source>no chat template</source>
        <translation>채팅 템플릿 없음</translation>
    </message>
    <message>
        <source>trainable: %1 parameters</source>
        <translation>학습 대상: 파라미터 %1 개</translation>
    </message>
    <message>
        <source>frozen: %1 parameters</source>
        <translation>고정: 파라미터 %1 개</translation>
    </message>
    <message>
        <source>%1 % trainable</source>
        <translation>%1 % 학습됨</translation>
    </message>
    <message>
        <source>The folder of a model</source>
        <translation>모델 폴더</translation>
    </message>
    <message>
        <source>Use the starter model</source>
        <translation>내장 모델 사용</translation>
    </message>
    <message>
        <source>A small model that comes with Luthier and writes English and Korean. It is copied into this project.</source>
        <translation>Luthier에 함께 들어 있는 작은 모델로, 한국어와 영어를 씁니다. 이 프로젝트에 복사됩니다.</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::RecipePage</name>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Recipes of the project</source>
        <translation>프로젝트의 레시피</translation>
    </message>
    <message>
        <source>Undo the last change of the recipe</source>
        <translation>레시피의 마지막 변경 취소</translation>
    </message>
    <message>
        <source>Undo the last change of the recipe (Ctrl+Z)</source>
        <translation>레시피의 마지막 변경 취소 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Redo the change of the recipe</source>
        <translation>레시피 변경 다시 실행</translation>
    </message>
    <message>
        <source>Redo the change of the recipe (Ctrl+Shift+Z)</source>
        <translation>레시피 변경 다시 실행 (Ctrl+Shift+Z)</translation>
    </message>
    <message>
        <source>Simple</source>
        <translation>간단히</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>자세히</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>프리셋</translation>
    </message>
    <message>
        <source>Show the command</source>
        <translation>명령 보기</translation>
    </message>
    <message>
        <source>More</source>
        <translation>더 보기</translation>
    </message>
    <message>
        <source>● differs from the default</source>
        <translation>● 기본값과 다름</translation>
    </message>
    <message>
        <source>Quick try: 30 steps, small adapter</source>
        <translation>빠른 시도: 30스텝, 작은 어댑터</translation>
    </message>
    <message>
        <source>Balanced: the defaults</source>
        <translation>균형: 기본값</translation>
    </message>
    <message>
        <source>Thorough: larger adapter, 5 epochs, early stop</source>
        <translation>꼼꼼하게: 큰 어댑터, 5에폭, 조기 종료</translation>
    </message>
    <message>
        <source>New recipe…</source>
        <translation>새 레시피…</translation>
    </message>
    <message>
        <source>New recipe</source>
        <translation>새 레시피</translation>
    </message>
    <message>
        <source>Duplicate…</source>
        <translation>복제…</translation>
    </message>
    <message>
        <source>Copy of the recipe</source>
        <translation>레시피 복사본</translation>
    </message>
    <message>
        <source>Export JSON…</source>
        <translation>JSON 내보내기…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Import a recipe</source>
        <translation>레시피 가져오기</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
    <message>
        <source>Export the recipe</source>
        <translation>레시피 내보내기</translation>
    </message>
    <message numerus="yes">
        <source>%n settings differ from the default</source>
        <translation>
            <numerusform>기본값과 다른 설정 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Train without these rows?</source>
        <translation>이 행들을 빼고 학습할까요?</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>다시 살펴보기</translation>
    </message>
    <message>
        <source>Start without them</source>
        <translation>빼고 시작</translation>
    </message>
    <message>
        <source>Sections of the recipe</source>
        <translation>레시피의 항목</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Rename the recipe</source>
        <translation>레시피 이름 바꾸기</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>가져오기…</translation>
    </message>
    <message>
        <source>Recipes and configurations of other programs (*.json *.yaml *.yml)</source>
        <translation>레시피와 다른 프로그램의 설정 (*.json *.yaml *.yml)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Bring back %1</source>
        <translation>%1 되돌리기</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>The recipe %1 was removed. Runs made with it stay.</source>
        <translation>레시피 %1을(를) 제거했습니다. 이 레시피로 한 실행은 그대로 남습니다.</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::RunPreview</name>
    <message>
        <source>Run preview</source>
        <translation>실행 미리보기</translation>
    </message>
    <message>
        <source>Ways to make it fit</source>
        <translation>메모리에 맞추는 방법</translation>
    </message>
    <message>
        <source>Proceed anyway</source>
        <translation>그대로 진행</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>작업량</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>어댑터</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>기울기</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>옵티마이저 상태</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>활성값</translation>
    </message>
    <message>
        <source>Logits</source>
        <translation>로짓</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>작업 공간</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>런타임</translation>
    </message>
    <message>
        <source>Choose a model to see what the run needs.</source>
        <translation>모델을 고르면 학습에 필요한 자원이 보입니다.</translation>
    </message>
    <message>
        <source>Planning…</source>
        <translation>계산 중…</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>메모리 충분</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>메모리 부족</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>행 데이터</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>샘플 생성</translation>
    </message>
    <message>
        <source>Takes %1 at another moment, when the rest takes less than at the peak.</source>
        <translation>이 항목은 따로 %1까지 쓰지만, 그때 전체 메모리는 최대치보다 적습니다.</translation>
    </message>
    <message>
        <source>Main memory</source>
        <translation>주 메모리</translation>
    </message>
    <message>
        <source>Memory of %1</source>
        <translation>%1 메모리</translation>
    </message>
    <message>
        <source>Memory of the run</source>
        <translation>학습에 쓰는 메모리</translation>
    </message>
    <message>
        <source>safe %1</source>
        <translation>안전 %1</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>측정 중지</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>측정</translation>
    </message>
    <message>
        <source>Runs a few steps on random tokens and shows how good the estimate is.</source>
        <translation>무작위 토큰으로 몇 스텝을 돌려 추정이 얼마나 맞는지 알려 줍니다.</translation>
    </message>
    <message>
        <source>Running a few steps on random tokens…</source>
        <translation>무작위 토큰으로 몇 스텝을 돌리는 중…</translation>
    </message>
    <message>
        <source>Measured %1; the estimate was %2 % low.</source>
        <translation>측정값은 %1이고 추정은 %2 % 낮았습니다.</translation>
    </message>
    <message>
        <source>Measured %1; the estimate was %2 % high.</source>
        <translation>측정값은 %1이고 추정은 %2 % 높았습니다.</translation>
    </message>
    <message>
        <source>Recompute activations</source>
        <translation>활성값 다시 계산</translation>
    </message>
    <message>
        <source>Batch size %1</source>
        <translation>배치 크기 %1</translation>
    </message>
    <message>
        <source>Maximum length %1</source>
        <translation>최대 길이 %1</translation>
    </message>
    <message>
        <source>LoRA instead</source>
        <translation>LoRA로 바꾸기</translation>
    </message>
    <message>
        <source>%1, %2 % slower</source>
        <translation>%1, %2 % 느림</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>아직 측정 안 함</translation>
    </message>
    <message>
        <source>%1 sequences a step</source>
        <translation>스텝당 시퀀스 %1개</translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoints kept</source>
        <translation>
            <numerusform>체크포인트 %n개 보관</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>프로젝트를 여세요</translation>
    </message>
    <message>
        <source>The project is read-only</source>
        <translation>읽기 전용 프로젝트입니다</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>모델을 고르세요</translation>
    </message>
    <message>
        <source>Choose data</source>
        <translation>데이터를 고르세요</translation>
    </message>
    <message numerus="yes">
        <source>Fix %n errors to start</source>
        <translation>
            <numerusform>오류 %n건을 고쳐야 시작할 수 있습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Cannot be planned</source>
        <translation>계획을 세울 수 없습니다</translation>
    </message>
    <message>
        <source>Does not fit: needs %1</source>
        <translation>메모리 부족: %1 필요</translation>
    </message>
    <message numerus="yes">
        <source>Fix or accept %n findings to start</source>
        <translation>
            <numerusform>%n건을 고치거나 수락해야 시작할 수 있습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>점검 중…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>시작하는 중…</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>학습 시작</translation>
    </message>
    <message>
        <source>%1 ms a step</source>
        <translation>스텝당 %1밀리초</translation>
    </message>
    <message>
        <source>%1 s a step</source>
        <translation>스텝당 %1초</translation>
    </message>
    <message>
        <source>Start training…</source>
        <translation>학습 시작…</translation>
    </message>
    <message>
        <source>≈ %1</source>
        <translation>≈ %1</translation>
    </message>
    <message>
        <source>%1 of it validation</source>
        <translation>그중 검증 %1</translation>
    </message>
    <message>
        <source>counting…</source>
        <translation>세는 중…</translation>
    </message>
    <message numerus="yes">
        <source>%1 steps</source>
        <translation>
            <numerusform>%1스텝</numerusform>
        </translation>
    </message>
    <message>
        <source>Sweep…</source>
        <translation>스윕…</translation>
    </message>
    <message>
        <source>Train with several values of some settings and see which is best</source>
        <translation>몇 가지 설정의 값을 바꿔 가며 학습하고 가장 좋은 것을 찾습니다</translation>
    </message>
    <message>
        <source>AdamW in 8 bits</source>
        <translation>8비트 AdamW로 바꾸기</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::SourceList</name>
    <message>
        <source>Trained on</source>
        <translation>학습 데이터</translation>
    </message>
    <message>
        <source>Validated on</source>
        <translation>검증 데이터</translation>
    </message>
    <message>
        <source>Add a dataset</source>
        <translation>데이터셋 추가</translation>
    </message>
    <message>
        <source>Add a dataset to train on</source>
        <translation>학습할 데이터셋 추가</translation>
    </message>
    <message>
        <source>Add a dataset to validate on</source>
        <translation>검증할 데이터셋 추가</translation>
    </message>
    <message>
        <source>The project has no data yet. Import a file on the Data page.</source>
        <translation>프로젝트에 아직 데이터가 없습니다. 데이터 페이지에서 파일을 가져오세요.</translation>
    </message>
    <message>
        <source>None: you cannot tell whether it learns or only memorises.</source>
        <translation>없음: 제대로 배우는지 외우기만 하는지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>None yet.</source>
        <translation>아직 없습니다.</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 빼기</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>%1 (not there)</source>
        <translation>%1 (없음)</translation>
    </message>
    <message>
        <source>all rows (%1)</source>
        <translation>모든 행 (%1)</translation>
    </message>
    <message>
        <source>all rows</source>
        <translation>모든 행</translation>
    </message>
    <message>
        <source>Hold out 10 % for validation</source>
        <translation>10 %를 검증용으로 남기기</translation>
    </message>
    <message>
        <source>Splits the dataset into train and validation rows. Undo on the Data page joins them again.</source>
        <translation>데이터셋을 학습 행과 검증 행으로 나눕니다. 데이터 페이지의 실행 취소로 다시 합칠 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::StepMemory</name>
    <message>
        <source>Over one step</source>
        <translation>한 스텝 동안</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>순전파</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>역전파</translation>
    </message>
    <message>
        <source>Memory over one step</source>
        <translation>한 스텝 동안의 메모리</translation>
    </message>
    <message>
        <source>What comes and goes in memory while a step computes: forward from the embedding to the head, then backward. The arrow keys go from one part of the model to the next.</source>
        <translation>한 스텝을 계산하는 동안 메모리에 생겼다 사라지는 것입니다. 임베딩에서 헤드까지 순전파한 뒤 거꾸로 역전파합니다. 화살표 키로 모델의 부분을 차례로 살펴봅니다.</translation>
    </message>
    <message>
        <source>Weights, and what is trained, are there from the beginning of a step to its end.</source>
        <translation>가중치와 학습하는 값은 스텝이 시작될 때부터 끝날 때까지 남아 있습니다.</translation>
    </message>
    <message>
        <source>block %1</source>
        <translation>블록 %1</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>임베딩</translation>
    </message>
    <message>
        <source>head</source>
        <translation>헤드</translation>
    </message>
    <message>
        <source>embedding of the encoder</source>
        <translation>인코더 임베딩</translation>
    </message>
    <message>
        <source>comparison of answers</source>
        <translation>답변 비교</translation>
    </message>
    <message>
        <source>end of the encoder</source>
        <translation>인코더 끝</translation>
    </message>
    <message>
        <source>%1 stays throughout</source>
        <translation>%1는 계속 유지</translation>
    </message>
    <message>
        <source>%1, backward</source>
        <translation>%1, 역전파</translation>
    </message>
    <message>
        <source>%1, forward</source>
        <translation>%1, 순전파</translation>
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
        <translation>화면</translation>
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
        <source>System</source>
        <translation>시스템 설정</translation>
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
        <source>Projects and measurements</source>
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
        <translation>개인정보 보호</translation>
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
        <translation>사용한 프레임워크</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>라이선스</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>연산</translation>
    </message>
    <message>
        <source>Processor threads for training</source>
        <translation>학습에 쓸 프로세서 스레드</translation>
    </message>
    <message>
        <source>For runs started from now on. Fewer leave more of the machine to other programs; a run keeps the number it began with.</source>
        <translation>지금부터 시작하는 실행에 적용됩니다. 줄이면 다른 프로그램이 쓸 여유가 늘어납니다. 시작한 실행은 처음의 수를 그대로 유지합니다.</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation>모두 (%1)</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>GNU General Public License, version 3 or later. Typefaces: Inter, JetBrains Mono and Noto Sans CJK, under the SIL Open Font License.</source>
        <translation>GNU 일반 공중 사용 허가서(GPL) 3판 이상. 글꼴 Inter, JetBrains Mono, Noto Sans CJK는 SIL 오픈 폰트 라이선스를 따릅니다.</translation>
    </message>
</context>
<context>
    <name>luthier::shell::CommandPalette</name>
    <message>
        <source>Type a command, dataset, run, model, setting or #row</source>
        <translation>명령, 데이터셋, 실행, 모델, 설정 또는 #행 번호 입력</translation>
    </message>
    <message>
        <source>Find anything</source>
        <translation>무엇이든 찾기</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>찾은 항목</translation>
    </message>
    <message>
        <source>Nothing is called that. Only what can be done now is listed.</source>
        <translation>그런 이름은 없습니다. 지금 할 수 있는 것만 나옵니다.</translation>
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
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
</context>
<context>
    <name>luthier::shell::Guide</name>
    <message>
        <source>Way to the first run</source>
        <translation>첫 실행까지의 단계</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>분할</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>There are rows to learn from.</source>
        <translation>학습할 행이 있습니다.</translation>
    </message>
    <message>
        <source>Import a file of examples: there is nothing to learn from yet.</source>
        <translation>예시 파일을 가져오세요. 아직 학습할 것이 없습니다.</translation>
    </message>
    <message>
        <source>Some rows are held out for validation.</source>
        <translation>검증용으로 남겨 둔 행이 있습니다.</translation>
    </message>
    <message>
        <source>Hold out some rows: validation on them shows whether the model learns or only memorizes.</source>
        <translation>일부 행을 검증용으로 남기세요. 모델이 배우는지 외우기만 하는지 알 수 있습니다.</translation>
    </message>
    <message>
        <source>A base model is chosen.</source>
        <translation>기본 모델을 골랐습니다.</translation>
    </message>
    <message>
        <source>Choose the base model that is tuned.</source>
        <translation>튜닝할 기본 모델을 고르세요.</translation>
    </message>
    <message>
        <source>Look at memory and time on the Recipe page and start.</source>
        <translation>레시피 페이지에서 메모리와 시간을 확인하고 시작하세요.</translation>
    </message>
    <message>
        <source>The Recipe page shows memory and time before the start.</source>
        <translation>레시피 페이지에서 시작 전에 메모리와 시간을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>%1, done</source>
        <translation>%1, 완료</translation>
    </message>
    <message>
        <source>%1, next</source>
        <translation>%1, 다음 단계</translation>
    </message>
</context>
<context>
    <name>luthier::shell::JobBar</name>
    <message>
        <source>Pause</source>
        <translation>일시정지</translation>
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
        <source>step %1 of %2</source>
        <translation>%2스텝 중 %1</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>중지하고 저장</translation>
    </message>
    <message>
        <source>No job running</source>
        <translation>실행 중인 작업 없음</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>실행 %1 · %2</translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>손실 %1</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 토큰/초</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 남음</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2개 중 %1</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어서 학습</translation>
    </message>
    <message>
        <source>Opens the queue</source>
        <translation>대기열을 엽니다</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>대기 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>일시정지 %n개</numerusform>
        </translation>
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
        <source>This project is open in another window (process %1). It is read-only here.</source>
        <translation>이 프로젝트는 다른 창(프로세스 %1)에서 열려 있습니다. 여기서는 읽기만 할 수 있습니다.</translation>
    </message>
    <message>
        <source>This project is read-only: its folder cannot be written to.</source>
        <translation>읽기 전용 프로젝트입니다. 폴더에 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>마지막 변경 실행 취소</translation>
    </message>
    <message>
        <source>Go to training</source>
        <translation>학습으로 이동</translation>
    </message>
    <message>
        <source>Go to the history of runs</source>
        <translation>실행 기록으로 이동</translation>
    </message>
    <message>
        <source>Go to the queue</source>
        <translation>대기열로 이동</translation>
    </message>
    <message>
        <source>Pause the run</source>
        <translation>학습 일시정지</translation>
    </message>
    <message>
        <source>Resume the run</source>
        <translation>이어서 학습</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Go to the comparison</source>
        <translation>비교로 이동</translation>
    </message>
    <message>
        <source>Go to the exports</source>
        <translation>내보내기로 이동</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Go to the models</source>
        <translation>모델로 이동</translation>
    </message>
    <message>
        <source>Add a folder with models…</source>
        <translation>모델 폴더 추가…</translation>
    </message>
    <message>
        <source>Go to the recipe</source>
        <translation>레시피로 이동</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>학습 시작</translation>
    </message>
    <message>
        <source>Export the recipe…</source>
        <translation>레시피 내보내기…</translation>
    </message>
    <message>
        <source>Show the command of the run</source>
        <translation>학습 명령 보기</translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation>모델을 찾는 중…</translation>
    </message>
    <message>
        <source>No model found</source>
        <translation>찾은 모델 없음</translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation>예제 프로젝트 열기</translation>
    </message>
    <message>
        <source>Chat with the model</source>
        <translation>모델과 대화</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>Explain the focused control</source>
        <translation>선택된 항목 설명</translation>
    </message>
    <message>
        <source>All projects</source>
        <translation>모든 프로젝트</translation>
    </message>
    <message>
        <source>Open the project %1</source>
        <translation>프로젝트 %1 열기</translation>
    </message>
    <message>
        <source>Add the models in %1</source>
        <translation>%1의 모델 추가</translation>
    </message>
    <message numerus="yes">
        <source>Import %n files, one after another</source>
        <translation>
            <numerusform>파일 %n개를 차례로 가져오기</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make a project for %n files</source>
        <translation>
            <numerusform>파일 %n개로 프로젝트 만들기</numerusform>
        </translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>%1 가져오기</translation>
    </message>
    <message>
        <source>Make a project for %1</source>
        <translation>새 프로젝트 만들기: %1</translation>
    </message>
    <message>
        <source>a run failed</source>
        <translation>실패한 실행이 있음</translation>
    </message>
    <message>
        <source>no data yet</source>
        <translation>아직 데이터 없음</translation>
    </message>
    <message>
        <source>no rows are held out for validation</source>
        <translation>검증용으로 남긴 행이 없음</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>창의 언어</translation>
    </message>
    <message>
        <source>Theme: light, dark or as the system</source>
        <translation>테마: 밝게, 어둡게 또는 시스템 설정</translation>
    </message>
    <message>
        <source>Processor threads of a training</source>
        <translation>학습에 쓰는 프로세서 스레드</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>프로젝트</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Recipe setting</source>
        <translation>레시피 설정</translation>
    </message>
    <message>
        <source>Row %1 of %2</source>
        <translation>%2의 %1행</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Clean the rows</source>
        <translation>행 정리하기</translation>
    </message>
    <message>
        <source>Label the rows</source>
        <translation>행에 레이블 붙이기</translation>
    </message>
    <message>
        <source>Rename the run…</source>
        <translation>실행 이름 바꾸기…</translation>
    </message>
    <message>
        <source>Add the model %1</source>
        <translation>모델 %1 추가</translation>
    </message>
</context>
<context>
    <name>luthier::shell::NoProjectPage</name>
    <message>
        <source>No project is open</source>
        <translation>열린 프로젝트가 없습니다</translation>
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
        <source>Try with the sample</source>
        <translation>예제로 해 보기</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>데이터</translation>
    </message>
    <message>
        <source>Your examples are browsed, corrected and split here. Drop a file anywhere to begin a project with it.</source>
        <translation>예시 데이터를 살펴보고 고치고 나누는 곳입니다. 파일을 창에 끌어다 놓으면 그 파일로 프로젝트를 시작합니다.</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>A recipe says which model learns what, and shows its memory and time before the start.</source>
        <translation>어떤 모델이 무엇을 배울지 정하고, 시작하기 전에 메모리와 시간을 확인하는 곳입니다.</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Runs are watched, paused and resumed here, with their loss and sample answers.</source>
        <translation>학습을 지켜보고 멈추고 이어 가는 곳입니다. 손실과 샘플 답변을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>The base model and the tuned one answer the same held-out rows here, side by side.</source>
        <translation>기본 모델과 튜닝 모델이 학습에 쓰지 않은 같은 행에 답한 결과를 나란히 비교하는 곳입니다.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Adapters, merged models, datasets and model cards are written from a project here.</source>
        <translation>프로젝트의 어댑터, 병합한 모델, 데이터셋, 모델 카드를 내보내는 곳입니다.</translation>
    </message>
</context>
<context>
    <name>luthier::shell::Rail</name>
    <message>
        <source>Pages</source>
        <translation>페이지</translation>
    </message>
    <message>
        <source>needs attention: %1</source>
        <translation>확인 필요: %1</translation>
    </message>
</context>
<context>
    <name>luthier::shell::RunNotices</name>
    <message>
        <source>Validation loss %1</source>
        <translation>검증 손실 %1</translation>
    </message>
    <message>
        <source>Run %1 is done</source>
        <translation>실행 %1이 끝났습니다</translation>
    </message>
    <message>
        <source>Run %1 failed</source>
        <translation>실행 %1이 실패했습니다</translation>
    </message>
</context>
<context>
    <name>luthier::train::ChartGrid</name>
    <message>
        <source>Step</source>
        <translation>스텝</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>에폭</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>X axis of the charts</source>
        <translation>차트의 가로축</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>평활</translation>
    </message>
    <message>
        <source>Smoothing of the loss</source>
        <translation>손실 평활 정도</translation>
    </message>
    <message>
        <source>Log scale</source>
        <translation>로그 축</translation>
    </message>
    <message>
        <source>Loss and gradient norm on a logarithmic scale</source>
        <translation>손실과 기울기 노름을 로그 축으로 표시</translation>
    </message>
    <message>
        <source>Clip outliers</source>
        <translation>이상값 제외</translation>
    </message>
    <message>
        <source>Leaves the most extreme 1 % of values off the axis</source>
        <translation>가장 튀는 1%의 값은 축 범위에서 뺍니다</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>Show the whole run again (Esc or a double click)</source>
        <translation>다시 전체를 표시(Esc 또는 두 번 클릭)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>그림(PNG)…</translation>
    </message>
    <message>
        <source>Values (CSV)…</source>
        <translation>값(CSV)…</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>학습률</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>기울기 노름</translation>
    </message>
    <message>
        <source>Speed and memory</source>
        <translation>속도와 메모리</translation>
    </message>
    <message>
        <source>raw, smoothed, validation</source>
        <translation>원값, 평활, 검증</translation>
    </message>
    <message>
        <source>as scheduled</source>
        <translation>스케줄</translation>
    </message>
    <message>
        <source>before clipping</source>
        <translation>클리핑 전</translation>
    </message>
    <message>
        <source>k tok/s, GB</source>
        <translation>천 토큰/초, GB</translation>
    </message>
    <message>
        <source>%1 validation</source>
        <translation>%1 검증</translation>
    </message>
    <message>
        <source>%1 train</source>
        <translation>%1 학습</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1k tok/s</source>
        <translation>%1천 토큰/초</translation>
    </message>
    <message>
        <source>clip %1</source>
        <translation>상한 %1</translation>
    </message>
    <message>
        <source>plan %1 GB</source>
        <translation>예상 %1 GB</translation>
    </message>
    <message>
        <source>Crosshair at step %1</source>
        <translation>%1스텝</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>시작 전</translation>
    </message>
    <message>
        <source>Waiting in the queue</source>
        <translation>대기열에서 기다리는 중</translation>
    </message>
    <message>
        <source>Preparing the rows…</source>
        <translation>행 준비 중…</translation>
    </message>
    <message>
        <source>Waiting for the first step…</source>
        <translation>첫 스텝을 기다리는 중…</translation>
    </message>
    <message>
        <source>No step was made</source>
        <translation>진행한 스텝 없음</translation>
    </message>
    <message>
        <source>Run %1 · %2</source>
        <translation>실행 %1 · %2</translation>
    </message>
    <message>
        <source>Rewards of the answers</source>
        <translation>답변의 보상</translation>
    </message>
    <message>
        <source>better and worse</source>
        <translation>더 나은 답변과 못한 답변</translation>
    </message>
    <message>
        <source>%1 better</source>
        <translation>나은 %1</translation>
    </message>
    <message>
        <source>%1 worse</source>
        <translation>못한 %1</translation>
    </message>
</context>
<context>
    <name>luthier::train::HistoryView</name>
    <message>
        <source>Runs of the project</source>
        <translation>프로젝트의 실행</translation>
    </message>
    <message>
        <source>Show discarded</source>
        <translation>버린 실행도 표시</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Open this run (Enter)</source>
        <translation>이 실행 열기(Enter)</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>되살리기</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>smoothed, validation with points</source>
        <translation>평활, 점은 검증</translation>
    </message>
    <message>
        <source>Losses of the chosen runs</source>
        <translation>고른 실행들의 손실</translation>
    </message>
    <message>
        <source>What differs in the recipes</source>
        <translation>레시피에서 다른 점</translation>
    </message>
    <message>
        <source>Select two or more runs (Ctrl- or Shift-click) to overlay their losses and see what differs.</source>
        <translation>실행을 둘 이상 고르면(Ctrl 또는 Shift를 누르고 클릭) 손실 곡선을 겹쳐 보고 다른 점을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Their recipes are the same.</source>
        <translation>레시피가 같습니다.</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Give this run another name (F2)</source>
        <translation>이 실행의 이름 바꾸기(F2)</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>스텝</translation>
    </message>
    <message>
        <source>No step was made yet</source>
        <translation>아직 진행한 스텝 없음</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>모든 실행</translation>
    </message>
    <message>
        <source>Which runs are listed</source>
        <translation>목록에 보일 실행</translation>
    </message>
    <message>
        <source>Best loss</source>
        <translation>최저 손실</translation>
    </message>
    <message numerus="yes">
        <source>Sweep %1: %2 (%n runs)</source>
        <translation>
            <numerusform>스윕 %1: %2 (실행 %n개)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::train::PhaseCard</name>
    <message>
        <source>Step</source>
        <translation>스텝</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>에폭</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>남은 시간</translation>
    </message>
    <message>
        <source>Tokens/s</source>
        <translation>토큰/초</translation>
    </message>
    <message>
        <source>Train loss</source>
        <translation>학습 손실</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>검증 손실</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>저장됨</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>실행 진행률</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Validation, best at %1</source>
        <translation>검증 손실, 최저 %1스텝</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>%1스텝</translation>
    </message>
</context>
<context>
    <name>luthier::train::QueueView</name>
    <message>
        <source>Queue</source>
        <translation>대기열</translation>
    </message>
    <message>
        <source>Start next</source>
        <translation>다음 것 시작</translation>
    </message>
    <message>
        <source>runs start from the top</source>
        <translation>위에서부터 시작합니다</translation>
    </message>
    <message>
        <source>The queue is empty. Runs started while another is running wait here.</source>
        <translation>대기열이 비어 있습니다. 다른 학습이 진행되는 동안 시작한 실행은 여기서 기다립니다.</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>위로</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>아래로</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Move run %1 up</source>
        <translation>실행 %1 위로</translation>
    </message>
    <message>
        <source>Move run %1 down</source>
        <translation>실행 %1 아래로</translation>
    </message>
    <message>
        <source>Remove run %1 from the queue</source>
        <translation>대기열에서 제거: 실행 %1</translation>
    </message>
    <message>
        <source>Run %1 is %2 and holds its place: the next run starts when it is resumed or stopped, or when you press Start next. Comparisons and merges do not wait for it.</source>
        <translation>실행 %1의 상태: %2. 자리를 차지하고 있어, 이어서 학습하거나 중지하거나 ‘다음 것 시작’을 눌러야 다음 실행이 시작됩니다. 비교와 병합은 기다리지 않습니다.</translation>
    </message>
    <message>
        <source>Run now</source>
        <translation>지금 실행</translation>
    </message>
    <message>
        <source>The run in progress is paused for it and resumes by itself</source>
        <translation>진행 중인 학습을 잠시 멈췄다가 끝나면 자동으로 이어 갑니다</translation>
    </message>
</context>
<context>
    <name>luthier::train::QuickLookView</name>
    <message>
        <source>Prompt</source>
        <translation>프롬프트</translation>
    </message>
    <message>
        <source>base</source>
        <translation>기본 모델</translation>
    </message>
    <message>
        <source>adapted</source>
        <translation>튜닝 모델</translation>
    </message>
    <message>
        <source>(an empty answer)</source>
        <translation>(빈 답변)</translation>
    </message>
</context>
<context>
    <name>luthier::train::ResultCard</name>
    <message>
        <source>Chat with it</source>
        <translation>대화하기</translation>
    </message>
    <message>
        <source>Tune further…</source>
        <translation>이어서 튜닝…</translation>
    </message>
    <message>
        <source>A new recipe with the same settings that starts from this result.</source>
        <translation>같은 설정으로 이 결과에서 시작하는 새 레시피를 만듭니다.</translation>
    </message>
</context>
<context>
    <name>luthier::train::RunView</name>
    <message>
        <source>Log of the run</source>
        <translation>실행 로그</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>샘플</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>%1스텝</translation>
    </message>
</context>
<context>
    <name>luthier::train::SamplesPanel</name>
    <message>
        <source>Samples</source>
        <translation>샘플</translation>
    </message>
    <message>
        <source>Step whose samples are shown</source>
        <translation>샘플을 볼 스텝</translation>
    </message>
    <message>
        <source>At each validation the model answers a few held-out prompts. Their answers appear here.</source>
        <translation>검증할 때마다 모델이 학습에 쓰지 않은 프롬프트 몇 개에 답합니다. 그 답이 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>%1스텝</translation>
    </message>
    <message>
        <source>adapted, step %1</source>
        <translation>튜닝 모델, %1스텝</translation>
    </message>
    <message>
        <source>(an empty answer)</source>
        <translation>(빈 응답)</translation>
    </message>
    <message>
        <source>Reference: %1</source>
        <translation>정답: %1</translation>
    </message>
    <message>
        <source>Back to the charts</source>
        <translation>차트로 돌아가기</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>base</source>
        <translation>기본 모델</translation>
    </message>
    <message>
        <source>before the first step</source>
        <translation>첫 스텝 전</translation>
    </message>
    <message>
        <source>All</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>최고</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>최저</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>무작위</translation>
    </message>
    <message>
        <source>Which answers are shown</source>
        <translation>표시할 답변</translation>
    </message>
    <message>
        <source>The answer that shares most with its reference (chrF)</source>
        <translation>정답에 가장 가까운 답변(chrF)</translation>
    </message>
    <message>
        <source>The answer that shares least with its reference (chrF)</source>
        <translation>정답에서 가장 먼 답변(chrF)</translation>
    </message>
</context>
<context>
    <name>luthier::train::TrainPage</name>
    <message>
        <source>Pause</source>
        <translation>일시정지</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>이어서 학습</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>중지하고 저장</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>아직 실행이 없습니다</translation>
    </message>
    <message>
        <source>A recipe says what is trained on which rows, and how. Start one, and its run appears here.</source>
        <translation>레시피에는 무엇을 어느 행으로 어떻게 학습할지 적습니다. 레시피를 시작하면 그 실행이 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>Go to Recipe</source>
        <translation>레시피로 이동</translation>
    </message>
    <message>
        <source>Try with the sample</source>
        <translation>예제로 해 보기</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Parts of the Train page</source>
        <translation>학습 페이지의 구성</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>실행 %1</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>History</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>대기열</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Read-only here: this project is open in another window.</source>
        <translation>여기서는 읽기만 할 수 있습니다. 이 프로젝트가 다른 창에 열려 있습니다.</translation>
    </message>
    <message>
        <source>Hides the run; its files stay and Undo brings it back.</source>
        <translation>실행을 숨깁니다. 파일은 남으며 실행 취소로 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Run %1 was discarded.</source>
        <translation>%1번 실행을 버렸습니다.</translation>
    </message>
    <message>
        <source>Save the charts as a picture</source>
        <translation>차트를 그림으로 저장</translation>
    </message>
    <message>
        <source>Save the values</source>
        <translation>값 저장</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Ends the run at its next step and writes what it has learned.</source>
        <translation>다음 스텝에서 끝내고 학습한 결과를 저장합니다.</translation>
    </message>
    <message>
        <source>Removes it from the queue. You can resume it later.</source>
        <translation>대기열에서 뺍니다. 나중에 이어서 학습할 수 있습니다.</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>버리기…</translation>
    </message>
    <message>
        <source>Discard run %1?</source>
        <translation>%1번 실행을 버릴까요?</translation>
    </message>
    <message>
        <source>The run is in progress. It is stopped first, and what it has learned since its last checkpoint is lost. Undo brings the run back, and Resume continues from that checkpoint.</source>
        <translation>지금 진행 중인 실행입니다. 먼저 중지하며, 마지막 체크포인트 이후에 학습한 것은 사라집니다. 실행 취소로 되돌리면 그 체크포인트에서 이어서 학습할 수 있습니다.</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>그대로 두기</translation>
    </message>
    <message>
        <source>Stop and discard</source>
        <translation>중지하고 버리기</translation>
    </message>
    <message numerus="yes">
        <source>%n runs were discarded, the last was run %1.</source>
        <translation>
            <numerusform>실행 %n개를 버렸습니다. 마지막은 %1번입니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Every run was discarded.</source>
        <translation>모든 실행을 버렸습니다.</translation>
    </message>
    <message>
        <source>Its files stay. Other runs are listed under History.</source>
        <translation>파일은 그대로 있습니다. 다른 실행은 기록에서 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Their files stay. “Show discarded” under History lists them.</source>
        <translation>파일은 그대로 있습니다. 기록의 ‘버린 실행도 표시’를 켜면 목록에 나옵니다.</translation>
    </message>
    <message>
        <source>Undo: bring run %1 back</source>
        <translation>실행 취소: %1번 실행 되돌리기</translation>
    </message>
    <message>
        <source>Compare with the base</source>
        <translation>기본 모델과 비교</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Rename the run</source>
        <translation>실행 이름 바꾸기</translation>
    </message>
    <message>
        <source>Rename run %1</source>
        <translation>실행 %1 이름 바꾸기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
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
<context>
    <name>luthier::widgets::TokenStrip</name>
    <message>
        <source>id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>token</source>
        <translation>토큰</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>바이트</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>글자</translation>
    </message>
    <message>
        <source>The token under the pointer</source>
        <translation>포인터 아래 토큰</translation>
    </message>
    <message>
        <source>Point at a token, or go there with the arrow keys.</source>
        <translation>토큰을 가리키거나 화살표 키로 고르세요.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2개 중 %1</translation>
    </message>
    <message>
        <source>part %1 of %2 of %3</source>
        <translation>%3의 %2조각 중 %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::AdoptionDialog</name>
    <message>
        <source>From %1</source>
        <translation>%1에서 가져오기</translation>
    </message>
    <message>
        <source>%1 taken over, %2 only nearly, %3 left out; %4 change nothing here. What the file does not say is as %5 has it.</source>
        <translation>%1개를 그대로, %2개를 비슷하게 받아들이고 %3개는 뺐습니다. %4개는 여기서 바꾸는 것이 없습니다. 파일에 없는 값은 %5의 기본값을 따릅니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Make a recipe of it</source>
        <translation>레시피로 만들기</translation>
    </message>
    <message>
        <source>Keys of the file</source>
        <translation>파일의 키</translation>
    </message>
    <message>
        <source>There</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>뺌</translation>
    </message>
    <message>
        <source>its default</source>
        <translation>그 프로그램의 기본값</translation>
    </message>
    <message>
        <source>its default; %1</source>
        <translation>그 프로그램의 기본값. %1</translation>
    </message>
</context>
<context>
    <name>luthier::data::FilterPills</name>
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
        <source>row %1</source>
        <translation>행 %1</translation>
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
        <source>labelled: %1</source>
        <translation>%1: 레이블 있음</translation>
    </message>
    <message>
        <source>not labelled: %1</source>
        <translation>%1: 레이블 없음</translation>
    </message>
    <message>
        <source>length is %1</source>
        <translation>길이 %1자</translation>
    </message>
    <message>
        <source>length from %1</source>
        <translation>길이 %1자 이상</translation>
    </message>
    <message>
        <source>length up to %1</source>
        <translation>길이 %1자 이하</translation>
    </message>
    <message>
        <source>length %1 to %2</source>
        <translation>길이 %1~%2자</translation>
    </message>
    <message>
        <source>%1 is empty</source>
        <translation>%1: 비어 있음</translation>
    </message>
    <message>
        <source>%1 is not %2</source>
        <translation>%1: %2 아님</translation>
    </message>
    <message>
        <source>%1 is not empty</source>
        <translation>%1: 비어 있지 않음</translation>
    </message>
</context>
<context>
    <name>luthier::data::SchemeDialog</name>
    <message>
        <source>New label scheme</source>
        <translation>새 레이블 항목</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>답의 종류</translation>
    </message>
    <message>
        <source>Question, optional</source>
        <translation>질문(선택)</translation>
    </message>
    <message>
        <source>Name of the scheme</source>
        <translation>레이블 항목의 이름</translation>
    </message>
    <message>
        <source>Question that is asked of a row</source>
        <translation>행마다 묻는 질문</translation>
    </message>
    <message>
        <source>Options, one a line; the first nine have the keys 1 to 9</source>
        <translation>선택지를 한 줄에 하나씩. 처음 아홉 개에는 1~9 키가 붙습니다</translation>
    </message>
    <message>
        <source>Options, one a line</source>
        <translation>선택지, 한 줄에 하나씩</translation>
    </message>
    <message>
        <source>They go from less to more</source>
        <translation>낮은 것부터 높은 것 순서입니다</translation>
    </message>
    <message>
        <source>From</source>
        <translation>가장 낮은 점수</translation>
    </message>
    <message>
        <source>to</source>
        <translation>가장 높은 점수</translation>
    </message>
    <message>
        <source>Lowest rating</source>
        <translation>가장 낮은 점수</translation>
    </message>
    <message>
        <source>Highest rating</source>
        <translation>가장 높은 점수</translation>
    </message>
    <message>
        <source>Column A</source>
        <translation>열 A</translation>
    </message>
    <message>
        <source>Column B</source>
        <translation>열 B</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Make the scheme</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Column whose text is marked</source>
        <translation>구간을 표시할 열</translation>
    </message>
    <message>
        <source>Columns that are put in order, two to nine</source>
        <translation>순서를 매길 열, 두 개에서 아홉 개</translation>
    </message>
</context>
<context>
    <name>luthier::data::AgreementCard</name>
    <message>
        <source>Agreement</source>
        <translation>일치도</translation>
    </message>
    <message>
        <source>Not defined: chance alone explains these answers</source>
        <translation>정의되지 않음: 우연만으로도 나올 수 있는 답입니다</translation>
    </message>
    <message>
        <source>The same answer</source>
        <translation>같은 답의 비율</translation>
    </message>
    <message>
        <source>F1 of passages</source>
        <translation>구간의 F1</translation>
    </message>
    <message>
        <source>Cohen’s κ</source>
        <translation>코헨의 κ</translation>
    </message>
    <message>
        <source>Weighted κ</source>
        <translation>가중 κ</translation>
    </message>
    <message>
        <source>Krippendorff’s α</source>
        <translation>크리펜도르프의 α</translation>
    </message>
    <message>
        <source>Gwet’s AC2</source>
        <translation>그웨트의 AC2</translation>
    </message>
    <message>
        <source>Gwet’s AC1</source>
        <translation>그웨트의 AC1</translation>
    </message>
    <message>
        <source>%1 ↓ %2 →</source>
        <translation>%1 ↓ %2 →</translation>
    </message>
    <message>
        <source>F1 %1</source>
        <translation>F1 %1</translation>
    </message>
    <message>
        <source>κ %1</source>
        <translation>κ %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows labelled twice</source>
        <translation>
            <numerusform>두 번 붙인 행 %1개</numerusform>
        </translation>
    </message>
    <message>
        <source>Kendall’s τ</source>
        <translation>켄들의 τ</translation>
    </message>
    <message>
        <source>τ %1</source>
        <translation>τ %1</translation>
    </message>
    <message numerus="yes">
        <source>Decide %1 differences</source>
        <translation>
            <numerusform>다른 답 %1개 정하기</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::LabelPanel</name>
    <message>
        <source>Answer</source>
        <translation>답</translation>
    </message>
    <message>
        <source>Give the answer</source>
        <translation>답하기</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Left at this pace</source>
        <translation>이 속도로 남은 시간</translation>
    </message>
    <message>
        <source>Annotator</source>
        <translation>작업자</translation>
    </message>
    <message>
        <source>Whose labels these are. Two people, or one at two times, can be compared.</source>
        <translation>누가 붙이는 레이블인지 적습니다. 두 사람의 답이나 한 사람이 다른 때에 한 답을 비교할 수 있습니다.</translation>
    </message>
    <message>
        <source>Equally good</source>
        <translation>비슷함</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A: %1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B: %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2개 중 %1개</translation>
    </message>
    <message>
        <source>%1 a minute</source>
        <translation>1분에 %1개</translation>
    </message>
    <message>
        <source>Select a passage, then press the key of what it is. Without any, Enter says that there is none.</source>
        <translation>구간을 선택한 뒤 해당하는 키를 누르세요. 하나도 없이 Enter를 누르면 없다고 답합니다.</translation>
    </message>
    <message>
        <source>Take off</source>
        <translation>빼기</translation>
    </message>
    <message>
        <source>Take off %1</source>
        <translation>%1 빼기</translation>
    </message>
    <message>
        <source>Write the answer as it should be; the row keeps its own. Kept as it is, it says that nothing is wrong.</source>
        <translation>답변을 바르게 고쳐 쓰세요. 행의 답변은 그대로 남습니다. 고치지 않고 저장하면 잘못이 없다는 뜻입니다.</translation>
    </message>
    <message>
        <source>place %1</source>
        <translation>%1위</translation>
    </message>
    <message>
        <source>suggested, %1 %</source>
        <translation>제안됨, %1%</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>제안됨</translation>
    </message>
    <message>
        <source>With a suggestion</source>
        <translation>제안이 있는 행</translation>
    </message>
    <message>
        <source>Press the keys from the best to the worst; = before the next says that it is as good.</source>
        <translation>좋은 것부터 차례로 키를 누르세요. 다음 것을 누르기 전에 =를 누르면 똑같이 좋다는 뜻입니다.</translation>
    </message>
</context>
<context>
    <name>luthier::data::LabelView</name>
    <message>
        <source>No label scheme yet</source>
        <translation>레이블 항목이 아직 없습니다</translation>
    </message>
    <message>
        <source>A scheme is a question that is asked of each row, and what may be answered.</source>
        <translation>레이블 항목은 행마다 묻는 질문과 고를 수 있는 답입니다.</translation>
    </message>
    <message>
        <source>New scheme…</source>
        <translation>새 항목…</translation>
    </message>
    <message>
        <source>Label scheme</source>
        <translation>레이블 항목</translation>
    </message>
    <message>
        <source>Scheme</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>Unlabelled</source>
        <translation>남은 행</translation>
    </message>
    <message>
        <source>All rows</source>
        <translation>모든 행</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>The row to label</source>
        <translation>레이블을 붙일 행</translation>
    </message>
    <message>
        <source>From the first row again</source>
        <translation>첫 행부터 다시</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>고르기</translation>
    </message>
    <message>
        <source>give</source>
        <translation>답하기</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>건너뛰기</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Takes the last answer back and shows its row</source>
        <translation>마지막 답을 되돌리고 그 행을 다시 보여 줍니다</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 지우기</translation>
    </message>
    <message>
        <source>Equally good</source>
        <translation>비슷함</translation>
    </message>
    <message>
        <source>Label all %1</source>
        <translation>%1개 모두 붙이기</translation>
    </message>
    <message>
        <source>Gives all these rows the same answer, as one change</source>
        <translation>이 행들에 같은 답을 한 번에 붙입니다</translation>
    </message>
    <message>
        <source>Labelling</source>
        <translation>레이블 붙이는 중</translation>
    </message>
    <message>
        <source>A: %1</source>
        <translation>A: %1</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B: %1</translation>
    </message>
    <message>
        <source>These were all rows.</source>
        <translation>모든 행을 보았습니다.</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>%1행</translation>
    </message>
    <message>
        <source>Every row of the filter gets “%1” from %2, also where %2 has said something else. Undo takes it back at once.</source>
        <translation>필터의 모든 행에 %2의 이름으로 이 답을 붙입니다: “%1”. %2의 다른 답이 있던 행도 바뀝니다. 실행 취소로 한 번에 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Every row of the filter that %2 has not labelled gets “%1”. Undo takes it back at once.</source>
        <translation>필터의 행 가운데 %2의 레이블이 없는 모든 행에 이 답을 붙입니다: “%1”. 실행 취소로 한 번에 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Label them</source>
        <translation>붙이기</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows labelled</source>
        <translation>
            <numerusform>행 %1개에 붙였습니다</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>These were all. %1 rows without an answer were skipped.</source>
        <translation>
            <numerusform>모두 보았습니다. 답하지 않고 건너뛴 행이 %1개 있습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Label %1 rows?</source>
        <translation>
            <numerusform>행 %1개에 레이블을 붙일까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>The text to mark</source>
        <translation>구간을 표시할 글</translation>
    </message>
    <message>
        <source>mark what is selected</source>
        <translation>선택한 구간 표시</translation>
    </message>
    <message>
        <source>Make a preference dataset…</source>
        <translation>선호 데이터셋 만들기…</translation>
    </message>
    <message>
        <source>Making pairs</source>
        <translation>쌍 만드는 중</translation>
    </message>
    <message>
        <source>This row does not end with an answer in words. Space goes on.</source>
        <translation>이 행은 글로 된 답변으로 끝나지 않습니다. 스페이스를 누르면 다음 행으로 갑니다.</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>leave</source>
        <translation>나가기</translation>
    </message>
    <message>
        <source>Differing</source>
        <translation>의견 다름</translation>
    </message>
    <message>
        <source>The next one shares the place of the last</source>
        <translation>다음에 고르는 것이 앞의 것과 같은 순위가 됩니다</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>받아들이기</translation>
    </message>
    <message>
        <source>Gives what is suggested</source>
        <translation>제안된 답을 붙입니다</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>No row is left where annotators differ.</source>
        <translation>작업자끼리 다른 행이 남지 않았습니다.</translation>
    </message>
    <message>
        <source>Suggest by a rule…</source>
        <translation>규칙으로 제안하기…</translation>
    </message>
    <message>
        <source>Forget the suggestions</source>
        <translation>제안 지우기</translation>
    </message>
    <message>
        <source>In the order of the rows</source>
        <translation>행 순서대로</translation>
    </message>
    <message>
        <source>In random order</source>
        <translation>무작위 순서로</translation>
    </message>
    <message>
        <source>Least sure suggestion first</source>
        <translation>확신이 낮은 제안부터</translation>
    </message>
    <message>
        <source>Differing annotators first</source>
        <translation>작업자끼리 다른 행부터</translation>
    </message>
    <message>
        <source>Every row of the filter that %1 has not labelled gets what is suggested for it. Undo takes it back at once.</source>
        <translation>필터의 행 가운데 %1의 레이블이 없는 행에 제안된 답을 붙입니다. 실행 취소로 한 번에 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>Accept them</source>
        <translation>받아들이기</translation>
    </message>
    <message numerus="yes">
        <source>%1 rows have a suggestion</source>
        <translation>
            <numerusform>행 %1개에 제안이 있습니다</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %1 suggestions…</source>
        <translation>
            <numerusform>제안 %1개 받아들이기…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %1 suggestions?</source>
        <translation>
            <numerusform>제안 %1개를 받아들일까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>tie</source>
        <translation>동점</translation>
    </message>
</context>
<context>
    <name>luthier::data::CorrectionEdit</name>
    <message>
        <source>The answer</source>
        <translation>원래 답변</translation>
    </message>
    <message>
        <source>As it should be</source>
        <translation>고친 답변</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>원래대로</translation>
    </message>
    <message>
        <source>Begins again with the row&apos;s answer</source>
        <translation>행의 원래 답변에서 다시 시작합니다</translation>
    </message>
    <message>
        <source>Keep and go on</source>
        <translation>저장하고 다음으로</translation>
    </message>
    <message>
        <source>An answer has words</source>
        <translation>내용을 쓰세요</translation>
    </message>
    <message>
        <source>As it is: nothing to correct</source>
        <translation>그대로: 고칠 것 없음</translation>
    </message>
    <message>
        <source>Changed between the words</source>
        <translation>띄어쓰기나 줄만 바뀜</translation>
    </message>
    <message numerus="yes">
        <source>Changed in %1 places</source>
        <translation>
            <numerusform>%1곳 고침</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::PairWords</name>
    <message>
        <source>without a label</source>
        <translation>레이블 없음</translation>
    </message>
    <message>
        <source>nothing was changed</source>
        <translation>고친 곳 없음</translation>
    </message>
    <message>
        <source>equally good</source>
        <translation>비슷함</translation>
    </message>
    <message>
        <source>annotators differ</source>
        <translation>작업자끼리 다름</translation>
    </message>
    <message>
        <source>without a question or an answer in words</source>
        <translation>질문이나 글로 된 답변 없음</translation>
    </message>
    <message>
        <source>No row gives a preference pair</source>
        <translation>선호 쌍이 되는 행이 없습니다</translation>
    </message>
    <message>
        <source>Each pair has a question, a better and a worse answer. The rows stay as they are.</source>
        <translation>쌍마다 질문 하나, 나은 답변과 못한 답변이 하나씩 들어갑니다. 지금 행은 그대로 남습니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Make it</source>
        <translation>만들기</translation>
    </message>
    <message numerus="yes">
        <source>Make a dataset of %1 preference pairs?</source>
        <translation>
            <numerusform>선호 쌍 %1개로 데이터셋를 만들까요?</numerusform>
        </translation>
    </message>
    <message>
        <source>Rows that are left out: %1.</source>
        <translation>빠지는 행: %1.</translation>
    </message>
</context>
<context>
    <name>luthier::data::SuggestDialog</name>
    <message>
        <source>Suggest by a rule</source>
        <translation>규칙으로 제안하기</translation>
    </message>
    <message>
        <source>Rows whose text contains</source>
        <translation>이 텍스트가 들어 있는 행에</translation>
    </message>
    <message>
        <source>In the column</source>
        <translation>찾을 열</translation>
    </message>
    <message>
        <source>Get suggested</source>
        <translation>제안할 답</translation>
    </message>
    <message>
        <source>A regular expression</source>
        <translation>정규식</translation>
    </message>
    <message>
        <source>Any column</source>
        <translation>모든 열</translation>
    </message>
    <message>
        <source>Equally good</source>
        <translation>비슷함</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation>제안하기</translation>
    </message>
</context>
<context>
    <name>luthier::recipes::SweepDialog</name>
    <message>
        <source>Sweep</source>
        <translation>스윕</translation>
    </message>
    <message>
        <source>Trains this recipe with several values of some settings, one run after the other, and shows which does best.</source>
        <translation>몇 가지 설정의 값을 바꿔 가며 이 레시피를 차례로 학습하고, 어느 것이 가장 좋은지 보여 줍니다.</translation>
    </message>
    <message>
        <source>Add a setting</source>
        <translation>설정 추가</translation>
    </message>
    <message>
        <source>Every combination</source>
        <translation>모든 조합</translation>
    </message>
    <message>
        <source>Value by value</source>
        <translation>순서대로 짝지어</translation>
    </message>
    <message>
        <source>How the values are combined</source>
        <translation>값을 조합하는 방법</translation>
    </message>
    <message>
        <source>Stop runs that fall behind</source>
        <translation>뒤처진 실행 멈추기</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>멈추지 않음</translation>
    </message>
    <message>
        <source>Worse than the median</source>
        <translation>중앙값보다 나쁠 때</translation>
    </message>
    <message>
        <source>The worse half (successive halving)</source>
        <translation>하위 절반 (successive halving)</translation>
    </message>
    <message>
        <source>The recipe needs validation rows and an interval for this.</source>
        <translation>레시피에 검증 데이터와 검증 간격이 있어야 합니다.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Runs of the sweep</source>
        <translation>스윕의 실행 목록</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Values with commas between them</source>
        <translation>쉼표로 나눈 값</translation>
    </message>
    <message>
        <source>Values of %1</source>
        <translation>%1의 값</translation>
    </message>
    <message>
        <source>Leave this setting out</source>
        <translation>이 설정 빼기</translation>
    </message>
    <message>
        <source>Counting the runs…</source>
        <translation>실행을 세는 중…</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>약 %1</translation>
    </message>
    <message>
        <source>at most %1 of memory</source>
        <translation>메모리 최대 %1</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>측정하지 않음</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>시작하는 중…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>실행 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start %n runs</source>
        <translation>
            <numerusform>실행 %n개 시작</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>luthier::data::RowsHead</name>
    <message>
        <source>Ascending</source>
        <translation>오름차순</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>내림차순</translation>
    </message>
    <message>
        <source>Order of the file</source>
        <translation>파일 순서</translation>
    </message>
</context>
<context>
    <name>luthier::data::RowMenu</name>
    <message>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>텍스트 복사</translation>
    </message>
    <message>
        <source>Copy row as JSON</source>
        <translation>행을 JSON으로 복사</translation>
    </message>
    <message>
        <source>Order by %1</source>
        <translation>%1 기준 정렬</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Show only: %1</source>
        <translation>이것만 보기: %1</translation>
    </message>
    <message>
        <source>Put into split</source>
        <translation>분할에 넣기</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>luthier::data::LengthHistogram</name>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>%1 characters or more</source>
        <translation>%1자 이상</translation>
    </message>
    <message>
        <source>%1 to %2 characters</source>
        <translation>%1~%2자</translation>
    </message>
    <message>
        <source>%1, %2 rows</source>
        <translation>%1, 행 %2개</translation>
    </message>
    <message>
        <source>%1 or more</source>
        <translation>%1 이상</translation>
    </message>
</context>
</TS>
