extension Recipes {
  /// Words of the recipes by what they name: ingredients, dishes, tools; each word in the group that it
  /// is in most often, in alphabetical order.
  ///
  /// Of a name of several words the last one counts: the large onion, the tomato soup.
  public static let wordGroups: [(name: String, words: [String])] = {
    let kinds: [(name: String, entity: RecipeEntity)] = [
      ("ingredients", .ingredient), ("dishes", .dish), ("tools", .tool),
    ]
    var counts: [String: [Int]] = [:]
    for recipe in generate(count: 2000, seed: 1) {
      let (tokens, entities) = (recipe.tokens, recipe.entities + ["O"])
      for (place, token) in tokens.enumerated() where !entities[place + 1].hasPrefix("I-") {
        guard
          let kind = kinds.firstIndex(where: { entities[place].hasSuffix("-" + $0.entity.rawValue) }
          )
        else { continue }
        counts[token, default: [0, 0, 0]][kind] += 1
      }
    }
    return kinds.enumerated().map { kind, named in
      (
        named.name,
        counts.filter { $0.value.firstIndex(of: $0.value.max()!) == kind }.map(\.key).sorted()
      )
    }
  }()
}
