import Foundation
import ParlanceSystem

extension RandomGenerator {
  /// A number from the exponential distribution with mean 1, greater than 0.
  mutating func exponential() -> Double {
    while true {
      let value = -Foundation.log(1 - uniform())
      if value > 0 { return value }
    }
  }

  /// A number from the standard normal distribution within low ... high.
  mutating func truncatedNormal(_ low: Double, _ high: Double) -> Double {
    if high < 0 { return -truncatedNormal(-high, -low) }
    if low > 0 {
      // The tail: proposals from an exponential distribution, or where that reaches far beyond the
      // range, from a uniform one.
      let rate = (low + (low * low + 4).squareRoot()) / 2
      let isWide = high - low > 2 / rate
      while true {
        let z = low + (isWide ? exponential() / rate : uniform() * (high - low))
        let weight = isWide ? -(z - rate) * (z - rate) / 2 : (low * low - z * z) / 2
        if z <= high, uniform() < Foundation.exp(weight) { return z }
      }
    }
    let isWide = high - low > 2.5
    while true {
      let z = isWide ? normal() : low + uniform() * (high - low)
      if isWide ? z >= low && z <= high : uniform() < Foundation.exp(-z * z / 2) { return z }
    }
  }
}

extension NDArray {
  /// Creates an array of numbers from the uniform distribution over [lower, upper).
  public init(
    uniform range: Range<Double>, shape: [Int], _ elementType: ElementType = .float32,
    using generator: inout RandomGenerator
  ) {
    self.init(shape: shape, elementType) {
      range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
    }
  }

  /// Creates an array of numbers from a normal distribution.
  public init(
    normal deviation: Double, mean: Double = 0, shape: [Int], _ elementType: ElementType = .float32,
    using generator: inout RandomGenerator
  ) {
    self.init(shape: shape, elementType) { mean + deviation * generator.normal() }
  }

  /// Creates an array of numbers from a normal distribution that is cut off outside a range.
  ///
  /// Draws by rejection: Robert, *Simulation of Truncated Normal Variables*, 1995. Traps for an empty
  /// range.
  public init(
    truncatedNormal deviation: Double, mean: Double = 0, in range: ClosedRange<Double>,
    shape: [Int], _ elementType: ElementType = .float32, using generator: inout RandomGenerator
  ) {
    guard deviation > 0, range.lowerBound < range.upperBound else {
      fatalError("NDArray: a normal distribution of deviation \(deviation) cut to \(range)")
    }
    let low = (range.lowerBound - mean) / deviation
    let high = (range.upperBound - mean) / deviation
    self.init(shape: shape, elementType) {
      let value = mean + deviation * generator.truncatedNormal(low, high)
      return Swift.min(Swift.max(value, range.lowerBound), range.upperBound)
    }
  }

  /// Creates an array that is 1 with a probability, else 0.
  public init(
    bernoulli probability: Double, shape: [Int], _ elementType: ElementType = .float32,
    using generator: inout RandomGenerator
  ) {
    guard (0...1).contains(probability) else {
      fatalError("NDArray: probability \(probability) is outside [0, 1]")
    }
    self.init(shape: shape, elementType) { generator.uniform() < probability ? 1 : 0 }
  }

  /// Creates an array of numbers from the exponential distribution with density rate · e^(−rate x).
  public init(
    exponential rate: Double = 1, shape: [Int], _ elementType: ElementType = .float32,
    using generator: inout RandomGenerator
  ) {
    guard rate > 0 else { fatalError("NDArray: an exponential distribution of rate \(rate)") }
    self.init(shape: shape, elementType) { generator.exponential() / rate }
  }

  /// Creates an array of numbers from the Gumbel distribution: location − scale · log(−log u).
  ///
  /// The argmax of logits + Gumbel(0, 1) is a draw from softmax(logits).
  public init(
    gumbel scale: Double = 1, location: Double = 0, shape: [Int],
    _ elementType: ElementType = .float32, using generator: inout RandomGenerator
  ) {
    self.init(shape: shape, elementType) {
      location - scale * Foundation.log(generator.exponential())
    }
  }

  private init(shape: [Int], _ elementType: ElementType, _ value: () -> Double) {
    let values = (0..<shape.reduce(1, *)).map { _ in value() }
    self = NDArray(float64: values, shape: shape).cast(to: elementType)
  }
}

extension Indices {
  /// Creates whole numbers of a half-open range, each as likely as the others.
  public init(uniform range: Range<Int>, shape: [Int], using generator: inout RandomGenerator) {
    guard !range.isEmpty else { fatalError("Indices: random numbers of the empty range \(range)") }
    let values = (0..<shape.reduce(1, *)).map { _ in Int.random(in: range, using: &generator) }
    self.init(values, shape: shape)
  }

  /// Creates a random order of 0 ..< count.
  public init(permutationOf count: Int, using generator: inout RandomGenerator) {
    self.init(Array(0..<count).shuffled(using: &generator))
  }

  /// Creates draws from probabilities along the last axis, which need not add up to 1: [.., V] → [..,
  /// count].
  ///
  /// Without replacement no index is drawn twice. Traps for negative or not finite probabilities and
  /// where too few are greater than 0.
  public init(
    categorical probabilities: NDArray, count: Int, withReplacement: Bool = true,
    using generator: inout RandomGenerator
  ) {
    guard let width = probabilities.shape.last, count >= 0 else {
      fatalError("Indices: \(count) draws from probabilities \(probabilities.shape)")
    }
    let weights = probabilities.doubles
    var values: [Int] = []
    for row in 0..<probabilities.shape.dropLast().reduce(1, *) {
      var rest = Array(weights[row * width..<(row + 1) * width])
      let positive = rest.count { $0 > 0 }
      guard rest.allSatisfy({ $0 >= 0 && $0.isFinite }),
        positive >= (withReplacement ? Swift.min(count, 1) : count)
      else {
        fatalError("Indices: \(count) draws from \(positive) positive of \(width) probabilities")
      }
      for _ in 0..<count {
        let index = generator.index(in: rest)
        values.append(index)
        if !withReplacement { rest[index] = 0 }
      }
    }
    self.init(values, shape: probabilities.shape.dropLast() + [count])
  }
}

extension RandomGenerator {
  /// A place with a probability in proportion to its weight.
  fileprivate mutating func index(in weights: [Double]) -> Int {
    var rest = uniform() * weights.reduce(0, +)
    var last = 0
    for (place, weight) in weights.enumerated() where weight > 0 {
      if rest < weight { return place }
      rest -= weight
      last = place
    }
    return last
  }
}
