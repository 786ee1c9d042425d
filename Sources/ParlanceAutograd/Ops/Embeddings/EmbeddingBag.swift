import ParlanceArrays

/// What an embedding bag makes of its vectors.
public enum BagReduction: String, Sendable, Codable, CaseIterable {
  case sum, mean, max
}

/// One vector for each bag of ids: [V, D] and Σ lengths ids → [bags, D].
///
/// The first `lengths[0]` ids are the first bag's, and so on. Ids equal to `paddingIndex` count
/// nowhere, not in the mean either. An empty bag gives zeros. The gradient is of the rows used only;
/// that of a maximum goes to the first vector that has it.
///
/// Traps for an id outside 0 ..< V, for lengths that do not sum to the number of ids, and for weights
/// with another reduction than the sum.
///
/// - `weights`: a factor for each id under the sum: [N].
public func embeddingBag(
  _ table: Tensor, _ ids: [Int32], lengths: [Int], reduction: BagReduction = .mean,
  weights: Tensor? = nil, paddingIndex: Int? = nil
) -> Tensor {
  guard table.array.rank == 2, lengths.allSatisfy({ $0 >= 0 }), lengths.reduce(0, +) == ids.count
  else {
    fatalError("embeddingBag: lengths \(lengths) of \(ids.count) ids from a table \(table.shape)")
  }
  checkIds("embeddingBag", ids, table)
  if let weights, reduction != .sum || weights.shape != [ids.count] {
    fatalError(
      "embeddingBag: weights \(weights.shape) for the \(reduction) of \(ids.count) ids")
  }
  let bags = Bags(ids, lengths: lengths, without: paddingIndex)
  switch reduction {
  case .max: return bags.maximum(table)
  case .mean: return bagSums(table, bags.ids, starts: bags.starts, mean: true)
  case .sum: return bags.sum(table, bags.kept.count == ids.count ? weights : bags.kept(weights))
  }
}

/// The sums of a table's rows, ids starts[b] ..< starts[b + 1] for bag b: [V, D] → [bags, D]; or their
/// means, zeros of an empty bag.
package func bagSums(
  _ table: Tensor, _ ids: [Int32], starts: [Int64], mean: Bool = false
) -> Tensor {
  let (shape, kernels) = (table.shape, table.kernels)
  // 1 / length of each bag.
  let shares =
    !mean
    ? nil
    : NDArray(
      (1..<starts.count).map { 1 / Double(max(starts[$0] - starts[$0 - 1], 1)) }, like: table.array)
  func scaled(_ rows: NDArray) -> NDArray {
    guard let shares else { return rows }
    // Each row is a bag of its own.
    let count = shares.count
    return kernels.sumBags(
      rows, Array(0..<Int32(count)), weights: shares, starts: Array(0...Int64(count)))
  }
  return .operation(
    "embeddingBag", scaled(kernels.sumBags(table.array, ids, weights: nil, starts: starts)),
    OperationInput(table) { dy, dx in
      dx.add(
        RowGradient(summing: scaled(dy), of: owners(starts), at: ids, tableShape: shape))
    })
}

/// The bag of each id.
private func owners(_ starts: [Int64]) -> [Int32] {
  var found: [Int32] = []
  found.reserveCapacity(Int(starts.last ?? 0))
  for bag in 0..<starts.count - 1 {
    found.append(contentsOf: repeatElement(Int32(bag), count: Int(starts[bag + 1] - starts[bag])))
  }
  return found
}

/// Ids in bags, without those of the padding.
private struct Bags {
  let ids: [Int32]
  let lengths: [Int]
  /// Which of the given ids these are.
  let kept: [Int]

  init(_ ids: [Int32], lengths: [Int], without padding: Int?) {
    var (kept, counts, place): ([Int], [Int], Int) = ([], [], 0)
    for length in lengths {
      let before = kept.count
      kept += (place..<place + length).filter { padding.map(Int32.init) != ids[$0] }
      counts.append(kept.count - before)
      place += length
    }
    (self.ids, self.lengths, self.kept) = (kept.map { ids[$0] }, counts, kept)
  }

  /// Where each bag begins, and where the last one ends.
  var starts: [Int64] { lengths.reduce(into: [0]) { $0.append($0.last! + Int64($1)) } }

  func kept(_ weights: Tensor?) -> Tensor? {
    weights.map { weights in
      embedding(weights.reshaped([weights.shape[0], 1]), kept.map(Int32.init), shape: [kept.count])
        .reshaped([kept.count])
    }
  }

  func sum(_ table: Tensor, _ weights: Tensor?) -> Tensor {
    let starts = starts
    guard let weights else { return bagSums(table, ids, starts: starts) }
    let (ids, owners, rows, factors) = (ids, owners(starts), table.array, weights.array)
    let (kernels, count) = (table.kernels, [ids.count, 1])
    return .operation(
      "embeddingBag", kernels.sumBags(rows, ids, weights: factors, starts: starts),
      OperationInput(table) { dy, dx in
        dx.add(
          RowGradient(summing: dy, of: owners, at: ids, weights: factors, tableShape: rows.shape))
      },
      OperationInput(weights) { dy, dw in
        let products = kernels.binary(
          .multiply, kernels.gatherRows(dy, owners), kernels.gatherRows(rows, ids))
        var sums = NDArray(zeros: count, like: products)
        kernels.addReduced(products, &sums)
        dw.add(sums.reshaped([ids.count]))
      })
  }

  /// The bags as a padded batch. What stands in the padding does not count, but its rows are looked
  /// up: it is a word that is there anyway.
  func maximum(_ table: Tensor) -> Tensor {
    let longest = lengths.max() ?? 0
    var padded = [Int32](repeating: ids.first ?? 0, count: lengths.count * longest)
    var place = 0
    for (bag, length) in lengths.enumerated() {
      for step in 0..<length { padded[bag * longest + step] = ids[place + step] }
      place += length
    }
    if padded.isEmpty {
      return Tensor(NDArray(zeros: [lengths.count, table.shape[1]], like: table.array))
    }
    return maxOverTime(
      embedding(table, padded, shape: [lengths.count, longest]), lengths: lengths)
  }
}
