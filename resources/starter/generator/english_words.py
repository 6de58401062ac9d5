"""English words of the small world."""

BOYS = "Tom Ben Max Leo Sam Jack Noah Finn Oscar Luke Eli Hugo Adam Paul Theo".split()
GIRLS = "Anna Mia Lily Sara Emma Nora Lucy Ella Rose Clara Ivy Jane Maya Alice Zoe".split()
TRAITS = ["kind", "brave", "curious", "quiet", "cheerful", "clever", "patient", "shy", "careful", "friendly", "lively", "honest"]
COLOURS = ["red", "blue", "green", "yellow", "white", "black", "brown", "orange", "purple", "pink", "grey"]
SIZES = ["big", "small", "little", "tiny"]
TIMES = ["in the morning", "in the afternoon", "in the evening", "on Monday", "on Tuesday", "on Wednesday",
         "on Thursday", "on Friday", "on Saturday", "on Sunday", "yesterday", "last week", "after school", "before dinner"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
SEASONS = ["spring", "summer", "autumn", "winter"]
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
           "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
FEELINGS = ["happy", "sad", "tired", "proud", "glad", "angry", "excited"]
RELATIVES = ["mother", "father", "grandmother", "grandfather", "sister", "brother", "aunt", "uncle"]
HELPERS = ["{his} mother", "{his} father", "{his} grandmother", "{his} grandfather", "{his} sister", "{his} brother",
           "{his} teacher", "an old man", "a kind woman", "the neighbour", "{his} friend {friend}", "{friend}"]
# Where one is: with the preposition, and the bare name to go to.
PLACES = [("in the park", "the park"), ("at the beach", "the beach"), ("in the forest", "the forest"),
          ("in the garden", "the garden"), ("at the market", "the market"), ("in the library", "the library"),
          ("at school", "school"), ("on the farm", "the farm"), ("by the lake", "the lake"), ("by the river", "the river"),
          ("in the village", "the village"), ("on the hill", "the hill"), ("at the station", "the station"),
          ("in the museum", "the museum"), ("in the town", "the town"), ("at the zoo", "the zoo")]
INDOORS = ["under the bed", "behind the door", "on the table", "in the box", "under the chair", "in the kitchen",
           "behind the sofa", "on the shelf", "in the bag", "next to the window", "under the blanket", "in the drawer"]
OUTDOORS = ["under the tree", "behind the house", "next to the gate", "on the bench", "in the grass", "by the pond",
            "under the bridge", "near the wall", "behind the bush", "on the road"]
THINGS = ["ball", "kite", "hat", "book", "key", "toy car", "doll", "umbrella", "bag", "cup", "scarf", "pencil", "bell",
          "watch", "coat", "basket", "lamp", "drum", "flute", "shoe", "ring", "button", "letter", "boat"]
BREAKABLE = ["chair", "kite", "clock", "bike", "violin", "guitar", "lamp", "toy car", "table", "drum", "music box", "cello", "bow", "bell"]
PRESENTS = ["scarf", "book", "cake", "card", "picture", "cup", "hat", "flower", "music box", "wooden bird", "song", "bracelet"]
# One, many.
FRUITS = [("apple", "apples"), ("pear", "pears"), ("orange", "oranges"), ("banana", "bananas"), ("peach", "peaches"),
          ("plum", "plums"), ("lemon", "lemons"), ("cherry", "cherries"), ("melon", "melons"), ("tomato", "tomatoes"),
          ("potato", "potatoes"), ("carrot", "carrots"), ("onion", "onions"), ("egg", "eggs"), ("cookie", "cookies"),
          ("flower", "flowers"), ("book", "books"), ("pencil", "pencils"), ("candle", "candles"), ("stone", "stones"),
          ("shell", "shells"), ("string", "strings"), ("card", "cards"), ("stamp", "stamps"), ("leaf", "leaves")]
# Food, what is missing, who sells or gives it.
DISHES = [("a cake", "eggs"), ("soup", "carrots"), ("bread", "flour"), ("pancakes", "milk"), ("a salad", "tomatoes"),
          ("a pie", "apples"), ("rice soup", "rice"), ("a sandwich", "cheese"), ("cookies", "butter"), ("jam", "sugar"),
          ("tea", "honey"), ("noodles", "salt"), ("lemonade", "lemons")]
SKILLS = [("swim", "swimming", "the water"), ("ride a bike", "riding a bike", "the bike"), ("play the violin", "playing the violin", "the bow"),
          ("bake bread", "baking bread", "the dough"), ("draw a horse", "drawing a horse", "the pencil"),
          ("sing", "singing", "the song"), ("dance", "dancing", "the steps"), ("write", "writing", "the letters"),
          ("play the guitar", "playing the guitar", "the strings"), ("skate", "skating", "the ice"),
          ("cook", "cooking", "the pan"), ("fly a kite", "flying a kite", "the wind"), ("carve wood", "carving wood", "the knife"),
          ("play the piano", "playing the piano", "the keys"), ("play chess", "playing chess", "the rules")]
# Animal, its food, its home.
PETS = [("kitten", "milk", "the barn"), ("puppy", "meat", "the yard"), ("rabbit", "carrots", "the meadow"), ("bird", "seeds", "the nest"),
        ("duckling", "bread", "the pond"), ("squirrel", "nuts", "the tree"), ("lamb", "grass", "the farm"),
        ("hedgehog", "apples", "the garden"), ("turtle", "leaves", "the pond"), ("mouse", "cheese", "the field")]
BEASTS = ["bear", "fox", "rabbit", "mouse", "owl", "frog", "squirrel", "turtle", "duck", "cat", "dog", "goat", "hedgehog", "crow"]
BEAST_NAMES = ["Bo", "Pip", "Momo", "Dot", "Coco", "Toto", "Nut", "Bim", "Lulu", "Rufus", "Tiki", "Mop"]
FEARS = [("the dark", "the night", "{he} held a small lamp"), ("thunder", "the storm", "{he} counted to ten"),
         ("the big dog", "the dog", "{he} spoke softly to it"), ("deep water", "the lake", "{he} held a hand"),
         ("high places", "the hill", "{he} looked at the sky"), ("the dentist", "the visit", "{he} thought of something nice"),
         ("the stage", "the concert", "{he} took a deep breath"), ("the old house", "the house", "{he} walked slowly"),
         ("new people", "the first day", "{he} said hello with a smile")]
PLANTS = [("sunflower", "yellow"), ("tulip", "red"), ("rose", "pink"), ("tomato", "red"), ("pumpkin", "orange"),
          ("bean", "green"), ("strawberry", "red"), ("daisy", "white"), ("violet", "purple")]
GAMES = ["played cards", "read a book", "built a tower", "drew pictures", "baked cookies", "listened to music", "sang songs",
         "played a board game", "told stories", "made a paper boat", "painted stones", "played hide and seek"]
WEATHERS = ["sunny", "rainy", "windy", "cloudy", "cold", "warm", "snowy", "hot"]
ABSENT = ["what {name} dreamed last night", "how old {name} is", "what {name} ate for breakfast", "where {name} lives",
          "what is in {name}'s bag", "who called {name} today", "what colour {name}'s door is", "when {name} was born"]
JOBS = [("baker", "bakes bread"), ("farmer", "grows food"), ("teacher", "teaches children"), ("doctor", "helps sick people"),
        ("fisher", "catches fish"), ("tailor", "makes clothes"), ("cook", "cooks meals"), ("pilot", "flies planes"),
        ("gardener", "looks after plants"), ("painter", "paints pictures"), ("carpenter", "makes things from wood"),
        ("violin maker", "makes and repairs violins"), ("letter carrier", "brings letters"), ("singer", "sings songs"),
        ("writer", "writes books"), ("dentist", "looks after teeth"), ("firefighter", "puts out fires"), ("nurse", "cares for patients")]
