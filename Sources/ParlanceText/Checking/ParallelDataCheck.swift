/// Looks through pairs of sentences for what makes training fail or scores mislead.
public struct ParallelDataCheck: Codable, Sendable, Equatable {
  /// What one part of the data holds.
  public struct Split: Codable, Sendable, Equatable {
    /// Its name: of its file, or of what it is for.
    public let name: String
    public let pairs: Int
    /// In words.
    public let sourceLengths: LengthSummary
    public let targetLengths: LengthSummary
    /// The script of most lines of each side; nil where there is no letter.
    public let sourceScript: WritingScript?
    public let targetScript: WritingScript?
    /// Characters of a target for each of its source: of half of the pairs at most so many.
    public let medianRatio: Double
  }

  /// The parts of the data, what models are trained on the first.
  public let splits: [Split]
  /// What was found.
  public let findings: [DataFinding]

  /// Sentences of more words are long whatever the others are.
  private static let longest = 200
  /// How many times longer or shorter than usual a translation may be.
  private static let ratioFactor = 4.0
  /// Sentences of fewer characters may have translations of any length.
  private static let shortest = 20

  /// Checks data: the first is what models are trained on, the others are held out.
  ///
  /// Sentences are the same where they differ in white space alone.
  public init(_ splits: [(name: String, text: ParallelText)]) {
    let sides = splits.map { Sides($0.text) }
    self.splits = zip(splits, sides).map { split, sides in
      Split(
        name: split.name, pairs: split.text.pairs.count,
        sourceLengths: LengthSummary(sides.source.map(\.words.count)),
        targetLengths: LengthSummary(sides.target.map(\.words.count)),
        sourceScript: Self.script(sides.source), targetScript: Self.script(sides.target),
        medianRatio: sides.medianRatio)
    }
    let first = self.splits.first
    let repeated = RepeatedTexts(
      splits: splits.map(\.name), noun: "source", said: "targets", conflicts: .note)
    let items = zip(splits, sides).enumerated().flatMap { index, data in
      let (split, sides) = data
      return split.text.pairs.indices.filter { !sides.isBlank($0) }.map { place in
        RepeatedTexts.Item(
          key: sides.source[place].words.joined(separator: " "),
          label: sides.target[place].words.joined(separator: " "),
          place: split.text.place(place), split: index)
      }
    }
    findings =
      zip(splits, sides).flatMap { split, sides in
        sides.findings(split.text, split.name, first?.sourceScript, first?.targetScript)
      } + repeated.findings(items)
  }

  private static func script(_ side: [Sides.Line]) -> WritingScript? {
    var counts: [WritingScript: Int] = [:]
    for script in side.lazy.compactMap(\.script) { counts[script, default: 0] += 1 }
    return WritingScript.allCases.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) }
      .flatMap { counts[$0] == nil ? nil : $0 }
  }

  /// Both sides of a text, looked at.
  private struct Sides {
    struct Line {
      let words: [String]
      let characters: Int
      let script: WritingScript?

      init(_ text: String) {
        words = Tokenizer(level: .word).tokens(text)
        characters = words.reduce(0) { $0 + $1.unicodeScalars.count }
        script = WritingScript(of: text)
      }
    }

    let source: [Line]
    let target: [Line]
    let medianRatio: Double

    init(_ text: ParallelText) {
      source = text.pairs.map { Line($0.source) }
      target = text.pairs.map { Line($0.target) }
      let ratios = zip(source, target).filter { $0.characters > 0 && $1.characters > 0 }
        .map { Double($1.characters) / Double($0.characters) }.sorted()
      medianRatio = ratios.isEmpty ? 1 : ratios[ratios.count / 2]
    }

    func isBlank(_ place: Int) -> Bool {
      source[place].words.isEmpty || target[place].words.isEmpty
    }

    func findings(
      _ text: ParallelText, _ name: String, _ sourceScript: WritingScript?,
      _ targetScript: WritingScript?
    ) -> [DataFinding] {
      let medians = [source, target].map { LengthSummary($0.map(\.words.count)).median }
      return text.pairs.indices.flatMap { place -> [DataFinding] in
        func found(
          _ kind: DataFinding.Kind, _ severity: DataFinding.Severity, _ message: String
        ) -> DataFinding {
          DataFinding(kind, severity, at: text.place(place), message)
        }
        let lines = [("source", source[place]), ("target", target[place])]
        let empty = lines.filter(\.1.words.isEmpty).map {
          found(.empty, .problem, "the \($0.0) is empty; training leaves the pair out")
        }
        guard empty.isEmpty else { return empty }
        let long = zip(lines, medians).compactMap { side, median in
          side.1.words.count > max(ParallelDataCheck.longest, 20 * median)
            ? found(
              .length, .note,
              "the \(side.0) has \(side.1.words.count) words; half of \(name) have at most \(median)"
            )
            : nil
        }
        let scripts = zip(lines, [sourceScript, targetScript]).compactMap { side, usual in
          side.1.script.flatMap { script in
            script == usual
              ? nil
              : found(
                .script, .problem,
                "the \(side.0) is in \(script.rawValue) script, most are in "
                  + "\(usual?.rawValue ?? "none")")
          }
        }
        return long + scripts + ratio(place, found) + copy(text.pairs[place], place, found)
      }
    }

    private typealias Found = (DataFinding.Kind, DataFinding.Severity, String) -> DataFinding

    private func ratio(_ place: Int, _ found: Found) -> [DataFinding] {
      let (a, b) = (source[place].characters, target[place].characters)
      guard max(a, b) >= ParallelDataCheck.shortest else { return [] }
      let ratio = Double(b) / Double(a) / medianRatio
      guard ratio > ParallelDataCheck.ratioFactor || ratio < 1 / ParallelDataCheck.ratioFactor
      else { return [] }
      return [
        found(
          .ratio, .note,
          "\(a) characters became \(b); others become \((medianRatio * 100).rounded() / 100) times as many"
        )
      ]
    }

    private func copy(_ pair: SentencePair, _ place: Int, _ found: Found) -> [DataFinding] {
      source[place].words == target[place].words
        && source[place].characters >= ParallelDataCheck.shortest
        ? [found(.copy, .note, "the target is its source, word for word")] : []
    }
  }
}

extension ParallelText {
  func place(_ pair: Int) -> DataFinding.Place {
    DataFinding.Place(file: file ?? "", line: lines.isEmpty ? 0 : lines[pair])
  }
}
