import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@Suite struct SGDTests {
  @Test(
    arguments: ["sgd", "sgd_momentum", "sgd_nesterov", "sgd_momentum_weight_decay"],
    rulePrecisions)
  func equalsPyTorch(
    name: String, precision: (type: ElementType, tolerance: Double)
  ) throws {
    let trajectory = try RuleTrajectory(name)
    let distance = try trajectory.distance(precision.type, resumingAfter: 5) {
      SGD(
        learningRate: try! trajectory.number("learning_rate"),
        momentum: try! trajectory.number("momentum"), nesterov: name == "sgd_nesterov",
        weightDecay: try! trajectory.number("weight_decay"))
    }
    #expect(distance < precision.tolerance)
  }

  @Test func aPlantedDefectIsSeen() throws {
    let trajectory = try RuleTrajectory("sgd_momentum")
    let distance = try trajectory.distance(.float64) { SGD(learningRate: 0.1) }
    #expect(distance > 1e-3)
  }

  @Test(arguments: [0.0, 0.9])
  func rowsOfATableGiveWhatTheTableGives(momentum: Double) {
    var generator = RandomGenerator(seed: 1)
    let value = NDArray(normal: 1, shape: [6, 3], using: &generator)
    let rows = RowGradient(
      summing: NDArray(normal: 1, shape: [4, 3], using: &generator), at: [5, 1, 5, 0],
      tableShape: [6, 3])
    let (sparse, dense) = (Parameter(value), Parameter(value))
    for (parameter, gradient) in [(sparse, Gradient.rows(rows)), (dense, .dense(rows.dense))] {
      let rule = SGD(learningRate: 0.5, momentum: momentum)
      var gradients = Gradients()
      gradients[gradient: parameter] = gradient
      for _ in 0..<3 { rule.step([parameter], gradients) }
    }
    #expect(distance(sparse.value, dense.value) < 1e-6)
    #expect(sparse.value[2, 0] == value[2, 0])
    #expect(sparse.value[5, 0] != value[5, 0])
  }
}
