/// The dishes of the built-in corpus.
extension Dish {
  static let all: [Dish] = [
    tomatoSoup, lentilStew, beefCurry, omelette, vegetablePasta, fishPie, potatoSalad, fruitSalad,
    appleCake, pancakes,
  ]

  static let tomatoSoup = Dish(
    category: "soup", weight: 12, name: "tomato soup",
    slots: [
      Slot([.several("tomatoes", Pantry.forVegetables)]), Slot(Pantry.vegetables),
      Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([.verb("chop slice dice peel crush cut"), "the", Phrases.main, Phrases.finely]),
      Step([
        .verb("fry soften brown cook saute"), "the", Phrases.second, Phrases.fat,
        Phrases.aFewMinutes,
      ]),
      Step([.verb("simmer boil cook stew"), Phrases.gently, Phrases.manyMinutes]),
      Step(with: 2, [.verb("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let lentilStew = Dish(
    category: "stew", weight: 10, name: "lentil stew",
    slots: [
      Slot([.measured("lentils", Pantry.grams, Pantry.forGrains, plural: true)]),
      Slot(Pantry.vegetables), Slot(Pantry.spices, absence: 0.3),
    ],
    steps: [
      Step(
        .weighted([
          (3, [.verb("wash rinse drain"), "the", Phrases.main]),
          (2, ["soak", "the", Phrases.main, Phrases.hours]),
        ])),
      Step([
        .verb("chop slice dice grate cut peel"), "the", Phrases.second, "and",
        .verb("fry brown soften cook saute"),
        .pronoun(slot: 1), Phrases.fat,
      ]),
      Step(with: 2, [.verb("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step([.verb("simmer stew cook boil braise"), Phrases.gently, Phrases.manyMinutes]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let beefCurry = Dish(
    category: "curry", weight: 10, name: [.any("beef lamb chicken pork"), "curry"],
    slots: [
      Slot([.measured("meat", Pantry.grams, Pantry.forMeat)]), Slot(Pantry.vegetables),
      Slot(Pantry.spices, absence: 0.2),
    ],
    steps: [
      Step([.verb("cut dice cube slice chop"), "the", Phrases.main, Phrases.finely]),
      Step([
        .verb("fry brown sear cook saute"), .pronoun(slot: 0), Phrases.fat, Phrases.aFewMinutes,
      ]
      ),
      Step([.verb("add chop slice"), "the", Phrases.second]),
      Step(with: 2, ["season with", Phrases.seasoning]),
      Step([.verb("simmer stew cook boil braise"), Phrases.gently, Phrases.manyMinutes]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let omelette = Dish(
    category: "omelette", weight: 10, name: "omelette",
    slots: [
      Slot([.several("eggs", .maybe(0.6, .any("fresh large small organic brown")))]),
      Slot(Pantry.vegetables), Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([
        .verb("beat whisk mix whip"), "the", Phrases.main,
        .maybe(0.6, ["with", Phrases.stuff("milk water cream cheese")]),
      ]),
      Step([
        .verb("chop slice dice grate cut peel"), "the", Phrases.second, Phrases.finely, "and",
        .verb("fry brown soften cook saute"), .pronoun(slot: 1),
      ]),
      Step(["pour in", "the", Phrases.main, "and", .verb("bake fry cook"), Phrases.aFewMinutes]),
      Step(with: 2, [.verb("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let vegetablePasta = Dish(
    category: "pasta", weight: 10, name: [.any("vegetable creamy"), .any("pasta spaghetti penne")],
    slots: [
      Slot([.measured("pasta", Pantry.grams, .maybe(0.5, .any("fresh dried thin thick")))]),
      Slot(Pantry.vegetables), Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([.verb("boil cook steam"), "the", Phrases.main, Phrases.untilDone]),
      Step([.verb("chop slice dice grate cut peel"), "the", Phrases.second, Phrases.finely]),
      Step([
        .verb("fry soften brown cook saute"), .pronoun(slot: 1), Phrases.fat, Phrases.aFewMinutes,
      ]),
      Step(with: 2, [.verb("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])
}

extension Dish {
  static let fishPie = Dish(
    category: "pie", weight: 8, name: [.any("fish salmon cod trout"), "pie"],
    slots: [
      Slot([.measured("fish", Pantry.grams, Pantry.forMeat)]), Slot(Pantry.vegetables),
      Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([
        .verb("heat warm"), "the", Phrases.oven,
        .maybe(0.5, ["to", .entity(.temperature, .any("160 180 200 220"))]),
      ]),
      Step([.verb("cut dice cube slice chop"), "the", Phrases.main, Phrases.finely]),
      Step([
        .verb("layer spread arrange put"), "the", Phrases.second, "on",
        .weighted([(1, "top"), (1, .entity(.ingredient, "dough"))]),
      ]),
      Step(with: 2, [.verb("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step(["bake", Phrases.atDegrees, Phrases.manyMinutes]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let potatoSalad = Dish(
    category: "salad", weight: 10, name: "potato salad",
    slots: [
      Slot([.several("potatoes", Pantry.forVegetables)]), Slot(Pantry.saladVegetables),
      Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([.verb("boil steam cook"), "the", Phrases.main, Phrases.manyMinutes]),
      Step([.verb("chop slice dice grate cut peel"), "the", Phrases.second, Phrases.finely]),
      Step(with: 2, [.verb("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step([
        .verb("toss mix stir coat"), "with",
        Phrases.stuff("oil vinegar mustard mayonnaise yoghurt"),
      ]),
      Step([.verb("chill cool rest"), Phrases.hours]),
      Step(Phrases.serve("cold", with: Phrases.coldSides)),
    ])

  static let fruitSalad = Dish(
    category: "salad", weight: 10, name: [.any("fruit banana"), "salad"],
    slots: [
      Slot([.several("bananas", Pantry.forFruit)]), Slot(Pantry.fruit),
      Slot(Pantry.sweets, absence: 0.3),
    ],
    steps: [
      Step([.verb("peel slice mash cut"), "the", Phrases.main, Phrases.finely]),
      Step([.verb("cut dice cube slice peel"), "the", Phrases.second, Phrases.finely]),
      Step([
        "mix", .pronoun(slot: 1), "with",
        .entity(.ingredient, [.any("lime lemon orange apple"), "juice"]),
      ]),
      Step(with: 2, [.verb("add drizzle spread"), "the", Phrases.seasoning]),
      Step([.verb("chill cool rest"), Phrases.hours]),
      Step(Phrases.serve("cold", with: Phrases.sweetSides)),
    ])

  static let appleCake = Dish(
    category: "cake", weight: 10, name: ["apple", .any("cake tart crumble muffins")],
    slots: [
      Slot([.several("apples", Pantry.forFruit)]),
      Slot([
        .measured("flour", Pantry.grams), .measured("butter", Pantry.grams),
        .measured("oats", Pantry.cups, plural: true), .measured("milk", Pantry.cups),
        .measured("almonds", Pantry.cups, plural: true),
      ]),
      Slot(Pantry.sweets, absence: 0.2),
    ],
    steps: [
      Step([.verb("heat warm"), "the", Phrases.oven]),
      Step([.verb("peel grate cut slice dice"), "the", Phrases.main, Phrases.finely]),
      Step([.verb("add whisk mix fold"), "in the", Phrases.second]),
      Step(with: 2, [.verb("add drizzle spread"), "the", Phrases.seasoning]),
      Step(["bake", Phrases.atDegrees, Phrases.manyMinutes]),
      Step(Phrases.serve("warm", with: Phrases.sweetSides)),
    ])

  static let pancakes = Dish(
    category: "pancakes", weight: 10, name: [.any("fluffy thin golden crisp"), "pancakes"],
    slots: [
      Slot([.measured("flour", Pantry.cups, .maybe(0.5, .any("white brown fine coarse")))]),
      Slot(Pantry.fruit), Slot(Pantry.sweets, absence: 0.3),
    ],
    steps: [
      Step([
        .verb("whisk beat mix"), "the", Phrases.main, "with",
        Phrases.stuff("milk water eggs cream"),
      ]),
      Step(["fry on", .any("low medium high"), "heat", Phrases.fat, Phrases.aFewMinutes]),
      Step([
        .verb("wash cut dice cube slice peel"), "the", Phrases.second, "and",
        .verb("add scatter layer"),
        .pronoun(slot: 1),
      ]),
      Step(with: 2, [.verb("add drizzle spread"), "the", Phrases.seasoning]),
      Step(Phrases.serve("hot", with: Phrases.sweetSides)),
    ])
}
