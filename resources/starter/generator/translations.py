"""Simple sentences in both languages at once, for small translation tasks."""

from expansion import english, korean

# English name, Korean name.
NAMES = [("Minsu", "민수"), ("Jiu", "지우"), ("Suji", "수지"), ("Yuna", "유나"), ("Junho", "준호"), ("Nara", "나라"), ("Mina", "미나"), ("Sora", "소라"), ("Dojin", "도진이"), ("Anna", "안나"), ("Tom", "톰"), ("Emma", "엠마"), ("Ben", "벤"), ("Lucy", "루시")]
# Adjective and noun chosen apart.
COLOURS = [("red", "빨간"), ("blue", "파란"), ("yellow", "노란"), ("white", "하얀"), ("black", "까만"), ("green", "초록색"), ("big", "큰"), ("small", "작은"), ("old", "오래된"), ("new", "새"), ("pretty", "예쁜")]
THINGS = [("hat", "모자"), ("book", "책"), ("cup", "컵"), ("bag", "가방"), ("chair", "의자"), ("violin", "바이올린"), ("umbrella", "우산"), ("ball", "공"), ("key", "열쇠"), ("clock", "시계"), ("bow", "활"), ("flower", "꽃"), ("house", "집"), ("table", "책상"), ("car", "자동차"), ("cat", "고양이"), ("bird", "새"), ("guitar", "기타")]
PLACES = [("in the park", "공원에"), ("at school", "학교에"), ("in the library", "도서관에"), ("at the market", "시장에"), ("in the room", "방에"), ("in the kitchen", "부엌에"), ("in the garden", "정원에"), ("in the shop", "가게에"), ("in the workshop", "공방에"), ("on the farm", "농장에")]
ACTS = [("bought", "샀어요"), ("found", "찾았어요"), ("lost", "잃어버렸어요"), ("saw", "보았어요"), ("sold", "팔았어요"), ("drew", "그렸어요"), ("brought", "가져왔어요"), ("repaired", "고쳤어요"), ("made", "만들었어요"), ("hid", "숨겼어요")]
LIKES = [("apples", "사과"), ("music", "음악"), ("books", "책"), ("dogs", "개"), ("milk", "우유"), ("rice", "밥"), ("flowers", "꽃"), ("winter", "겨울"), ("spring", "봄"), ("bread", "빵"), ("soup", "국"), ("tea", "차")]
PATTERNS = [
    ("{n} {v} @ {c} {t}.", "{N}[은는] {C} {T}[을를] {V}."), ("{n} {v} @ {t} {p}.", "{N}[은는] {P}서 {T}[을를] {V}."), ("{n} is {p}.", "{N}[은는] {P} 있어요."), ("{n} likes {l}.", "{N}[은는] {L}[을를] 좋아해요."), ("{n} does not like {l}.", "{N}[은는] {L}[을를] 좋아하지 않아요."),
    ("the {c} {t} is {p}.", "{C} {T}[은는] {P} 있어요."), ("there is @ {c} {t} {p}.", "{P} {C} {T}[이가] 있어요."), ("{n} has @ {c} {t}.", "{N}[은는] {C} {T}[이가] 있어요."), ("this is {n}'s {t}.", "이것은 {N}의 {T}[이에요]."), ("where is the {c} {t}?", "{C} {T}[은는] 어디에 있어요?"),
    ("does {n} like {l}?", "{N}[은는] {L}[을를] 좋아해요?"), ("I like {l}.", "저는 {L}[을를] 좋아해요."), ("how much is the {c} {t}?", "{C} {T}[은는] 얼마예요?"), ("please give me the {c} {t}.", "{C} {T}[을를] 주세요.")]
FIXED = [("thank you.", "고맙습니다."), ("good morning.", "좋은 아침이에요."), ("I am sorry.", "미안해요."), ("goodbye.", "안녕히 가세요."), ("it is raining.", "비가 와요."), ("it is snowing.", "눈이 와요."), ("I am hungry.", "배가 고파요."), ("see you tomorrow.", "내일 만나요."), ("how are you?", "잘 지내요?"), ("what time is it?", "몇 시예요?"), ("I am tired.", "피곤해요."), ("nice to meet you.", "만나서 반가워요."), ("please wait a moment.", "잠시만 기다려 주세요.")]
WORDS = THINGS + [("apple", "사과"), ("music", "음악"), ("milk", "우유"), ("winter", "겨울"), ("spring", "봄"), ("bread", "빵"), ("water", "물"), ("sun", "해"), ("moon", "달"), ("friend", "친구"), ("mother", "엄마"), ("string", "줄"), ("repair", "수리"), ("price", "가격"), ("day", "날"), ("week", "주"), ("wood", "나무"), ("delivery", "배송"), ("opening hours", "영업시간"), ("appointment", "예약"), ("workshop", "공방"), ("teacher", "선생님"), ("sea", "바다"), ("snow", "눈"), ("rain", "비"), ("door", "문")]
TO_KOREAN = ["Translate into Korean: {s}", "Say this in Korean: {s}", "How do you say this in Korean? {s}", "한국어로 바꿔 주세요: {s}", "한국어로 옮겨 주세요: {s}"]
TO_ENGLISH = ["영어로 바꿔 주세요: {s}", "영어로 옮겨 주세요: {s}", "이 말을 영어로 해 주세요: {s}", "Translate into English: {s}", "Say this in English: {s}"]


def pair(rng):
    if rng.random() < 0.05:
        one, other = rng.choice(FIXED)
        return english(rng, one), other
    chosen = [rng.choice(table) for table in (NAMES, COLOURS, THINGS, PLACES, ACTS, LIKES)]
    one, other = rng.choice(PATTERNS)
    return english(rng, one, dict(zip("nctpvl", (c[0] for c in chosen)))), korean(rng, other, dict(zip("NCTPVL", (c[1] for c in chosen))))


def translation(rng):
    messages = []
    for _ in range(rng.choice([1, 1, 2, 3])):
        if rng.random() < 0.15:
            one, other = rng.choice(WORDS)
            messages += rng.choice([[f"What is \"{one}\" in Korean?", korean(rng, f"\"{one}\" in Korean is \"{other}\".")], [korean(rng, f"'{other}'[은는] 영어로 뭐예요?"), korean(rng, f"'{other}'[은는] 영어로 \"{one}\"예요.").replace("\"예요", "\"라고 해요")]])
            continue
        one, other = pair(rng)
        if rng.random() < 0.5:
            messages += [rng.choice(TO_KOREAN).replace("{s}", one), other]
        else:
            messages += [rng.choice(TO_ENGLISH).replace("{s}", other), one]
    return messages
