/// The dishes of the built-in corpus.
extension Dish {
  static let all: [Dish] = [
    tomatoSoup, lentilStew, beefCurry, omelette, vegetablePasta, fishPie, potatoSalad, fruitSalad,
    appleCake, pancakes,
  ]

  static let tomatoSoup = Dish(
    weight: 12, name: "tomato soup",
    slots: [
      Slot([.several("tomatoes", Pantry.forVegetables)]), Slot(Pantry.vegetables),
      Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([.any("chop slice dice peel crush cut"), "the", Phrases.main, Phrases.finely]),
      Step([
        .any("fry soften brown cook saute"), "the", Phrases.second, Phrases.fat,
        Phrases.aFewMinutes,
      ]),
      Step([.any("simmer boil cook stew"), Phrases.gently, Phrases.manyMinutes]),
      Step(with: 2, [.any("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let lentilStew = Dish(
    weight: 10, name: "lentil stew",
    slots: [
      Slot([.measured("lentils", Pantry.grams, Pantry.forGrains, plural: true)]),
      Slot(Pantry.vegetables), Slot(Pantry.spices, absence: 0.3),
    ],
    steps: [
      Step(
        .weighted([
          (3, [.any("wash rinse drain"), "the", Phrases.main]),
          (2, ["soak", "the", Phrases.main, Phrases.hours]),
        ])),
      Step([
        .any("chop slice dice grate cut peel"), "the", Phrases.second, "and",
        .any("fry brown soften cook saute"),
        .pronoun(slot: 1), Phrases.fat,
      ]),
      Step(with: 2, [.any("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step([.any("simmer stew cook boil braise"), Phrases.gently, Phrases.manyMinutes]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let beefCurry = Dish(
    weight: 10, name: [.any("beef lamb chicken pork"), "curry"],
    slots: [
      Slot([.measured("meat", Pantry.grams, Pantry.forMeat)]), Slot(Pantry.vegetables),
      Slot(Pantry.spices, absence: 0.2),
    ],
    steps: [
      Step([.any("cut dice cube slice chop"), "the", Phrases.main, Phrases.finely]),
      Step([.any("fry brown sear cook saute"), .pronoun(slot: 0), Phrases.fat, Phrases.aFewMinutes]
      ),
      Step([.any("add chop slice"), "the", Phrases.second]),
      Step(with: 2, ["season with", Phrases.seasoning]),
      Step([.any("simmer stew cook boil braise"), Phrases.gently, Phrases.manyMinutes]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let omelette = Dish(
    weight: 10, name: "omelette",
    slots: [
      Slot([.several("eggs", .maybe(0.6, .any("fresh large small organic brown")))]),
      Slot(Pantry.vegetables), Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([
        .any("beat whisk mix whip"), "the", Phrases.main,
        .maybe(0.6, ["with", .any("milk water cream cheese")]),
      ]),
      Step([
        .any("chop slice dice grate cut peel"), "the", Phrases.second, Phrases.finely, "and",
        .any("fry brown soften cook saute"), .pronoun(slot: 1),
      ]),
      Step(["pour in", "the", Phrases.main, "and", .any("bake fry cook"), Phrases.aFewMinutes]),
      Step(with: 2, [.any("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let vegetablePasta = Dish(
    weight: 10, name: [.any("vegetable creamy"), .any("pasta spaghetti penne")],
    slots: [
      Slot([.measured("pasta", Pantry.grams, .maybe(0.5, .any("fresh dried thin thick")))]),
      Slot(Pantry.vegetables), Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([.any("boil cook steam"), "the", Phrases.main, Phrases.untilDone]),
      Step([.any("chop slice dice grate cut peel"), "the", Phrases.second, Phrases.finely]),
      Step([
        .any("fry soften brown cook saute"), .pronoun(slot: 1), Phrases.fat, Phrases.aFewMinutes,
      ]),
      Step(with: 2, [.any("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])
}

extension Dish {
  static let fishPie = Dish(
    weight: 8, name: [.any("fish salmon cod trout"), "pie"],
    slots: [
      Slot([.measured("fish", Pantry.grams, Pantry.forMeat)]), Slot(Pantry.vegetables),
      Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([.any("heat warm"), "the oven", .maybe(0.5, ["to", .any("160 180 200 220")])]),
      Step([.any("cut dice cube slice chop"), "the", Phrases.main, Phrases.finely]),
      Step([.any("layer spread arrange put"), "the", Phrases.second, "on", .any("top dough")]),
      Step(with: 2, [.any("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step(["bake", Phrases.oven, Phrases.manyMinutes]),
      Step(Phrases.serve("hot", with: Phrases.hotSides)),
    ])

  static let potatoSalad = Dish(
    weight: 10, name: "potato salad",
    slots: [
      Slot([.several("potatoes", Pantry.forVegetables)]), Slot(Pantry.saladVegetables),
      Slot(Pantry.herbs, absence: 0.3),
    ],
    steps: [
      Step([.any("boil steam cook"), "the", Phrases.main, Phrases.manyMinutes]),
      Step([.any("chop slice dice grate cut peel"), "the", Phrases.second, Phrases.finely]),
      Step(with: 2, [.any("add sprinkle scatter"), "the", Phrases.seasoning]),
      Step([.any("toss mix stir coat"), "with", .any("oil vinegar mustard mayonnaise yoghurt")]),
      Step([.any("chill cool rest"), Phrases.hours]),
      Step(Phrases.serve("cold", with: Phrases.coldSides)),
    ])

  static let fruitSalad = Dish(
    weight: 10, name: [.any("fruit banana"), "salad"],
    slots: [
      Slot([.several("bananas", Pantry.forFruit)]), Slot(Pantry.fruit),
      Slot(Pantry.sweets, absence: 0.3),
    ],
    steps: [
      Step([.any("peel slice mash cut"), "the", Phrases.main, Phrases.finely]),
      Step([.any("cut dice cube slice peel"), "the", Phrases.second, Phrases.finely]),
      Step(["mix", .pronoun(slot: 1), "with", .any("lime lemon orange apple"), "juice"]),
      Step(with: 2, [.any("add drizzle spread"), "the", Phrases.seasoning]),
      Step([.any("chill cool rest"), Phrases.hours]),
      Step(Phrases.serve("cold", with: Phrases.sweetSides)),
    ])

  static let appleCake = Dish(
    weight: 10, name: ["apple", .any("cake tart crumble muffins")],
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
      Step([.any("heat warm"), "the oven"]),
      Step([.any("peel grate cut slice dice"), "the", Phrases.main, Phrases.finely]),
      Step([.any("add whisk mix fold"), "in the", Phrases.second]),
      Step(with: 2, [.any("add drizzle spread"), "the", Phrases.seasoning]),
      Step(["bake", Phrases.oven, Phrases.manyMinutes]),
      Step(Phrases.serve("warm", with: Phrases.sweetSides)),
    ])

  static let pancakes = Dish(
    weight: 10, name: [.any("fluffy thin golden crisp"), "pancakes"],
    slots: [
      Slot([.measured("flour", Pantry.cups, .maybe(0.5, .any("white brown fine coarse")))]),
      Slot(Pantry.fruit), Slot(Pantry.sweets, absence: 0.3),
    ],
    steps: [
      Step([.any("whisk beat mix"), "the", Phrases.main, "with", .any("milk water eggs cream")]),
      Step(["fry on", .any("low medium high"), "heat", Phrases.fat, Phrases.aFewMinutes]),
      Step([
        .any("wash cut dice cube slice peel"), "the", Phrases.second, "and",
        .any("add scatter layer"),
        .pronoun(slot: 1),
      ]),
      Step(with: 2, [.any("add drizzle spread"), "the", Phrases.seasoning]),
      Step(Phrases.serve("hot", with: Phrases.sweetSides)),
    ])
}
