#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The kinds of dishes, and how sure one can be of them.
extension Recipes {
  /// The categories of recipes, in the order in which their probabilities are given.
  public static let categories = Dish.all.map(\.category).reduce(into: [String]()) {
    if !$0.contains($1) { $0.append($1) }
  }

  /// Returns how likely each category is where a recipe ends as a document does, exact; nil where none
  /// does.
  public static func categoryProbabilities(ofDocument document: String) -> [Double]? {
    let parser = RuleParser(words: document.split(separator: " "))
    let joint = documentRules.map { rule in parser.parse(rule).map { exp($0.logProbability) } ?? 0 }
    let total = zip(joint, categoryWeights).reduce(0) { $0 + $1.0 * $1.1 }
    return total == 0 ? nil : zip(joint, categoryWeights).map { $0 * $1 / total }
  }

  /// Returns the greatest accuracy that a model can be expected to have on these documents: the mean of
  /// the greatest category's probability; nil where one of them is none or there is none.
  ///
  /// Parts of speech and entities, on the other hand, are certain from a whole recipe, since no line has
  /// two derivations: a tagger can have all right.
  public static func bestPossibleAccuracy(ofDocuments documents: some Sequence<String>) -> Double? {
    var (sum, count) = (0.0, 0)
    for document in documents {
      guard let greatest = categoryProbabilities(ofDocument: document)?.max() else { return nil }
      sum += greatest
      count += 1
    }
    return count == 0 ? nil : sum / Double(count)
  }

  /// By category: what its documents may read.
  private static let documentRules = categories.map { category in
    Rule.weighted(
      Dish.all.filter { $0.category == category }.flatMap { dish in
        merged(dish.rule.spans(of: .document)).map { (dish.weight * $0.weight, $0.rule) }
      })
  }

  /// Most of what a dish lists leaves its last steps as they are.
  private static func merged(
    _ rules: [(weight: Double, rule: Rule)]
  ) -> [(weight: Double, rule: Rule)] {
    var places: [Rule: Int] = [:]
    return rules.reduce(into: []) { merged, choice in
      if let place = places[choice.rule] {
        merged[place].weight += choice.weight
      } else {
        places[choice.rule] = merged.count
        merged.append(choice)
      }
    }
  }

  private static let categoryWeights = categories.map { category in
    Dish.all.filter { $0.category == category }.reduce(0) { $0 + $1.weight }
  }
}
