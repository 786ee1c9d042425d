import Parlance
import ParlanceDevices

/// The first losses of a training, and what the steps asked of a device.
struct FirstSteps {
  var losses: [Double] = []
  /// How often each step waited for the device.
  var waits: [Int] = []
  /// What the host did in the device's place.
  var fallbacks: [String: Int] = [:]
  /// The parameters after the last step.
  var values: [[Float]] = []

  /// Takes steps of a plan's task, as the trainer does, with all arrays on a device.
  init<Plan: TrainingPlan>(
    _ type: Plan.Type, _ settings: Plan.Settings, on device: Device, count: Int = 10
  ) throws {
    try Device.with(device) {
      guard case .training(let model, let task, let configuration) = try Plan(settings).fitting(),
        let task = task as? any LossTask
      else { fatalError("no steps are taken") }
      withExtendedLifetime(model) { take(count, of: task, configuration, device) }
      values = task.module.parameters.map(\.value.floats)
    }
  }

  private mutating func take(
    _ count: Int, of task: any LossTask, _ configuration: TrainingConfiguration, _ device: Device
  ) {
    let optimizer = Optimizer(
      configuration.makeRule(), task.module.parameters, groups: task.parameterGroups)
    optimizer.learningRate = configuration.learningRate
    var clipping = ClippingState(configuration.clipping)
    device.accelerator?.fallbacks.reset()
    var (epoch, step) = (0, 0)
    for number in 0..<count {
      let waits = device.accelerator?.counts.waits ?? 0
      if step == 0 { task.beginEpoch(epoch) }
      let key = RandomKey(seed: configuration.seed).folding(in: UInt64(number))
      var (gradients, loss) = backward(task, step, Mode.training(key, firstRow: 0))
      loss.comeAlong()
      clipping.clip(&gradients, parameters: optimizer.parameters)
      losses.append(loss.item)
      optimizer.step(gradients)
      step += 1
      if step == task.stepCount { (epoch, step) = (epoch + 1, 0) }
      self.waits.append(Int((device.accelerator?.counts.waits ?? 0) - waits))
    }
    fallbacks = device.accelerator?.fallbacks.byFunction ?? [:]
  }

  /// The graph goes before the update.
  private func backward(
    _ task: any LossTask, _ step: Int, _ mode: Mode
  ) -> (gradients: Gradients, loss: NDArray) {
    let loss = task.loss(step: step, mode: mode).loss
    return (loss.backward(), loss.array)
  }
}
