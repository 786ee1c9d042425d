import ParlanceText

extension LanguageModeling {
  /// The likeliest continuation that a search over `beamWidth` prefixes at a time finds.
  ///
  /// Finished texts compete by their whole log-probability; the search ends when no open prefix can
  /// win any more.
  func beamSearch(_ prompt: String, _ options: GenerationOptions) -> GeneratedText {
    let width = options.beamWidth ?? 1
    let begin = ids(of: tokenizer.tokens(prompt))
    let (logProbabilities, state) = read(begin, nil)
    var open = [Hypothesis(tokens: [], logProbability: 0, next: logProbabilities, state: state)]
    var best: Hypothesis<State>?
    for step in 0..<options.maximumLength {
      let extensions = open.enumerated().flatMap { place, hypothesis in
        successors(of: hypothesis, at: place, options, width)
      }.sorted { $0.logProbability > $1.logProbability }.prefix(width)
      let isLast = step + 1 == options.maximumLength
      var next: [Hypothesis<State>] = []
      for item in extensions {
        let from = open[item.place]
        var hypothesis = Hypothesis(
          tokens: from.tokens + [item.token], logProbability: item.logProbability, next: [],
          state: from.state)
        let isFinished = item.token == Vocabulary.sentenceEndID && options.stopsAtSentenceEnd
        if isFinished || isLast {
          if item.logProbability > best?.logProbability ?? -.infinity { best = hypothesis }
        } else {
          (hypothesis.next, hypothesis.state) = read([item.token], from.state)
          next.append(hypothesis)
        }
      }
      // Probabilities only fall, so a prefix below the best finished text cannot pass it.
      open = next.filter { $0.logProbability > best?.logProbability ?? -.infinity }
      if open.isEmpty { break }
    }
    let tokens = best?.tokens ?? []
    return GeneratedText(
      text: text(begin + tokens), logProbability: best?.logProbability ?? 0, tokens: tokens.count)
  }

  private func successors(
    of hypothesis: Hypothesis<State>, at place: Int, _ options: GenerationOptions, _ width: Int
  ) -> [(place: Int, token: Int32, logProbability: Double)] {
    let values = allowed(hypothesis.next, options)
    return ranked(values, width).filter { values[Int($0)] > -.infinity }.map {
      (place, $0, hypothesis.logProbability + Double(values[Int($0)]))
    }
  }
}

/// A beginning of a text that a search goes on from.
private struct Hypothesis<State> {
  var tokens: [Int32]
  var logProbability: Double
  /// The log-probabilities of all tokens after these.
  var next: [Float]
  var state: State
}
