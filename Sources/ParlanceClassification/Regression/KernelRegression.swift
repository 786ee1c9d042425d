import Foundation
import ParlanceArrays

/// What the weights of a linear classifier are learned by.
public enum RegressionLoss: String, Codable, Sendable {
  /// −ln softmax(z)_y.
  case softmax
  /// A binary cross-entropy a label: of several labels a text.
  case sigmoids
  /// Σ over labels of max(0, 1 ∓ z_k)²: each label against the rest, by a margin.
  ///
  /// Its minimum is that of a support vector machine (L2-SVM).
  case squaredHinges
}

/// Linear classification with a squared penalty, solved in one coefficient a text and label.
///
/// min over W of Σ_i w_i ℓ(W x_i, y_i) + ‖W‖² / 2C, where W = Σ_i a_i x_iᵀ and so the logits are Z = K A, K being
/// the texts' products with each other; ℓ is a `RegressionLoss`.
/// By conjugate gradients (Polak and Ribière) in the metric of W: a step costs one product with K, and
/// the search along a line none. All sums are in a fixed order.
struct KernelRegression {
  /// By text: the labels that it has.
  let targets: [[Int]]
  let labelCount: Int
  let loss: RegressionLoss
  /// w: 0 for texts that are not learned from.
  let weights: [Float]
  /// K A: [texts, labels].
  let product: (NDArray) -> NDArray

  /// Where the search for the minimum stands.
  struct Solution {
    /// A: [texts · labels].
    var coefficients: [Float]
    /// K A.
    var logits: [Float]
    /// ‖∂/∂W‖² at A = 0.
    let reference: Double
  }

  private func multiplied(_ values: [Float]) -> [Float] {
    product(NDArray(values, shape: [targets.count, labelCount])).floats
  }

  /// The search before its first step.
  func begin() -> Solution {
    let zeros = [Float](repeating: 0, count: targets.count * labelCount)
    let residuals = residuals(zeros)
    return Solution(
      coefficients: zeros, logits: zeros, reference: dot(residuals, multiplied(residuals)))
  }

  /// Goes on to the minimum: until the gradient is `tolerance` of the first, or so many steps are done; of margins a
  /// tenth, or twice as many, since their first gradient is what the bias of labels that are rare costs.
  func minimize(_ solution: inout Solution, cost: Double, tolerance: Double, steps: Int) {
    let (tolerance, steps) =
      loss == .squaredHinges ? (tolerance / 10, 2 * steps) : (tolerance, steps)
    let penalty = Float(1 / cost)
    var (direction, image): ([Float], [Float]) = ([], [])
    var (lastImage, lastNorm): ([Float], Double) = ([], 0)
    for step in 0..<steps {
      var gradient = residuals(solution.logits)
      var gradientImage = multiplied(gradient)
      add(penalty, solution.coefficients, to: &gradient)
      add(penalty, solution.logits, to: &gradientImage)
      let norm = dot(gradient, gradientImage)
      if norm <= tolerance * tolerance * solution.reference { return }
      let share = step == 0 ? 0 : max(0, (norm - dot(gradient, lastImage)) / lastNorm)
      direction = combined(gradient, Float(share), direction)
      image = combined(gradientImage, Float(share), image)
      if dot(gradient, image) >= 0 {
        direction = combined(gradient, 0, [])
        image = combined(gradientImage, 0, [])
      }
      let length = length(
        from: solution.logits, along: image,
        linear: Double(penalty) * dot(solution.coefficients, image),
        quadratic: Double(penalty) * dot(direction, image))
      add(Float(length), direction, to: &solution.coefficients)
      add(Float(length), image, to: &solution.logits)
      (lastImage, lastNorm) = (gradientImage, norm)
    }
  }

  /// w ∂ℓ/∂z by text and label; of probabilities p − y.
  private func residuals(_ logits: [Float]) -> [Float] {
    var residuals = logits
    residuals.withUnsafeMutableBufferPointer { rows in
      for (text, weight) in weights.enumerated() {
        let row = UnsafeMutableBufferPointer(
          rebasing: rows[text * labelCount..<(text + 1) * labelCount])
        guard weight > 0 else {
          row.update(repeating: 0)
          continue
        }
        if loss == .squaredHinges {
          hinge(row, targets[text])
        } else {
          squash(row)
          for label in targets[text] { row[label] -= 1 }
        }
        for label in row.indices { row[label] *= weight }
      }
    }
    return residuals
  }

  /// Logits into ∂/∂z max(0, 1 ∓ z)², where they lie: 0 beyond the margin.
  private func hinge(_ row: UnsafeMutableBufferPointer<Float>, _ own: [Int]) {
    for label in row.indices {
      let sign: Float = own.contains(label) ? 1 : -1
      row[label] = -2 * sign * max(0, 1 - sign * row[label])
    }
  }

  /// Logits into probabilities, where they lie.
  private func squash(_ row: UnsafeMutableBufferPointer<Float>) {
    if loss == .sigmoids {
      for label in row.indices { row[label] = 1 / (1 + exp(-row[label])) }
      return
    }
    var greatest = -Float.infinity
    for label in row.indices { greatest = max(greatest, row[label]) }
    var total: Float = 0
    for label in row.indices {
      row[label] = exp(row[label] - greatest)
      total += row[label]
    }
    for label in row.indices { row[label] /= total }
  }

  /// The step at which the objective is the least along a line: Newton's steps within a bracket.
  private func length(
    from logits: [Float], along image: [Float], linear: Double, quadratic: Double
  ) -> Double {
    var (low, high, length, first) = (0.0, Double.infinity, 0.0, 0.0)
    for turn in 0..<8 {
      var (slope, curvature) = slopes(logits, image, at: length)
      slope += linear + length * quadratic
      curvature += quadratic
      if turn == 0 { first = abs(slope) }
      if abs(slope) <= 0.1 * first && turn > 0 { break }
      if slope < 0 { low = length } else { high = length }
      let next = length - slope / max(curvature, 1e-30)
      length =
        next > low && next < high ? next : high.isFinite ? (low + high) / 2 : 2 * length + 1e-3
    }
    return length
  }

  /// The first two derivatives of the loss by the length of a step.
  private func slopes(
    _ logits: [Float], _ image: [Float], at length: Double
  ) -> (Double, Double) {
    var (slope, curvature) = (0.0, 0.0)
    var row = [Float](repeating: 0, count: labelCount)
    row.withUnsafeMutableBufferPointer { row in
      for (text, weight) in weights.enumerated() where weight > 0 {
        let first = text * labelCount
        for label in 0..<labelCount {
          row[label] = logits[first + label] + Float(length) * image[first + label]
        }
        let own = weight * slopes(row, targets[text], image, from: first)
        slope += Double(own[0])
        curvature += Double(own[1])
      }
    }
    return (slope, curvature)
  }

  /// Those of one text, whose logits are these; its direction is `image` from a place on.
  private func slopes(
    _ row: UnsafeMutableBufferPointer<Float>, _ own: [Int], _ image: [Float], from first: Int
  ) -> SIMD2<Float> {
    var (mean, square): (Float, Float) = (0, 0)
    if loss == .squaredHinges {
      hinge(row, own)
      for label in row.indices where row[label] != 0 {
        let d = image[first + label]
        mean += row[label] * d
        square += 2 * d * d
      }
      return SIMD2(mean, square)
    }
    squash(row)
    for label in row.indices {
      let (p, d) = (row[label], image[first + label])
      mean += p * d
      square += loss == .sigmoids ? p * (1 - p) * d * d : p * d * d
    }
    let wanted = own.reduce(Float(0)) { $0 + image[first + $1] }
    return SIMD2(mean - wanted, loss == .sigmoids ? square : max(0, square - mean * mean))
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += Double(a[index]) * Double(b[index]) }
    return sum
  }

  private func add(_ scale: Float, _ x: [Float], to y: inout [Float]) {
    for index in y.indices { y[index] += scale * x[index] }
  }

  /// −gradient + share · direction.
  private func combined(_ gradient: [Float], _ share: Float, _ direction: [Float]) -> [Float] {
    share == 0
      ? gradient.map { -$0 } : zip(gradient, direction).map { share * $1 - $0 }
  }
}
