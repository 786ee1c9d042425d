import ParlanceSystem

/// A type of features: which of the words before the next one a feature is made of.
///
/// These are the `adjacent` words right before it, then a gap, then `remote` words. A type of several
/// gaps does not tell them apart; it has one remote word, which counts once however often it stands there.
struct SkipGramType: Sendable, Equatable {
  let adjacent: Int
  let gaps: ClosedRange<Int>
  let remote: Int

  /// n-grams, of which all but the last word are the feature.
  init(adjacent: Int) { self.init(adjacent: adjacent, gaps: 0...0, remote: 0) }

  init(adjacent: Int, gaps: ClosedRange<Int>, remote: Int) {
    (self.adjacent, self.gaps, self.remote) = (adjacent, gaps, remote)
  }

  /// For people: `remote _ adjacent`, with the gap between, as in `2 _1_ 1`.
  var name: String {
    guard remote > 0 else { return "\(adjacent + 1)-grams" }
    let (nearest, farthest) = (gaps.lowerBound, gaps.upperBound)
    let gap = nearest == farthest ? "\(nearest)" : "\(nearest)-\(farthest)"
    return "skip-grams \(remote) _\(gap)_ \(adjacent)"
  }

  var wordCount: Int { adjacent + remote }
  /// How far back the farthest word lies.
  func reach(_ gap: Int) -> Int { remote == 0 ? adjacent : adjacent + gap + remote }
  /// How far back a word lies; the nearest is word 0.
  func distance(ofWord index: Int, _ gap: Int) -> Int {
    index < adjacent ? index + 1 : index + 1 + gap
  }

  /// Calls the body with the gaps at which the tokens before a position have a feature of this type.
  @inline(__always)
  func forEachGap(
    _ tokens: NumberBuffer<UInt32>, lineStart: Int, _ position: Int, _ body: (Int) -> Void
  ) {
    for gap in gaps {
      guard position - reach(gap) >= lineStart else { return }
      if gap > gaps.lowerBound, repeats(tokens, position, gap) { continue }
      body(gap)
    }
  }

  private func repeats(_ tokens: NumberBuffer<UInt32>, _ position: Int, _ gap: Int) -> Bool {
    let word = tokens[position - gap - 1]
    for nearer in gaps.lowerBound..<gap where tokens[position - nearer - 1] == word { return true }
    return false
  }

  /// The feature's words as one number.
  ///
  /// Two features of a type have the same one by a chance of 2⁻⁶⁴, as none does in practice.
  @inline(__always)
  func key(_ tokens: NumberBuffer<UInt32>, _ position: Int, _ gap: Int) -> UInt64 {
    var key: UInt64 = 0
    for index in 0..<wordCount {
      key = Self.mixed(key, tokens[position - distance(ofWord: index, gap)])
    }
    return key
  }

  /// The finishing steps of MurmurHash3 (Appleby 2011).
  @inline(__always)
  private static func mixed(_ key: UInt64, _ word: UInt32) -> UInt64 {
    var mixed = key &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(word) &+ 1
    mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return mixed ^ (mixed >> 33)
  }
}
