import ParlanceArrays
import ParlanceSystem
import ParlanceText

extension TokenPredicting {
  /// Goes on from several beginnings, each token drawn at random or the likeliest: see
  /// `GenerationOptions`. All texts that have not ended take each step in one `read`.
  ///
  /// - `state`: what is known before the beginnings; nil where they begin a text.
  /// - `constraints`: one a beginning, or none; forbidden phrases do not come, required ones only by chance.
  /// - `limits`: the greatest length of each text, or none where it is `maximumLength` for all.
  /// - `generators`: one a beginning; unused at temperature 0. So a text does not depend on the others.
  public func sample(
    after beginnings: [[Int32]], _ options: GenerationOptions, from state: CarriedState? = nil,
    constraints: [PhraseConstraints] = [], limits: [Int] = [],
    using generators: inout [RandomGenerator]
  ) -> [GeneratedTokens] {
    guard generators.count == beginnings.count else {
      fatalError(
        "sample: \(beginnings.count) beginnings, but \(generators.count) random generators")
    }
    var texts = beginnings.indices.map {
      SampledText(
        after: beginnings[$0], options.limited(limits, $0),
        constraints.isEmpty ? nil : constraints[$0],
        using: generators[$0])
    }
    var open = Array(texts.indices)
    var next = (rows: beginnings, state: state)
    while !open.isEmpty, options.maximumLength > 0, Readers.areWaiting {
      let (values, after) = read(rows: next.rows, next.state)
      var (going, rows): ([(place: Int, text: Int)], [[Int32]]) = ([], [])
      for (place, (index, values)) in zip(open, values.rows).enumerated() {
        guard let token = texts[index].choose(by: values), !texts[index].hasEnded else { continue }
        going.append((place, index))
        rows.append([token])
      }
      open = going.map(\.text)
      next = (rows, after.rows(going.map(\.place)))
    }
    generators = texts.map(\.generator)
    return texts.map(\.written)
  }
}

/// A text whose tokens are drawn one by one, from log-probabilities that come from wherever they are read.
package struct SampledText {
  private var text: WrittenText
  private let options: GenerationOptions
  package private(set) var generator: RandomGenerator
  /// Whether nothing is written any more: it ended, is as long as it may be, or nothing may come.
  package private(set) var hasEnded: Bool

  package init(
    after beginning: [Int32], _ options: GenerationOptions, _ constraints: PhraseConstraints? = nil,
    using generator: RandomGenerator
  ) {
    (text, self.options, self.generator) = (
      WrittenText(after: beginning, options, constraints), options, generator
    )
    hasEnded = options.maximumLength == 0
  }

  /// What was written after the beginning.
  package var written: GeneratedTokens { text.written }

  /// Writes a token by the log-probabilities of all; nil where none may come.
  package mutating func choose(by values: ArraySlice<Float>) -> Int32? {
    guard
      let token = options.choose(
        text.allowed(values), &generator, where: text.keepsConstraints)
    else {
      hasEnded = true
      return nil
    }
    hasEnded = text.ends(with: token)
    text.append(
      token,
      logProbability: text.logProbability + Double(values[values.startIndex + Int(token)]))
    if written.tokens.count == options.maximumLength { hasEnded = true }
    return token
  }
}

extension GenerationOptions {
  /// A token by the log-probabilities of those that may come; nil where none may.
  ///
  /// - `mayCome`: what is drawn and may not come is drawn anew from the others.
  fileprivate func choose(
    _ allowed: [Float], _ generator: inout RandomGenerator, where mayCome: (Int32) -> Bool
  ) -> Int32? {
    var allowed = allowed
    while let token = choose(allowed, &generator) {
      if mayCome(token) { return token }
      allowed[Int(token)] = -.infinity
    }
    return nil
  }

  private func choose(_ allowed: [Float], _ generator: inout RandomGenerator) -> Int32? {
    if temperature == 0 {
      return ranked(allowed, 1).first { allowed[Int($0)] > -.infinity }
    }
    guard allowed.contains(where: { $0 > -.infinity }) else { return nil }
    // p^(1/T), normalised: softmax of the log-probabilities over T.
    var scaled = NDArray(allowed)
    scaled.kernels.scale(1 / temperature, &scaled)
    let weights = scaled.kernels.softmax(scaled, logarithm: false).floats
    guard topK != nil || topP != nil else {
      return draw(weights.indices.map(Int32.init), weights, &generator)
    }
    var tokens = ranked(weights, topK ?? weights.count)
    if let topP {
      let total = tokens.reduce(0) { $0 + Double(weights[Int($1)]) }
      var sum = 0.0
      let last = tokens.firstIndex { token in
        sum += Double(weights[Int(token)])
        return sum >= topP * total
      }
      tokens = Array(tokens.prefix((last ?? tokens.count - 1) + 1))
    }
    return draw(tokens, tokens.map { weights[Int($0)] }, &generator)
  }

  private func draw(
    _ tokens: [Int32], _ weights: [Float], _ generator: inout RandomGenerator
  ) -> Int32? {
    var rest = generator.uniform() * weights.reduce(0) { $0 + Double($1) }
    for (token, weight) in zip(tokens, weights) {
      rest -= Double(weight)
      if rest < 0 { return token }
    }
    // Rounding may leave a little: it belongs to the last token that can come at all.
    return zip(tokens, weights).reversed().first { $0.1 > 0 }?.0
  }
}
