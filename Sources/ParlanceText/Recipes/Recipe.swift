/// One recipe of the built-in corpus.
public struct Recipe: Sendable, Equatable {
  /// The line: words and punctuation marks with a space between them.
  public let text: String
  /// The natural logarithm of the probability of the line and its end.
  public let logProbability: Double
  /// The number of words and punctuation marks, the line's end counted as one.
  public let tokenCount: Int
  /// What each token is in its use.
  public let partsOfSpeech: [UniversalTag]
  /// The dish's kind: one of `Recipes.categories`.
  public let category: String
  private let spans: [Span]
  private let documentStart: Int

  private struct Span: Sendable, Equatable {
    let entity: RecipeEntity
    let range: Range<Int>
  }

  init(_ line: Rule.Line, _ logProbability: Double) {
    text = line.words.map(\.text).joined(separator: " ")
    self.logProbability = logProbability
    tokenCount = line.words.count + 1
    partsOfSpeech = line.words.map(\.tag)
    var (spans, start, category) = ([Span](), 0, "")
    for span in line.spans {
      switch span.mark {
      case .entity(let entity): spans.append(Span(entity: entity, range: span.range))
      case .document: start = span.range.lowerBound
      case .category(let name): category = name
      }
    }
    (self.spans, documentStart, self.category) = (spans, start, category)
  }

  /// The words and punctuation marks.
  public var tokens: [String] { text.split(separator: " ").map(String.init) }

  /// What each token is part of, in IOB2: `B-` and `I-` with a `RecipeEntity`, or `O`.
  public var entities: [String] {
    var labels = [String](repeating: "O", count: partsOfSpeech.count)
    for span in spans {
      for place in span.range {
        labels[place] = (place == span.range.lowerBound ? "B-" : "I-") + span.entity.rawValue
      }
    }
    return labels
  }

  /// The last steps alone, without title, list and what is done first: a text whose category can be
  /// told from it often and not always (`Recipes.categoryProbabilities(ofDocument:)`).
  public var document: String { tokens[documentStart...].joined(separator: " ") }
}
