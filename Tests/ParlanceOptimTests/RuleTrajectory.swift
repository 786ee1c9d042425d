import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport

/// A rule's 12 steps with the gradients of a golden file.
struct RuleTrajectory {
  let golden: GoldenFile

  init(_ name: String) throws { golden = try GoldenFile("rule_\(name)") }

  func number(_ name: String) throws -> Double { try golden[name].item }

  /// The greatest distance from PyTorch's values after any step, from 12 steps of the rule.
  ///
  /// - Parameter resumingAfter: the step after which a fresh rule goes on with the saved state.
  func distance(
    _ type: ElementType, resumingAfter: Int? = nil, _ make: () -> any UpdateRule
  ) throws -> Double {
    let named = try ["a", "b"].map {
      (name: $0, parameter: Parameter(try golden["initial.\($0)"].cast(to: type)))
    }
    var rule = make()
    var worst = 0.0
    for step in 0..<12 {
      var gradients = Gradients()
      for (name, parameter) in named {
        gradients[parameter] = try golden["grad.\(step).\(name)"].cast(to: type)
      }
      rule.step(named.map(\.parameter), gradients)
      for (name, parameter) in named {
        let expected = try golden["value.\(step).\(name)"]
        worst = max(worst, ParlanceTestSupport.distance(parameter.value, expected))
      }
      if step == resumingAfter {
        let state = Dictionary(uniqueKeysWithValues: rule.state(for: named).map { ($0, $1) })
        rule = make()
        try rule.load(state: state, for: named)
      }
    }
    return worst
  }
}

/// How near a trajectory must come to PyTorch's float64.
let rulePrecisions: [(type: ElementType, tolerance: Double)] = [(.float64, 1e-9), (.float32, 1e-4)]
