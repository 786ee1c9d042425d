import ParlanceText

/// A text on the way: its beginning, what was written after it, and what may come next.
struct WrittenText {
  private(set) var written = GeneratedTokens()
  private var lineEnds = 0
  private var repeated: RepeatedNGrams?
  private let options: GenerationOptions
  private(set) var constraints: ConstraintProgress?

  init(
    after beginning: [Int32], _ options: GenerationOptions, _ constraints: PhraseConstraints? = nil
  ) {
    self.options = options
    self.constraints = constraints.map(ConstraintProgress.init)
    repeated = options.noRepeatNGram.map { RepeatedNGrams($0, beginning) }
  }

  var logProbability: Double { written.logProbability }

  /// Whether a token would end the text.
  func ends(with token: Int32) -> Bool {
    token == Vocabulary.sentenceEndID && lineEnds + 1 == options.lines ?? 1
  }

  /// Writes a token.
  ///
  /// - `logProbability`: of the whole text then.
  /// - `coverage`: of a source: see `TokenPredicting.coverage(of:)`.
  mutating func append(_ token: Int32, logProbability: Double, coverage: Double = 0) {
    if token == Vocabulary.sentenceEndID { lineEnds += 1 }
    written.tokens.append(token)
    written.logProbability = logProbability
    written.score = options.score(
      logProbability, length: written.tokens.count, coverage: coverage)
    repeated?.append(token)
    constraints?.append(token, isLast: written.tokens.count >= options.maximumLength)
    written.missing = constraints?.missing ?? []
  }

  /// What may not come next: padding and `<s>`, `<unk>` where it is not allowed, what would make an n-gram
  /// again where that is forbidden, an end too early.
  var excluded: [Int32] {
    var excluded = [Vocabulary.paddingID, Vocabulary.sentenceStartID]
    if !options.allowsUnknown { excluded.append(Vocabulary.unknownID) }
    if let repeated { excluded += repeated.next.filter { $0 != Vocabulary.sentenceEndID } }
    if written.tokens.count < options.minimumLength { excluded.append(Vocabulary.sentenceEndID) }
    return excluded
  }

  /// The log-probabilities of what may come next; −∞ for all else.
  func allowed(_ logProbabilities: ArraySlice<Float>) -> [Float] {
    var allowed = Array(logProbabilities)
    for token in excluded { allowed[Int(token)] = -.infinity }
    return allowed
  }

  /// Whether a token makes no forbidden phrase.
  func keepsConstraints(_ token: Int32) -> Bool {
    constraints?.allows(token, isLast: written.tokens.count + 1 >= options.maximumLength) ?? true
  }

  /// Whether a token may come next that the text goes on with by a search.
  func searchMayTake(_ token: Int32, excluding excluded: [Int32]) -> Bool {
    !excluded.contains(token) && keepsConstraints(token)
      && !(ends(with: token) && constraints?.lacks(after: token) ?? false)
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
