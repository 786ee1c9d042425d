/// What steps call an ingredient that was listed.
struct Ingredient: Sendable {
  let noun: String
  let pronoun: String
}

/// Something to cook with: the ways to list it, each with what the steps then call it.
struct Item: Sendable {
  struct Listing: Sendable {
    let weight: Double
    let phrase: Rule
    let ingredient: Ingredient
  }

  let listings: [Listing]

  /// Something that is counted: "1 large onion" or "3 onions".
  static func counted(_ singular: String, _ plural: String, _ adjectives: Rule) -> Item {
    Item(listings: [
      Listing(
        weight: 2, phrase: [.entity(.quantity, "1"), thing(singular, adjectives)],
        ingredient: Ingredient(noun: singular, pronoun: "it")),
      several(plural, .any("2 2 2 3 3 4"), adjectives, weight: 3),
    ])
  }

  /// Something that a dish takes several of: "5 ripe tomatoes".
  static func several(_ plural: String, _ adjectives: Rule) -> Item {
    Item(listings: [several(plural, .any("2 3 4 5 6 8 10 12"), adjectives, weight: 1)])
  }

  /// Something that is measured: "300 g lean meat"; plural nouns such as lentils are "them".
  static func measured(
    _ noun: String, _ measure: Rule, _ adjectives: Rule = [], plural: Bool = false
  ) -> Item {
    Item(listings: [
      Listing(
        weight: 1, phrase: [measure, thing(noun, adjectives)],
        ingredient: Ingredient(noun: noun, pronoun: plural ? "them" : "it"))
    ])
  }

  private static func thing(_ noun: String, _ adjectives: Rule) -> Rule {
    .entity(.ingredient, [adjectives, .word(noun, .noun)])
  }

  private static func several(
    _ plural: String, _ quantity: Rule, _ adjectives: Rule, weight: Double
  ) -> Listing {
    Listing(
      weight: weight, phrase: [.entity(.quantity, quantity), thing(plural, adjectives)],
      ingredient: Ingredient(noun: plural, pronoun: "them"))
  }
}

/// The phrases and ingredients that dishes share.
enum Pantry {
  static let grams = measure("100 150 200 250 300 350 400 450 500 600 700 800", "g")
  static let cups: Rule = .weighted([(2, measure("1", "cup")), (3, measure("2 2 3 3 4", "cups"))])
  static let pinch: Rule = .weighted([
    (3, measure("1", "pinch dash spoon")), (3, measure("2 2 3 4", "pinches spoons")),
  ])
  static let bunch: Rule = .weighted([
    (3, measure("1", "bunch handful sprig")), (3, measure("2 3 4 5 6 8", "sprigs leaves")),
  ])
  static let drizzle: Rule = .weighted([
    (3, measure("1", "dash spoon")), (3, measure("2 2 3 4 5 6", "spoons")),
  ])

  private static func measure(_ quantities: String, _ units: String) -> Rule {
    [.entity(.quantity, .any(quantities)), .entity(.unit, .any(units))]
  }

  static let forVegetables: Rule = .maybe(
    0.6, .any("small large fresh ripe big crisp organic young"))
  static let forFruit: Rule = .maybe(0.75, .any("ripe sweet juicy small large fresh soft"))
  static let forMeat: Rule = .maybe(0.75, .any("lean tender minced smoked fresh organic"))
  static let forGrains: Rule = .maybe(0.75, .any("brown red green white dried black"))

  static let vegetables: [Item] = [
    .counted("onion", "onions", forVegetables), .counted("carrot", "carrots", forVegetables),
    .counted("leek", "leeks", forVegetables), .counted("pepper", "peppers", forVegetables),
    .counted("zucchini", "zucchinis", forVegetables),
  ]
  static let saladVegetables: [Item] = [
    .counted("cucumber", "cucumbers", forVegetables), .counted("radish", "radishes", forVegetables),
    .counted("pickle", "pickles", forVegetables), .counted("beet", "beets", forVegetables),
    .counted("shallot", "shallots", forVegetables),
  ]
  static let fruit: [Item] = [
    .counted("peach", "peaches", forFruit), .counted("pear", "pears", forFruit),
    .counted("mango", "mangoes", forFruit), .counted("plum", "plums", forFruit),
    .counted("apricot", "apricots", forFruit),
  ]
  static let herbs: [Item] = ["basil", "parsley", "thyme", "dill", "mint", "sage"].map {
    .measured($0, bunch)
  }
  static let spices: [Item] = ["cumin", "turmeric", "ginger", "paprika", "salt", "chili"].map {
    .measured($0, pinch)
  }
  static let sweets: [Item] = ["honey", "sugar", "cinnamon", "vanilla", "syrup", "jam"].map {
    .measured($0, drizzle)
  }
}
