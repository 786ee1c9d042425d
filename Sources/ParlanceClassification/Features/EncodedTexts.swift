/// Texts as a network reads them: each a list of ids, with what each id counts.
///
/// Of a bag the ids are rows of the table of features, of a sequence those of its tokens in order. All
/// lists lie one after the other.
public struct EncodedTexts: Sendable, Equatable {
  /// All ids.
  public private(set) var ids: [Int32] = []
  /// What each id counts; empty where each counts as much.
  public private(set) var weights: [Float] = []
  /// Where each text's ids begin, and where the last one's end.
  public private(set) var starts: [Int] = [0]
  /// How many tokens each text has.
  public private(set) var tokenCounts: [Int] = []

  /// Of a part of a batch: how many ids the texts before have, and the length of the batch's longest.
  private(set) var idsBefore = 0
  private var longest = 0

  /// No texts.
  public init() {}

  /// The number of texts.
  public var count: Int { tokenCounts.count }

  /// The number of a text's ids.
  public func length(_ text: Int) -> Int { starts[text + 1] - starts[text] }

  /// The number of each text's ids.
  public var lengths: [Int] { (0..<count).map(length) }

  /// Adds a text; traps where there are weights and not one for each id.
  public mutating func append(_ text: [Int32], weights: [Float] = [], tokenCount: Int) {
    guard weights.isEmpty || weights.count == text.count else {
      fatalError("EncodedTexts: \(weights.count) weights for \(text.count) ids")
    }
    ids += text
    self.weights += weights
    starts.append(ids.count)
    tokenCounts.append(tokenCount)
  }

  /// Some texts, in the order given.
  public func texts(_ chosen: [Int]) -> EncodedTexts {
    var part = EncodedTexts()
    let total = chosen.reduce(0) { $0 + length($1) }
    part.ids.reserveCapacity(total)
    part.starts.reserveCapacity(chosen.count + 1)
    part.tokenCounts = chosen.map { tokenCounts[$0] }
    if !weights.isEmpty { part.weights.reserveCapacity(total) }
    for text in chosen {
      let range = starts[text]..<starts[text + 1]
      part.ids += ids[range]
      if !weights.isEmpty { part.weights += weights[range] }
      part.starts.append(part.ids.count)
    }
    return part
  }

  /// Some neighbours of a batch, padded as in the whole and with the places of ids in it.
  func rows(_ rows: Range<Int>) -> EncodedTexts {
    if rows == 0..<count { return self }
    var part = texts(Array(rows))
    part.idsBefore = idsBefore + starts[rows.lowerBound]
    part.longest = longestLength
    return part
  }

  private var longestLength: Int { (0..<count).reduce(longest) { max($0, length($1)) } }

  /// The ids as rows of one length, short ones filled up: [texts, T], T at least `minimum`.
  func padded(with filler: Int32, minimum: Int = 1) -> (ids: [Int32], steps: Int) {
    let steps = max(minimum, longestLength)
    var rows = [Int32](repeating: filler, count: count * steps)
    for text in 0..<count {
      for (step, place) in (starts[text]..<starts[text + 1]).enumerated() {
        rows[text * steps + step] = ids[place]
      }
    }
    return (rows, steps)
  }
}
