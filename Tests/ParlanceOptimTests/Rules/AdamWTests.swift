import ParlanceArrays
import ParlanceOptim
import Testing

@Suite struct AdamWTests {
  @Test(arguments: rulePrecisions)
  func equalsPyTorch(type: ElementType, tolerance: Double) throws {
    let trajectory = try RuleTrajectory("adamw")
    let distance = try trajectory.distance(type, resumingAfter: 5) {
      AdamW(
        learningRate: try! trajectory.number("learning_rate"),
        weightDecay: try! trajectory.number("weight_decay"))
    }
    #expect(distance < tolerance)
  }

  @Test func aPlantedDefectIsSeen() throws {
    let trajectory = try RuleTrajectory("adamw")
    let distance = try trajectory.distance(.float64) {
      AdamW(learningRate: 0.01, weightDecay: 0)
    }
    #expect(distance > 1e-4)
  }
}
