import Parlance

/// An update rule stepped with given gradients: its first step lowers what the gradients belong to,
/// and with saved state another optimizer goes on to the same bits.
struct RuleCheck {
  let name: String
  let make: () -> any UpdateRule

  init(_ name: String, _ make: @escaping () -> any UpdateRule) {
    (self.name, self.make) = (name, make)
  }

  private final class Weights: Module {
    let weight = Parameter(NDArray(float64: [1, -2, 3, -4, 5, -6], shape: [2, 3]))
    let bias = Parameter(NDArray(float64: [0.5, -0.5]))
  }

  /// Of ½ Σ (w − 1)²: at each step another, given from outside.
  private func gradients(_ weights: Weights) -> Gradients {
    var gradients = Gradients()
    for parameter in weights.parameters {
      gradients[parameter] = (Tensor(parameter.value) - 1).array
    }
    return gradients
  }

  private func distance(_ weights: Weights) -> Double {
    weights.parameters.flatMap(\.value.doubles).reduce(0) { $0 + ($1 - 1) * ($1 - 1) }
  }

  /// What is wrong, or nil.
  func problem() -> String? {
    let weights = Weights()
    let optimizer = Optimizer(make(), weights.parameters)
    let before = distance(weights)
    for _ in 0..<2 { optimizer.step(gradients(weights)) }
    guard distance(weights) < before else { return "two steps lead away from the minimum" }

    let others = Weights()
    let next = Optimizer(make(), others.parameters)
    for ((_, a), (_, b)) in zip(others.namedParameters(), weights.namedParameters()) {
      a.value = b.value
    }
    do {
      let state = Dictionary(
        uniqueKeysWithValues: optimizer.state(for: weights.namedParameters()).map {
          ($0.name, $0.array)
        })
      try next.load(state: state, for: others.namedParameters())
    } catch { return "\(error)" }
    optimizer.step(gradients(weights))
    next.step(gradients(others))
    let isSame = zip(weights.parameters, others.parameters).allSatisfy { $0.value == $1.value }
    return isSame ? nil : "with saved state, the third step differs"
  }
}
