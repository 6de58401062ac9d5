"""English stories: a character, a place, a wish, an obstacle, a helper, an end."""

from english_words import *
from expansion import english

OPENINGS = [
    "<once|once upon a time>, there was @ {trait} {kind} named {name}.",
    "{name} was @ {trait} {kind} who lived <near|close to> {goal}.",
    "in a small <town|village> by {landmark}, there lived @ {trait} {kind} called {name}.",
    "{name} was @ {trait} {kind}. {He} <lived|had a home> <near|close to> {goal}.",
    "this is <a story|a little story> about {name}, @ {trait} {kind}.",
    "there was @ {kind} named {name}. {He} was <very|always> {trait}.",
    "one <fine|quiet|bright> day, @ {trait} {kind} named {name} woke up <early|late>.",
    "everyone knew {name}. {He} was @ {trait} {kind}.",
]
ENDINGS = [
    "that <night|evening>, {name} <slept well|went to bed with a smile|fell asleep quickly>.",
    "{name} was <very happy|happy and proud|full of joy>. It had been a <good|long|wonderful> day.",
    "from that day on, {name} and {friend} were <good|the best of> friends.",
    "{name} smiled <all the way home|and waved goodbye>.",
    "{name} learned that <it is good to ask for help|a friend makes hard things easy|small steps lead to big things|it is good to be patient>.",
    "in the end, everyone <laughed|was happy|sat down together and ate>.",
    "{name} never forgot that day.",
    "\"<Thank you|Thank you so much>,\" said {name}. \"<You are a true friend|You helped me a lot|I will never forget this>.\"",
    "and so the day ended <well|with a song|with a warm cup of tea>.",
    "after that, {name} told the story to <everyone|{friend}|the whole family>.",
]
LOST = [
    ["one day, {name} lost {his} {colour} {thing}.", "{time}, {name} could not find {his} {colour} {thing}.",
     "{name} had @ {colour} {thing}. {He} loved it, but one day it was gone.", "\"Where is my {colour} {thing}?\" asked {name}.",
     "{name} looked for {his} {colour} {thing}, but it was not there.", "on the way to {goal}, {name} lost {his} {colour} {thing}."],
    ["{He} looked {inside}, but it was not there.", "first {he} looked {inside}. Then {he} looked {outside}. There was nothing.",
     "{He} searched {inside} and {outside}.", "{He} looked everywhere, even {inside}.", "it was not {inside}, and it was not {outside}.",
     "{name} felt sad and sat down {outside}."],
    ["then {helper} came and said, \"Let us look together.\"", "{helper} asked, \"What are you looking for?\"",
     "{name} asked {helper} for help.", "{helper} saw that {name} was sad.", "\"Do not cry,\" said {helper}. \"We will find it.\"",
     "{helper} said, \"Where did you see it last?\""],
    ["at last, they found the {thing} {hidden}.", "there it was! The {thing} was {hidden}.", "they looked {hidden}, and there was the {thing}.",
     "a little later, {name} saw something {colour} {hidden}. It was the {thing}!", "{name} remembered. The {thing} was {hidden}.",
     "a small dog was sitting {hidden}. It had the {thing}."],
]
COOKING = [
    ["{name} wanted to make {dish} for {his} {relative}.", "it was {his} {relative}'s birthday, so {name} wanted to make {dish}.",
     "{time}, {name} was hungry and wanted to make {dish}.", "{friend} was coming to dinner, so {name} wanted to make {dish}.",
     "\"Let us make {dish},\" said {name} to {friend}.", "{his} {relative} was sick, so {name} decided to make {dish}."],
    ["but there was no sign of {missing} in the house.", "{He} opened the cupboard, but the {missing} were gone.",
     "{He} needed {missing}, but there was nothing left.", "\"Oh no, we have no {missing},\" said {name}.",
     "{He} looked for {missing} in the kitchen, but found none.", "everything was ready, but {he} had forgotten to buy {missing}."],
    ["so {he} went to the market and bought {missing}.", "{name} asked {helper} for {missing}.", "{helper} had {missing} and gave {him} some.",
     "{name} ran to the shop and came back with {missing}.", "\"You can have some of mine,\" said {helper}.", "{name} and {friend} walked to the market together."],
    ["soon the kitchen smelled <wonderful|very good|sweet>.", "{name} mixed everything in a <big|white|blue> bowl.",
     "{He} cooked slowly and carefully.", "it took an hour, but it tasted very good.", "{his} {relative} tasted it and smiled.",
     "they sat down at the table and ate together."],
]
LEARNING = [
    ["{name} wanted to learn to {skill}.", "more than anything, {name} wanted to {skill}.", "{name} saw {friend} {skilling} and wanted to learn it too.",
     "\"I want to {skill},\" said {name}.", "{his} {relative} could {skill} very well. {name} wanted to learn it too.",
     "every day, {name} dreamed of {skilling}."],
    ["at first, it was very hard.", "{He} tried once, but it did not work.", "{He} tried again and again, but it was too difficult.",
     "the first day went badly, and {name} wanted to stop.", "{friend} laughed, and {name} felt sad.", "{name} was afraid of making mistakes."],
    ["\"Do not give up,\" said {helper}.", "{helper} said, \"Start slowly. I will show you.\"", "{helper} sat next to {him} and helped {him}.",
     "then {helper} showed {him} what to do with {tool}.", "\"Everyone makes mistakes,\" said {helper} kindly.", "{helper} came to help every day."],
    ["{name} practised every <morning|evening|day>.", "day after day, {name} tried again.", "after <two|three|four> weeks, it became easier.",
     "{name} worked hard and did not stop.", "slowly, {he} got better.", "{He} practised {place} until the sun went down."],
    ["at last, {name} could {skill}.", "one day, it worked. \"Look, I can {skill}!\" {he} shouted.", "in <spring|summer|autumn|winter>, {name} could {skill} very well.",
     "{friend} clapped. \"You can {skill}!\"", "now {name} could {skill}, and {his} {relative} was proud."],
]
RESCUE = [
    ["one <cold|rainy|windy|sunny> day, {name} found a little {pet} {outside}.", "{time}, {name} heard a small sound {outside}. It was @ {pet}.",
     "on the way to {goal}, {name} saw @ {pet}.", "there was a small {petcolour} {pet} {outside}.", "{name} and {friend} found a tiny {pet} {outside}.",
     "a little {pet} sat {outside} and looked at {name}."],
    ["the {pet} was <cold|hungry|tired> and could not walk.", "it looked <hungry|afraid|lost>.", "its leg was hurt.", "it was all alone and shook with cold.",
     "the {pet} had lost its mother.", "\"You poor {pet},\" said {name}."],
    ["{name} gave it {petfood}.", "{He} put it in a warm box and gave it {petfood}.", "{name} asked {helper}, \"What does it eat?\" \"It likes {petfood},\" was the answer.",
     "{helper} brought {petfood} and a soft blanket.", "{He} carried it home and fed it {petfood}.", "{name} and {helper} cared for it all week."],
    ["after a few days, the {pet} was strong again.", "soon it could run and play.", "the {pet} grew bigger every day.", "a week later, it felt much better.",
     "the {pet} opened its eyes and looked happy.", "little by little, it got well."],
    ["then {name} took it back to {pethome}.", "{He} let it go near {pethome}.", "the {pet} stayed with {name} and they became friends.",
     "one day it went home to {pethome}, but it often came back.", "{name} named it {petname}.", "it ran to {pethome}, and its mother was waiting there."],
]
RAIN = [
    ["{name} wanted to go to {goal} with {friend}.", "{name} and {friend} had a plan. They wanted to visit {goal}.", "it was {day}, and {name} was ready to go to {goal}.",
     "all week, {name} had looked forward to a day {place}.", "\"Today we will go to {goal},\" said {name}.", "{name} packed {his} {colour} bag for a trip to {goal}."],
    ["but then it began to <rain|snow>.", "but the sky was grey, and soon it rained.", "suddenly, a strong wind came and it rained hard.",
     "outside, big drops fell from the sky.", "then there was thunder, and they had to stay inside.", "but the weather was very bad."],
    ["{name} was sad and looked out of the window.", "\"What can we do now?\" asked {friend}.", "\"That is a pity,\" said {name}.", "{name} sat down and said nothing.",
     "{friend} was sad too.", "they waited and waited, but it did not stop."],
    ["then {helper} had an idea.", "\"We can have fun at home,\" said {helper}.", "{helper} smiled and said, \"Come to the table.\"", "then {name} had a good idea.",
     "\"I know something,\" said {friend}.", "{helper} lit a candle and sat down with them."],
    ["so they {game} all afternoon.", "they {game} and laughed.", "they {game}, and time went by quickly.", "first they {game}, and then they drank hot tea.",
     "they {game} until dinner.", "they {game} together and forgot the rain."],
    ["the next day, the sun came out.", "in the evening, there was a rainbow over the hill.", "later, the rain stopped and they went to {goal} after all.",
     "\"Rainy days can be good days,\" said {name}.", "at night, the stars came out.", "\"That was a good day,\" said {friend}."],
]
REPAIR = [
    ["{name} had an old {broken}. It had belonged to {his} {relative}.", "one day, the {broken} broke.", "{time}, the {broken} fell down and broke.",
     "{name}'s {broken} did not work any more.", "{name} dropped the {broken}, and a piece came off.", "\"Oh no, my {broken} is broken,\" said {name}."],
    ["{name} was <very sad|worried>, because {he} loved it.", "{He} tried to fix it alone, but it was too hard.", "\"Can we throw it away?\" asked {friend}. \"No,\" said {name}.",
     "{He} did not know what to do.", "{name} held the {broken} in {his} hands and cried a little.", "a new one was too expensive."],
    ["so {he} took it to a small <workshop|repair shop>.", "{helper} said, \"I know someone who can repair it.\"", "{name} brought it to {helper}.",
     "in the town, there was an old <man|woman> who could repair everything.", "{helper} looked at it carefully.", "\"This is easy to repair,\" said {helper}."],
    ["they used <glue and wood|a hammer and nails|a small brush and some glue|a screw and some string>.", "it took <two|three|four|five> days.", "{name} watched and handed over the tools.",
     "they worked slowly and with care.", "first they cleaned it, and then they put the pieces together.", "{name} learned how to hold the tools."],
    ["at last, the {broken} was as good as new.", "when it was ready, {name} jumped for joy.", "now the {broken} was even better than before.", "\"It works again!\" said {name}.",
     "{name} carried the {broken} home with care.", "{name} paid with a smile and said thank you."],
]
SHARING = [
    ["{name} had {number} {fruits}.", "{his} {relative} gave {name} {number} {fruits}.", "{time}, {name} bought {number} {fruits}.", "{name} found {number} {fruits} {outside}.",
     "{name} went to {goal} with {number} {fruits} in a basket.", "there were {number} {fruits} in {name}'s bag."],
    ["{He} met {friend}, who had none.", "{friend} came by and looked at the {fruits}.", "\"Those {fruits} look nice,\" said {friend}.", "{friend} was sad, because {he2} had no {fruits}.",
     "on the road, {he} met {friend}.", "\"May I have one, please?\" asked {friend}."],
    ["at first, {name} did not want to share.", "{name} thought about it for a moment.", "{name} held the bag tightly.", "\"They are all mine,\" said {name}.",
     "{name} remembered that {friend} was always kind.", "then {name} looked at {friend}'s face."],
    ["{name} gave {friend} {given} of them, so {left} {was} left.", "\"Here, take {given},\" said {name}. Now {name} had {left}.", "{He} shared and gave {given} to {friend}. {name} kept {left}.",
     "so {friend} got {given} and {name} kept {left}.", "{name} put {given} in {friend}'s hands and kept {left}."],
    ["they sat {outside} and were happy.", "\"Thank you, {name},\" said {friend}.", "the next day, {friend} brought a present for {name}.", "sharing made both of them happy.",
     "\"Sharing is more fun,\" said {name}.", "{friend} smiled a big smile."],
]
COURAGE = [
    ["{name} was afraid of {fear}.", "there was one thing {name} did not like: {fear}.", "{name} was brave, but not when it came to {fear}.", "{name} did not tell anyone, but {he} was afraid of {fear}.",
     "\"I am afraid of {fear},\" said {name}.", "ever since {he} was small, {name} had been afraid of {fear}."],
    ["one day, {he} had to face it.", "{time}, {friend} needed help, and there was no other way.", "then the day came.", "{friend} said, \"Come with me. It is all right.\"",
     "{name} wanted to run away.", "{his} heart beat fast."],
    ["{helper} took {his} hand.", "\"I was afraid too, when I was young,\" said {helper}.", "{helper} said, \"Being brave means trying.\"", "\"You are not alone,\" said {helper}.",
     "{friend} stayed close to {him}.", "{helper} gave {him} a small lamp and a warm smile."],
    ["then {trick}.", "slowly, {trick}.", "{name} closed {his} eyes, and {trick}.", "\"I can do it,\" said {name}, and {trick}.", "so {trick}, and it helped."],
    ["it was not so bad.", "after {danger}, {name} laughed.", "{danger} was not so terrible after all.", "\"I did it!\" shouted {name}.", "the fear became smaller and smaller.",
     "now {name} was less afraid of {fear}."],
]
GARDEN = [
    ["in spring, {name} planted a small {plant} seed {where}.", "{name} got @ {plant} seed from {helper}.", "{helper} gave {name} a seed. \"It is @ {plant},\" they said.",
     "{name} wanted to grow @ {plant}.", "one warm day in spring, {name} put @ {plant} seed in the ground.", "{name} had a small garden, and {he} planted @ {plant} there."],
    ["{He} gave it water every day.", "every morning, {he} looked at the ground, but nothing happened.", "{name} waited and waited.", "\"When will it grow?\" {he} asked {helper}.",
     "the sun shone, and {name} brought water.", "one week passed, and there was nothing to see."],
    ["\"Be patient,\" said {helper}.", "\"Plants need water, light and time,\" said {helper}.", "{helper} said, \"Good things take time.\"", "then a hot week came, and the ground was dry.",
     "a bird wanted to eat the seed, but {name} sent it away.", "{friend} said, \"It will not grow.\" But {name} did not give up."],
    ["then, one morning, there was a small green leaf.", "at last, something green came out of the ground.", "after the rain, a tiny plant was there.", "two weeks later, {name} saw the first leaf.",
     "the plant grew taller and taller."],
    ["in summer, the {plant} was big and {plantcolour}.", "by summer, {name} had a beautiful {plantcolour} {plant}.", "{name} showed the {plantcolour} {plant} to {friend}.",
     "\"Look how {plantcolour} it is!\" said {name}.", "everyone came to see the {plantcolour} {plant}."],
]
GIFT = [
    ["it was {friend}'s birthday on {day}.", "soon it would be {friend}'s birthday.", "{name} wanted to give {friend} a present.", "{friend} was going to have a birthday party on {day}.",
     "\"What shall I give {friend}?\" thought {name}."],
    ["{name} had only {number} coins.", "{name} did not have much money.", "the presents in the shop were too expensive.", "{He} looked in <two|three|four> shops, but found nothing.",
     "{He} thought about it for a long time."],
    ["\"A present made by hand is the best,\" said {helper}.", "{helper} said, \"Why don't you make something?\"", "then {name} had an idea and went home.", "{He} asked {helper} what to do.",
     "{helper} helped {him} with a good idea."],
    ["so {name} made @ {colour} {present}.", "{He} worked all day and made @ {present}.", "{name} made a beautiful {present} with {his} own hands.", "together they made @ {colour} {present}.",
     "in the evening, a little {present} was ready."],
    ["{friend} opened the box and found @ {present}.", "\"A {present}! It is wonderful,\" said {friend}.", "{friend} liked the {present} more than anything.", "on {day}, {name} gave it to {friend}.",
     "{friend} held the {present} and smiled."],
]
PLOTS = [LOST, COOKING, LEARNING, RESCUE, RAIN, REPAIR, SHARING, COURAGE, GARDEN, GIFT]
TITLES = {id(LOST): "a lost {thing}", id(COOKING): "{dish}", id(LEARNING): "someone who learns to {skill}", id(RESCUE): "a little {pet}",
          id(RAIN): "a rainy day", id(REPAIR): "a broken {broken}", id(SHARING): "sharing {fruits}", id(COURAGE): "someone who is afraid of {fear}",
          id(GARDEN): "@ {plant}", id(GIFT): "a present"}


def person(rng):
    boy = rng.random() < 0.5
    name = rng.choice(BOYS if boy else GIRLS)
    return name, boy


def pronouns(boy):
    he, him, his = ("he", "him", "his") if boy else ("she", "her", "her")
    return {"he": he, "him": him, "his": his, "He": he.capitalize(), "His": his.capitalize()}


def cast(rng):
    """Names and pronouns of one who acts and a friend, children or animals."""
    name, boy = person(rng)
    friend, friend_boy = person(rng)
    while friend == name:
        friend, friend_boy = person(rng)
    kind = "boy" if boy else "girl"
    if rng.random() < 0.2:
        name, kind = rng.choice(BEAST_NAMES), rng.choice(BEASTS)
    return {"name": name, "friend": friend, "kind": kind, "he2": "he" if friend_boy else "she", **pronouns(boy)}


def world(rng):
    """All that a story may speak of, chosen once, so that it stays the same through the story."""
    slots = cast(rng)
    place, goal = rng.choice(PLACES)
    dish, missing = rng.choice(DISHES)
    skill, skilling, tool = rng.choice(SKILLS)
    pet, petfood, pethome = rng.choice(PETS)
    fear, danger, trick = rng.choice(FEARS)
    plant, plantcolour = rng.choice(PLANTS)
    fruit, fruits = rng.choice(FRUITS)
    number = rng.randint(4, 12)
    given = rng.randint(2, number - 2)
    inside, hidden = rng.sample(INDOORS, 2)
    slots.update(place=place, goal=goal, dish=dish, missing=missing, petcolour=rng.choice(["white", "black", "brown", "grey"]), skill=skill, skilling=skilling, tool=tool, pet=pet,
                 petfood=petfood, pethome=pethome, petname=rng.choice(BEAST_NAMES), fear=fear, danger=danger, trick=trick,
                 plant=plant, plantcolour=plantcolour, fruit=fruit, fruits=fruits, number=NUMBERS[number],
                 given=NUMBERS[given], left=NUMBERS[number - given], was="were", inside=inside, hidden=hidden,
                 outside=rng.choice(OUTDOORS), where=rng.choice(["behind the house", "in the garden", "in a pot", "by the wall"]),
                 thing=rng.choice(THINGS), broken=rng.choice(BREAKABLE), present=rng.choice(PRESENTS), colour=rng.choice(COLOURS),
                 relative=rng.choice(RELATIVES), helper=rng.choice(HELPERS), trait=rng.choice(TRAITS), time=rng.choice(TIMES),
                 day=rng.choice(DAYS), game=rng.choice(GAMES), landmark=rng.choice(["the sea", "a river", "a lake", "the hills", "a forest"]))
    return slots


def story_with_title(rng):
    slots = world(rng)
    plot = rng.choice(PLOTS)
    opening = rng.choice(OPENINGS)
    if plot in (GIFT, COOKING):  # the friend gets the present and cannot give advice on it
        slots["helper"] = rng.choice(HELPERS[:-2])
    parts = [opening] + [rng.choice(patterns) for patterns in plot] + [rng.choice(ENDINGS[:7] if plot in (GIFT, SHARING) else ENDINGS)]
    return english(rng, TITLES[id(plot)], slots), " ".join(english(rng, part, slots) for part in parts), slots


def story(rng):
    return story_with_title(rng)[1]
