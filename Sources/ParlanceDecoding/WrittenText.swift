import ParlanceText

/// A text on the way: its beginning, what was written after it, and what may come next.
struct WrittenText {
  private(set) var written = GeneratedTokens()
  private var lineEnds = 0
  private var repeated: RepeatedNGrams?
  private let options: GenerationOptions

  init(after beginning: [Int32], _ options: GenerationOptions) {
    self.options = options
    repeated = options.noRepeatNGram.map { RepeatedNGrams($0, beginning) }
  }

  var logProbability: Double { written.logProbability }

  /// Whether a token would end the text.
  func ends(with token: Int32) -> Bool {
    token == Vocabulary.sentenceEndID && lineEnds + 1 == options.lines ?? 1
  }

  mutating func append(_ token: Int32, logProbability: Double) {
    if token == Vocabulary.sentenceEndID { lineEnds += 1 }
    written.tokens.append(token)
    written.logProbability = logProbability
    written.score = options.score(logProbability, length: written.tokens.count)
    repeated?.append(token)
  }

  /// The log-probabilities of what may come next: never padding or `<s>`, `<unk>` only where allowed,
  /// no n-gram again where that is forbidden; −∞ for all else.
  func allowed(_ logProbabilities: [Float]) -> [Float] {
    var allowed = logProbabilities
    allowed[Int(Vocabulary.paddingID)] = -.infinity
    allowed[Int(Vocabulary.sentenceStartID)] = -.infinity
    if !options.allowsUnknown { allowed[Int(Vocabulary.unknownID)] = -.infinity }
    if let repeated {
      for token in repeated.next where token != Vocabulary.sentenceEndID {
        allowed[Int(token)] = -.infinity
      }
    }
    if written.tokens.count < options.minimumLength {
      allowed[Int(Vocabulary.sentenceEndID)] = -.infinity
    }
    return allowed
  }
}

/// The n-grams of a text that grows.
private struct RepeatedNGrams {
  private let order: Int
  /// The last n − 1 tokens.
  private var last: [Int32] = []
  private var followers: [[Int32]: Set<Int32>] = [:]

  init(_ order: Int, _ text: [Int32]) {
    self.order = order
    for token in text { append(token) }
  }

  /// The tokens that would make an n-gram of the text again.
  var next: Set<Int32> { followers[last] ?? [] }

  mutating func append(_ token: Int32) {
    if last.count == order - 1 { followers[last, default: []].insert(token) }
    last.append(token)
    if last.count >= order { last.removeFirst() }
  }
}
