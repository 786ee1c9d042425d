import ParlanceArrays

/// The products of texts' features with each other, a matrix for each part of the features.
///
/// Between two texts of which one is learned from, only features count that the learned texts have: so
/// the products are those of any choice of learned texts, and only the lengths differ. Where labels say
/// what features count, that of the learned texts does, and products are made anew for each choice.
struct GramMatrices {
  /// How many texts there are.
  let count: Int
  private let features: BagFeatures
  /// (1 + ln count) · idf of each feature, text by text.
  private var values: [Float] = []
  /// By part: [count, count]; nil where no text has any feature of it.
  private var products: [[Float]?] = []

  init(_ features: BagFeatures) {
    (self.features, count) = (features, features.starts.count - 1)
    let rarities = features.rarities(by: Array(0..<count))
    values = zip(features.counts, features.ids).map { $0 * rarities[Int($1)] }
    products = BagFeatures.Part.allCases.map(product)
  }

  private func product(_ part: BagFeatures.Part) -> [Float]? {
    var (rows, starts) = ([Int32](), [0])
    var own: [Float] = []
    for text in 0..<count {
      for place in features.places(of: text) where features.parts[place] == part {
        rows.append(features.ids[place])
        own.append(values[place])
      }
      starts.append(rows.count)
    }
    return rows.isEmpty ? nil : products(rows, own, starts, plus: 0)
  }

  /// A number and what each text has of each other's features, row by row: [count, count].
  private func products(
    _ rows: [Int32], _ own: [Float], _ starts: [Int], plus bias: Float
  ) -> [Float] {
    let columns = FeatureColumns(rows, values: own, starts: starts, rowCount: features.rowCount)
    var products = [Float](repeating: bias, count: count * count)
    products.withUnsafeMutableBufferPointer { products in
      for text in 0..<count {
        let row = products.baseAddress! + text * count
        for place in starts[text]..<starts[text + 1] {
          columns.add(own[place], ofRow: Int(rows[place]), upTo: text, to: row)
        }
        for other in 0..<text { products[other * count + text] = row[other] }
      }
    }
    return products
  }

  /// 1 + Σ over parts of the products at their strengths: [count, count].
  ///
  /// - `training`: places among the texts; no other features are known than theirs.
  func kernel(_ chosen: ChosenFeatures, training: [Int]) -> NDArray {
    if chosen.divergencePower > 0 {
      // What features count depends on the labels of the learned texts, and so on which these are.
      let texts = features.weighted(chosen, by: training)
      return NDArray(
        products(texts.ids, texts.weights, texts.starts, plus: 1), shape: [count, count])
    }
    var kernel = [Float](repeating: 1, count: count * count)
    let lengths = lengths(chosen, training)
    for part in BagFeatures.Part.allCases {
      let strength = chosen.strength(of: part)
      guard strength > 0, let products = products[part.rawValue] else { continue }
      let scales = lengths[part.family.rawValue].map { $0 > 0 ? strength / $0 : 0 }
      kernel.withUnsafeMutableBufferPointer { kernel in
        products.withUnsafeBufferPointer { products in
          scales.withUnsafeBufferPointer { scales in
            for text in 0..<count {
              let (own, first) = (scales[text], text * count)
              if own == 0 { continue }
              for other in 0..<count {
                kernel[first + other] += own * scales[other] * products[first + other]
              }
            }
          }
        }
      }
    }
    return NDArray(kernel, shape: [count, count])
  }

  /// By family: each text's length.
  private func lengths(_ chosen: ChosenFeatures, _ training: [Int]) -> [[Float]] {
    var isKnown = [Bool](repeating: false, count: features.rowCount)
    for text in training {
      for place in features.places(of: text) { isKnown[Int(features.ids[place])] = true }
    }
    var squares = [[Float]](repeating: [Float](repeating: 0, count: count), count: 3)
    for text in 0..<count {
      for place in features.places(of: text) where isKnown[Int(features.ids[place])] {
        let part = features.parts[place]
        if chosen.strength(of: part) > 0 {
          squares[part.family.rawValue][text] += values[place] * values[place]
        }
      }
    }
    return squares.map { $0.map { $0.squareRoot() } }
  }
}
