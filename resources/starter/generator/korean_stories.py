"""Korean stories in the polite 해요 style."""

from expansion import korean
from korean_words import *

OPENINGS = [
    "<옛날에|어느 마을에> {trait} {kind}[이가] 살았어요. 이름은 {n0}[이었어요].",
    "{n}[은는] {trait} {kind}[이었어요].",
    "{goal} 근처에 {trait} {kind} {n}[이가] 살고 있었어요.",
    "이것은 {trait} {kind} {n}의 이야기예요.",
    "작은 마을에 {n}[이라는] {trait} {kind}[이가] 살았어요.",
    "{n}[은는] 마을에서 <가장|아주|제일> {trait} {kind}[이었어요].",
    "어느 <맑은|조용한|따뜻한> 날, {trait} {kind} {n}[은는] 일찍 일어났어요.",
    "모두가 {n}[을를] 좋아했어요. {n}[은는] 아주 {trait} {kind}[이었어요].",
]
ENDINGS = [
    "그날 밤 {n}[은는] <푹 잤어요|웃으며 잠들었어요|행복한 꿈을 꾸었어요>.",
    "{n}[은는] <정말 행복했어요|무척 기뻤어요|마음이 따뜻해졌어요>.",
    "그날부터 {n}[과와] {f}[은는] <좋은 친구|가장 친한 친구|둘도 없는 친구>가 되었어요.",
    "{n}[은는] 집으로 돌아가는 길에 계속 웃었어요.",
    "{n}[은는] <도움을 청하는 것도 용기라는 것|친구가 있으면 어려운 일도 쉽다는 것|천천히 해도 괜찮다는 것|참고 기다리면 좋은 일이 온다는 것>을 배웠어요.",
    "모두 함께 <웃었어요|노래했어요|맛있는 저녁을 먹었어요>.",
    "{n}[은는] 그날을 오래오래 잊지 못했어요.",
    "\"<고마워|정말 고마워>, {fcall}.\" {n}[이가] 말했어요.",
    "참 <즐거운|따뜻한|좋은> 하루였어요.",
    "{n}[은는] 이 이야기를 <가족에게|친구들에게|{f}에게> 들려주었어요.",
]
LOST = [
    ["어느 날 {n}[은는] {colour} {thing}[을를] 잃어버렸어요.", "{time} {n}의 {colour} {thing}[이가] 사라졌어요.", "{n}에게는 아끼는 {colour} {thing}[이가] 있었어요. 그런데 어느 날 보이지 않았어요.",
     "\"내 {thing}[이가] 어디 있지?\" {n}[은는] 깜짝 놀랐어요.", "{n}[은는] {goal}에 가다가 {colour} {thing}[을를] 잃어버렸어요.", "{n}[은는] 아침부터 {colour} {thing}[을를] 찾았어요."],
    ["{inside}[을를] 보았지만 거기에는 없었어요.", "먼저 {inside}[을를] 찾아보고, 그다음에 {outside}[을를] 찾아보았어요. 하지만 없었어요.", "{inside}에도 없고 {outside}에도 없었어요.",
     "여기저기 찾아보았지만 보이지 않았어요.", "{n}[은는] 슬퍼서 {outside}에 앉았어요.", "{n}[은는] {inside}[과와] {outside}[을를] 모두 살펴보았어요."],
    ["그때 {helper}[이가] \"같이 찾아보자.\" 하고 {said}.", "{helper}[이가] \"무엇을 찾고 있니?\" 하고 {asked}.", "{n}[은는] {helper}에게 도와 달라고 했어요.", "{helper}[이가] {n}[을를] 보고 다가{came}.",
     "\"걱정하지 마.\" {helper}[이가] {said}.", "\"마지막으로 어디에서 보았니?\" {helper}[이가] {asked}."],
    ["마침내 {hidden}에서 {thing}[을를] 찾았어요.", "{thing}[은는] {hidden}에 있었어요!", "{hidden}[을를] 보니 {thing}[이가] 있었어요.", "조금 뒤에 {hidden}에서 {colour} {thing}[이가] 보였어요.",
     "{n}[은는] 갑자기 생각이 났어요. {thing}[은는] {hidden}에 있었어요.", "강아지 한 마리가 {hidden}에서 {thing}[을를] 가지고 놀고 있었어요."],
]
COOKING = [
    ["{n}[은는] {elder}께 드릴 {dish}[을를] 만들고 싶었어요.", "{elder} 생신이라서 {n}[은는] {dish}[을를] 만들기로 했어요.", "{time} {n}[은는] 배가 고파서 {dish}[을를] 만들려고 했어요.", "{n}[은는] {dish}[을를] 무척 좋아했어요. 그래서 {f}에게도 만들어 주고 싶었어요.",
     "\"우리 {dish}[을를] 만들자.\" {n}[이가] {f}에게 말했어요.", "{f}[이가] 아파서 {n}[은는] {dish}[을를] 만들어 주기로 했어요."],
    ["그런데 집에 {missing}[이가] 없었어요.", "부엌을 보니 {missing}[이가] 하나도 없었어요.", "{missing}[이가] 필요했지만 남은 것이 없었어요.", "\"어떡하지? {missing}[이가] 없네.\" {n}[이가] 말했어요.",
     "준비를 다 했는데 {missing}[을를] 사는 것을 잊었어요.", "{missing}[을를] 찾아보았지만 찾을 수 없었어요."],
    ["그래서 시장에 가서 {missing}[을를] 사 왔어요.", "{n}[은는] {helper}에게 {missing}[을를] 부탁했어요.", "{helper}[이가] {missing}[을를] 나누어 {gave}.", "{n}[은는] 가게로 달려가서 {missing}[을를] 샀어요.",
     "\"우리 집에 {missing}[이가] 있어.\" {helper}[이가] {said}.", "{n}[과와] {f}[은는] 함께 시장에 갔어요."],
    ["곧 부엌에서 좋은 냄새가 났어요.", "{n}[은는] 큰 그릇에 모두 넣고 잘 섞었어요.", "{n}[은는] 천천히 정성껏 만들었어요.", "한 시간이 걸렸지만 정말 맛있었어요.", "{dish}[을를] 먹어 본 {helper}[이가] {smiled}.", "모두 식탁에 둘러앉아 함께 먹었어요."],
]
LEARNING = [
    ["{n}[은는] {skill}고 싶었어요.", "{n}의 꿈은 {skillcan} 수 있게 되는 것이었어요.", "{n}[은는] {f}[이가] {skilling} 것을 보고 부러웠어요.", "\"나도 {skill}고 싶어.\" {n}[이가] 말했어요.", "{n}[은는] 매일 {skilling} 꿈을 꾸었어요.", "{n}[은는] {skilling} 법을 배우기로 했어요."],
    ["처음에는 아주 어려웠어요.", "한번 해 보았지만 잘되지 않았어요.", "몇 번이나 해 보았지만 쉽지 않았어요.", "첫날에는 실수를 많이 해서 그만두고 싶었어요.", "{n}[은는] 실수할까 봐 걱정했어요.", "{f}[이가] 웃어서 {n}[은는] 조금 속상했어요."],
    ["\"포기하지 마.\" {helper}[이가] {said}.", "{helper}[이가] \"천천히 해 보자.\" 하고 {said}.", "{helper}[이가] 옆에 앉아서 {helped}.", "{helper}[이가] 하나씩 가르쳐 {gave}.", "\"누구나 실수를 해.\" {helper}[이가] 다정하게 {said}.", "{helper}[이가] 매일 와서 {helped}."],
    ["{n}[은는] <매일 아침|매일 저녁|날마다> 연습했어요.", "{n}[은는] 하루도 쉬지 않고 연습했어요.", "<두|세|네> 주가 지나자 조금 쉬워졌어요.", "{n}[은는] {place}에서 해가 질 때까지 연습했어요.", "실력이 조금씩 늘었어요.", "{n}[은는] 열심히 연습하고 또 연습했어요."],
    ["드디어 {n}[은는] {skillcan} 수 있게 되었어요.", "어느 날 {n}[이가] 외쳤어요. \"나도 {skillcan} 수 있어!\"", "{season}이 되자 {n}[은는] 아주 잘하게 되었어요.", "{f}[이가] 손뼉을 치며 기뻐했어요.", "이제 {n}[은는] 혼자서도 {skillcan} 수 있어요."],
]
RESCUE = [
    ["<추운|비 오는|바람 부는|맑은> 날, {n}[은는] {outside}에서 {pet} 한 마리를 보았어요.", "{time} {outside}에서 작은 소리가 들렸어요. {pet}[이었어요].", "{n}[은는] {goal}에 가는 길에 {pet}[을를] 만났어요.", "{outside}에 {petcolour} {pet} 한 마리가 있었어요.",
     "{n}[과와] {f}[은는] {outside}에서 {pet} 한 마리를 발견했어요.", "{pet} 한 마리가 {outside}에서 {n}[을를] 바라보고 있었어요."],
    ["{pet}[은는] 배가 고파서 걷지 못했어요.", "{pet}[은는] 무서워서 떨고 있었어요.", "{pet}[은는] 다리를 다쳤어요.", "{pet}[은는] 엄마를 잃어버렸어요.", "\"불쌍해라.\" {n}[이가] 말했어요.", "{pet}[은는] 추워 보였어요."],
    ["{n}[은는] {petfood}[을를] 주었어요.", "{n}[은는] 따뜻한 상자에 넣고 {petfood}[을를] 주었어요.", "{helper}[이가] {petfood}[과와] 담요를 가져다 {gave}.", "{n}[은는] {pet}[을를] 집으로 데려와서 {petfood}[을를] 먹였어요.", "{n}[은는] {helper}에게 무엇을 먹는지 물었어요. {pet}[은는] {petfood}[을를] 좋아했어요.", "{n}[은는] 일주일 동안 정성껏 돌보았어요."],
    ["며칠이 지나자 {pet}[은는] 다시 건강해졌어요.", "{pet}[은는] 곧 뛰어다닐 수 있게 되었어요.", "{pet}[은는] 하루하루 자랐어요.", "일주일 뒤에 {pet}[은는] 많이 나았어요.", "{pet}[은는] 눈을 반짝이며 기뻐했어요.", "{pet}[은는] 조금씩 힘을 냈어요."],
    ["{n}[은는] {pet}[을를] {pethome}[으로] 돌려보냈어요.", "{n}[은는] {pethome} 근처에서 {pet}[을를] 놓아주었어요.", "{pet}[은는] {n}[과와] 친구가 되었어요.", "{pet}[은는] {pethome}[으로] 돌아갔지만 자주 놀러 왔어요.", "{n}[은는] {pet}에게 {petname}[이라는] 이름을 지어 주었어요.", "{pethome}에서 {pet}의 엄마가 기다리고 있었어요."],
]
RAIN = [
    ["{n}[은는] {f}[과와] {goal}에 가고 싶었어요.", "{n}[과와] {f}[은는] {goal}에 가기로 했어요.", "{day}이었어요. {n}[은는] {goal}에 갈 준비를 했어요.", "{n}[은는] 일주일 내내 {goal}에 가는 날을 기다렸어요.", "\"오늘은 {goal}에 가자.\" {n}[이가] 말했어요.", "{n}[은는] {goal}에 가려고 {colour} 가방을 쌌어요."],
    ["그런데 갑자기 비가 오기 시작했어요.", "그런데 하늘이 흐려지더니 비가 왔어요.", "갑자기 바람이 세게 불고 비가 많이 내렸어요.", "창밖에 굵은 빗방울이 떨어졌어요.", "천둥이 쳐서 밖에 나갈 수 없었어요.", "하지만 날씨가 아주 나빴어요."],
    ["{n}[은는] 슬퍼서 창밖을 바라보았어요.", "\"이제 뭐 하지?\" {f}[이가] 물었어요.", "\"아쉽다.\" {n}[이가] 말했어요.", "{n}[은는] 말없이 앉아 있었어요.", "{f}도 속상했어요.", "기다리고 또 기다려도 비는 그치지 않았어요."],
    ["그때 {helper}[이가] 좋은 생각을 {did}.", "\"집에서도 재미있게 놀 수 있어.\" {helper}[이가] {said}.", "{helper}[이가] 웃으며 \"이리 와 봐.\" 하고 {said}.", "그때 {n}에게 좋은 생각이 떠올랐어요.", "\"나한테 좋은 생각이 있어.\" {f}[이가] 말했어요.", "{helper}[이가] 촛불을 켜고 옆에 {sat}."],
    ["그래서 모두 함께 {game}.", "둘은 오후 내내 {game}.", "{gaming} 많이 웃었어요.", "먼저 {gaming}, 그다음에 따뜻한 차를 마셨어요.", "저녁때까지 {game}.", "{gaming} 나니 비 오는 것도 잊었어요."],
    ["다음 날에는 해가 떴어요.", "저녁에는 언덕 위에 무지개가 떴어요.", "나중에 비가 그쳐서 {goal}에 갔어요.", "\"비 오는 날도 좋다.\" {n}[이가] 말했어요.", "밤에는 별이 반짝였어요.", "\"오늘 정말 재미있었어.\" {f}[이가] 말했어요."],
]
REPAIR = [
    ["{n}에게는 오래된 {broken}[이가] 있었어요. {elder}께 받은 것이었어요.", "어느 날 {n}의 {broken}[이가] 못 쓰게 되었어요.", "{time} {n}[은는] {broken}[을를] 떨어뜨렸어요.", "{n}의 {broken}[이가] 망가졌어요.", "\"어떡해, 내 {broken}[이가] 망가졌어.\" {n}[이가] 말했어요.", "{n}[은는] 망가진 {broken}[을를] 보고 있었어요."],
    ["{n}[은는] {broken}[을를] 무척 아꼈기 때문에 슬펐어요.", "혼자 고쳐 보려고 했지만 너무 어려웠어요.", "\"그냥 버릴까?\" {f}[이가] 물었어요. \"아니.\" {n}[이가] 대답했어요.", "{n}[은는] 어떻게 해야 할지 몰랐어요.", "새것은 너무 비쌌어요.", "{n}[은는] {broken}[을를] 안고 조금 울었어요."],
    ["그래서 작은 공방에 가져갔어요.", "{helper}[이가] \"고칠 수 있는 사람을 알아.\" 하고 {said}.", "{n}[은는] {broken}[을를] {helper}에게 가져갔어요.", "마을에는 무엇이든 고치는 할아버지가 계셨어요.", "{helper}[이가] 꼼꼼히 살펴{looked}.", "\"이건 금방 고칠 수 있어.\" {helper}[이가] {said}."],
    ["<풀과 나무|망치와 못|작은 붓과 풀|나사와 끈>[으로] 고치기 시작했어요.", "고치는 데 <이틀|사흘|나흘|일주일>이 걸렸어요.", "{n}[은는] 옆에서 연장을 건네주었어요.", "천천히, 그리고 조심스럽게 고쳤어요.", "먼저 깨끗이 닦고 조각을 붙였어요.", "{n}[은는] 연장 쓰는 법을 배웠어요."],
    ["마침내 {broken}[은는] 새것처럼 되었어요.", "수리가 끝나자 {n}[은는] 뛸 듯이 기뻤어요.", "이제 {broken}[은는] 전보다 더 좋아졌어요.", "\"다 고쳤다!\" {n}[이가] 외쳤어요.", "{n}[은는] {broken}[을를] 조심히 들고 집으로 갔어요.", "{n}[은는] 고맙다고 인사하고 돈을 냈어요."],
]
SHARING = [
    ["{n}에게 {item} {number} {unit}[이가] 있었어요.", "{elder}[이가] {n}에게 {item} {number} {unit}[을를] 주셨어요.", "{time} {n}[은는] {item} {number} {unit}[을를] 샀어요.", "{n}[은는] {item} {number} {unit}[을를] 바구니에 담아 {goal}에 갔어요.", "{n}의 가방에는 {item} {number} {unit}[이가] 들어 있었어요."],
    ["길에서 {f}[을를] 만났어요. {f}에게는 {item}[이가] 없었어요.", "{f}[이가] 와서 {item}[을를] 바라보았어요.", "\"{item}[이가] 참 좋아 보인다.\" {f}[이가] 말했어요.", "\"나도 하나 줄래?\" {f}[이가] 물었어요.", "{f}[은는] {item}[이가] 없어서 속상했어요."],
    ["처음에 {n}[은는] 나누어 주고 싶지 않았어요.", "{n}[은는] 잠시 생각했어요.", "\"이건 다 내 거야.\" {n}[이가] 말했어요.", "{n}[은는] {f}[이가] 늘 친절했던 것을 떠올렸어요.", "{n}[은는] {f}의 얼굴을 보았어요."],
    ["{n}[은는] {f}에게 {given} {unit}[을를] 주었어요. 이제 {left} {unit}[이가] 남았어요.", "\"자, {given} {unit} 가져.\" {n}[이가] 말했어요. {n}에게는 {left} {unit}[이가] 남았어요.", "그래서 {f}[은는] {given} {unit}[을를] 받고 {n}[은는] {left} {unit}[을를] 가졌어요.", "{n}[은는] {given} {unit}[을를] 나누어 주고 {left} {unit}[을를] 남겼어요."],
    ["둘은 {outside}에 앉아서 즐겁게 이야기했어요.", "\"고마워, {ncall}.\" {f}[이가] 말했어요.", "다음 날 {f}[은는] {n}에게 선물을 가져왔어요.", "나누니까 둘 다 기뻤어요.", "\"나누니까 더 좋다.\" {n}[이가] 말했어요.", "{f}[은는] 활짝 웃었어요."],
]
COURAGE = [
    ["{n}[은는] {fear}[을를] 무서워했어요.", "{n}에게는 무서운 것이 하나 있었어요. 바로 {fear}[이었어요].", "{n}[은는] 용감했지만 {fear}[은는] 무서웠어요.", "{n}[은는] 아무에게도 말하지 않았지만 {fear}[이가] 무서웠어요.", "\"나는 {fear}[이가] 무서워.\" {n}[이가] 말했어요.", "{n}[은는] 어릴 때부터 {fear}[을를] 무서워했어요."],
    ["어느 날 {n}[은는] 용기를 내야 했어요.", "{time} {f}[이가] 도움이 필요했어요.", "드디어 그날이 왔어요.", "\"나랑 같이 가자. 괜찮아.\" {f}[이가] 말했어요.", "{n}[은는] 도망치고 싶었어요.", "{n}의 가슴이 두근두근 뛰었어요."],
    ["{helper}[이가] 손을 잡아 {gave}.", "\"나도 어릴 때는 무서웠어.\" {helper}[이가] {said}.", "\"용기는 해 보는 거야.\" {helper}[이가] {said}.", "\"너는 혼자가 아니야.\" {helper}[이가] {said}.", "{f}[이가] 옆에 있어 주었어요.", "{helper}[이가] 따뜻하게 웃어 {gave}."],
    ["{n}[은는] {trick}.", "그래서 {n}[은는] {trick}.", "{n}[은는] 눈을 감았다가 뜨고 {trick}.", "\"할 수 있어.\" {n}[은는] {trick}.", "{n}[은는] {helper}의 말을 생각하며 {trick}."],
    ["생각보다 괜찮았어요.", "{danger}[은는] 그렇게 무섭지 않았어요.", "\"내가 해냈어!\" {n}[이가] 외쳤어요.", "무서운 마음이 점점 작아졌어요.", "이제 {n}[은는] {fear}[이가] 덜 무서웠어요."],
]
GARDEN = [
    ["봄에 {n}[은는] {where} {plant} 씨앗을 심었어요.", "{helper}[이가] {n}에게 {plant} 씨앗을 {gave}.", "{n}[은는] {plant}[을를] 키우고 싶었어요.", "따뜻한 봄날, {n}[은는] {plant} 씨앗을 땅에 묻었어요.", "{n}에게는 작은 정원이 있었어요. {n}[은는] 거기에 {plant}[을를] 심었어요."],
    ["{n}[은는] 날마다 물을 주었어요.", "아침마다 땅을 보았지만 아무것도 없었어요.", "{n}[은는] 기다리고 또 기다렸어요.", "\"언제 자라요?\" {n}[이가] {elder}께 물었어요.", "해가 비치고 {n}[은는] 물을 주었어요.", "일주일이 지나도 아무것도 보이지 않았어요."],
    ["\"조금만 기다려 봐.\" {helper}[이가] {said}.", "\"식물에게는 물과 빛과 시간이 필요해.\" {helper}[이가] {said}.", "\"좋은 일에는 시간이 걸려.\" {helper}[이가] {said}.", "날씨가 더워서 땅이 말랐어요. {n}[은는] 물을 더 주었어요.", "새가 씨앗을 먹으려고 했지만 {n}[이가] 쫓아냈어요.", "\"안 자랄 거야.\" {f}[이가] 말했지만 {n}[은는] 포기하지 않았어요."],
    ["어느 날 아침, 작은 초록색 잎이 나왔어요.", "드디어 땅에서 싹이 나왔어요.", "비가 온 뒤에 작은 싹이 보였어요.", "두 주 뒤에 첫 잎이 나왔어요.", "{plant}[은는] 쑥쑥 자랐어요."],
    ["여름에 {plant}[은는] 크고 예쁜 {plantcolour}이 되었어요.", "여름이 되자 예쁜 {plantcolour} {plant}[이가] 생겼어요.", "{n}[은는] {f}에게 {plantcolour} {plant}[을를] 보여 주었어요.", "\"정말 예쁜 {plantcolour}이야!\" {n}[이가] 말했어요.", "모두 {plantcolour} {plant}[을를] 보러 왔어요."],
]
GIFT = [
    ["{day}은 {f}의 생일이었어요.", "곧 {f}의 생일이었어요.", "{n}[은는] {f}에게 선물을 주고 싶었어요.", "{f}[은는] {day}에 생일잔치를 하기로 했어요.", "\"{f}에게 무엇을 줄까?\" {n}[은는] 생각했어요."],
    ["하지만 {n}에게는 돈이 많지 않았어요.", "가게의 선물은 너무 비쌌어요.", "가게를 <두|세|네> 군데나 가 보았지만 마음에 드는 것이 없었어요.", "{n}[은는] 오랫동안 생각했어요.", "{n}의 주머니에는 동전 {number} 개뿐이었어요."],
    ["\"직접 만든 선물이 제일 좋아.\" {helper}[이가] {said}.", "\"직접 만들어 보는 게 어때?\" {helper}[이가] {said}.", "그때 {n}에게 좋은 생각이 떠올랐어요.", "{n}[은는] {helper}에게 어떻게 할지 물어보았어요.", "{helper}[이가] {n}[을를] {helped}."],
    ["그래서 {n}[은는] {colour} {present}[을를] 만들었어요.", "{n}[은는] 하루 종일 {present}[을를] 만들었어요.", "{n}[은는] 자기 손으로 예쁜 {present}[을를] 만들었어요.", "둘은 함께 {colour} {present}[을를] 만들었어요.", "저녁이 되자 작은 {present}[이가] 완성되었어요."],
    ["{f}[이가] 상자를 열자 {present}[이가] 들어 있었어요.", "\"와, {present}[이다]!\" {f}[이가] 기뻐했어요.", "{f}[은는] {present}[을를] 무척 좋아했어요.", "{day}에 {n}[은는] {f}에게 {present}[을를] 주었어요.", "{f}[은는] {present}[을를] 받고 활짝 웃었어요."],
]
PLOTS = [LOST, COOKING, LEARNING, RESCUE, RAIN, REPAIR, SHARING, COURAGE, GARDEN, GIFT]
TITLES = {id(LOST): "잃어버린 {thing}에 대한", id(COOKING): "{dish}[을를] 만드는", id(LEARNING): "{skilling} 법을 배우는", id(RESCUE): "{pet}[을를] 도와주는",
          id(RAIN): "비 오는 날에 대한", id(REPAIR): "망가진 {broken}에 대한", id(SHARING): "{item}[을를] 나누어 주는", id(COURAGE): "{fear}[을를] 무서워하는 아이의",
          id(GARDEN): "{plant}[을를] 키우는", id(GIFT): "생일 선물에 대한"}
# How one speaks of what elders do, and of what friends do.
HONOURED = {"said": "말씀하셨어요", "asked": "물으셨어요", "came": "오셨어요", "gave": "주셨어요", "helped": "도와주셨어요", "smiled": "웃으셨어요", "did": "하셨어요", "sat": "앉으셨어요", "looked": "보셨어요"}
PLAIN = {"said": "말했어요", "asked": "물었어요", "came": "왔어요", "gave": "주었어요", "helped": "도와주었어요", "smiled": "웃었어요", "did": "했어요", "sat": "앉았어요", "looked": "보았어요"}


def cast(rng):
    boy = rng.random() < 0.5
    name = rng.choice(BOYS if boy else GIRLS)
    friend = rng.choice([other for other in BOYS + GIRLS if other != name])
    kind = rng.choice(["아이", "소년" if boy else "소녀", "아이"])
    slots = {"n0": name, "n": told(name), "ncall": called(name), "f0": friend, "f": told(friend), "fcall": called(friend), "kind": kind}
    if rng.random() < 0.18:
        pet = rng.choice(["몽몽", "포포", "두리", "코코", "토리", "방울", "꼬미", "루루"])
        slots.update(n0=pet, n=told(pet), ncall=called(pet), kind=rng.choice(BEASTS))
    return slots


def helping(rng, slots):
    if rng.random() < 0.65:
        return {"helper": rng.choice(ELDERS), **HONOURED}
    return {"helper": rng.choice([slots["f"], "동생", "친구 " + slots["f"], slots["f"]]), **PLAIN}


def world(rng):
    slots = cast(rng)
    slots.update(helping(rng, slots))
    place = rng.choice(PLACES)
    dish, missing = rng.choice(DISHES)
    skill, skilling, skillcan = rng.choice(SKILLS)
    pet, petfood, pethome = rng.choice(PETS)
    fear, danger, trick = rng.choice(FEARS)
    plant, plantcolour = rng.choice(PLANTS)
    item, unit = rng.choice(COUNTED)
    game, gaming = rng.choice(GAMES)
    number = rng.randint(4, 12)
    given = rng.randint(2, number - 2)
    inside, hidden = rng.sample(INDOORS, 2)
    slots.update(place=place, goal=place, dish=dish, missing=missing, skill=skill, skilling=skilling, skillcan=skillcan, pet=pet, petfood=petfood,
                 pethome=pethome, petname=rng.choice(PET_NAMES), petcolour=rng.choice(["하얀", "까만", "갈색", "회색"]), fear=fear, danger=danger, trick=trick,
                 plant=plant, plantcolour=plantcolour, item=item, unit=unit, game=game, gaming=gaming, number=COUNTS[number], given=COUNTS[given],
                 left=COUNTS[number - given], inside=inside, hidden=hidden, outside=rng.choice(OUTDOORS), where=rng.choice(["집 뒤에", "정원에", "화분에", "담 옆에", "마당에"]),
                 thing=rng.choice(THINGS), broken=rng.choice(BREAKABLE), present=rng.choice(PRESENTS), colour=rng.choice(COLOURS)[0], elder=rng.choice(ELDERS[:7]),
                 trait=rng.choice(TRAITS), time=rng.choice(TIMES), day=rng.choice(DAYS), season=rng.choice(SEASONS))
    return slots


def story_with_title(rng):
    slots = world(rng)
    plot = rng.choice(PLOTS)
    if plot in (GIFT, COOKING):  # the friend gets the present and cannot give advice on it
        slots.update(HONOURED, helper=rng.choice(ELDERS))
    parts = [rng.choice(OPENINGS)] + [rng.choice(patterns) for patterns in plot] + [rng.choice(ENDINGS[:7] if plot in (GIFT, SHARING) else ENDINGS)]
    return korean(rng, TITLES[id(plot)], slots), " ".join(korean(rng, part, slots) for part in parts), slots


def story(rng):
    return story_with_title(rng)[1]
