import ParlanceArrays

extension TokenPredicting {
  /// The best continuations of several beginnings that a search over `beamWidth` prefixes at a time
  /// finds, the best first.
  ///
  /// A step reads the k prefixes of all searches as rows of one `read`. Of their extensions the k best
  /// that do not end go on; those among the k best that end are finished, and compete by
  /// log P ⁄ nᵅ with α = `lengthPenalty`, as do the prefixes of the greatest length. A search ends where
  /// no prefix can become better than what is wanted, and for α > 0 also where k texts are finished and
  /// no prefix is, as long as it is, better than those wanted.
  /// With k = 1 it is greedy.
  ///
  /// - `constraints`: one a beginning, or none. Of the k prefixes that go on, some have each number of
  ///   required tokens, the most first; texts that lack a phrase come only where none has all.
  /// - `state`: what is known before the beginnings; nil where they begin a text.
  /// - `count`: the most texts that are wanted of each search.
  /// - `limits`: the greatest length of each text, or none where it is `maximumLength` for all.
  public func beamSearch(
    after beginnings: [[Int32]], _ options: GenerationOptions, from state: CarriedState? = nil,
    count: Int = 1, constraints: [PhraseConstraints] = [], limits: [Int] = []
  ) -> [[GeneratedTokens]] {
    beamSearch(
      after: beginnings, options, count: count, constraints: constraints, limits: limits
    ) {
      read(rows: beginnings, state)
    }
  }

  /// The same, where the beginnings may have been read already.
  package func beamSearch(
    after beginnings: [[Int32]], _ options: GenerationOptions, count: Int = 1,
    constraints: [PhraseConstraints] = [], limits: [Int] = [],
    begin: () -> (logProbabilities: NDArray, state: CarriedState)
  ) -> [[GeneratedTokens]] {
    var beams = beginnings.indices.map {
      Beam(
        after: beginnings[$0], options.limited(limits, $0), count: count,
        constraints.isEmpty ? nil : constraints[$0])
    }
    var next: (rows: [[Int32]], state: CarriedState)?
    while beams.contains(where: { !$0.open.isEmpty }), Readers.areWaiting {
      let (values, after) = next.map { read(rows: $0.rows, $0.state) } ?? begin()
      var rest = values.rows[...]
      let coverage = options.coveragePenalty > 0 ? coverage(of: after) : nil
      var (places, rows): ([Int], [[Int32]]) = ([], [])
      for index in beams.indices {
        let width = beams[index].open.count
        let begin = rest.startIndex
        for (place, token) in beams[index].extend(
          by: rest.prefix(width), coverage?[begin..<begin + width])
        {
          places.append(begin + place)
          rows.append([token])
        }
        rest = rest.dropFirst(width)
      }
      next = (rows, after.rows(places))
    }
    return beams.map(\.found)
  }
}

/// One search.
private struct Beam {
  /// The prefixes that it goes on from.
  private(set) var open: [WrittenText]
  /// What has ended, the best first: no more than are wanted.
  private var finished: [GeneratedTokens] = []
  /// What grew too long without all required phrases: the one that lacks the fewest.
  private var lacking: GeneratedTokens?
  private var finishedCount = 0
  private var length = 0
  private let options: GenerationOptions
  private let width: Int
  private let count: Int

  init(
    after beginning: [Int32], _ options: GenerationOptions, count: Int,
    _ constraints: PhraseConstraints?
  ) {
    self.options = options
    self.count = count
    width = options.beamWidth ?? 1
    open = options.maximumLength > 0 ? [WrittenText(after: beginning, options, constraints)] : []
  }

  /// The best first.
  var found: [GeneratedTokens] {
    finished.isEmpty ? [lacking ?? GeneratedTokens()] : finished
  }

  /// An open prefix and a token after it.
  private struct Extension {
    let place: Int
    let token: Int32
    let logProbability: Double
    let ends: Bool
    /// Tokens of required phrases that are written then.
    let bank: Int
  }

  /// Takes one step by the log-probabilities after each open prefix: → which of them the prefixes that
  /// are then open go on from, and with which token.
  mutating func extend(
    by values: ArraySlice<ArraySlice<Float>>, _ coverage: ArraySlice<Double>?
  ) -> [(place: Int, token: Int32)] {
    length += 1
    var going: [(place: Int, token: Int32, text: WrittenText)] = []
    let (ending, others) = chosen(extensions(by: values))
    for item in ending + others {
      var text = open[item.place]
      text.append(
        item.token, logProbability: item.logProbability,
        coverage: coverage.map { $0[$0.startIndex + item.place] } ?? 0)
      if item.ends || length == options.maximumLength {
        finish(text.written)
      } else {
        going.append((item.place, item.token, text))
      }
    }
    if isDone(going.map(\.text)) { going = [] }
    // The others become only less likely.
    let bar = finished.count == count ? finished[count - 1].score : -.infinity
    going.removeAll {
      options.score($0.text.logProbability, length: options.maximumLength) <= bar
    }
    open = going.map(\.text)
    return going.map { ($0.place, $0.token) }
  }

  /// The extensions of all open prefixes, the likeliest first, equal ones as their prefixes.
  private func extensions(by values: ArraySlice<ArraySlice<Float>>) -> [Extension] {
    var found: [Extension] = []
    for (place, (text, values)) in zip(open, values).enumerated() {
      let excluded = text.excluded
      func mayTake(_ token: Int32) -> Bool {
        values[values.startIndex + Int(token)] > -.infinity
          && text.searchMayTake(token, excluding: excluded)
      }
      // One of them may end.
      var tokens = ranked(values, width + 1, where: mayTake)
      for token in text.constraints?.wanted ?? [] where !tokens.contains(token) && mayTake(token) {
        tokens.append(token)
      }
      for token in tokens {
        found.append(
          Extension(
            place: place, token: token,
            logProbability: text.logProbability
              + Double(values[values.startIndex + Int(token)]),
            ends: text.ends(with: token), bank: text.bank(with: token)))
      }
    }
    return found.indices.sorted {
      (found[$0].logProbability, $1) > (found[$1].logProbability, $0)
    }.map { found[$0] }
  }

  /// Those that end, and those that go on: of each bank in turn the likeliest, from the greatest bank down.
  private func chosen(
    _ extensions: [Extension]
  ) -> (ending: [Extension], going: [Extension]) {
    var banks: [Int: [Extension]] = [:]
    for item in extensions { banks[item.bank, default: []].append(item) }
    var ending: [Extension] = []
    var rest: [ArraySlice<Extension>] = []
    for (_, bank) in banks.sorted(by: { $0.key > $1.key }) {
      ending += bank.prefix(width).filter(\.ends)
      rest.append(bank.filter { !$0.ends }[...])
    }
    var going: [Extension] = []
    while going.count < width, rest.contains(where: { !$0.isEmpty }) {
      for place in rest.indices where going.count < width {
        if let item = rest[place].popFirst() { going.append(item) }
      }
    }
    return (ending, going)
  }

  private mutating func finish(_ text: GeneratedTokens) {
    guard text.missing.isEmpty else {
      func isBetter(_ other: GeneratedTokens) -> Bool {
        (text.missing.count, -text.score) < (other.missing.count, -other.score)
      }
      if lacking.map(isBetter) ?? true { lacking = text }
      return
    }
    finishedCount += 1
    let place = finished.firstIndex { $0.score < text.score } ?? finished.count
    finished.insert(text, at: place)
    if finished.count > count { finished.removeLast() }
  }

  /// Texts that end early in a search are soon many, and may all be unlikely.
  private func isDone(_ going: [WrittenText]) -> Bool {
    guard options.lengthPenalty > 0, finishedCount >= max(width, count) else { return false }
    if width == 1 { return true }
    let bar = finished[count - 1].score
    return !going.contains { options.score($0.logProbability, length: length) > bar }
  }
}

extension WrittenText {
  /// Tokens of required phrases that are written with one more token.
  fileprivate func bank(with token: Int32) -> Int {
    guard var progress = constraints else { return 0 }
    progress.append(token)
    return progress.count
  }
}
