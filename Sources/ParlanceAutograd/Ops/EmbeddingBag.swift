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
  case .mean: return bags.sum(table, Tensor(bags.shares(table.elementType)))
  case .sum: return bags.sum(table, bags.kept.count == ids.count ? weights : bags.kept(weights))
  }
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

  /// The bag of each id.
  var owners: [Int32] {
    lengths.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
  }

  /// 1 / length, for each id of a bag.
  func shares(_ type: ElementType) -> NDArray {
    NDArray(
      float64: lengths.flatMap { [Double](repeating: 1 / Double($0), count: $0) }
    ).cast(to: type)
  }

  func kept(_ weights: Tensor?) -> Tensor? {
    weights.map { weights in
      embedding(weights.reshaped([weights.shape[0], 1]), kept.map(Int32.init), shape: [kept.count])
        .reshaped([kept.count])
    }
  }

  func sum(_ table: Tensor, _ weights: Tensor?) -> Tensor {
    let starts = lengths.reduce(into: [Int64(0)]) { $0.append($0.last! + Int64($1)) }
    let (ids, owners, rows, factors) = (ids, owners, table.array, weights?.array)
    let (kernels, count) = (table.kernels, [ids.count, 1])
    var inputs = [
      OperationInput(table) { dy, dx in
        guard let factors else {
          return dx.add(
            RowGradient(summing: dy, of: owners, at: ids, tableShape: rows.shape))
        }
        let each = kernels.gatherRows(dy, owners)
        let products = kernels.binary(
          .multiply, each, kernels.expand(factors.reshaped(count), to: each.shape))
        dx.add(RowGradient(summing: products, at: ids, tableShape: rows.shape))
      }
    ]
    if let weights {
      inputs.append(
        OperationInput(weights) { dy, dw in
          let products = kernels.binary(
            .multiply, kernels.gatherRows(dy, owners), kernels.gatherRows(rows, ids))
          var sums = NDArray(zeros: count, products.elementType)
          kernels.addReduced(products, &sums)
          dw.add(sums.reshaped([ids.count]))
        })
    }
    return Tensor.operation(
      "embeddingBag", outputs: [kernels.sumBags(rows, ids, weights: factors, starts: starts)],
      inputs)[0]
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
      return Tensor(NDArray(zeros: [lengths.count, table.shape[1]], table.elementType))
    }
    return maxOverTime(
      embedding(table, padded, shape: [lengths.count, longest]), lengths: lengths)
  }
}
