import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

/// Norms of other kinds, of single parameters, and moving thresholds.
@Suite struct ClippingKindsTests {
  private func given(_ type: ElementType) throws -> ([Parameter], Gradients) {
    var gradients = Gradients()
    let parameters = try ["a", "b", "c"].map { name in
      let gradient = try GoldenFile("clip_kinds")["grad.\(name)"].cast(to: type)
      let parameter = Parameter(NDArray(zeros: gradient.shape, type))
      gradients[parameter] = gradient
      return parameter
    }
    return (parameters, gradients)
  }

  @Test(arguments: precisions)
  func normsOfAllKindsEqualPyTorchs(type: ElementType, tolerance: Double) throws {
    let golden = try GoldenFile("clip_kinds")
    let limits = try golden["limits"]
    for number in 0..<limits.shape[0] {
      var (parameters, gradients) = try given(type)
      let clipping = Clipping.normOfKind(limits[number, 0], p: limits[number, 1])
      let norm = clipping.clip(&gradients, parameters: parameters)
      let expected = try golden["norm.\(number)"].item
      #expect(abs(norm / expected - 1) < tolerance)
      for (name, parameter) in zip(["a", "b", "c"], parameters) {
        let error = distance(gradients[parameter], try golden["value.\(number).\(name)"])
        #expect(error < tolerance, "\(clipping), \(name)")
      }
    }
  }

  @Test func eachParameterHasItsOwnNorm() throws {
    var (parameters, gradients) = try given(.float64)
    let before = parameters.map { Clipping.norm(of: gradients, parameters: [$0]) }
    let small = gradients[parameters[2]]
    let limit = before[2] + 0.1
    let norm = Clipping.parameterNorm(limit).clip(&gradients, parameters: parameters)
    #expect(abs(norm - before.reduce(0) { $0 + $1 * $1 }.squareRoot()) < 1e-12)
    for (parameter, old) in zip(parameters, before) {
      let new = Clipping.norm(of: gradients, parameters: [parameter])
      #expect(abs(new - min(old, limit)) < 1e-5)
    }
    #expect(gradients[parameters[2]] == small)
  }

  @Test(arguments: [Double.nan, .infinity])
  func whatIsNotFiniteShowsInEveryNorm(value: Double) throws {
    for clipping in [Clipping.normOfKind(1, p: .infinity), .normOfKind(1, p: 1), .parameterNorm(1)]
    {
      var (parameters, gradients) = try given(.float64)
      var gradient = gradients[parameters[0]]
      gradient[flat: 0] = value
      gradients[parameters[0]] = gradient
      #expect(!clipping.clip(&gradients, parameters: parameters).isFinite)
    }
  }

  private func clip(_ state: inout ClippingState, _ value: Double) -> (norm: Double, after: Double)
  {
    let parameter = Parameter(NDArray(zeros: [1], .float64))
    var gradients = Gradients()
    gradients[parameter] = NDArray(float64: [value])
    let norm = state.clip(&gradients, parameters: [parameter])
    return (norm, gradients[parameter].item)
  }

  /// D5: a threshold that follows the norms.
  @Test func aMovingThresholdFollowsTheNorms() throws {
    var state = ClippingState(.movingNorm(deviations: 2, decay: 0.5, warmUp: 2))
    #expect(state.threshold == nil)
    #expect(clip(&state, 1000).after == 1000)
    #expect(state.threshold == nil)
    state = ClippingState(.movingNorm(deviations: 2, decay: 0.5, warmUp: 2))
    #expect(clip(&state, 1).after == 1)
    #expect(clip(&state, 2).after == 2)
    // Weights 1/3 and 2/3: mean 5/3, mean square 3, deviation √(2/9).
    let threshold = 5.0 / 3 + 2 * (2.0 / 9).squareRoot()
    #expect(abs(state.threshold! - threshold) < 1e-12)
    let (norm, after) = clip(&state, 100)
    #expect(norm == 100)
    #expect(abs(after - threshold) < 1e-5)
    // What was cut off does not count: weights 1/7, 2/7 and 4/7.
    let mean = (1 + 4 + 4 * threshold) / 7
    let square = (1 + 8 + 4 * threshold * threshold) / 7
    let next = mean + 2 * (square - mean * mean).squareRoot()
    #expect(abs(state.threshold! - next) < 1e-12)
    // NaN and Inf are reported and forgotten.
    let before = state
    #expect(clip(&state, .nan).norm.isNaN)
    #expect(clip(&state, .infinity).norm == .infinity)
    #expect(state == before)
    let data = try JSONEncoder().encode(state)
    var loaded = try JSONDecoder().decode(ClippingState.self, from: data)
    #expect(clip(&loaded, 50).after == clip(&state, 50).after)
    #expect(loaded == state)
  }

  @Test(arguments: [
    Clipping.normOfKind(1, p: 3), .parameterNorm(2), .movingNorm(), .movingNorm(deviations: 1),
  ])
  func goesThroughJSON(clipping: Clipping) throws {
    let data = try JSONEncoder().encode(clipping)
    #expect(try JSONDecoder().decode(Clipping.self, from: data) == clipping)
    #expect(clipping.problem == nil)
  }

  @Test func problemsAreNamed() {
    for clipping in [
      Clipping.norm(0), .value(-1), .normOfKind(1, p: 0), .parameterNorm(.nan),
      .movingNorm(decay: 1), .movingNorm(deviations: -1),
    ] {
      #expect(clipping.problem?.setting == "clipping")
    }
  }
}
