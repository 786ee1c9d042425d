import ParlanceArrays
import ParlanceAutograd
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import Testing

/// A step's whole way on a device: what lies there stays there, and the bits are the host's.
@Suite struct DeviceTrainingTests {
  private struct Run {
    var bits: [UInt32] = []
    var steps: [(moves: DeviceDouble.Moves, fallbacks: [String: Int])] = []
  }

  /// Three steps of a linear classifier.
  private func train(on device: Device, _ rule: any UpdateRule, _ double: DeviceDouble?) -> Run {
    var generator = RandomGenerator(seed: 7)
    let x = NDArray(normal: 1, shape: [6, 5], using: &generator).moved(to: device)
    let weight = Parameter(
      NDArray(normal: 1, shape: [5, 4], using: &generator).moved(to: device))
    let bias = Parameter(NDArray(zeros: [4]).moved(to: device))
    let optimizer = Optimizer(rule, [weight, bias])
    var run = Run()
    for _ in 0..<3 {
      // The graph goes before the update.
      func backward() -> Gradients {
        let loss = softmaxCrossEntropy(
          linear(Tensor(x), weight.tensor, bias.tensor), [0, 3, 1, 2, 0, 1])
        run.bits.append(Float(loss.item).bitPattern)
        return loss.backward()
      }
      let gradients = backward()
      optimizer.step(gradients)
      if let double { run.steps.append((double.takeMoves(), double.takeFallbacks())) }
    }
    #expect(weight.value.device == device && bias.value.device == device)
    run.bits += (weight.value.floats + bias.value.floats).map(\.bitPattern)
    return run
  }

  @Test func descentHasTheHostsBits() throws {
    let double = DeviceDouble()
    let expected = train(on: .cpu, SGD(learningRate: 0.5), nil)
    let found = Device.with(double.device) {
      train(on: double.device, SGD(learningRate: 0.5), double)
    }
    #expect(found.bits == expected.bits && Set(found.bits).count > 20)
    for step in found.steps {
      // The bias' gradient and the loss's sum are not among the double's functions.
      #expect(Set(step.fallbacks.keys) == ["addScattered(_:_:_:)", "sum(_:scale:)"])
      #expect(step.fallbacks["addScattered(_:_:_:)"] == 1)
    }
    // The data, the weights and the bias go once; later steps move what the missing functions read.
    #expect(found.steps[1].moves == found.steps[2].moves)
    #expect(found.steps[1].moves.uploads < found.steps[0].moves.uploads)
    #expect(found.steps[1].moves.downloads <= 5)
  }

  @Test func aRuleWithoutAKernelHasTheHostsBits() {
    let double = DeviceDouble()
    let expected = train(on: .cpu, RMSProp(learningRate: 0.1), nil)
    let found = train(on: double.device, RMSProp(learningRate: 0.1), double)
    #expect(found.bits == expected.bits)
    #expect(
      found.steps.allSatisfy { $0.fallbacks["update(_:by:gradient:slots:slotCount:rows:)"] == 2 })
  }
}
