/// A question about a recipe, whose answer is one of its words.
public struct RecipeQuestion: Sendable, Equatable {
  /// Words and a question mark, with blanks between.
  public let question: String
  /// The word.
  public let answer: String
}

extension Recipe {
  /// What can be asked about the recipe: how much there is of each thing on its list, what is made, and what
  /// it is served with where that is said.
  ///
  /// The recipe has the answer to each, so that the best possible accuracy is 1.
  public var questions: [RecipeQuestion] {
    let tokens = tokens
    guard let colon = tokens.firstIndex(of: ":"), let stop = tokens.firstIndex(of: ".") else {
      return []
    }
    let (parts, entities) = (partsOfSpeech, entities)
    let listed = tokens.indices[colon + 1..<stop].split { tokens[$0] == "," }.compactMap { item in
      let (number, thing) = (item[item.startIndex], item[item.endIndex - 1])
      return parts[number] == .numeral
        ? RecipeQuestion(question: "how much of \(tokens[thing]) ?", answer: tokens[number]) : nil
    }
    let dish = tokens[..<colon].indices.last { entities[$0].hasSuffix(RecipeEntity.dish.rawValue) }
    let made = dish.map { RecipeQuestion(question: "what is made ?", answer: tokens[$0]) }
    let last = tokens.lastIndex(of: "serve") ?? tokens.endIndex
    let with = tokens[last...].firstIndex(of: "with")
    let side = with.map {
      RecipeQuestion(question: "what is it served with ?", answer: tokens[$0 + 1])
    }
    return listed + [made, side].compactMap { $0 }
  }
}
