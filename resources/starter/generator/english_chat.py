"""English talk: reading and answering, instructions, greetings, what cannot be known."""

from english_facts import fact_turn
from english_stories import BEAST_NAMES, pronouns, person, story_with_title
from english_texts import DESCRIPTIONS, STEPS, description_of, letter_about, steps_for
from english_words import *
from expansion import english, upper_first

# Did (past), do (bare), the object with {n} counted, {colour}.
COUNTED = [("bought", "buy"), ("found", "find"), ("sold", "sell"), ("brought", "bring"), ("saw", "see"), ("took", "take"), ("lost", "lose"), ("counted", "count"), ("painted", "paint"), ("ordered", "order")]
SINGLE_ACTS = [("found", "find"), ("lost", "lose"), ("bought", "buy"), ("saw", "see"), ("forgot", "forget"), ("dropped", "drop"), ("hid", "hide"), ("repaired", "repair"), ("wanted", "want"), ("left", "leave")]
REASONS = [("happy", "{he} got a letter"), ("sad", "{his} cat was sick"), ("tired", "{he} had worked all day"), ("glad", "{his} friend came"), ("hungry", "{he} had eaten nothing"),
           ("proud", "{he} won the race"), ("angry", "{his} bike was broken"), ("late", "the bus did not come"), ("cold", "{he} had no coat"), ("excited", "it was {his} birthday"),
           ("wet", "{he} had no umbrella"), ("thirsty", "it was very hot"), ("worried", "the key was gone"), ("nervous", "{he} had to play the violin")]
CLOCK = ["seven", "eight", "nine", "ten", "eleven"]
LATE = ["four", "five", "six", "seven", "eight"]
SHOPS = ["shop", "bakery", "library", "museum", "workshop", "market", "school", "post office", "cafe", "music shop"]
PRICED = ["book", "lamp", "bow", "cup", "hat", "string", "ticket", "coat", "chair", "flute", "repair", "cake", "clock", "violin case"]
FRAMES = ["{text}\n\n{q}", "{text} {q}", "Read this: {text}\n{q}", "{text}\nQuestion: {q}", "Here is a short text. {text} {q}"]


def counted(rng):
    name, boy = person(rng)
    place, _ = rng.choice(PLACES)
    past, bare = rng.choice(COUNTED)
    one, many = rng.choice(FRUITS)
    n, time, friend = NUMBERS[rng.randint(2, 12)], rng.choice(TIMES), rng.choice([x for x in BOYS + GIRLS if x != name])
    text = rng.choice([f"{time}, {name} {past} {n} {many} {place}. {friend} was there too.", f"{name} {past} {n} {many} {place} {time}. {friend} helped.",
                       f"{name} and {friend} were {place}. {name} {past} {n} {many} there {time}.", f"{time}, {name} was {place} with {friend}. {name} {past} {n} {many}."])
    return text, [(f"How many {many} did {name} {bare}?", f"{name} {past} {n} {many}."), (f"Who {past} {n} {many}?", f"{name} {past} {n} {many}."),
                  (f"Where did {name} {bare} the {many}?", f"{name} {past} the {many} {place}."), (f"What did {name} {bare}?", f"{name} {past} {n} {many}."),
                  (f"When did {name} {bare} the {many}?", f"{name} {past} the {many} {time}."), (f"Who was with {name}?", f"{friend} was with {name}.")]


def single(rng):
    name, boy = person(rng)
    where = rng.choice(INDOORS + OUTDOORS)
    past, bare = rng.choice(SINGLE_ACTS)
    colour, thing, time = rng.choice(COLOURS), rng.choice(THINGS), rng.choice(TIMES)
    feeling, reason = rng.choice(REASONS)
    reason = english(rng, reason, pronouns(boy))
    he = "He" if boy else "She"
    text = rng.choice([f"{time}, {name} {past} @ {colour} {thing}. The {thing} was {where}. {name} was {feeling} because {reason[0].lower() + reason[1:]}.",
                       f"{name} was {feeling} because {reason[0].lower() + reason[1:]}. {time}, {he.lower()} {past} @ {colour} {thing}. It was {where}.",
                       f"There was @ {colour} {thing} {where}. {name} {past} it {time}. {he} was {feeling} because {reason[0].lower() + reason[1:]}."])
    because = reason[0].lower() + reason[1:]
    return english(rng, text), [(f"What colour was the {thing}?", f"The {thing} was {colour}."), (f"Where was the {thing}?", f"The {thing} was {where}."),
                                (f"Who {past} the {thing}?", f"{name} {past} the {thing}."), (f"When did {name} {bare} the {thing}?", f"{name} {past} the {thing} {time}."),
                                (f"Why was {name} {feeling}?", f"{name} was {feeling} because {because}."), (f"How did {name} feel?", f"{name} was {feeling}."),
                                (f"What did {name} {bare}?", english(rng, f"{name} {past} @ {colour} {thing}."))]


def shop(rng):
    name, boy = person(rng)
    place, thing, price = rng.choice(SHOPS), rng.choice(PRICED), rng.choice([5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80])
    opens, closes, day = rng.choice(CLOCK), rng.choice(LATE), rng.choice(DAYS)
    text = rng.choice([f"The {place} opens at {opens} and closes at {closes}. It is closed on {day}. {name} works there. @ {thing} costs {price} euros.",
                       f"{name} works in @ {place}. It opens at {opens} and closes at {closes}. On {day} it is closed. A customer pays {price} euros for @ {thing}.",
                       f"On {day} the {place} is closed. On other days it opens at {opens} and closes at {closes}. The price of @ {thing} is {price} euros. {name} works there."])
    return english(rng, text), [(f"When does the {place} open?", f"The {place} opens at {opens}."), (f"When does the {place} close?", f"The {place} closes at {closes}."),
                                (f"On which day is the {place} closed?", f"The {place} is closed on {day}."), (f"Who works in the {place}?", f"{name} works in the {place}."),
                                (english(rng, f"how much does @ {thing} cost?"), english(rng, f"@ {thing} costs {price} euros."))]


def living(rng):
    (name, boy), beast = person(rng), rng.choice(["dog", "cat", "rabbit", "horse", "bird", "goat", "duck"])
    pet, colour, town = rng.choice(BEAST_NAMES), rng.choice(["black", "white", "brown", "grey"]), rng.choice(PLACES)
    food, job = rng.choice(["carrots", "bread", "apples", "fish", "rice", "corn"]), rng.choice(JOBS)
    relative, his = rng.choice(RELATIVES), "His" if boy else "Her"
    text = rng.choice([f"{name} has @ {colour} {beast} named {pet}. {pet} likes {food}. {his} {relative} is @ {job[0]}.",
                       f"{name}'s {relative} is @ {job[0]}. {name} has @ {beast}. It is {colour}, its name is {pet}, and it likes {food}.",
                       f"{pet} is @ {colour} {beast}. {pet} belongs to {name} and likes {food}. {name}'s {relative} is @ {job[0]}."])
    return text, [(f"What is the name of {name}'s {beast}?", f"The name of {name}'s {beast} is {pet}."), (f"What does {pet} like?", f"{pet} likes {food}."),
                  (f"What colour is {pet}?", f"{pet} is {colour}."), (f"Who has @ {beast}?", f"{name} has @ {beast}."), (f"What kind of animal is {pet}?", f"{pet} is @ {beast}."),
                  (f"What is the job of {name}'s {relative}?", f"{name}'s {relative} is @ {job[0]}.")]


def reading(rng):
    text, pairs = rng.choice([counted, single, shop, living, counted, single])(rng)
    text = english(rng, text)
    wanted = rng.sample(pairs, rng.choice([1, 1, 2, 3]))
    messages = []
    for index, (question, answer) in enumerate(wanted):
        asked = rng.choice(FRAMES).format(text=text, q=question) if index == 0 else question
        messages += [english(rng, asked), english(rng, answer)]
    if rng.random() < 0.06:
        name = rng.choice(BOYS + GIRLS)
        what = rng.choice(ABSENT).format(name=name)
        messages += [f"Do you know {what}?", "I do not know. The text does not say it."]
    return messages


GREETINGS = [("<hello|hi|good morning|good evening|good afternoon|hello there|hi there>!<| How are you?| How are you today?>", "<Hello|Hi>! <I am fine, thank you.|I am well, thank you.> How can I help you?"),
             ("my name is {name}.", "Nice to meet you, {name}. How can I help you?"), ("hello, I am {name}<.| and I am from {town}.>", "Hello, {name}! It is nice to meet you."),
             ("<thank you|thanks|thank you very much>!<| That was helpful.| You are kind.>", "You are welcome. <I am happy to help.|Have a nice day!>"),
             ("<goodbye|bye|see you|good night>!<| See you tomorrow.|>", "Goodbye! <Have a nice day.|See you soon.|Take care.>"),
             ("I am <tired|sad> today.", "I am sorry to hear that. Please take a rest and be kind to yourself."), ("I am <happy|glad> today.", "That is wonderful. I am happy for you."),
             ("can you help me?", "Yes, of course. What do you need?"), ("what can you do?", "I can answer simple questions and tell short stories."),
             ("who are you?", "I am a small assistant. I can answer simple questions."), ("what is your name?", "I am a small assistant. I have no name."),
             ("it is {weather} today.", "Yes, it is @ {weather} day. Have a good time."), ("I like {food}.", "That is nice. {Food} taste good."),
             ("how was your day?", "It was a good day, thank you. How was your day?")]
UNKNOWN = ["what did I eat <yesterday|this morning|last night>?", "what is my <name|age|number|favourite colour>?", "where is my <key|book|hat|bag> now?", "what will happen <tomorrow|next year>?",
           "who is at my door?", "what am I thinking?", "how old is my <brother|sister|teacher|dog>?", "what is in my <pocket|bag|hand>?", "who will win the game <tomorrow|on {day}>?",
           "what did {name} say to me?", "where is {name} now?", "how tall is {name}?", "what colour is {name}'s <house|bag|hat>?", "when will {name} come home?"]


def small_talk(rng):
    foods = rng.choice([many for _, many in FRUITS[:11]])
    slots = {"name": rng.choice(BOYS + GIRLS), "town": rng.choice(["a small town", "a village", "Seoul", "Paris", "Rome", "the country"]),
             "weather": rng.choice(WEATHERS), "food": foods, "Food": upper_first(foods), "day": rng.choice(DAYS)}
    question, answer = rng.choice(GREETINGS)
    return [english(rng, question, slots), english(rng, answer, slots)]


def unknown(rng):
    slots = {"name": rng.choice(BOYS + GIRLS), "day": rng.choice(DAYS)}
    return [english(rng, rng.choice(UNKNOWN), slots), rng.choice(["I am sorry, I do not know that.", "I do not know. Nobody has told me."])]


LISTS = {"fruits": "apples pears oranges bananas peaches plums cherries".split(), "animals": "dogs cats horses cows rabbits birds sheep".split(),
         "colours": "red blue green yellow white black brown".split(), "tools": ["a hammer", "a saw", "a knife", "a brush", "a ruler", "a ladder"],
         "instruments": ["the violin", "the cello", "the guitar", "the piano", "the flute", "the drum"], "days": DAYS, "drinks": "water milk tea juice coffee lemonade".split(),
         "vegetables": "carrots onions potatoes beans cabbages".split(), "flowers": "roses tulips daisies violets sunflowers".split(), "things in a kitchen": ["a pan", "a spoon", "a cup", "a plate", "a knife", "an oven"],
         "things in a school": ["a book", "a pencil", "a desk", "a map", "a ruler"], "trees": ["the oak", "the pine", "the maple", "the birch", "the apple tree"], "months": MONTHS, "seasons": SEASONS}
POLITE = [("Give me {x}.", "Could you please give me {x}?"), ("Open {y}.", "Could you please open {y}?"), ("Close {y}.", "Could you please close {y}?"), ("Help me with {x}.", "Could you please help me with {x}?"),
          ("Show me {x}.", "Could you please show me {x}?"), ("Bring me {x}.", "Could you please bring me {x}?"), ("Repair {x}.", "Could you please repair {x}?"), ("Wait here.", "Could you please wait here?"), ("Tell me the price of {x}.", "Could you please tell me the price of {x}?")]
# Bare, third person, past, rest.
VERBS = [("play", "plays", "played", "in the park"), ("eat", "eats", "ate", "an apple"), ("read", "reads", "read", "a book"), ("go", "goes", "went", "to school"), ("sing", "sings", "sang", "a song"),
         ("run", "runs", "ran", "to the door"), ("drink", "drinks", "drank", "milk"), ("write", "writes", "wrote", "a letter"), ("see", "sees", "saw", "a bird"), ("buy", "buys", "bought", "bread"),
         ("make", "makes", "made", "a cake"), ("open", "opens", "opened", "the window"), ("help", "helps", "helped", "a friend"), ("swim", "swims", "swam", "in the lake"), ("draw", "draws", "drew", "a horse"),
         ("carry", "carries", "carried", "a bag"), ("sleep", "sleeps", "slept", "in the chair"), ("sit", "sits", "sat", "by the fire"), ("find", "finds", "found", "a key"), ("give", "gives", "gave", "me a cup"),
         ("wash", "washes", "washed", "the plates"), ("clean", "cleans", "cleaned", "the room"), ("repair", "repairs", "repaired", "a violin"), ("cut", "cuts", "cut", "the wood"), ("sell", "sells", "sold", "flowers"),
         ("teach", "teaches", "taught", "a class"), ("catch", "catches", "caught", "a fish"), ("bring", "brings", "brought", "a lamp"), ("take", "takes", "took", "the bus"), ("paint", "paints", "painted", "a wall")]
MANY = FRUITS + [("child", "children"), ("man", "men"), ("woman", "women"), ("mouse", "mice"), ("foot", "feet"), ("tooth", "teeth"), ("goose", "geese"), ("box", "boxes"), ("bus", "buses"), ("knife", "knives"),
                 ("baby", "babies"), ("city", "cities"), ("dog", "dogs"), ("cat", "cats"), ("violin", "violins"), ("key", "keys"), ("wolf", "wolves"), ("day", "days"), ("fox", "foxes"), ("house", "houses")]


def listing(rng):
    kind = rng.choice(list(LISTS))
    n = rng.choice([2, 3, 3, 4])
    chosen = rng.sample(LISTS[kind], n)
    answer = upper_first(", ".join(chosen[:-1]) + " and " + chosen[-1] + ".")
    return [english(rng, rng.choice(["name {n} {k}.", "list {n} {k}.", "tell me {n} {k}, please.", "give me the names of {n} {k}.", "can you name {n} {k}?"]), {"n": NUMBERS[n], "k": kind}), answer]


def polite(rng):
    colour = rng.choice(COLOURS)
    slots = {"x": f"the {colour} {rng.choice(THINGS)}", "y": f"the {colour} {rng.choice(['door', 'window', 'box', 'bag', 'book', 'gate', 'case', 'drawer'])}"}
    rude, kind = rng.choice(POLITE)
    return [english(rng, "<say this politely|make this polite|please say it in a polite way>: " + rude, slots), english(rng, kind, slots)]


def tense(rng):
    (name, _), (bare, third, past, rest) = person(rng), rng.choice(VERBS)
    other, (bare2, third2, past2, rest2) = person(rng)[0], rng.choice(VERBS)
    now, then = f"{name} {third} {rest}.", f"{name} {past} {rest}."
    if rng.random() < 0.4 and other != name:
        now, then = now[:-1] + f" and {other} {third2} {rest2}.", then[:-1] + f" and {other} {past2} {rest2}."
    return rng.choice([[f"Put this into the past: {now}", then], [f"Say it in the past: {now}", then], [f"Change to past tense: {now}", then],
                       [f"Make a question: {name} {third} {rest}.", f"Does {name} {bare} {rest}?"], [f"Make this negative: {name} {third} {rest}.", f"{name} does not {bare} {rest}."],
                       [f"What is the past of \"{bare}\"?", f"The past of \"{bare}\" is \"{past}\"."]])


def plural(rng):
    one, many = rng.choice(MANY)
    n = NUMBERS[rng.randint(2, 12)]
    return rng.choice([[f"What is the plural of \"{one}\"?", f"The plural of \"{one}\" is \"{many}\"."], [f"One {one}, {n} ...?", f"One {one}, {n} {many}."],
                       [f"Finish the sentence: I have one {one}, and you have {n} ...", f"I have one {one}, and you have {n} {many}."]])


def counting(rng):
    low = rng.randint(1, 14)
    high = low + rng.randint(3, 6)
    return [f"Count from {NUMBERS[low]} to {NUMBERS[high]}.", upper_first(", ".join(NUMBERS[low:high + 1]) + ".")]


def telling(rng):
    title, text, slots = story_with_title(rng)
    title = title[0].lower() + title[1:]
    return [english(rng, rng.choice(["tell me a story about {t}.", "please tell me a short story about {t}.", "can you write a story about {t}?", "write a short story about {t}.", "I would like to hear a story about {t}."]), {"t": title}), text]


def describing(rng):
    choice = rng.random()
    if choice < 0.4:
        thing = rng.choice(list(DESCRIPTIONS))
        return [english(rng, rng.choice(["describe {t}.", "tell me about {t}.", "what can you say about {t}?", "please write about {t}."]), {"t": thing}), description_of(rng, thing)]
    if choice < 0.75:
        task = rng.choice(list(STEPS))
        return [english(rng, rng.choice(["how do I {t}?", "how can I {t}?", "tell me how to {t}.", "please explain how to {t}.", "I want to {t}. What should I do?"]), {"t": task}), steps_for(rng, task)]
    name = person(rng)[0]
    why, text = letter_about(rng, name)
    return [english(rng, rng.choice(["write a letter to {n} {w}.", "please write a short letter to {n} {w}."]), {"n": name, "w": why}), text]


TURNS = [(fact_turn, 34), (small_talk, 7), (unknown, 3), (listing, 6), (polite, 5), (tense, 8), (plural, 4), (counting, 2), (telling, 9), (describing, 10)]


def mixed(rng):
    """One to four turns on anything; short ones come in groups, so that no two talks are the same."""
    messages = []
    for _ in range(rng.choice([1, 2, 2, 3, 3, 4])):
        maker = rng.choices([turn for turn, _ in TURNS], [weight for _, weight in TURNS])[0]
        messages += maker(rng)
        if len(messages[-1]) > 300:
            break
    return messages
