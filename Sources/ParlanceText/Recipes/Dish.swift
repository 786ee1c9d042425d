/// A kind of dish: what goes into it and what is done with it.
struct Dish: Sendable {
  /// What its recipes are filed under.
  let category: String
  let weight: Double
  let name: Rule
  /// For each place of the list of ingredients the things that may stand there.
  let slots: [Slot]
  let steps: [Step]

  struct Slot: Sendable {
    let items: [Item]
    /// How likely the dish goes without.
    let absence: Double

    init(_ items: [Item], absence: Double = 0) {
      self.items = items
      self.absence = absence
    }
  }

  struct Step: Sendable {
    /// The slot without which the step is left out, or nil for a step of every recipe.
    let slot: Int?
    let rule: Rule

    init(with slot: Int? = nil, _ rule: Rule) {
      self.slot = slot
      self.rule = rule
    }
  }

  /// The rule for all recipes of the dish, one branch for each way to fill its slots.
  ///
  /// What the steps call an ingredient depends on the list before them; so each filling of the list
  /// has its own copy of the steps, and the grammar stays context-free and finite.
  var rule: Rule {
    .marked(.category(category), [Phrases.titled(name), ":", list(from: 0, [])])
  }

  private static let absent = Ingredient(noun: "", pronoun: "")

  private func list(from slot: Int, _ ingredients: [Ingredient]) -> Rule {
    guard slot < slots.count else { return [".", method(ingredients)] }
    let present = 1 - slots[slot].absence
    let share = present / Double(slots[slot].items.count)
    let separator: Rule = slot == 0 ? [] : ","
    var choices: [(weight: Double, rule: Rule)] = []
    for item in slots[slot].items {
      let total = item.listings.reduce(0) { $0 + $1.weight }
      for listing in item.listings {
        let rest = list(from: slot + 1, ingredients + [listing.ingredient])
        choices.append((share * listing.weight / total, [separator, listing.phrase, rest]))
      }
    }
    if slots[slot].absence > 0 {
      choices.append((slots[slot].absence, list(from: slot + 1, ingredients + [Self.absent])))
    }
    return .weighted(choices)
  }

  /// How many of a recipe's steps, the last ones, are the document of which its category is asked.
  static let documentSteps = 2

  private func method(_ ingredients: [Ingredient]) -> Rule {
    let rules = steps.filter { $0.slot.map { !ingredients[$0].noun.isEmpty } ?? true }
      .map { $0.rule.filled(ingredients) }
    let first = rules.count - Self.documentSteps
    func joined(_ rules: ArraySlice<Rule>) -> Rule {
      .sequence(rules.map { [$0, Phrases.separator] }.joined().dropLast())
    }
    let start: Rule = [joined(rules[..<first]), Phrases.separator]
    return [start, .marked(.document, [joined(rules[first...]), "."])]
  }
}

/// What the recipes of several dishes have in common.
enum Phrases {
  static func titled(_ name: Rule) -> Rule {
    let owner: Rule = [.entity(.person, .any("grandma anna peter maria tom")), "'s"]
    return [
      .weighted([
        (5, .any("quick easy simple classic rustic summer winter family")),
        (3, owner), (2, []),
      ]),
      .entity(.dish, name),
      .maybe(0.5, ["for", .any("2 2 3 4 4 5 6 8")]),
    ]
  }

  static let main: Rule = .entity(.ingredient, .mention(slot: 0))
  static let second: Rule = .entity(.ingredient, .mention(slot: 1))
  static let seasoning: Rule = .entity(.ingredient, .mention(slot: 2))

  /// One of some things to eat.
  static func stuff(_ nouns: String) -> Rule { .entity(.ingredient, .any(nouns)) }

  static let separator: Rule = .weighted([(4, "."), (3, "and"), (2, ";"), (1, ", then")])

  static let finely: Rule = .maybe(0.6, .any("finely roughly thinly coarsely carefully quickly"))
  static let gently: Rule = .maybe(0.6, .any("gently slowly well covered uncovered quickly"))
  static let aFewMinutes = time(minutes: "2 3 4 5 6 7 8 10", until: "soft golden brown crisp")
  static let manyMinutes = time(
    minutes: "12 15 20 25 30 35 40 45 50", until: "soft tender done ready")
  static let untilDone = time(minutes: "5 6 7 8 9 10 12", until: "soft tender done ready")
  static let hours: Rule = .weighted([
    (3, ["for", .entity(.duration, "1 hour")]),
    (5, ["for", .entity(.duration, [.any("2 3 4 5"), "hours"])]),
    (2, .entity(.duration, "overnight")),
  ])
  static let oven: Rule = .entity(.tool, "oven")
  static let atDegrees: Rule = [
    "at", .entity(.temperature, [.any("160 170 180 190 200 210 220"), "degrees"]),
  ]
  static let fat: Rule = .maybe(0.6, ["in", stuff("oil butter lard")])

  static func time(minutes: String, until states: String) -> Rule {
    .weighted([
      (3, ["for", .entity(.duration, [.any(minutes), "minutes"])]), (2, ["until", .any(states)]),
    ])
  }

  static func serve(_ temperature: String, with sides: String) -> Rule {
    [
      "serve", .word(temperature),
      .maybe(
        0.75,
        .weighted([
          (4, ["with", stuff(sides)]), (1, ["in", .entity(.tool, "bowls")]),
          (1, ["on", .entity(.tool, "plates")]),
        ])),
    ]
  }

  static let hotSides = "bread rice potatoes noodles toast couscous beans cheese"
  static let coldSides = "crackers bread olives ham cheese toast beans"
  static let sweetSides = "cream yoghurt ice coffee tea berries"
}
