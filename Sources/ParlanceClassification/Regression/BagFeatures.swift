import Foundation

/// What texts hold of each feature, and which labels they have, before it is known how much a feature counts.
struct BagFeatures {
  /// What is weighed, or left out, as a whole.
  enum Part: Int, CaseIterable {
    case words, nGrams, shapes, characters

    /// N-grams of words have one length with the words.
    var family: FeatureFamily {
      switch self {
      case .words, .nGrams: .words
      case .shapes: .shapes
      case .characters: .characters
      }
    }
  }

  /// The features of all texts, those of a text by part and then by id.
  private(set) var ids: [Int32] = []
  private(set) var parts: [Part] = []
  /// 1 + ln count.
  private(set) var counts: [Float] = []
  /// Where each text's features begin, and where the last one's end.
  private(set) var starts = [0]
  /// The number of ids.
  let rowCount: Int
  /// By text: the labels that it has.
  let targets: [[Int]]
  let labelCount: Int

  init(_ texts: [ReadText], targets: [[Int]], _ encoder: TextEncoder) {
    (rowCount, labelCount) = (encoder.architecture.featureCount, encoder.architecture.labelCount)
    self.targets = targets
    for text in texts {
      var found = FeatureCounts()
      encoder.forEachFeature(text) { found.add($0.key) }
      for (key, count) in found.ascending() {
        let (id, family) = TextFeature.parts(of: key)
        ids.append(id)
        parts.append(Self.part(id, family, encoder))
        counts.append(1 + log(Float(count)))
      }
      starts.append(ids.count)
    }
  }

  private static func part(_ id: Int32, _ family: FeatureFamily, _ encoder: TextEncoder) -> Part {
    switch family {
    case .shapes: .shapes
    case .characters: .characters
    case .words, .vectors: Int(id) < encoder.vocabulary.count ? .words : .nGrams
    }
  }

  /// The ids of texts, each once.
  var distinctIDs: DistinctIDs { DistinctIDs(self) }

  /// The places of a text's features.
  func places(of text: Int) -> Range<Int> { starts[text]..<starts[text + 1] }

  /// idf of each id by some texts, as `FeatureStatistics.idf` has it: 0 for what none of them has.
  func rarities(by texts: [Int]) -> [Float] {
    var (ids, counts) = (distinctIDs, [Int32](repeating: 0, count: rowCount))
    for text in texts { ids.forEach(of: text) { counts[$0] += 1 } }
    let total = Float(texts.count)
    return counts.map { $0 == 0 ? 0 : 1 + log((1 + total) / (1 + Float($0))) }
  }

  /// What each id counts by some texts, which their labels may have a say in.
  func factors(of features: ChosenFeatures, by texts: [Int]) -> [Float] {
    let rarities = rarities(by: texts)
    if features.divergencePower == 0 { return rarities }
    let divergences = LabelDivergences(self, by: texts)
    return zip(rarities, divergences.values).map { $0 * pow($1, Float(features.divergencePower)) }
  }

  /// All texts as an encoder weighs them that knows some texts alone.
  func weighted(_ features: ChosenFeatures, by training: [Int]) -> EncodedTexts {
    let factors = factors(of: features, by: training)
    let strengths = Part.allCases.map { features.strength(of: $0) }
    var encoded = EncodedTexts()
    for text in 0..<starts.count - 1 {
      var (own, weights, norms) = ([Int32](), [Float](), [Float](repeating: 0, count: 4))
      var families: [Int] = []
      for place in places(of: text) {
        let (part, factor) = (parts[place], factors[Int(ids[place])])
        guard factor > 0, strengths[part.rawValue] > 0 else { continue }
        let weight = counts[place] * factor
        norms[part.family.rawValue] += weight * weight
        own.append(ids[place])
        weights.append(weight * strengths[part.rawValue])
        families.append(part.family.rawValue)
      }
      for index in weights.indices { weights[index] /= norms[families[index]].squareRoot() }
      encoded.append(own, weights: weights, tokenCount: own.count)
    }
    return encoded
  }
}

/// The ids of texts, each once: n-grams of two families may share one.
struct DistinctIDs {
  private let features: BagFeatures
  /// By id: the turn in which it was met.
  private var last: [Int32]
  private var turn: Int32 = 0

  fileprivate init(_ features: BagFeatures) {
    self.features = features
    last = [Int32](repeating: 0, count: features.rowCount)
  }

  mutating func forEach(of text: Int, _ body: (Int) -> Void) {
    turn += 1
    for place in features.places(of: text) {
      let id = Int(features.ids[place])
      if last[id] != turn { body(id) }
      last[id] = turn
    }
  }
}

/// Which features count, and how much each family does.
struct ChosenFeatures: Sendable, Equatable {
  /// The longest n-grams of words.
  var order: Int
  var strengths: FamilyStrengths
  /// The power of the divergence of its labels that a feature counts, times its rarity: see `LabelDivergences`.
  var divergencePower = 0.0

  func strength(of part: BagFeatures.Part) -> Float {
    switch part {
    case .words: Float(strengths.words)
    case .nGrams: order > 1 ? Float(strengths.words) : 0
    case .shapes: Float(strengths.shapes)
    case .characters: Float(strengths.characters)
    }
  }
}
