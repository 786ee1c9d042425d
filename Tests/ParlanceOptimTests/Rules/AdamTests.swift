import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct AdamTests {
  @Test(arguments: ["adam", "adam_weight_decay"], rulePrecisions)
  func equalsPyTorch(
    name: String, precision: (type: ElementType, tolerance: Double)
  ) throws {
    let trajectory = try RuleTrajectory(name)
    let distance = try trajectory.distance(precision.type, resumingAfter: 5) {
      Adam(
        learningRate: try! trajectory.number("learning_rate"),
        weightDecay: try! trajectory.number("weight_decay"))
    }
    #expect(distance < precision.tolerance)
  }

  @Test func aPlantedDefectIsSeen() throws {
    let trajectory = try RuleTrajectory("adam")
    let distance = try trajectory.distance(.float64) { Adam(learningRate: 0.01, beta2: 0.99) }
    #expect(distance > 1e-5)
  }

  @Test func whatIsFrozenOrUntouchedStays() {
    let values = NDArray([1, 2, 3])
    let (frozen, untouched, trained) = (Parameter(values), Parameter(values), Parameter(values))
    frozen.isTrainable = false
    var gradients = Gradients()
    gradients[frozen] = values
    gradients[trained] = values
    Adam(learningRate: 0.1).step([frozen, untouched, trained], gradients)
    #expect(frozen.value == values)
    #expect(untouched.value == values)
    #expect(trained.value != values)
  }

  @Test func stateThatDoesNotFitIsNamed() {
    let parameter = Parameter(NDArray([1, 2, 3]))
    let state = [
      "p.step": NDArray(scalar: 3, .float64), "p.first": NDArray([1, 2, 3]),
      "p.second": NDArray([1, 2]),
    ]
    #expect {
      try Adam().load(state: state, for: [("p", parameter)])
    } throws: {
      "\($0)".contains("p.second should have shape [3], found [2]")
    }
  }
}
