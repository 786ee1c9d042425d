import ParlanceArrays

/// The matrix product a b: [.., M, K], [.., K, N] → [.., M, N], where leading axes broadcast.
///
/// With `transposingB`, b holds the transposes: [.., N, K]. A tensor of one axis is a row on the left
/// and a column on the right, and its place is dropped from the result: [K], [K, N] → [N];
/// [.., M, K], [K] → [.., M]; [K], [K] → []. Traps for shapes that do not fit and for scalars.
public func matmul(_ a: Tensor, _ b: Tensor, transposingB: Bool = false) -> Tensor {
  guard a.elementType == b.elementType else {
    fatalError("matmul: element types \(a.elementType) and \(b.elementType) differ")
  }
  let plan = ProductPlan(a.shape, b.shape, transposingB: transposingB)
  let (x, w) = (a.array.reshaped(plan.a), b.array.reshaped(plan.b))
  let (kernels, turned) = (a.kernels, plan.isTransposed)
  var y = NDArray(uninitialized: plan.product, like: x)
  kernels.matrixProducts(x, false, w, turned, plan.forward, accumulate: false, &y)
  let (shapeA, shapeB) = (a.shape, b.shape)
  return .operation(
    "matmul", y.reshaped(plan.result),
    // da = dy bᵀ, summed over the places where a was repeated
    OperationInput(a) { dy, da in
      let dy = dy.reshaped(plan.product)
      da.write(shapeA, as: plan.a, like: dy) {
        kernels.matrixProducts(dy, false, w, !turned, plan.backwardA, accumulate: $1, &$0)
      }
    },
    // db = aᵀ dy, or its transpose, summed in the same way
    OperationInput(b) { dy, db in
      let dy = dy.reshaped(plan.product)
      db.write(shapeB, as: plan.b, like: dy) {
        if turned {
          kernels.matrixProducts(dy, true, x, false, plan.backwardB, accumulate: $1, &$0)
        } else {
          kernels.matrixProducts(x, true, dy, false, plan.backwardB, accumulate: $1, &$0)
        }
      }
    })
}

extension Kernels {
  fileprivate func matrixProducts(
    _ a: NDArray, _ transposeA: Bool, _ b: NDArray, _ transposeB: Bool, _ pairs: MatrixPairs,
    accumulate: Bool, _ c: inout NDArray
  ) {
    if c.rank == 2 {
      matrixProduct(
        a, transposed: transposeA, b, transposed: transposeB, accumulate: accumulate, &c)
    } else {
      matrixProducts(
        a, transposed: transposeA, b, transposed: transposeB, pairs, accumulate: accumulate, &c)
    }
  }
}

/// Shapes and pairs of one product: both operands as batches of matrices.
private struct ProductPlan {
  /// The operands and the product with all their matrices on one leading axis, or as single ones.
  let a, b, product: [Int]
  /// The shape of what the caller gets.
  let result: [Int]
  let isTransposed: Bool
  let forward, backwardA, backwardB: MatrixPairs

  init(_ shapeA: [Int], _ shapeB: [Int], transposingB: Bool) {
    let (left, right) = (Self.matrix(shapeA, isRow: true), Self.matrix(shapeB, isRow: transposingB))
    let (m, k) = (left.suffix(2).first ?? 0, left.last ?? 0)
    let rightSizes = Array(right.suffix(2))
    let batches = (Array(left.dropLast(2)), Array(right.dropLast(2)))
    let batch = Self.broadcast(batches.0, batches.1)
    guard !shapeA.isEmpty, !shapeB.isEmpty, k == rightSizes[transposingB ? 1 : 0], let batch else {
      fatalError(
        "matmul: shapes \(shapeA) and \(shapeB)\(transposingB ? " (transposed)" : "") do not fit: "
          + "expected [.., M, K] and [.., \(transposingB ? "N, K" : "K, N")]")
    }
    let n = rightSizes[transposingB ? 0 : 1]
    result = batch + (shapeA.count == 1 ? [] : [m]) + (shapeB.count == 1 ? [] : [n])
    isTransposed = transposingB
    let counts = (batches.0.reduce(1, *), batches.1.reduce(1, *), batch.reduce(1, *))
    // One matrix on the right for all on the left: one tall product.
    if counts.1 == 1 {
      (a, b, product) = ([counts.0 * m, k], rightSizes, [counts.0 * m, n])
      let single = MatrixPairs(a: [0], b: [0])
      (forward, backwardA, backwardB) = (single, single, single)
      return
    }
    (a, b, product) = ([counts.0, m, k], [counts.1] + rightSizes, [counts.2, m, n])
    let (ofA, ofB) = (Self.places(batches.0, in: batch), Self.places(batches.1, in: batch))
    forward = MatrixPairs(a: ofA, b: ofB)
    let byA = Self.grouped(ofA, counts.0)
    backwardA = MatrixPairs(
      a: byA, b: byA.map { ofB[Int($0)] }, terms: byA.count / max(counts.0, 1))
    let byB = Self.grouped(ofB, counts.1)
    let others = byB.map { ofA[Int($0)] }
    backwardB = MatrixPairs(
      a: transposingB ? byB : others, b: transposingB ? others : byB,
      terms: byB.count / max(counts.1, 1))
  }

  /// A vector as a matrix of one row or of one column.
  private static func matrix(_ shape: [Int], isRow: Bool) -> [Int] {
    shape.count > 1 ? shape : isRow ? [1] + shape : shape + [1]
  }

  private static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let (a, b) = (a.padded(to: rank), b.padded(to: rank))
    let fits = zip(a, b).allSatisfy { $0 == $1 || $0 == 1 || $1 == 1 }
    return fits ? zip(a, b).map { $0 == 1 ? $1 : $0 } : nil
  }

  /// For each place of a batch, the place of the matrix that stands there under broadcasting.
  private static func places(_ shape: [Int], in batch: [Int]) -> [Int64] {
    var places: [Int64] = [0]
    var stride = Int64(shape.reduce(1, *))
    for (length, repeated) in zip(shape.padded(to: batch.count), batch) {
      stride /= Int64(max(length, 1))
      places = places.flatMap { start in
        (0..<Int64(repeated)).map { length == 1 ? start : start + $0 * stride }
      }
    }
    return places
  }

  /// The places of a batch, those with owner 0 first, then those with owner 1, …
  private static func grouped(_ owners: [Int64], _ count: Int) -> [Int64] {
    let share = owners.count / max(count, 1)
    var order = [Int64](repeating: 0, count: owners.count)
    var filled = [Int](repeating: 0, count: count)
    for (place, owner) in owners.enumerated() {
      order[Int(owner) * share + filled[Int(owner)]] = Int64(place)
      filled[Int(owner)] += 1
    }
    return order
  }
}

extension [Int] {
  fileprivate func padded(to rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - count) + self
  }
}
