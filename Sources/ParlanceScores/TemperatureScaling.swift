import Foundation

/// One number by which all of a model's logits are divided, so that its confidences are right on
/// average; what it finds likeliest stays so.
///
/// softmax(z / T) or σ(z / T), T chosen on validation data. Guo, Pleiss, Sun and Weinberger,
/// *On Calibration of Modern Neural Networks*, 2017, section 4.2. They have thousands of texts; of a few
/// that are all classified rightly, T → 0 is the likeliest. So T is the likeliest given that
/// ln T is normal around 0 with deviation 1 before any text is seen: eight right answers out of eight
/// then give a confidence of about nine in ten, and hundreds of texts are heard as before. (Platt, 2000,
/// softens the targets to the same end, which would make many labels too unsure.)
public struct TemperatureScaling: Codable, Sendable, Equatable {
  /// T: greater than 1 where the model is too sure.
  public let temperature: Double

  /// The temperatures among which one is looked for.
  public static let range = 0.05...20.0

  /// Creates a scaling; traps where the temperature is not positive.
  public init(temperature: Double = 1) {
    guard temperature > 0, temperature.isFinite else {
      fatalError("TemperatureScaling: expected a positive temperature, found \(temperature)")
    }
    self.temperature = temperature
  }

  /// The likeliest temperature of `range`, the true labels coming from softmax(z / T).
  ///
  /// - `logits`: one row a text, one number a label; log-probabilities serve as well.
  /// - `truth`: the label of each text; a text whose label has no logit is left out.
  public init(logits: [[Double]], truth: [Int]) {
    Self.check(logits.count, truth.count)
    let rows = zip(logits, truth).filter { $1 < $0.count }
    self.init { beta in
      rows.reduce(0) { sum, row in
        let (logits, truth) = row
        let greatest = logits.max() ?? 0
        var (total, moment) = (0.0, 0.0)
        for logit in logits {
          // −∞ is a label that cannot be, at any temperature.
          let weight = exp(beta * (logit - greatest))
          total += weight
          if weight > 0 { moment += weight * (logit - greatest) }
        }
        // A label that cannot be and yet is says nothing about the temperature.
        return logits[truth] == -.infinity
          ? sum : sum + moment / total - (logits[truth] - greatest)
      }
    }
  }

  /// The likeliest temperature of `range`, the decision for each label of each text coming from
  /// σ(z / T).
  ///
  /// - `logits`: one row a text, one number a label.
  /// - `truth`: the labels of each text; those that have no logit are left out.
  public init(binaryLogits logits: [[Double]], truth: [[Int]]) {
    Self.check(logits.count, truth.count)
    self.init { beta in
      zip(logits, truth).reduce(0) { sum, row in
        row.0.enumerated().reduce(sum) { sum, logit in
          let target = row.1.contains(logit.offset) ? 1.0 : 0
          let z = logit.element
          return z.isFinite ? sum + (1 / (1 + exp(-beta * z)) - target) * z : sum
        }
      }
    }
  }

  /// Looks for the zero of β · (the negative log-likelihood's derivative by β) + ln β, where β = 1 / T:
  /// ln β is the prior's part.
  private init(derivative: (Double) -> Double) {
    var (low, high) = (log(1 / Self.range.upperBound), log(1 / Self.range.lowerBound))
    let ends = (derivative(exp(low)), derivative(exp(high)))
    if ends.0 == 0 && ends.1 == 0 {
      // No data, or all logits equal: nothing to learn from.
      temperature = 1
      return
    }
    while high - low > 1e-12 {
      let middle = (low + high) / 2
      let slope = exp(middle) * derivative(exp(middle)) + middle
      if slope < 0 { low = middle } else { high = middle }
    }
    temperature = exp(-(low + high) / 2)
  }

  private static func check(_ rows: Int, _ labels: Int) {
    guard rows == labels else {
      fatalError("TemperatureScaling: expected labels of \(rows) texts, found \(labels)")
    }
  }
}
