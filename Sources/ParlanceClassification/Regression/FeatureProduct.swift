import ParlanceArrays

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

  /// The same with a feature that all texts have.
  func withBias(_ coefficients: NDArray) -> NDArray {
    var product = self(coefficients)
    let bias = bias(of: coefficients)
    let ones = NDArray(ones: [product.shape[0], 1])
    product.kernels.matrixProduct(
      ones, transposed: false, bias.reshaped([1, bias.count]), transposed: false,
      accumulate: true, &product)
    return product
  }

  /// Σ A: [L].
  func bias(of coefficients: NDArray) -> NDArray {
    let ones = NDArray(ones: [1, coefficients.shape[0]])
    var sums = NDArray(zeros: [1, coefficients.shape[1]])
    sums.kernels.matrixProduct(
      ones, transposed: false, coefficients, transposed: false, accumulate: false, &sums)
    return sums.reshaped([coefficients.shape[1]])
  }
}
