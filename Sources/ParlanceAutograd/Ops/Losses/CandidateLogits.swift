import ParlanceArrays

/// The logits of each row's own target, and of samples that all rows share: [N, H] → [N, 1 + K].
///
/// z[n, 0] = h[n] · W[t[n]] + b[t[n]] − c(t[n]) and z[n, 1 + k] = h[n] · W[s[k]] + b[s[k]] − c(s[k]).
/// The gradients of W and b are of the rows used only, so that no step costs more for a larger table.
/// Traps for shapes that do not fit and for ids outside 0 ..< V.
///
/// - `weight`: W [V, H]; `bias`: b [V].
/// - `targets`: t, N ids; `samples`: s, K ids, which may repeat.
/// - `correction`: c of an id.
/// - `excludingHits`: whether z is −∞, and passes nothing back, where a sample is the row's target.
public func candidateLogits(
  _ hidden: Tensor, weight: Tensor, bias: Tensor, targets: [Int32], samples: [Int32],
  correction: (Int32) -> Double = { _ in 0 }, excludingHits: Bool = false
) -> Tensor {
  let call = CandidateCall(
    hidden, weight, bias, targets: targets, samples: samples, correction: correction,
    excludesHits: excludingHits)
  let (weightShape, biasShape) = (weight.shape, bias.shape)
  return .operation("candidateLogits", call.logits(bias.array), of: [hidden, weight, bias]) { dy in
    let dy = call.passing(dy)
    func rows(_ values: NDArray, _ tableShape: [Int]) -> RowGradient {
      RowGradient(summing: values, at: call.ids, tableShape: tableShape)
    }
    return [
      { $0.write(call.hidden.shape, like: dy) { call.addHiddenGradient(dy, accumulate: $1, &$0) } },
      { $0.add(rows(call.rowGradients(dy), weightShape)) },
      { $0.add(rows(call.biasGradients(dy), biasShape)) },
    ]
  }
}

/// The arrays of one call: the rows of the samples are gathered with a row of zeros before them, in
/// the target's place, so that one product fills the whole matrix [N, 1 + K].
private struct CandidateCall {
  let hidden: NDArray
  /// W[t]: [N, H].
  let targetRows: NDArray
  /// Zeros, then W[s]: [1 + K, H].
  let sampleRows: NDArray
  /// The targets and then the samples.
  let ids: [Int32]
  let targetCount: Int
  /// c of each id.
  let corrections: NDArray
  /// Which elements of the result are −∞.
  let hits: [Int32]

  init(
    _ hidden: Tensor, _ weight: Tensor, _ bias: Tensor, targets: [Int32], samples: [Int32],
    correction: (Int32) -> Double, excludesHits: Bool
  ) {
    guard weight.array.rank == 2, bias.shape == [weight.shape[0]],
      hidden.shape == [targets.count, weight.shape[1]]
    else {
      fatalError(
        "candidateLogits: hidden \(hidden.shape) and \(targets.count) targets do not fit "
          + "weight \(weight.shape), bias \(bias.shape)")
    }
    ids = targets + samples
    checkIds("candidateLogits", ids, weight)
    self.hidden = hidden.array
    targetCount = targets.count
    targetRows = weight.kernels.gatherRows(weight.array, targets)
    var rows = NDArray(zeros: [1 + samples.count, weight.shape[1]], like: weight.array)
    rows.kernels.scatter(
      weight.kernels.gatherRows(weight.array, samples),
      View(rows.shape).sliced(axis: 0, start: 1, count: samples.count), &rows)
    sampleRows = rows
    corrections = NDArray(ids.map(correction), like: weight.array)
    hits = excludesHits ? Self.hits(targets, samples) : []
  }

  private static func hits(_ targets: [Int32], _ samples: [Int32]) -> [Int32] {
    let places = Dictionary(grouping: samples.indices) { samples[$0] }
    return targets.enumerated().flatMap { row, target in
      (places[target] ?? []).map { Int32(row * (1 + samples.count) + 1 + $0) }
    }
  }

  private var width: Int { sampleRows.shape[0] }
  private var kernels: any Kernels { hidden.kernels }

  func logits(_ bias: NDArray) -> NDArray {
    var offsets = kernels.gatherRows(bias, ids)
    kernels.addScaled(-1, corrections, &offsets)
    // Of each column; the first is set below.
    var columns = NDArray(zeros: [width], like: hidden)
    kernels.addSlice(
      kernels.slice(offsets, axis: 0, start: targetCount, length: width - 1), axis: 0, start: 1,
      &columns)
    var y = NDArray(uninitialized: [targetCount, width], like: hidden)
    kernels.matrixProduct(
      hidden, transposed: false, sampleRows, transposed: true, bias: columns, accumulate: false,
      &y)
    var own = kernels.slice(offsets, axis: 0, start: 0, length: targetCount)
      .reshaped([targetCount, 1])
    kernels.addReduced(kernels.binary(.multiply, hidden, targetRows), &own)
    kernels.scatter(own, View(y.shape).sliced(axis: 1, start: 0, count: 1), &y)
    set(-.infinity, &y)
    return y
  }

  /// Sets what is left out to a number.
  private func set(_ value: Double, _ y: inout NDArray) {
    if hits.isEmpty { return }
    let values = NDArray(repeating: value, shape: [hits.count], like: y)
    y.withShape([y.count]) { kernels.setRows(values, at: hits, &$0) }
  }

  /// dy[n, 0], beside each element of row n: [N, H].
  private func ownGradients(_ dy: NDArray) -> NDArray {
    kernels.expand(kernels.slice(dy, axis: 1, start: 0, length: 1), to: hidden.shape)
  }

  /// dh[n] = Σₖ dy[n, 1 + k] W[s[k]] + dy[n, 0] W[t[n]]
  func addHiddenGradient(_ dy: NDArray, accumulate: Bool, _ dx: inout NDArray) {
    kernels.matrixProduct(
      dy, transposed: false, sampleRows, transposed: false, accumulate: accumulate, &dx)
    kernels.addProduct(ownGradients(dy), targetRows, &dx)
  }

  /// dW[t[n]] += dy[n, 0] h[n], dW[s[k]] += Σₙ dy[n, 1 + k] h[n]
  func rowGradients(_ dy: NDArray) -> NDArray {
    var samples = NDArray(uninitialized: sampleRows.shape, like: dy)
    kernels.matrixProduct(
      dy, transposed: true, hidden, transposed: false, accumulate: false, &samples)
    return stacked(kernels.binary(.multiply, ownGradients(dy), hidden), samples)
  }

  func biasGradients(_ dy: NDArray) -> NDArray {
    var sums = NDArray(zeros: [1, width], like: dy)
    kernels.addReduced(dy, &sums)
    let own = kernels.slice(dy, axis: 1, start: 0, length: 1)
    return stacked(own.reshaped([targetCount]), sums.reshaped([width]))
  }

  /// dy without what was left out.
  func passing(_ dy: NDArray) -> NDArray {
    var dy = dy
    set(0, &dy)
    return dy
  }

  /// The targets' rows, then those of the samples without the first, which is the targets' place.
  private func stacked(_ targets: NDArray, _ samples: NDArray) -> NDArray {
    var all = NDArray(uninitialized: [ids.count] + targets.shape.dropFirst(), like: targets)
    let view = View(all.shape)
    kernels.scatter(targets, view.sliced(axis: 0, start: 0, count: targetCount), &all)
    kernels.scatter(
      kernels.slice(samples, axis: 0, start: 1, length: width - 1),
      view.sliced(axis: 0, start: targetCount, count: width - 1), &all)
    return all
  }
}
