"""English texts that are no stories: descriptions, steps, diaries, letters, dialogues."""

from english_facts import ANIMALS, COLOUR_OF, KEPT, MADE_OF, USES, the
from english_stories import pronouns, world
from english_words import *
from expansion import english, upper_first

DESCRIPTIONS = {
    "spring": ["in spring, the days get longer.", "spring comes after winter.", "flowers bloom in spring.", "in spring, birds build nests.", "the air is mild in spring.", "farmers plant seeds in spring.", "children play outside again.", "a light rain falls in spring."],
    "summer": ["summer is the hottest season.", "in summer, people swim in the lake.", "the days are long in summer.", "children eat ice cream in summer.", "summer comes after spring.", "trees are green in summer.", "many people go to the beach in summer.", "in summer, we drink cold water."],
    "autumn": ["leaves fall in autumn.", "autumn comes after summer.", "in autumn, apples are ripe.", "the leaves turn red and yellow.", "the evenings get cool in autumn.", "squirrels collect nuts in autumn.", "in autumn, the wind is strong.", "farmers bring in the corn in autumn."],
    "winter": ["winter is the coldest season.", "it snows in winter.", "in winter, people wear coats and scarves.", "the days are short in winter.", "children build snowmen in winter.", "winter comes after autumn.", "some animals sleep all winter.", "hot tea tastes good in winter."],
    "the beach": ["the beach is by the sea.", "there is sand on the beach.", "children build castles of sand.", "people swim in the water.", "you can find shells on the beach.", "the sea is salty.", "birds fly over the waves.", "in summer, the beach is full of people."],
    "the forest": ["the forest is full of trees.", "owls and squirrels live in the forest.", "it is quiet and cool in the forest.", "the ground is soft with leaves.", "after the rain, the forest smells fresh.", "a small path goes through the forest.", "at night, the forest is dark.", "birds sing in the trees."],
    "the library": ["a library is a place with many books.", "people read quietly in the library.", "you can borrow books there.", "the books stand on long shelves.", "children listen to stories in the library.", "it is quiet in the library.", "you must bring the books back."],
    "the market": ["the market is open in the morning.", "people buy fruit at the market.", "the market is loud and full of colours.", "farmers sell vegetables there.", "you can smell fresh bread.", "people talk about the price.", "at noon, the market closes."],
    "a workshop": ["a workshop is a place where people make and repair things.", "there are many tools on the wall.", "it smells of wood and glue.", "a big table stands in the middle.", "the floor is covered with small pieces of wood.", "people work carefully with their hands.", "a customer brings something that is broken.", "when the repair is done, the customer pays the price."],
    "a violin": ["a violin is an instrument.", "a violin has four strings.", "you play a violin with a bow.", "a violin is made of wood.", "you keep a violin in its case.", "a violin maker repairs violins.", "the sound of a violin is high and clear.", "old strings should be changed."],
    "a cello": ["a cello is an instrument.", "a cello is bigger than a violin.", "a cello has four strings.", "you sit when you play the cello.", "the sound of a cello is deep and warm.", "you play a cello with a bow.", "a cello is heavy to carry."],
    "a guitar": ["a guitar is an instrument.", "a guitar has six strings.", "a guitar is made of wood.", "people play the guitar with their fingers.", "many songs are played on a guitar.", "you must tune the strings."],
    "the rain": ["rain comes from clouds.", "when it rains, people need an umbrella.", "rain is good for plants.", "after the rain, there may be a rainbow.", "frogs like the rain.", "the streets are wet.", "children jump in the water with their boots."],
    "the snow": ["snow is white.", "it snows in winter.", "snow feels cold.", "children build a snowman.", "snow makes the world quiet.", "in the sun, the snow melts.", "footprints can be seen in the snow."],
    "the moon": ["the moon shines at night.", "sometimes the moon is round.", "the moon goes around the earth.", "the moon is smaller than the sun.", "the light of the moon is soft and white.", "on some nights, we cannot see the moon."],
    "the sun": ["the sun rises in the morning.", "the sun sets in the evening.", "the sun feels hot.", "the sun gives us light.", "plants need the sun.", "the sun is far away."],
    "bread": ["bread is made of flour.", "a baker bakes bread.", "you can buy bread at a bakery.", "fresh bread smells good.", "people eat bread with butter or cheese.", "you cut bread with a knife.", "you keep bread in the bread box."],
    "soup": ["soup is warm and good.", "you eat soup with a spoon.", "soup is made of water and vegetables.", "people like soup in winter.", "a little salt makes soup better.", "hot soup must cool down."],
    "an apple": ["an apple is a fruit.", "apples grow on trees.", "apples can be red, green or yellow.", "apples taste sweet or sour.", "people make pies with apples.", "in autumn, apples are ripe."],
    "a school": ["children learn at school.", "a teacher teaches children.", "there are desks and books.", "school begins in the morning.", "children play in the yard.", "they learn to read and write."],
    "a farm": ["animals live on a farm.", "a farmer grows food.", "there are cows, pigs and sheep.", "a farmer gets up early.", "hay is kept in the barn.", "hens give us eggs.", "the work on a farm is hard."],
    "a friend": ["a friend is someone you like.", "friends help each other.", "you can tell a friend everything.", "friends play and laugh together.", "a good friend listens.", "sometimes friends are angry, but then they say sorry."],
    "a bow": ["you play a violin with a bow.", "a bow is made of wood and hair.", "the hair of a bow must be changed from time to time.", "after playing, you loosen the hair.", "a good bow is light and strong.", "you should not touch the hair with your fingers."],
    "a music shop": ["a music shop sells instruments.", "you can buy strings at a music shop.", "the opening hours are on the door.", "the customer asks for the price.", "some shops bring the instrument to your home.", "there are guitars on the wall.", "you may try an instrument before you buy it."]}
STEPS = {
    "make tea": ["boil some water", "put the tea in a cup", "pour the hot water over it", "wait three minutes", "add some honey"],
    "brush my teeth": ["take the toothbrush", "put some paste on it", "brush your teeth for two minutes", "wash your mouth with water", "clean the brush"],
    "plant a seed": ["fill a pot with earth", "make a small hole", "put the seed into the hole", "cover it with earth", "give it some water"],
    "wash my hands": ["open the tap", "make your hands wet", "take some soap", "rub your hands well", "dry them with a towel"],
    "write a letter": ["take a sheet of paper", "write the date and the name", "write what you want to say", "sign the letter", "put it in an envelope"],
    "make a sandwich": ["take two pieces of bread", "put butter on them", "add some cheese", "add a piece of tomato", "put the bread together"],
    "build a snowman": ["make a big ball of snow", "make a smaller ball", "put the small ball on the big one", "use stones for the eyes", "use a carrot for the nose"],
    "change a string": ["loosen the old string", "take the old string away", "put the new string in place", "turn the peg slowly", "tune the string"],
    "clean a violin": ["take a soft dry cloth", "wipe the strings", "wipe the wood gently", "loosen the bow", "put the violin in its case"],
    "make an appointment": ["find the telephone number", "call the shop", "say your name", "ask for a free day", "write down the time"],
    "cook an egg": ["boil some water", "put the egg into the water", "wait seven minutes", "take the egg out", "put it in cold water"],
    "make a paper boat": ["take a sheet of paper", "fold it in the middle", "fold the corners down", "fold up the edges", "pull it open carefully"],
    "feed a cat": ["wash the bowl", "open the food", "put the food in the bowl", "give the cat fresh water", "let the cat eat quietly"],
    "cross the street": ["stop at the edge", "look left", "look right", "wait until it is free", "walk across quickly"],
    "borrow a book": ["go to the library", "look for the book on the shelf", "take it to the desk", "show your card", "bring it back in time"],
    "make soup": ["wash the vegetables", "cut them into small pieces", "boil them in water", "add some salt", "eat the soup with a spoon"],
    "fix a chair": ["turn the chair over", "clean the broken leg", "put glue on it", "press the pieces together", "wait one day"],
    "send a parcel": ["put the thing in a box", "close the box well", "write the address on it", "take it to the post office", "pay the price"],
    "draw a house": ["draw a square", "draw a roof on top", "add a door", "add two windows", "colour the house"],
    "go to bed": ["put away your toys", "wash your face", "put on your pyjamas", "read a short story", "turn off the light"]}
ORDER = [["First,", "Then", "Next,", "After that,", "Finally,"], ["First,", "After that,", "Then", "Next,", "At the end,"], ["1.", "2.", "3.", "4.", "5."]]
LETTERS = {
    "to say thank you": "thank you <very much |so much |>for the {colour} {thing}. I <like it very much|use it every day|showed it to everyone>. It was {a_feeling} to see you.",
    "to invite {o}": "<I would like to invite you to my house|please come to my party|I hope you can visit me> on {day}. We will eat {foods} and {play}. Please <bring {friend} too|tell me if you can come|come {when}>.",
    "to say sorry": "I am sorry that I <lost|broke|forgot> your {colour} {thing}. I was <tired|careless|in a hurry>. <I will buy a new one.|I will be more careful.|I want to repair it.> Please <forgive me|do not be angry>.",
    "about the holidays": "I am {place}. The weather is {weather}. Yesterday, we {game}. Tomorrow, I want to <go to {goal}|rest|take many pictures>. I saw @ {petcolour} {pet} too.",
    "to ask for help": "my {broken} is broken. Can you help me to repair it <on {day}|this week>? I have <glue|wood|nails|strings>, but I do not know what to do. I will make {dish} for you."}
OWN = ["I woke up <early|late|at six o'clock|at seven o'clock|at eight o'clock>.", "Today was {weather}.", "I {game} with {friend}.", "I ate {dish} at noon.", "I went to {goal}.", "My {relative} came to see us.", "I saw @ {petcolour} {pet} {outside}.",
       "I lost my {thing}, but I found it {hidden}.", "I practised {skilling}.", "In the evening, I read a book.", "I was a little tired.", "{friend} gave me @ {colour} {thing}.",
       "We had {number} {foods}, and we ate {given} of them.", "At school, we learned a new song.", "The {plant} in our garden is {plantcolour} now.", "I helped my {relative} in the kitchen.",
       "I took my {broken} to the workshop.", "The repair will take <two|three|four> days.", "I bought new strings for my violin."]
TALKS = [
    [("a", "Hello, {friend}! <How are you|How are you today|Are you well>?"), ("b", "<I am fine|Very well|Good>, thank you. And you?"), ("a", "I am {feel}. <I want to go to {goal}.|I found @ {colour} {thing}.|I lost my {thing}.>"), ("b", "<Oh, really? Tell me more.|That is interesting.|Can I help you?>"), ("a", "<Come with me, please.|Let us go together.|You are very kind.>"), ("b", "<All right, let us go.|I will get my coat.|With pleasure.>")],
    [("a", "Good <morning|afternoon>. <Do you have|Do you sell> {fruits}?"), ("b", "Yes, we do. How many {fruits} would you like?"), ("a", "{Number} {fruits}, please. How much is that?"), ("b", "That is {price} euros."), ("a", "<Here you are.|Here is the money.>"), ("b", "Thank you. <Have a nice day!|Goodbye!>")],
    [("a", "Hello. My {broken} is broken. Can you repair it?"), ("b", "<Let me see.|Let me have a look.> Yes, <we can repair it|that is possible>."), ("a", "<How long will it take?|When will it be ready?>"), ("b", "It will <take {given} days|be ready on {day}>."), ("a", "And what is the price?"), ("b", "The repair costs {price} euros."), ("a", "<That is fine.|Very good.> I will come back on {day}.")],
    [("a", "Where is my {thing}? I cannot find it."), ("b", "<Did you look|Have you looked> {inside}?"), ("a", "Yes, but it is not there."), ("b", "Then look {hidden}."), ("a", "<There it is!|Here it is!> Thank you, {friend}."), ("b", "You are welcome.")],
    [("a", "What is your favourite season?"), ("b", "I like <spring, because flowers bloom|summer, because I can swim|autumn, because the leaves are red|winter, because it snows>. And you?"), ("a", "I like {season}. What do you do on {day}?"), ("b", "I go to {goal} with my {relative}."), ("a", "That sounds nice.")],
    [("a", "I want to learn to {skill}."), ("b", "It is hard, but you can do it."), ("a", "Who can teach me?"), ("b", "My {relative} can. Come {when}."), ("a", "Thank you, {friend}. I will bring {dish}."), ("b", "Good. See you {when2}.")]]


def shuffled(rng, sentences, low, high):
    return rng.sample(sentences, min(len(sentences), rng.randint(low, high)))


def animal_sentences(rng, row):
    animal, sound, food, home, baby, legs = row
    one = the(animal)
    sentences = [f"{one} eats {food}.", f"{one} lives {home}.", f"{one} has {NUMBERS[legs] if legs else 'no'} legs.", f"{one} is an animal."]
    if sound:
        sentences.append(f"{one} {sound}.")
    if baby:
        sentences.append(f"a baby {animal} is called {the(baby)}.")
    return sentences


for _row in ANIMALS:
    if _row[0] not in ("fish", "bird"):
        DESCRIPTIONS[the(_row[0])] = animal_sentences(None, _row)


def description_of(rng, thing):
    return english(rng, " ".join(shuffled(rng, DESCRIPTIONS[thing], 4, 7)))


def steps_for(rng, task):
    words = rng.choice(ORDER)
    steps = STEPS[task]
    if words[0] == "1.":
        return "\n".join(f"{mark} {upper_first(step)}." for mark, step in zip(words, steps))
    return " ".join(f"{mark} {step}." for mark, step in zip(words, steps))


def more_slots(rng):
    slots = world(rng)
    slots.update(weather=rng.choice(WEATHERS), when=rng.choice(["in the morning", "in the afternoon", "at three o'clock", "at four o'clock", "after school", "at noon"]),
                 when2=rng.choice(["tomorrow", "then", "soon", "on {day}"]), feel=rng.choice(["happy", "a little sad", "tired", "excited", "well", "hungry"]), price=rng.choice([5, 8, 10, 12, 15, 20, 25, 30]),
                 foods=rng.choice([many for _, many in FRUITS[:11]]), day2=rng.choice([day for day in DAYS if day != slots["day"]]),
                 Number=upper_first(slots["number"]), season=rng.choice(SEASONS), a_feeling=rng.choice(["nice", "good", "lovely"]), play=rng.choice(["play games", "sing songs", "listen to music", "tell stories", "dance", "play cards"]))
    return slots


def letter_about(rng, name):
    reason = rng.choice(list(LETTERS))
    slots = more_slots(rng)
    slots.update(o="a friend")
    greet = rng.choice(["How are you?", "I hope you are well.", "It is {day2} today.", "I think of you often.", "Today I want to write to you."])
    close = rng.choice(["Your friend,", "With love,", "Best wishes,", "See you soon,", "Yours,"])
    body = english(rng, greet + " " + upper_first(LETTERS[reason]), slots)
    return english(rng, reason, slots)[0].lower() + english(rng, reason, slots)[1:], f"Dear {name},\n{body}\n{close}\n{slots['name'] if slots['kind'] in ('boy', 'girl') else slots['friend']}"


def letter(rng):
    return letter_about(rng, rng.choice(BOYS + GIRLS))[1]


def diary(rng):
    slots = more_slots(rng)
    start = rng.choice(["Dear diary!", "{day}.", "{month} {date}.", "Today is {day}.", "{day} evening."])
    slots.update(month=rng.choice(MONTHS), date=rng.randint(1, 28))
    end = rng.choice(["It was a good day.", "Now I am going to bed.", "I hope tomorrow will be nice too.", "I am happy.", "What a day!", "Good night."])
    return english(rng, start + " " + " ".join(shuffled(rng, OWN, 5, 7)) + " " + end, slots)


def dialogue(rng):
    slots = more_slots(rng)
    names = {"a": slots["name"], "b": slots["friend"]}
    return "\n".join(f"{names[who]}: {english(rng, line, {**slots, 'friend': slots['friend'] if who == 'a' else slots['name']})}" for who, line in rng.choice(TALKS))


def description(rng):
    first, second = rng.sample(list(DESCRIPTIONS), 2)
    return description_of(rng, first) + ("\n" + description_of(rng, second) if rng.random() < 0.6 else "")


def things_text(rng):
    """What some things are like, are used for and where they are kept."""
    sentences = [f"{thing} is {colour}." for thing, colour in rng.sample(sorted(COLOUR_OF.items()), 2)]
    sentences += [f"you use {thing} to {use}." for thing, use in rng.sample(sorted(USES.items()), 2)]
    sentences += [f"you keep {thing} {place}." for thing, place in rng.sample(sorted(KEPT.items()), 1)]
    sentences += [f"{thing} is made of {stuff}." for thing, stuff in rng.sample(sorted(MADE_OF.items()), 1)]
    rng.shuffle(sentences)
    return english(rng, " ".join(sentences))


def how_to(rng):
    first = rng.choice(list(STEPS))
    second = rng.choice([task for task in STEPS if task != first])
    lead = rng.choice(["This is how to {t}.", "How do you {t}?", "Do you want to {t}?", "To {t}, do this."])
    parts = []
    for task in (first, second)[:rng.choice([1, 2, 2])]:
        parts.append(lead.format(t=task.replace("my", "your")) + "\n" + steps_for(rng, task))
    return "\n\n".join(parts)
