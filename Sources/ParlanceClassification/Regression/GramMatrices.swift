import ParlanceArrays

/// The products of texts' features with each other, a matrix for each part of the features.
///
/// Between two texts of which one is learned from, only features count that the learned texts have: so
/// the products are those of any choice of learned texts, and only the lengths differ.
struct GramMatrices {
  /// How many texts there are.
  let count: Int
  private let features: BagFeatures
  private let texts: [Int]
  /// (1 + ln count) · idf of each feature, text by text.
  private var values: [Float] = []
  /// By part: [count, count]; nil where no text has any feature of it.
  private var products: [[Float]?] = []

  init(_ features: BagFeatures, _ texts: [Int]) {
    (self.features, self.texts, count) = (features, texts, texts.count)
    let rarities = features.rarities(by: texts)
    for text in texts {
      for place in features.places(of: text) {
        values.append(features.counts[place] * rarities[Int(features.ids[place])])
      }
    }
    products = BagFeatures.Part.allCases.map(product)
  }

  /// Row by row: what each text before has of this text's features.
  private func product(_ part: BagFeatures.Part) -> [Float]? {
    var (rows, starts) = ([Int32](), [0])
    var own: [Float] = []
    var place = 0
    for text in texts {
      for feature in features.places(of: text) {
        if features.parts[feature] == part {
          rows.append(features.ids[feature])
          own.append(values[place])
        }
        place += 1
      }
      starts.append(rows.count)
    }
    if rows.isEmpty { return nil }
    let columns = FeatureColumns(rows, values: own, starts: starts, rowCount: features.rowCount)
    var products = [Float](repeating: 0, count: count * count)
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
      for place in features.places(of: texts[text]) { isKnown[Int(features.ids[place])] = true }
    }
    var squares = [[Float]](repeating: [Float](repeating: 0, count: count), count: 3)
    var place = 0
    for (index, text) in texts.enumerated() {
      for feature in features.places(of: text) {
        let part = features.parts[feature]
        if isKnown[Int(features.ids[feature])], chosen.strength(of: part) > 0 {
          squares[part.family.rawValue][index] += values[place] * values[place]
        }
        place += 1
      }
    }
    return squares.map { $0.map { $0.squareRoot() } }
  }
}

/// Features by their ids: which texts have each, and with what weight.
struct FeatureColumns {
  /// Where the texts of each used id begin, and where the last one's end.
  let starts: [Int64]
  /// The texts of each id in ascending order.
  let texts: [Int32]
  let values: [Float]
  /// Of each id: its place among those that are used; −1 for an unused one.
  let places: [Int32]

  init(_ ids: [Int32], values given: [Float], starts textStarts: [Int], rowCount: Int) {
    var counts = [Int](repeating: 0, count: rowCount)
    for id in ids { counts[Int(id)] += 1 }
    var (places, starts) = ([Int32](repeating: -1, count: rowCount), [Int64(0)])
    for (id, count) in counts.enumerated() where count > 0 {
      places[id] = Int32(starts.count - 1)
      starts.append(starts.last! + Int64(count))
    }
    var next = starts
    var texts = [Int32](repeating: 0, count: ids.count)
    var values = [Float](repeating: 0, count: ids.count)
    for text in 0..<textStarts.count - 1 {
      for index in textStarts[text]..<textStarts[text + 1] {
        let column = Int(places[Int(ids[index])])
        texts[Int(next[column])] = Int32(text)
        values[Int(next[column])] = given[index]
        next[column] += 1
      }
    }
    (self.starts, self.texts, self.values, self.places) = (starts, texts, values, places)
  }

  /// Adds a multiple of an id's weights to a row of texts, those after `last` left out.
  @inline(__always)
  func add(_ scale: Float, ofRow id: Int, upTo last: Int, to row: UnsafeMutablePointer<Float>) {
    let column = Int(places[id])
    texts.withUnsafeBufferPointer { texts in
      values.withUnsafeBufferPointer { values in
        var place = Int(starts[column])
        let end = Int(starts[column + 1])
        while place < end, texts[place] <= last {
          row[Int(texts[place])] += scale * values[place]
          place += 1
        }
      }
    }
  }
}

/// Products with the features of texts and back: K A = X (Xᵀ A) + 1 Σ A, for texts too many for K itself.
struct FeatureProduct {
  private let columns: FeatureColumns
  private let ids: [Int32]
  private let starts: [Int64]
  private let weights: NDArray
  private let columnWeights: NDArray

  init(_ texts: EncodedTexts, rowCount: Int) {
    columns = FeatureColumns(
      texts.ids, values: texts.weights, starts: texts.starts, rowCount: rowCount)
    ids = texts.ids.map { [columns] in columns.places[Int($0)] }
    starts = texts.starts.map(Int64.init)
    (weights, columnWeights) = (NDArray(texts.weights), NDArray(columns.values))
  }

  /// Xᵀ A: one row for each id that is used.
  func weights(of coefficients: NDArray) -> NDArray {
    coefficients.kernels.sumBags(
      coefficients, columns.texts, weights: columnWeights, starts: columns.starts)
  }

  func callAsFunction(_ coefficients: NDArray) -> NDArray {
    let table = weights(of: coefficients)
    return table.kernels.sumBags(table, ids, weights: weights, starts: starts)
  }

  /// Xᵀ A with a row for every id: [rows, L].
  func table(of coefficients: NDArray) -> NDArray {
    var table = NDArray(zeros: [columns.places.count, coefficients.shape[1]])
    let used = columns.places.indices.filter { columns.places[$0] >= 0 }.map(Int32.init)
    table.kernels.setRows(weights(of: coefficients), at: used, &table)
    return table
  }
}
