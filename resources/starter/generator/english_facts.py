"""What is true in the small world: each fact has many questions and one answer, the same everywhere."""

from english_words import DAYS, MONTHS, NUMBERS, SEASONS, JOBS
from expansion import english, upper_first

# Animal, sound (verb), food, home, baby, legs.
ANIMALS = [
    ("dog", "barks", "meat", "in a doghouse", "puppy", 4), ("cat", "meows", "fish", "in a house", "kitten", 4),
    ("cow", "moos", "grass", "on a farm", "calf", 4), ("horse", "neighs", "hay", "in a stable", "foal", 4),
    ("sheep", "bleats", "grass", "on a farm", "lamb", 4), ("duck", "quacks", "bread", "by a pond", "duckling", 2),
    ("hen", "clucks", "corn", "in a henhouse", "chick", 2), ("pig", "oinks", "corn", "on a farm", "piglet", 4),
    ("lion", "roars", "meat", "in the grassland", "cub", 4), ("frog", "croaks", "flies", "in a pond", "tadpole", 4),
    ("bird", "sings", "seeds", "in a nest", "chick", 2), ("bee", "buzzes", "honey", "in a hive", "", 6),
    ("mouse", "squeaks", "cheese", "in a hole", "", 4), ("rabbit", "", "carrots", "in a burrow", "bunny", 4),
    ("squirrel", "", "nuts", "in a tree", "", 4), ("bear", "growls", "honey", "in a cave", "cub", 4),
    ("owl", "hoots", "mice", "in a tree", "owlet", 2), ("fish", "", "worms", "in the water", "", 0),
    ("spider", "", "flies", "in a web", "", 8), ("ant", "", "sugar", "in an anthill", "", 6),
    ("wolf", "howls", "meat", "in the forest", "cub", 4), ("monkey", "", "bananas", "in the trees", "", 2),
    ("panda", "", "bamboo", "in the forest", "cub", 4), ("goat", "", "leaves", "on a farm", "kid", 4),
    ("elephant", "trumpets", "leaves", "in the grassland", "calf", 4), ("snake", "hisses", "mice", "in the grass", "", 0)]
COLOUR_OF = {"snow": "white", "grass": "green", "the sky": "blue", "blood": "red", "coal": "black", "milk": "white", "a banana": "yellow",
             "a lemon": "yellow", "an orange": "orange", "a carrot": "orange", "a strawberry": "red", "a tomato": "red", "the night": "black",
             "the sun": "yellow", "a leaf in summer": "green", "chocolate": "brown", "a frog": "green", "a crow": "black", "salt": "white",
             "a pumpkin": "orange", "a cucumber": "green", "an elephant": "grey", "a swan": "white", "a violin": "brown", "a cherry": "red", "rice": "white"}
OPPOSITES = [("big", "small"), ("hot", "cold"), ("long", "short"), ("old", "new"), ("fast", "slow"), ("high", "low"), ("day", "night"),
             ("open", "closed"), ("happy", "sad"), ("full", "empty"), ("heavy", "light"), ("loud", "quiet"), ("strong", "weak"), ("early", "late"),
             ("rich", "poor"), ("clean", "dirty"), ("wet", "dry"), ("hard", "soft"), ("easy", "difficult"), ("good", "bad"), ("left", "right"),
             ("up", "down"), ("inside", "outside"), ("first", "last"), ("thick", "thin"), ("near", "far"), ("begin", "end"), ("buy", "sell"),
             ("cheap", "expensive"), ("push", "pull"), ("yes", "no"), ("black", "white"), ("sweet", "bitter"), ("always", "never"), ("before", "after")]
USES = {"a spoon": "eat soup", "a knife": "cut bread", "a key": "open a door", "an umbrella": "stay dry in the rain", "a pencil": "write and draw",
        "a broom": "sweep the floor", "a bed": "sleep", "a lamp": "light a room", "a clock": "tell the time", "a cup": "drink tea", "a hammer": "hit nails",
        "a saw": "cut wood", "a needle": "sew clothes", "a comb": "comb hair", "soap": "wash hands", "a towel": "dry hands", "a bag": "carry things",
        "a map": "find the way", "a boat": "cross the water", "a pan": "cook food", "a brush": "paint", "scissors": "cut paper", "glue": "stick things together",
        "a ladder": "climb up high", "a bow": "play the violin", "a book": "read stories", "a scarf": "keep the neck warm", "a telephone": "talk to people far away",
        "an oven": "bake bread", "a bell": "call people", "a ruler": "measure lengths", "a bucket": "carry water", "a chair": "sit", "a shovel": "dig in the ground"}
KEPT = {"milk": "in the fridge", "bread": "in the bread box", "clothes": "in the wardrobe", "books": "on the shelf", "money": "in the purse",
        "shoes": "by the door", "plates": "in the cupboard", "tools": "in the toolbox", "a violin": "in its case", "a car": "in the garage", "toys": "in the toy box",
        "ice cream": "in the freezer", "flowers": "in a vase", "letters": "in the drawer", "a coat": "on the hook", "hay": "in the barn", "eggs": "in the fridge", "pencils": "in the pencil case"}
KINDS = {"an apple": "a fruit", "a carrot": "a vegetable", "a dog": "an animal", "a rose": "a flower", "a violin": "an instrument", "a cello": "an instrument",
         "a hammer": "a tool", "a chair": "a piece of furniture", "red": "a colour", "Monday": "a day", "spring": "a season", "May": "a month", "a pine": "a tree",
         "an oak": "a tree", "milk": "a drink", "a coat": "a piece of clothing", "a sparrow": "a bird", "a bee": "an insect", "a salmon": "a fish", "a bus": "a vehicle",
         "a pear": "a fruit", "an onion": "a vegetable", "a tulip": "a flower", "a flute": "an instrument", "a saw": "a tool", "seven": "a number", "tea": "a drink",
         "a drum": "an instrument", "a table": "a piece of furniture", "a guitar": "an instrument", "a train": "a vehicle", "a maple": "a tree"}
MADE_OF = {"a violin": "wood", "a window": "glass", "a key": "metal", "a book": "paper", "a coat": "cloth", "a shoe": "leather", "a candle": "wax", "a wall": "stone",
           "bread": "flour", "cheese": "milk", "a table": "wood", "jam": "fruit", "a coin": "metal", "a snowman": "snow", "a guitar": "wood", "a pillow": "feathers", "ice": "water"}
TASTES = {"sugar": "sweet", "honey": "sweet", "a lemon": "sour", "salt": "salty", "the sea": "salty", "coffee": "bitter", "chocolate": "sweet", "pepper": "hot", "vinegar": "sour", "cake": "sweet"}
FEELS = {"ice": "cold", "fire": "hot", "a stone": "hard", "a pillow": "soft", "water": "wet", "a feather": "light", "an elephant": "heavy", "snow": "cold", "the sun": "hot", "glass": "smooth"}
SHOPS = {"bread": "at a bakery", "meat": "at a butcher's", "books": "at a bookshop", "flowers": "at a flower shop", "medicine": "at a pharmacy", "shoes": "at a shoe shop",
         "stamps": "at a post office", "fruit": "at a market", "strings": "at a music shop", "a violin": "at a music shop", "toys": "at a toy shop", "a ticket": "at a station"}
BODY = {"see": "eyes", "hear": "ears", "smell": "nose", "taste": "tongue", "walk": "feet", "hold things": "hands", "think": "head", "bite": "teeth"}
BIGGER = ["an ant", "a mouse", "a cat", "a sheep", "a horse", "an elephant", "a whale"]
SINGLE = [
    (["how many days are there in a week?", "how many days does a week have?"], "A week has seven days."),
    (["how many months are there in a year?", "how many months does a year have?"], "A year has twelve months."),
    (["how many seasons are there?", "how many seasons does a year have?"], "A year has four seasons."),
    (["how many hours are there in a day?", "how many hours does a day have?"], "A day has twenty-four hours."),
    (["how many minutes are there in an hour?", "how many minutes does an hour have?"], "An hour has sixty minutes."),
    (["how many strings does a violin have?", "how many strings are on a violin?"], "A violin has four strings."),
    (["how many strings does a guitar have?", "how many strings are on a guitar?"], "A guitar has six strings."),
    (["how many strings does a cello have?", "how many strings are on a cello?"], "A cello has four strings."),
    (["what do you play a violin with?", "what does one need to play a violin?"], "You play a violin with a bow."),
    (["what is bigger, a violin or a cello?", "which is bigger, a cello or a violin?"], "A cello is bigger than a violin."),
    (["who repairs violins?", "who can repair a violin?"], "A violin maker repairs violins."),
    (["what is a workshop?", "what do people do in a workshop?"], "A workshop is a place where people make and repair things."),
    (["what are opening hours?", "what does \"opening hours\" mean?"], "Opening hours are the times when a shop is open."),
    (["what is a price?", "what does a price tell you?"], "A price tells you how much something costs."),
    (["what is a delivery?", "what does \"delivery\" mean?"], "A delivery brings things to your home."),
    (["what is an appointment?", "what does \"appointment\" mean?"], "An appointment is a fixed time to meet someone."),
    (["what do bees make?", "what do we get from bees?"], "Bees make honey."),
    (["what do we get from cows?", "where does milk come from?"], "We get milk from cows."),
    (["what do we get from sheep?", "where does wool come from?"], "We get wool from sheep."),
    (["what do we get from hens?", "where do eggs come from?"], "We get eggs from hens."),
    (["what do plants need?", "what does a plant need to grow?"], "Plants need water, light and time."),
    (["when does the sun rise?", "when does the sun come up?"], "The sun rises in the morning."),
    (["when does the sun set?", "when does the sun go down?"], "The sun sets in the evening."),
    (["when do we see stars?", "when do the stars shine?"], "The stars shine at night."),
    (["where does rain come from?", "what brings rain?"], "Rain comes from clouds."),
    (["what happens to ice in the sun?", "what does ice do when it is warm?"], "Ice melts when it is warm."),
    (["what is the capital of France?", "which city is the capital of France?"], "The capital of France is Paris."),
    (["what is the capital of Korea?", "which city is the capital of Korea?"], "The capital of Korea is Seoul."),
    (["what is the capital of Japan?", "which city is the capital of Japan?"], "The capital of Japan is Tokyo."),
    (["what is the capital of Italy?", "which city is the capital of Italy?"], "The capital of Italy is Rome."),
    (["which season is the coldest?", "what is the coldest season?", "when is it coldest?"], "Winter is the coldest season."),
    (["which season is the hottest?", "what is the hottest season?", "when is it hottest?"], "Summer is the hottest season."),
    (["when do leaves fall?", "in which season do leaves fall?"], "Leaves fall in autumn."),
    (["when do flowers bloom?", "in which season do flowers bloom?"], "Flowers bloom in spring."),
    (["when does it snow?", "in which season does it snow?"], "It snows in winter."),
    (["what money do people use in Korea?", "how do people pay in Korea?"], "People in Korea pay with won."),
    (["what money do people use in Germany?", "how do people pay in Germany?"], "People in Germany pay with euros.")]


def the(animal):
    return ("an " if animal[0] in "aeio" else "a ") + animal


def animal_facts():
    for animal, sound, food, home, baby, legs in ANIMALS:
        one = the(animal)
        yield ([f"what does {one} eat?", f"what does {one} like to eat?", f"what food does {one} like?"], f"{one} eats {food}.")
        yield ([f"where does {one} live?", f"what is the home of {one}?", f"where is {one} at home?"], f"{one} lives {home}.")
        count = f"{NUMBERS[legs]} legs" if legs else "no legs"
        yield ([f"how many legs does {one} have?", f"how many legs has {one} got?"], f"{one} has {count}.")
        if sound:
            yield ([f"what sound does {one} make?", f"what does {one} do when it makes a sound?", f"how does {one} sound?"], f"{one} {sound}.")
        if baby:
            yield ([f"what is a baby {animal} called?", f"what do we call a young {animal}?"], f"a baby {animal} is called {the(baby)}.")


def table_facts():
    for thing, colour in COLOUR_OF.items():
        yield ([f"what colour is {thing}?", f"which colour does {thing} have?", f"tell me the colour of {thing}."], f"{thing} is {colour}.")
    for one, other in OPPOSITES:
        for a, b in ((one, other), (other, one)):
            yield ([f"what is the opposite of \"{a}\"?", f"tell me the opposite of \"{a}\".", f"which word is the opposite of \"{a}\"?"], f"the opposite of \"{a}\" is \"{b}\".")
    for thing, use in USES.items():
        verb = "are" if thing == "scissors" else "is"
        yield ([f"what {verb} {thing} used for?", f"what do you need {thing} for?", f"what can I do with {thing}?"], f"you use {thing} to {use}.")
        yield ([f"what do you need to {use}?", f"which thing helps you to {use}?"], f"you need {thing} to {use}.")
    for thing, place in KEPT.items():
        yield ([f"where do you keep {thing}?", f"where do people keep {thing}?", f"where should I put {thing}?"], f"you keep {thing} {place}.")
    for thing, kind in KINDS.items():
        yield ([f"what is {thing}?", f"what kind of thing is {thing}?"], f"{thing} is {kind}.")
    for thing, stuff in MADE_OF.items():
        yield ([f"what is {thing} made of?", f"what do people use to make {thing}?"], f"{thing} is made of {stuff}.")


def sense_facts():
    for thing, taste in TASTES.items():
        yield ([f"how does {thing} taste?", f"what does {thing} taste like?"], f"{thing} tastes {taste}.")
    for thing, touch in FEELS.items():
        yield ([f"how does {thing} feel?", f"is {thing} {touch}?"], f"{thing} feels {touch}.")
    for thing, shop in SHOPS.items():
        yield ([f"where can I buy {thing}?", f"where do you buy {thing}?", f"which shop sells {thing}?"], f"you can buy {thing} {shop}.")
    for act, part in BODY.items():
        yield ([f"what do you use to {act}?", f"with what do we {act}?"], f"you {act} with your {part}.")
    for job, does in JOBS:
        yield ([f"what does {the(job)} do?", f"what is the work of {the(job)}?"], f"{the(job)} {does}.")
        yield ([f"who {does}?", f"what do you call someone who {does}?"], f"{the(job)} {does}.")


def order_facts():
    for names, kind in ((DAYS, "day"), (MONTHS, "month"), (SEASONS, "season")):
        for index, name in enumerate(names):
            after = names[(index + 1) % len(names)]
            yield ([f"which {kind} comes after {name}?", f"what {kind} follows {name}?", f"what comes after {name}?"], f"{after} comes after {name}.")
            yield ([f"which {kind} comes before {after}?", f"what {kind} is before {after}?", f"what comes before {after}?"], f"{name} comes before {after}.")
    for n in range(20):
        yield ([f"what number comes after {NUMBERS[n]}?", f"which number follows {NUMBERS[n]}?"], f"{NUMBERS[n + 1]} comes after {NUMBERS[n]}.")
        yield ([f"what number comes before {NUMBERS[n + 1]}?", f"which number is before {NUMBERS[n + 1]}?"], f"{NUMBERS[n]} comes before {NUMBERS[n + 1]}.")
    for i, small in enumerate(BIGGER):
        for big in BIGGER[i + 1:]:
            for first, second in ((small, big), (big, small)):
                yield ([f"which is bigger, {first} or {second}?", f"what is bigger, {first} or {second}?"], f"{big} is bigger than {small}.")
                yield ([f"which is smaller, {first} or {second}?", f"what is smaller, {first} or {second}?"], f"{small} is smaller than {big}.")


def sums():
    for a in range(21):
        for b in range(21):
            if a + b <= 20:
                yield ([f"what is {a} plus {b}?", f"how much is {a} plus {b}?", f"{a} + {b} = ?", f"add {a} and {b}."], f"{a} plus {b} is {a + b}.")
            if a >= b:
                yield ([f"what is {a} minus {b}?", f"how much is {a} minus {b}?", f"{a} - {b} = ?", f"take {b} away from {a}."], f"{a} minus {b} is {a - b}.")


def said(pairs):
    return [([upper_first(question) for question in questions], upper_first(answer)) for questions, answer in pairs]


FACTS = said([*animal_facts(), *table_facts(), *sense_facts(), *order_facts(), *SINGLE])
SUMS = said(sums())
ASKED = ["{q}", "{q}", "{q}", "{q}", "{q} Please tell me.", "I have a question. {q}", "Can you tell me? {q}", "Please answer: {q}", "Hello! {q}", "Do you know? {q}"]


def fact_turn(rng):
    questions, answer = rng.choice(SUMS if rng.random() < 0.2 else FACTS)
    question = rng.choice(questions)
    asked = rng.choice(ASKED) if question[-1] == "?" and "=" not in question else "{q}"
    return english(rng, asked, {"q": question}), answer


def fact_text(rng):
    """A few true sentences one after another."""
    return " ".join(rng.choice(SUMS if rng.random() < 0.15 else FACTS)[1] for _ in range(rng.randint(4, 8)))
