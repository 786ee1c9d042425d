import Foundation
import ParlanceSystem

/// A map on which points that are near each other stay so (van der Maaten and Hinton 2008, "Visualizing
/// data using t-SNE"), exact: all pairs count.
///
/// It starts from the first two principal components, so that its coarse order means something (Kobak and
/// Linderman 2021), and, since small changes lead to other minima, from those with a little noise; the best
/// map counts. The rest is as usual: early exaggeration by 12 for 250 steps, momentum 0.5 and then 0.8,
/// gains, a rate of N / 48 and at least 50.
public struct TSNE: Sendable {
  /// The points on the map: x and y.
  public private(set) var coordinates: [[Double]]
  /// KL(P ‖ Q), in nats: what was minimised.
  public private(set) var divergence = 0.0
  /// The perplexity in force: how many neighbours a point has, softly.
  public let perplexity: Double
  private let count: Int
  /// P: [N · N], symmetric, its sum 1.
  private let joint: [Double]

  private static let least = 1e-12

  /// Maps points that all have the same number of coordinates.
  ///
  /// - `perplexity`: at most a third of the other points.
  /// - `starts`: how many maps are made; the first has no noise.
  public init(
    of points: [[Float]], perplexity: Double = 30, steps: Int = 1000, starts: Int = 5,
    seed: UInt64 = 1
  ) {
    count = points.count
    self.perplexity = max(1, min(perplexity, Double(count - 1) / 3))
    let start = PrincipalComponents(of: points).coordinates
    joint = Self.joint(points, self.perplexity)
    let mean = start.reduce(0) { $0 + $1[0] } / Double(max(count, 1))
    let spread =
      (start.reduce(0) { $0 + ($1[0] - mean) * ($1[0] - mean) }
      / Double(max(count, 1))).squareRoot()
    coordinates = spread > 0 ? start.map { $0.map { $0 / spread * 1e-4 } } : start
    guard count > 2, spread > 0 else { return }
    var generator = RandomGenerator(seed: seed)
    let first = coordinates.flatMap(\.self)
    divergence = .infinity
    for attempt in 0..<max(1, starts) {
      let places = descended(
        attempt == 0 ? first : first.map { $0 + 1e-5 * generator.normal() }, steps)
      let found = divergence(places)
      if found < divergence {
        divergence = found
        coordinates = (0..<count).map { [places[2 * $0], places[2 * $0 + 1]] }
      }
    }
  }

  /// P from the points: pᵢⱼ = (p(j | i) + p(i | j)) / 2N, each row a Gaussian of the perplexity asked for.
  private static func joint(_ points: [[Float]], _ perplexity: Double) -> [Double] {
    let count = points.count
    var conditional = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      let distances = points.map { other in
        zip(points[i], other).reduce(0.0) { sum, pair in
          let difference = Double(pair.0) - Double(pair.1)
          return sum + difference * difference
        }
      }
      for (j, p) in row(distances, i, log(perplexity)).enumerated() {
        conditional[i * count + j] = p
      }
    }
    let whole = max(conditional.reduce(0, +), least) * 2
    return conditional.indices.map { place in
      let (i, j) = (place / count, place % count)
      return i == j ? 0 : max((conditional[place] + conditional[j * count + i]) / whole, least)
    }
  }

  /// p(· | i): exp(−β d²), normalised, β such that its entropy is log(perplexity).
  private static func row(_ distances: [Double], _ i: Int, _ entropy: Double) -> [Double] {
    var (beta, low, high) = (1.0, -Double.infinity, Double.infinity)
    // Distances count from the nearest, so that some exponential is 1.
    let nearest = distances.indices.filter { $0 != i }.map { distances[$0] }.min() ?? 0
    var p = distances
    for _ in 0..<200 {
      var (sum, weighted) = (0.0, 0.0)
      for j in distances.indices {
        p[j] = j == i ? 0 : exp(-beta * (distances[j] - nearest))
        sum += p[j]
        weighted += p[j] * (distances[j] - nearest)
      }
      for j in p.indices { p[j] /= sum }
      let difference = log(sum) + beta * weighted / sum - entropy
      if abs(difference) <= 1e-7 { break }
      if difference > 0 {
        low = beta
        beta = high == .infinity ? beta * 2 : (beta + high) / 2
      } else {
        high = beta
        beta = low == -.infinity ? beta / 2 : (beta + low) / 2
      }
    }
    return p
  }

  /// Places after steps of gradient descent.
  private func descended(_ start: [Double], _ steps: Int) -> [Double] {
    let rate = max(Double(count) / 48, 50)
    var update = [Double](repeating: 0, count: 2 * count)
    var gains = [Double](repeating: 1, count: 2 * count)
    var places = start
    var gradient = update
    var kernel = [Double](repeating: 0, count: count * count)
    for step in 0..<steps {
      let exaggeration = step < 250 ? 12.0 : 1
      computeGradient(places, exaggeration, &kernel, &gradient)
      let momentum = step < 250 ? 0.5 : 0.8
      var square = 0.0
      for k in places.indices {
        gains[k] = max(0.01, update[k] * gradient[k] < 0 ? gains[k] + 0.2 : gains[k] * 0.8)
        update[k] = momentum * update[k] - rate * gains[k] * gradient[k]
        places[k] += update[k]
        square += gradient[k] * gradient[k]
      }
      if step >= 250, square.squareRoot() <= 1e-7 { break }
    }
    return places
  }

  /// 4 Σⱼ (pᵢⱼ − qᵢⱼ)(yᵢ − yⱼ) / (1 + ‖yᵢ − yⱼ‖²).
  private func computeGradient(
    _ places: [Double], _ exaggeration: Double, _ kernel: inout [Double],
    _ gradient: inout [Double]
  ) {
    var sum = 0.0
    for i in 0..<count {
      let (x, y) = (places[2 * i], places[2 * i + 1])
      var row = 0.0
      for j in 0..<i {
        let (dx, dy) = (x - places[2 * j], y - places[2 * j + 1])
        let value = 1 / (1 + dx * dx + dy * dy)
        kernel[i * count + j] = value
        row += value
      }
      sum += row
    }
    let scale = 1 / (2 * sum)
    for k in gradient.indices { gradient[k] = 0 }
    for i in 0..<count {
      let (x, y) = (places[2 * i], places[2 * i + 1])
      var (gx, gy) = (0.0, 0.0)
      for j in 0..<i {
        let value = kernel[i * count + j]
        let force =
          4 * value * (exaggeration * joint[i * count + j] - max(value * scale, Self.least))
        let (fx, fy) = (force * (x - places[2 * j]), force * (y - places[2 * j + 1]))
        gx += fx
        gy += fy
        gradient[2 * j] -= fx
        gradient[2 * j + 1] -= fy
      }
      gradient[2 * i] += gx
      gradient[2 * i + 1] += gy
    }
  }

  private func divergence(_ places: [Double]) -> Double {
    var (kernel, unused) = ([Double](repeating: 0, count: count * count), places)
    computeGradient(places, 1, &kernel, &unused)
    let sum = 2 * kernel.reduce(0, +)
    var divergence = 0.0
    for i in 0..<count {
      for j in 0..<i {
        let p = joint[i * count + j]
        divergence += 2 * p * log(p / max(kernel[i * count + j] / sum, Self.least))
      }
    }
    return divergence
  }
}
