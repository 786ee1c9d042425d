import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// How gradients are bounded before an update.
public enum Clipping: Codable, Sendable, Equatable {
  /// Not at all.
  case none
  /// All gradients together are scaled so that their L2 norm is at most this. Pascanu et al., 2013.
  case norm(Double)
  /// The same for the norm of another kind: p is more than 0, or infinity.
  case normOfKind(Double, p: Double)
  /// Each parameter's gradient by itself is scaled so that its L2 norm is at most this.
  case parameterNorm(Double)
  /// All gradients together are scaled so that their L2 norm is at most a moving threshold: the mean of
  /// the norms of past steps, as bounded, plus some of their deviations.
  ///
  /// Mean and mean square move by a share 1 − `decay` each step; the first `warmUp` steps are not
  /// bounded. The state lies in a `ClippingState`.
  case movingNorm(deviations: Double = 3, decay: Double = 0.97, warmUp: Int = 20)
  /// Each element is cut to ± this.
  case value(Double)

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    func unless(_ isRight: Bool, _ expected: String, found: String) -> SettingProblem? {
      .unless(isRight, "clipping", expected: expected, found: found)
    }
    return switch self {
    case .none: nil
    case .norm(let limit), .value(let limit), .parameterNorm(let limit):
      unless(limit > 0, "a limit of more than 0", found: "\(limit)")
    case .normOfKind(let limit, let p):
      unless(limit > 0 && p > 0, "numbers of more than 0", found: "\(limit) and \(p)")
    case .movingNorm(let deviations, let decay, let warmUp):
      unless(
        deviations >= 0 && decay >= 0 && decay < 1 && warmUp >= 0,
        "deviations of 0 or more, a decay in [0, 1) and a warm-up of 0 or more",
        found: "\(deviations), \(decay) and \(warmUp)")
    }
  }

  /// Bounds the gradients of the parameters where they lie; returns their norm before.
  ///
  /// The norm is L2 but for `normOfKind`. It is NaN or infinite where one of the gradients is; they
  /// are then not scaled. As in PyTorch, the factor is limit / (norm + 10⁻⁶). A moving threshold has
  /// no past here and bounds nothing: use a `ClippingState`.
  @discardableResult
  public func clip(_ gradients: inout Gradients, parameters: [Parameter]) -> Double {
    var p = 2.0
    if case .normOfKind(_, let kind) = self { p = kind }
    let norm = Self.norm(of: gradients, parameters: parameters, p: p)
    switch self {
    case .none, .movingNorm: break
    case .norm(let limit), .normOfKind(let limit, _):
      Self.scale(&gradients, parameters, from: norm, to: limit)
    case .parameterNorm(let limit):
      guard norm.isFinite else { break }
      let reached = parameters.filter { gradients[gradient: $0].numbers != nil }
      let squares = gradients.sumsOfSquares(of: reached)
      for (parameter, square) in zip(reached, squares) {
        Self.scale(&gradients, [parameter], from: square.squareRoot(), to: limit)
      }
    case .value(let limit):
      gradients.update(parameters) { $0.kernels.clamp(-limit...limit, &$0) }
    }
    return norm
  }

  /// Scales gradients with a norm above the limit; others keep their bits.
  static func scale(
    _ gradients: inout Gradients, _ parameters: [Parameter], from norm: Double, to limit: Double
  ) {
    guard norm.isFinite, limit < norm + 1e-6 else { return }
    gradients.update(parameters) { $0.kernels.scale(limit / (norm + 1e-6), &$0) }
  }

  /// The norm of all gradients together, (Σ |g|ᵖ)^(1/p) or for infinity max |g|, in double precision,
  /// summed in the parameters' order.
  public static func norm(
    of gradients: Gradients, parameters: [Parameter], p: Double = 2
  ) -> Double {
    if p == 2 { return gradients.sumsOfSquares(of: parameters).reduce(0, +).squareRoot() }
    let sums = gradients.sumsOfPowers(of: parameters, p)
    // Once it is NaN, it stays.
    return p == .infinity
      ? sums.reduce(0) { $0 >= $1 || $0.isNaN ? $0 : $1 } : pow(sums.reduce(0, +), 1 / p)
  }
}

/// A clipping under way: what a checkpoint saves of it.
public struct ClippingState: Codable, Sendable, Equatable {
  /// The clipping.
  public let clipping: Clipping
  private var steps = 0
  private var mean = 0.0
  private var meanSquare = 0.0

  /// Begins a clipping.
  public init(_ clipping: Clipping) { self.clipping = clipping }

  /// The threshold of the next step: of a moving one, nil while it is warming up; of others, nil.
  public var threshold: Double? {
    guard case .movingNorm(let deviations, let decay, let warmUp) = clipping, steps > 0,
      steps >= warmUp
    else { return nil }
    // Averages that began at zero fall short by this.
    let known = 1 - pow(decay, Double(steps))
    let mean = mean / known
    return mean + deviations * max(meanSquare / known - mean * mean, 0).squareRoot()
  }

  /// Bounds the gradients of the parameters where they lie; returns their norm before.
  ///
  /// A norm that is NaN or infinite leaves the state as it is.
  @discardableResult
  public mutating func clip(_ gradients: inout Gradients, parameters: [Parameter]) -> Double {
    let norm = clipping.clip(&gradients, parameters: parameters)
    guard case .movingNorm(_, let decay, _) = clipping, norm.isFinite else { return norm }
    let bounded = min(norm, threshold ?? norm)
    if bounded < norm { Clipping.scale(&gradients, parameters, from: norm, to: bounded) }
    steps += 1
    mean = decay * mean + (1 - decay) * bounded
    meanSquare = decay * meanSquare + (1 - decay) * bounded * bounded
    return norm
  }
}

extension Gradients {
  /// The name of the first parameter whose gradient has a NaN or an infinity, or nil.
  public func firstNonFinite(
    of parameters: [(name: String, parameter: Parameter)]
  ) -> String? {
    parameters.first { _, parameter in
      self[gradient: parameter].numbers.map { !$0.kernels.allFinite($0) } ?? false
    }?.name
  }
}
