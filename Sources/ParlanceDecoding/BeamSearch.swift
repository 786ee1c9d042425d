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
  /// - `state`: what is known before the beginnings; nil where they begin a text.
  /// - `count`: the most texts that are wanted of each search.
  public func beamSearch(
    after beginnings: [[Int32]], _ options: GenerationOptions, from state: CarriedState? = nil,
    count: Int = 1
  ) -> [[GeneratedTokens]] {
    var beams = beginnings.map { Beam(after: $0, options, count: count) }
    var next = (rows: beginnings, state: state)
    while beams.contains(where: { !$0.open.isEmpty }) {
      let (values, after) = read(rows: next.rows, next.state)
      var rest = values.rows[...]
      var (places, rows): ([Int], [[Int32]]) = ([], [])
      for index in beams.indices {
        let width = beams[index].open.count
        let begin = rest.startIndex
        for (place, token) in beams[index].extend(by: Array(rest.prefix(width))) {
          places.append(begin + place)
          rows.append([token])
        }
        rest = rest.dropFirst(width)
      }
      next = (rows, after.rows(places))
    }
    return beams.map { $0.finished.isEmpty ? [GeneratedTokens()] : $0.finished }
  }
}

/// One search.
private struct Beam {
  /// The prefixes that it goes on from.
  private(set) var open: [WrittenText]
  /// What has ended, the best first: no more than are wanted.
  private(set) var finished: [GeneratedTokens] = []
  private var finishedCount = 0
  private var length = 0
  private let options: GenerationOptions
  private let width: Int
  private let count: Int

  init(after beginning: [Int32], _ options: GenerationOptions, count: Int) {
    self.options = options
    self.count = count
    width = options.beamWidth ?? 1
    open = options.maximumLength > 0 ? [WrittenText(after: beginning, options)] : []
  }

  /// An open prefix and a token after it.
  private struct Extension {
    let place: Int
    let token: Int32
    let logProbability: Double
    let ends: Bool
  }

  /// Takes one step by the log-probabilities after each open prefix: → which of them the prefixes that
  /// are then open go on from, and with which token.
  mutating func extend(by values: [[Float]]) -> [(place: Int, token: Int32)] {
    length += 1
    var going: [(place: Int, token: Int32, text: WrittenText)] = []
    for (rank, item) in extensions(by: values).enumerated() {
      guard item.ends ? rank < width : going.count < width else { continue }
      var text = open[item.place]
      text.append(item.token, logProbability: item.logProbability)
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
  private func extensions(by values: [[Float]]) -> [Extension] {
    var found: [Extension] = []
    for (place, text) in open.enumerated() {
      let allowed = text.allowed(values[place])
      // One of them may end.
      for token in ranked(allowed, width + 1) where allowed[Int(token)] > -.infinity {
        found.append(
          Extension(
            place: place, token: token,
            logProbability: text.logProbability + Double(allowed[Int(token)]),
            ends: text.ends(with: token)))
      }
    }
    return found.indices.sorted {
      (found[$0].logProbability, $1) > (found[$1].logProbability, $0)
    }.map { found[$0] }
  }

  private mutating func finish(_ text: GeneratedTokens) {
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
