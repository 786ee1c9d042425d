import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceSystem
import ParlanceText

/// A mixture of language models: p(w | h) = Σᵢ λᵢ pᵢ(w | h), with Σᵢ λᵢ = 1.
///
/// The parts know the same tokens, in any order. Where all of them tell a literal `<unk>` from tokens
/// outside the vocabulary, so does the mixture; otherwise both are one event, whose probability under a
/// part that tells them apart is the sum of the two: so the mixture's probabilities sum to 1 where
/// those of its parts do. Jelinek and Mercer, *Interpolated Estimation of Markov Source Parameters from
/// Sparse Data*, 1980.
public struct MixtureLanguageModel: LanguageModeling {
  /// The models.
  public let parts: [any LanguageModeling]
  /// λ: one number a part.
  public let weights: [Double]
  public let vocabulary: Vocabulary
  public let tokenizer: Tokenizer
  let separatesUnknown: Bool
  /// For each part its ids of the mixture's tokens; nil where they are the same.
  private let places: [[Int32]?]

  /// Creates a mixture, with equal weights where none are given.
  ///
  /// - Throws: `InputError` where there are fewer than two parts, they cut lines into other tokens or
  ///   know other ones, or the weights are no weights.
  public init(_ parts: [any LanguageModeling], weights: [Double]? = nil) throws {
    try self.init(parts, names: (1...max(1, parts.count)).map { "part \($0)" }, weights: weights)
  }

  init(_ parts: [any LanguageModeling], names: [String], weights: [Double]?) throws {
    guard parts.count > 1 else {
      throw InputError(.usage, "a mixture needs at least two models, found \(parts.count)")
    }
    let weights = weights ?? parts.map { _ in 1 / Double(parts.count) }
    if let problem = Self.problem(weights, parts: parts.count) { throw InputError(.usage, problem) }
    let level = parts[0].tokenizer.level
    if let other = parts.firstIndex(where: { $0.tokenizer.level != level }) {
      throw InputError(
        .badData,
        "\(names[0]) is a model over \(level.rawValue)s, "
          + "\(names[other]) over \(parts[other].tokenizer.level.rawValue)s; they cannot be mixed")
    }
    if let other = parts.firstIndex(where: { $0.tokenizer != parts[0].tokenizer }) {
      throw InputError(
        .badData,
        "\(names[0]) and \(names[other]) cut words into other pieces; they cannot be mixed")
    }
    let vocabulary = try Self.vocabulary(of: parts[0])
    places = try zip(parts, names).map { part, name in
      try Self.places(of: vocabulary, in: part, names[0], name)
    }
    self.parts = parts
    self.weights = weights
    self.vocabulary = vocabulary
    tokenizer = parts[0].tokenizer
    separatesUnknown = parts.allSatisfy { ($0 as? any OpenVocabulary)?.separatesUnknown == true }
  }

  private init(_ other: MixtureLanguageModel, weights: [Double]) {
    parts = other.parts
    self.weights = weights
    vocabulary = other.vocabulary
    tokenizer = other.tokenizer
    separatesUnknown = other.separatesUnknown
    places = other.places
  }

  /// The same parts with other weights; traps where they are no weights.
  func weighted(_ weights: [Double]) -> MixtureLanguageModel {
    if let problem = Self.problem(weights, parts: parts.count) {
      fatalError("MixtureLanguageModel: \(problem)")
    }
    return MixtureLanguageModel(self, weights: weights)
  }

  /// What is wrong with weights, or nil.
  static func problem(_ weights: [Double], parts: Int) -> SettingProblem? {
    func unless(_ isRight: Bool, _ expected: String, _ found: some CustomStringConvertible)
      -> SettingProblem?
    {
      .unless(isRight, "weights", expected: expected, found: found)
    }
    let sum = weights.reduce(0, +)
    let wrong = weights.first { !($0 >= 0 && $0 <= 1) }
    return unless(weights.count == parts, "\(parts) weights, one a model", weights.count)
      ?? unless(wrong == nil, "weights from 0 to 1", wrong ?? 0)
      ?? unless(abs(sum - 1) <= 1e-6, "weights that sum to 1", sum)
  }

  public var outOfVocabularyID: Int32 {
    separatesUnknown ? Int32(NGramTable.unknown) : Vocabulary.unknownID
  }

  public var endsTextsAtLineEnds: Bool { parts.contains { $0.endsTextsAtLineEnds } }

  public func read(
    rows: [[Int32]], _ state: CarriedState?
  ) -> (logProbabilities: NDArray, state: CarriedState) {
    var states: [(prefix: String, state: CarriedState)] = []
    let values = parts.indices.map { index in
      let (values, next) = read(parts[index], places[index], rows, state?.part("\(index)"))
      states.append(("\(index)", next))
      return values
    }
    return (
      NDArray(mixed(values).map { Float($0) }, shape: [rows.count, vocabulary.count]),
      CarriedState(parts: states)
    )
  }

  /// → a part's log-probabilities in the mixture's ids, row after row, and its state.
  private func read(
    _ part: any LanguageModeling, _ places: [Int32]?, _ rows: [[Int32]], _ state: CarriedState?
  ) -> ([Double], CarriedState) {
    let own = places.map { places in rows.map { $0.map { places[Int($0)] } } } ?? rows
    let (found, next) = part.read(rows: own, state)
    var values = found.floats
    let width = found.shape[1]
    let starts = stride(from: 0, to: values.count, by: width)
    if !separatesUnknown, (part as? any OpenVocabulary)?.hasUnknownAtPadding == true {
      for start in starts {
        let other = start + Int(NGramTable.unknown)
        let unknown = start + Int(Vocabulary.unknownID)
        values[unknown] = Float(logSum(Double(values[other]), Double(values[unknown])))
        values[other] = -.infinity
      }
    }
    guard let places else { return (values.map(Double.init), next) }
    return (starts.flatMap { start in places.map { Double(values[start + Int($0)]) } }, next)
  }

  public func logProbabilities(of corpus: TokenCorpus) -> [Double] {
    mixed(partLogProbabilities(of: corpus))
  }

  public func lineLogProbabilities(of corpus: TokenCorpus) -> [Double] {
    mixed(partLogProbabilities(of: corpus, byLine: true))
  }

  /// The log-probability of each token of a corpus under each part: [part][token].
  ///
  /// - `byLine`: whether each line is read as if it were the only one.
  func partLogProbabilities(of corpus: TokenCorpus, byLine: Bool = false) -> [[Double]] {
    zip(parts, places).map { part, places in
      let corpus = places.map(corpus.replacing) ?? corpus
      // Where a mixture does not separate the two, they are one already.
      if !separatesUnknown, let open = part as? any OpenVocabulary,
        open.separatesUnknown || !(open is MixtureLanguageModel)
      {
        return open.joinedLogProbabilities(of: corpus)
      }
      return byLine ? part.lineLogProbabilities(of: corpus) : part.logProbabilities(of: corpus)
    }
  }

  /// log Σᵢ λᵢ exp(xᵢ), place by place.
  func mixed(_ values: [[Double]]) -> [Double] {
    let terms = zip(weights, values).filter { $0.0 > 0 }
    return values[0].indices.map { place in
      var greatest = -Double.infinity
      for (_, values) in terms { greatest = max(greatest, values[place]) }
      guard greatest > -.infinity else { return greatest }
      var sum = 0.0
      for (weight, values) in terms { sum += weight * exp(values[place] - greatest) }
      return greatest + log(sum)
    }
  }
}

extension MixtureLanguageModel: OpenVocabulary {
  func knows(_ id: Int32) -> Bool { true }

  var hasUnknownAtPadding: Bool { separatesUnknown }

  func joinedLogProbabilities(of corpus: TokenCorpus) -> [Double] {
    guard separatesUnknown else { return logProbabilities(of: corpus) }
    return mixed(
      zip(parts, places).map { part, places in
        // Whoever separates is one.
        (part as! any OpenVocabulary).joinedLogProbabilities(
          of: places.map(corpus.replacing) ?? corpus)
      })
  }
}

extension MixtureLanguageModel {
  /// The tokens that a model gives probabilities of their own.
  private static func vocabulary(of model: any LanguageModeling) throws -> Vocabulary {
    let known = words(of: model)
    let all = model.vocabulary
    if known.count + Vocabulary.specials.count == all.count { return all }
    return try Vocabulary(tokens: Vocabulary.specials + known.map(all.token))
  }

  private static func words(of model: any LanguageModeling) -> [Int32] {
    model.vocabulary.tokens.indices.map(Int32.init).filter(model.knowsWord)
  }

  /// The ids that a model has for the tokens of a vocabulary; nil where they are the same.
  private static func places(
    of vocabulary: Vocabulary, in model: any LanguageModeling, _ firstName: String, _ name: String
  ) throws -> [Int32]? {
    let (special, own) = (Int32(Vocabulary.specials.count), model.vocabulary)
    if own == vocabulary, words(of: model).count == own.count - Int(special) { return nil }
    let known = Set(words(of: model))
    let ids = vocabulary.tokens.indices.map { index in
      index < special ? Int32(index) : own.id(of: vocabulary.tokens[index])
    }
    let missing = ids.indices.filter { $0 >= special && !known.contains(ids[$0]) }
    let extra = known.filter { !vocabulary.contains(own.token($0)) }
    guard missing.isEmpty && extra.isEmpty else {
      func list(_ first: String, _ count: Int, _ lacks: String, _ has: String) -> String {
        let more = count > 1 ? " and \(count - 1) more" : ""
        return "\(lacks) lacks \(first)\(more), which \(has) has"
      }
      let parts =
        (missing.isEmpty
          ? [] : [list(vocabulary.tokens[missing[0]], missing.count, name, firstName)])
        + (extra.isEmpty ? [] : [list(own.token(extra.min()!), extra.count, firstName, name)])
      throw InputError(
        .badData,
        "the models do not know the same tokens: " + parts.joined(separator: "; ")
          + "; train them on the same text, with the same lines held out and the same settings of "
          + "the vocabulary")
    }
    return ids
  }
}

/// log(exp a + exp b).
func logSum(_ a: Double, _ b: Double) -> Double {
  let (greater, less) = (max(a, b), min(a, b))
  return less == -.infinity ? greater : greater + log1p(exp(less - greater))
}
