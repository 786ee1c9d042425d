import ParlanceScores

/// What a classifier makes of sentences that differ in who they are about alone.
///
/// The score of a group on a frame is the mean probability of a label over the group's sentences; two
/// groups are compared frame by frame. p is that of Student's paired t-test over the frames, as
/// Kiritchenko and Mohammad 2018 have it; the interval is of bootstrap samples of the frames.
public struct TemplateBias: Codable, Sendable, Equatable {
  /// A label's scores of two groups.
  public struct LabelDifference: Codable, Sendable, Equatable {
    public let label: String
    /// The mean probabilities over the frames.
    public let first: Double
    public let second: Double
    /// first − second.
    public let difference: Double
    /// Where it lies in 95 of 100 such sets of frames.
    public let interval: ConfidenceInterval
    /// Of the t-test; nil where all frames differ by the same, or there is one.
    public let t: Double?
    /// Two-sided, of one test; nil of one frame.
    public let p: Double?
    /// Whether p is below 0.05 over the number of all tests of the report (Bonferroni).
    public let isSignificant: Bool
    /// The frame with the greatest difference, and that.
    public let extreme: String
    public let extremeDifference: Double
  }

  /// Two groups.
  public struct Comparison: Codable, Sendable, Equatable {
    public let first: String
    public let second: String
    /// The frames that both groups have sentences in.
    public let frames: Int
    /// The share of these in which another label is the likeliest.
    public let changed: Double
    /// In the order of the model's labels.
    public let labels: [LabelDifference]
  }

  /// Templates, frames made of them, and sentences.
  public let templates: Int
  public let frames: Int
  public let sentences: Int
  /// Every two groups that share a frame.
  public let comparisons: [Comparison]

  /// Measures a classifier.
  ///
  /// - `samples`: of the bootstrap.
  public init(
    of model: any TextClassifying, _ templates: SentenceTemplates, samples: Int = 1000,
    seed: UInt64 = 1
  ) {
    self.init(
      labels: model.labels.names, templates, samples: samples, seed: seed,
      probabilities: model.probabilities(of:))
  }

  /// Measures anything that says how likely each label is of each text: [texts][labels].
  public init(
    labels: [String], _ templates: SentenceTemplates, samples: Int = 1000, seed: UInt64 = 1,
    probabilities: ([String]) -> [[Double]]
  ) {
    let frames = templates.frames
    let scores = Self.scores(frames, labelCount: labels.count, probabilities)
    let names = Set(frames.flatMap(\.sentences.keys)).sorted()
    let pairs = names.indices.flatMap { a in names.indices.filter { $0 > a }.map { (a, $0) } }
      .map { (names[$0.0], names[$0.1]) }
      .filter { pair in
        frames.contains { $0.sentences[pair.0] != nil && $0.sentences[pair.1] != nil }
      }
    comparisons = pairs.map { first, second in
      let shared = frames.indices.filter {
        scores[$0][first] != nil && scores[$0][second] != nil
      }
      let (a, b) = (shared.map { scores[$0][first]! }, shared.map { scores[$0][second]! })
      let bootstrap = Bootstrap(itemCount: shared.count, sampleCount: samples, seed: seed)
      return Comparison(
        first: first, second: second, frames: shared.count,
        changed: Double(zip(a, b).count { Self.likeliest($0) != Self.likeliest($1) })
          / Double(shared.count),
        labels: labels.indices.map { label in
          LabelDifference(
            labels[label], a.map { $0[label] }, b.map { $0[label] }, bootstrap,
            frames: shared.map { frames[$0].text }, tests: pairs.count * labels.count)
        })
    }
    self.templates = templates.templates.count
    self.frames = frames.count
    sentences = frames.reduce(0) { $0 + $1.sentences.values.reduce(0) { $0 + $1.count } }
  }

  /// By frame and group: the mean probability of each label.
  private static func scores(
    _ frames: [SentenceTemplates.Frame], labelCount: Int, _ probabilities: ([String]) -> [[Double]]
  ) -> [[String: [Double]]] {
    // As many at a time as memory need not be thought of.
    var scores: [[String: [Double]]] = []
    for begin in stride(from: 0, to: frames.count, by: 256) {
      let part = frames[begin..<min(begin + 256, frames.count)]
      let texts = part.flatMap { frame in
        frame.sentences.sorted { $0.key < $1.key }.flatMap(\.value)
      }
      var rows = probabilities(texts)[...]
      for frame in part {
        var means: [String: [Double]] = [:]
        for (group, sentences) in frame.sentences.sorted(by: { $0.key < $1.key }) {
          let own = rows.prefix(sentences.count)
          rows = rows.dropFirst(sentences.count)
          means[group] = (0..<labelCount).map { label in
            own.reduce(0) { $0 + $1[label] } / Double(own.count)
          }
        }
        scores.append(means)
      }
    }
    return scores
  }

  private static func likeliest(_ row: [Double]) -> Int {
    row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
  }
}

extension TemplateBias.LabelDifference {
  fileprivate init(
    _ label: String, _ a: [Double], _ b: [Double], _ bootstrap: Bootstrap, frames: [String],
    tests: Int
  ) {
    let test = PairedTTest(a, b)
    let count = Double(a.count)
    let sums = bootstrap.sums([a, b])
    let paired = PairedDifference(
      a.reduce(0, +) / count, b.reduce(0, +) / count,
      samples: (sums[0].map { $0 / count }, sums[1].map { $0 / count }))
    let place = a.indices.max { abs(a[$0] - b[$0]) < abs(a[$1] - b[$1]) } ?? 0
    self.init(
      label: label, first: a.reduce(0, +) / count, second: b.reduce(0, +) / count,
      difference: test.difference, interval: paired.interval, t: test.t, p: test.pValue,
      isSignificant: test.pValue.map { $0 < 0.05 / Double(tests) } ?? false,
      extreme: frames[place], extremeDifference: a[place] - b[place])
  }
}
