"""Korean talk: reading and answering, instructions, greetings, what cannot be known."""

from expansion import korean
from korean_facts import fact_turn
from korean_stories import story_with_title
from korean_texts import DESCRIPTIONS, STEPS, description_of, letter_about, steps_for
from korean_words import *

ACTS = ["샀어요", "찾았어요", "보았어요", "가져왔어요", "잃어버렸어요", "그렸어요", "받았어요", "팔았어요", "세었어요", "주문했어요", "골랐어요", "나누어 주었어요"]
THING_ACTS = ["찾았어요", "잃어버렸어요", "샀어요", "보았어요", "두고 왔어요", "떨어뜨렸어요", "숨겼어요", "고쳤어요", "발견했어요", "빌렸어요"]
# Because ..., felt (past), as a question word form.
REASONS = [("편지를 받아서", "기뻤어요"), ("고양이가 아파서", "슬펐어요"), ("하루 종일 일해서", "피곤했어요"), ("친구가 와서", "즐거웠어요"), ("아무것도 못 먹어서", "배가 고팠어요"), ("달리기에서 이겨서", "자랑스러웠어요"), ("자전거가 고장 나서", "화가 났어요"),
           ("버스가 오지 않아서", "늦었어요"), ("외투가 없어서", "추웠어요"), ("생일이라서", "신이 났어요"), ("우산이 없어서", "비에 젖었어요"), ("날씨가 더워서", "목이 말랐어요"), ("열쇠가 없어져서", "걱정했어요"), ("바이올린을 켜야 해서", "떨렸어요")]
OPENS = ["일곱 시", "여덟 시", "아홉 시", "열 시", "열한 시"]
CLOSES = ["네 시", "다섯 시", "여섯 시", "일곱 시", "여덟 시"]
SHOPS = ["가게", "빵집", "도서관", "박물관", "공방", "시장", "서점", "우체국", "찻집", "악기점"]
PRICED = ["책", "등불", "활", "컵", "모자", "줄", "표", "외투", "의자", "피리", "수리", "케이크", "시계", "악기 케이스"]
PRICES = ["천 원", "이천 원", "삼천 원", "오천 원", "만 원", "이만 원", "삼만 원", "오만 원", "십만 원"]
FRAMES = ["{text}\n\n{q}", "{text} {q}", "다음 글을 읽고 대답해 주세요. {text}\n{q}", "{text}\n질문: {q}", "짧은 글이에요. {text} {q}"]


def counted(rng):
    name, friend = (told(person) for person in rng.sample(BOYS + GIRLS, 2))
    item, unit = rng.choice(COUNTED)
    n, place, time, act = COUNTS[rng.randint(2, 12)], rng.choice(PLACES), rng.choice(TIMES), rng.choice(ACTS)
    text = rng.choice([f"{time} {name}[은는] {place}에서 {item} {n} {unit}[을를] {act}. {friend}도 함께 있었어요.", f"{name}[은는] {time} {place}에 갔어요. 거기에서 {item} {n} {unit}[을를] {act}. {friend}도 함께 있었어요.",
                       f"{name}[과와] {friend}[은는] 함께 {place}에 있었어요. {name}[은는] {time} {item} {n} {unit}[을를] {act}.", f"{name}[은는] {friend}[과와] 함께 있었어요. {time} {place}에서 {name}[이가] {item} {n} {unit}[을를] {act}."])
    return text, [(f"{name}[은는] {item}[을를] 몇 {unit} {act}?", f"{name}[은는] {item} {n} {unit}[을를] {act}."), (f"누가 {item}[을를] {act}?", f"{name}[이가] {item}[을를] {act}."),
                  (f"{name}[은는] 어디에서 {item}[을를] {act}?", f"{name}[은는] {place}에서 {item}[을를] {act}."), (f"{name}[은는] 무엇을 {act}?", f"{name}[은는] {item} {n} {unit}[을를] {act}."),
                  (f"{name}[은는] 언제 {item}[을를] {act}?", f"{name}[은는] {time} {item}[을를] {act}."), (f"{name}[은는] 누구와 함께 있었어요?", f"{name}[은는] {friend}[과와] 함께 있었어요.")]


def single(rng):
    name = told(rng.choice(BOYS + GIRLS))
    where, (adjective, colour), thing = rng.choice(INDOORS + OUTDOORS), rng.choice(COLOURS), rng.choice(THINGS)
    time, act, (reason, felt) = rng.choice(TIMES), rng.choice(THING_ACTS), rng.choice(REASONS)
    text = rng.choice([f"{time} {name}[은는] {adjective} {thing}[을를] {act}. {thing}[은는] {where}에 있었어요. {name}[은는] {reason} {felt}.", f"{name}[은는] {reason} {felt}. {time} {name}[은는] {adjective} {thing}[을를] {act}. {thing}[은는] {where}에 있었어요.",
                       f"{where}에 {adjective} {thing}[이가] 있었어요. {time} {name}[은는] 그 {thing}[을를] {act}. {name}[은는] {reason} {felt}."])
    return text, [(f"{thing}[은는] 무슨 색이었어요?", f"{thing}[은는] {colour}이었어요."), (f"{thing}[은는] 어디에 있었어요?", f"{thing}[은는] {where}에 있었어요."), (f"누가 {thing}[을를] {act}?", f"{name}[이가] {thing}[을를] {act}."),
                  (f"{name}[은는] 언제 {thing}[을를] {act}?", f"{name}[은는] {time} {thing}[을를] {act}."), (f"{name}[은는] 왜 {felt}?", f"{name}[은는] {reason} {felt}."), (f"{name}[은는] 무엇을 {act}?", f"{name}[은는] {adjective} {thing}[을를] {act}.")]


def shop(rng):
    name, place, thing, price = told(rng.choice(BOYS + GIRLS)), rng.choice(SHOPS), rng.choice(PRICED), rng.choice(PRICES)
    opens, closes, day = rng.choice(OPENS), rng.choice(CLOSES), rng.choice(DAYS)
    text = rng.choice([f"{place}[은는] 오전 {opens}에 열고 오후 {closes}에 닫아요. {day}에는 쉬어요. {name}[은는] 거기에서 일해요. {thing} 가격은 {price}이에요.", f"{name}[은는] {place}에서 일해요. {place}[은는] 오전 {opens}에 문을 열고 오후 {closes}에 문을 닫아요. 쉬는 날은 {day}이에요. {thing} 가격은 {price}이에요.",
                       f"{day}은 {place}[이가] 쉬는 날이에요. 다른 날에는 오전 {opens}부터 오후 {closes}까지 해요. {thing} 가격은 {price}이에요. {name}[은는] 여기에서 일해요."])
    return text, [(f"{place}[은는] 몇 시에 열어요?", f"{place}[은는] 오전 {opens}에 열어요."), (f"{place}[은는] 몇 시에 닫아요?", f"{place}[은는] 오후 {closes}에 닫아요."), (f"{place}[은는] 언제 쉬어요?", f"{place}[은는] {day}에 쉬어요."),
                  (f"누가 {place}에서 일해요?", f"{name}[이가] {place}에서 일해요."), (f"{thing} 가격은 얼마예요?", f"{thing} 가격은 {price}이에요.")]


def living(rng):
    name, pet, beast = told(rng.choice(BOYS + GIRLS)), rng.choice(PET_NAMES), rng.choice(["개", "고양이", "토끼", "말", "새", "염소", "오리"])
    (adjective, colour), food = rng.choice([("하얀", "하얀색"), ("까만", "까만색"), ("갈색", "갈색"), ("회색", "회색")]), rng.choice(["당근", "빵", "사과", "생선", "고구마", "옥수수"])
    relative, job = rng.choice(["엄마", "아빠", "이모", "삼촌", "할머니", "할아버지"]), rng.choice(JOBS)[0]
    text = rng.choice([f"{name}[은는] {adjective} {beast}[을를] 키워요. 이름은 {pet}[이에요]. {pet}[은는] {food}[을를] 좋아해요. {name}의 {relative}[은는] {job}[이에요].", f"{name}의 {relative}[은는] {job}[이에요]. {name}[은는] {pet}[이라는] {adjective} {beast}[을를] 키워요. {pet}[은는] {food}[을를] 잘 먹고 좋아해요.",
                       f"{pet}[은는] {adjective} {beast}[이에요]. {name}[이가] 키우는 {pet}[은는] {food}[을를] 좋아해요. {name}의 {relative}[은는] {job}[이에요]."])
    return text, [(f"{name}[이가] 키우는 {beast}의 이름은 뭐예요?", f"{beast}의 이름은 {pet}[이에요]."), (f"{pet}[은는] 무엇을 좋아해요?", f"{pet}[은는] {food}[을를] 좋아해요."), (f"{pet}[은는] 무슨 색이에요?", f"{pet}[은는] {colour}이에요."),
                  (f"누가 {beast}[을를] 키워요?", f"{name}[이가] {beast}[을를] 키워요."), (f"{pet}[은는] 어떤 동물이에요?", f"{pet}[은는] {beast}[이에요]."), (f"{name}의 {relative}[은는] 직업이 뭐예요?", f"{name}의 {relative}[은는] {job}[이에요].")]


def reading(rng):
    text, pairs = rng.choice([counted, single, shop, living, counted, single])(rng)
    messages = []
    for index, (question, answer) in enumerate(rng.sample(pairs, rng.choice([1, 1, 2, 3]))):
        asked = rng.choice(FRAMES).format(text=text, q=question) if index == 0 else question
        messages += [korean(rng, asked), korean(rng, answer)]
    if rng.random() < 0.06:
        name = told(rng.choice(BOYS + GIRLS))
        messages += [korean(rng, rng.choice(["{n}[은는] 몇 살이에요?", "{n}[은는] 어디에 살아요?", "{n}[은는] 어젯밤에 무슨 꿈을 꾸었어요?", "{n}의 생일은 언제예요?"]), {"n": name}), "잘 모르겠어요. 글에 나오지 않아요."]
    return messages


GREETINGS = [("<안녕하세요|안녕하세요, 반가워요|좋은 아침이에요|좋은 저녁이에요>.<| 잘 지내요?| 오늘 어때요?>", "안녕하세요. <잘 지내요.|저는 잘 지내요.> 무엇을 도와드릴까요?"), ("제 이름은 {name}[이에요].", "반가워요, {name} 님. 무엇을 도와드릴까요?"), ("안녕하세요, 저는 {name}[이라고] 해요.", "안녕하세요, {name} 님. 만나서 반가워요."),
             ("<고마워요|고맙습니다|감사합니다|정말 고마워요>.<| 도움이 됐어요.| 참 친절하네요.>", "천만에요. <도움이 되어서 기뻐요.|좋은 하루 보내세요.>"), ("<안녕히 계세요|잘 있어요|안녕히 주무세요|내일 또 봐요>.", "안녕히 가세요. <좋은 하루 보내세요.|또 만나요.|조심히 가세요.>"), ("오늘 너무 <피곤해요|힘들어요|슬퍼요>.", "많이 힘들었겠어요. 오늘은 푹 쉬세요."),
             ("오늘 정말 <기뻐요|행복해요|즐거워요>.", "정말 잘됐네요. 저도 기뻐요."), ("좀 도와줄 수 있어요?", "네, 물론이에요. 무엇이 필요하세요?"), ("무엇을 할 수 있어요?", "저는 쉬운 질문에 대답하고 짧은 이야기를 들려줄 수 있어요."), ("당신은 누구예요?", "저는 작은 도우미예요. 쉬운 질문에 대답할 수 있어요."), ("이름이 뭐예요?", "저는 작은 도우미예요. 이름은 없어요."),
             ("오늘은 날씨가 {weather}.", "네, 오늘은 날씨가 {weather}. 좋은 하루 보내세요."), ("저는 {food}[을를] 좋아해요.", "그렇군요. {food}[은는] 참 맛있어요."), ("오늘 하루 어땠어요?", "좋은 하루였어요. 고마워요. 오늘 어떻게 보내셨어요?")]
UNKNOWN = ["제가 <어제|오늘 아침에|어젯밤에> 무엇을 먹었어요?", "제 <이름|나이|전화번호|생일>[을를] 알아요?", "제 <열쇠|책|모자|가방>[이가] 지금 어디에 있어요?", "<내일|내년에> 무슨 일이 있을까요?", "지금 문밖에 누가 있어요?", "제가 지금 무슨 생각을 하고 있어요?", "제 <동생|선생님|강아지>[은는] 몇 살이에요?", "제 <주머니|가방|손> 안에 무엇이 있어요?",
           "<내일|{day}에> 누가 이길까요?", "{name}[이가] 저에게 뭐라고 했어요?", "{name}[은는] 지금 어디에 있어요?", "{name}[은는] 키가 얼마예요?", "{name}의 <집|가방|모자>[은는] 무슨 색이에요?", "{name}[은는] 언제 집에 와요?"]


def small_talk(rng):
    slots = {"name": rng.choice(BOYS + GIRLS), "weather": rng.choice(WEATHERS)[0], "food": rng.choice([item for item, _ in COUNTED[:11]])}
    question, answer = rng.choice(GREETINGS)
    return [korean(rng, question, slots), korean(rng, answer, slots)]


def unknown(rng):
    return [korean(rng, rng.choice(UNKNOWN), {"name": told(rng.choice(BOYS + GIRLS)), "day": rng.choice(DAYS)}), rng.choice(["죄송하지만 그건 잘 모르겠어요.", "그건 모르겠어요. 들은 적이 없어요."])]


LISTS = {"과일": "사과 배 귤 감 복숭아 딸기 포도".split(), "동물": "개 고양이 말 소 토끼 양 사자".split(), "색깔": "빨간색 파란색 노란색 초록색 하얀색 검은색 보라색".split(), "연장": "망치 톱 칼 붓 자 사다리".split(), "악기": "바이올린 첼로 기타 피아노 피리 북 가야금".split(), "요일": DAYS,
         "음료": "물 우유 차 주스 커피".split(), "채소": "당근 양파 감자 배추 오이 무".split(), "꽃": "장미 튤립 데이지 제비꽃 해바라기 개나리".split(), "부엌 물건": "냄비 숟가락 컵 접시 칼".split(), "나무": "소나무 참나무 단풍나무 사과나무 은행나무".split(), "계절": SEASONS, "한국 음식": "김밥 비빔밥 떡국 만두 김치 국수".split(), "현악기": "바이올린 첼로 비올라 기타 가야금".split()}
# Plain, polite ending for: request, past, negative, question.
POLITE = [("{x}[을를] 줘.", "{x}[을를] 주시겠어요?"), ("{x}[을를] 보여 줘.", "{x}[을를] 보여 주시겠어요?"), ("{x}[을를] 가져와.", "{x}[을를] 가져와 주시겠어요?"), ("{x}[을를] 빌려줘.", "{x}[을를] 빌려주시겠어요?"), ("{x}[을를] 찾아 줘.", "{x}[을를] 찾아 주시겠어요?"), ("여기서 기다려.", "여기서 기다려 주시겠어요?"), ("{x} 가격을 말해.", "{x} 가격을 말씀해 주시겠어요?"), ("{x}[을를] 고쳐 줘.", "{x}[을를] 고쳐 주시겠어요?"), ("{x}[을를] 닦아.", "{x}[을를] 닦아 주시겠어요?")]
# Rest, now, past, will, not, dictionary form.
VERBS = [("공원에서", "놀아요", "놀았어요", "놀 거예요", "놀지 않아요", "놀다"), ("사과를", "먹어요", "먹었어요", "먹을 거예요", "먹지 않아요", "먹다"), ("책을", "읽어요", "읽었어요", "읽을 거예요", "읽지 않아요", "읽다"), ("학교에", "가요", "갔어요", "갈 거예요", "가지 않아요", "가다"), ("노래를", "불러요", "불렀어요", "부를 거예요", "부르지 않아요", "부르다"),
         ("물을", "마셔요", "마셨어요", "마실 거예요", "마시지 않아요", "마시다"), ("편지를", "써요", "썼어요", "쓸 거예요", "쓰지 않아요", "쓰다"), ("새를", "봐요", "봤어요", "볼 거예요", "보지 않아요", "보다"), ("빵을", "사요", "샀어요", "살 거예요", "사지 않아요", "사다"), ("케이크를", "만들어요", "만들었어요", "만들 거예요", "만들지 않아요", "만들다"),
         ("창문을", "열어요", "열었어요", "열 거예요", "열지 않아요", "열다"), ("친구를", "도와요", "도왔어요", "도울 거예요", "돕지 않아요", "돕다"), ("음악을", "들어요", "들었어요", "들을 거예요", "듣지 않아요", "듣다"), ("말을", "그려요", "그렸어요", "그릴 거예요", "그리지 않아요", "그리다"), ("길을", "걸어요", "걸었어요", "걸을 거예요", "걷지 않아요", "걷다"),
         ("의자에", "앉아요", "앉았어요", "앉을 거예요", "앉지 않아요", "앉다"), ("열쇠를", "찾아요", "찾았어요", "찾을 거예요", "찾지 않아요", "찾다"), ("손을", "씻어요", "씻었어요", "씻을 거예요", "씻지 않아요", "씻다"), ("방을", "청소해요", "청소했어요", "청소할 거예요", "청소하지 않아요", "청소하다"), ("바이올린을", "수리해요", "수리했어요", "수리할 거예요", "수리하지 않아요", "수리하다"),
         ("나무를", "잘라요", "잘랐어요", "자를 거예요", "자르지 않아요", "자르다"), ("꽃을", "팔아요", "팔았어요", "팔 거예요", "팔지 않아요", "팔다"), ("바이올린을", "켜요", "켰어요", "켤 거예요", "켜지 않아요", "켜다"), ("빵을", "구워요", "구웠어요", "구울 거예요", "굽지 않아요", "굽다"), ("버스를", "타요", "탔어요", "탈 거예요", "타지 않아요", "타다"), ("일찍", "자요", "잤어요", "잘 거예요", "자지 않아요", "자다")]


def listing(rng):
    kind = rng.choice(list(LISTS))
    n = rng.choice([2, 3, 3, 4])
    chosen = rng.sample(LISTS[kind], n)
    lists = rng.choice(["{k} {n} 가지를 말해 주세요.", "{k} {n} 가지만 알려 주세요.", "{k} 이름을 {n} 가지 써 주세요.", "{k}에는 무엇이 있어요? {n} 가지만 말해 주세요."])
    return [korean(rng, lists, {"k": kind, "n": COUNTS[n]}), korean(rng, ", ".join(chosen) + "[이가] 있어요.")]


def polite(rng):
    rude, kind = rng.choice(POLITE)
    slots = {"x": f"{rng.choice(COLOURS)[0]} {rng.choice(THINGS)}"}
    return [korean(rng, "<공손하게 바꿔 주세요|정중하게 말해 주세요|더 공손한 말로 바꿔 주세요>: " + rude, slots), korean(rng, kind, slots)]


def tense(rng):
    name, (rest, now, past, will, no, plain) = told(rng.choice(BOYS + GIRLS)), rng.choice(VERBS)
    where = rng.choice(["", "", "오늘 ", "친구와 ", "혼자 "])
    subject = f"{name}[은는] {where}{rest}"
    made = rng.choice([(f"과거로 바꿔 주세요: {subject} {now}.", f"{subject} {past}."), (f"지난 일로 말해 주세요: {subject} {now}.", f"{subject} {past}."), (f"미래로 바꿔 주세요: {subject} {now}.", f"{subject} {will}."), (f"아니라고 바꿔 주세요: {subject} {now}.", f"{subject} {no}."),
                       (f"질문으로 바꿔 주세요: {subject} {now}.", f"{subject} {now}?"), (f"'{plain}'의 과거는 뭐예요?", f"'{plain}'의 과거는 '{past}'예요.")])
    return [korean(rng, part) for part in made]


def counting(rng):
    low = rng.randint(1, 14)
    high = low + rng.randint(3, 6)
    return [f"{ALONE[low]}부터 {ALONE[high]}까지 세어 주세요.", ", ".join(ALONE[low:high + 1]) + "."]


def telling(rng):
    title, text, _ = story_with_title(rng)
    return [rng.choice(["{t} 이야기를 들려주세요.", "{t} 짧은 이야기를 써 주세요.", "{t} 이야기를 하나 해 주세요.", "{t} 이야기를 듣고 싶어요."]).replace("{t}", title), text]


def describing(rng):
    choice = rng.random()
    if choice < 0.4:
        thing = rng.choice(list(DESCRIPTIONS))
        return [korean(rng, rng.choice(["{t}에 대해 말해 주세요.", "{t}에 대해 알려 주세요.", "{t}[을를] 설명해 주세요.", "{t}[은는] 어떤지 써 주세요."]), {"t": thing}), description_of(rng, thing)]
    if choice < 0.75:
        task = rng.choice(list(STEPS))
        return [korean(rng, rng.choice(["{t} 방법을 알려 주세요.", "{t} 방법이 궁금해요.", "{t} 방법을 차례대로 말해 주세요.", "{t} 방법을 설명해 주세요."]), {"t": task}), steps_for(rng, task)]
    name = rng.choice(BOYS + GIRLS)
    why, text = letter_about(rng, told(name))
    return [korean(rng, f"{told(name)}에게 {why} 편지를 <써 주세요|짧게 써 주세요>."), text]


TURNS = [(fact_turn, 36), (small_talk, 7), (unknown, 3), (listing, 6), (polite, 5), (tense, 10), (counting, 2), (telling, 9), (describing, 10)]


def mixed(rng):
    messages = []
    for _ in range(rng.choice([1, 2, 2, 3, 3, 4])):
        maker = rng.choices([turn for turn, _ in TURNS], [weight for _, weight in TURNS])[0]
        messages += maker(rng)
        if len(messages[-1]) > 150:
            break
    return messages
