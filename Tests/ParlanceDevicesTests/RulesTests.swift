import Parlance
import ParlanceTestSupport
import Testing

@testable import ParlanceDevices

/// Every update rule has a kernel, which takes the processor's steps.
@Suite(.serialized, .enabled(if: TestedDevices.opencl != nil)) struct RulesTests {
  private static let rules: [any UpdateRule] = [
    SGD(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.9, nesterov: true),
    Adam(), Adam(weightDecay: 0.1, amsgrad: true), AdamW(), NAdam(weightDecay: 0.1), RAdam(),
    Adamax(), Adagrad(), AdaDelta(), RMSProp(), RMSProp(momentum: 0.9),
    RMSProp(momentum: 0.9, centred: true), Rprop(), ASGD(), SparseAdam(),
  ]

  private func steps(_ rule: any UpdateRule, on device: Device) -> [Float] {
    Device.with(device) {
      var generator = RandomGenerator(seed: 3)
      let table = Parameter(NDArray(normal: 1, shape: [7, 5], using: &generator))
      let optimizer = Optimizer(rule, [table])
      for step in 0..<12 {
        // The graph goes before the update.
        func backward() -> Gradients {
          let rows = embedding(table.tensor, [Int32(step % 7), 2, 5, 2], shape: [4])
          return (rows * rows).sum().backward()
        }
        optimizer.step(backward())
      }
      return table.value.floats
    }
  }

  @Test(arguments: rules.indices) func takesTheProcessorsSteps(_ index: Int) throws {
    let (rule, device) = (Self.rules[index], try Accelerator(.opencl, 0))
    let expected = steps(rule, on: .cpu)
    let found = steps(rule, on: device.device)
    for (a, b) in zip(found, expected) {
      #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(rule): expected \(b), found \(a)")
    }
    #expect(device.fallbacks.byFunction.isEmpty, "\(rule)")
  }
}
