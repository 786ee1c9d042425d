import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceSystem

/// Looks for a learning rate: trains for some steps while the rate rises exponentially, and watches the
/// loss.
///
/// The rate of step k of n is low (high / low)^(k / (n − 1)). The loss is smoothed by a running mean
/// with the given decay; the search ends where it is above `divergence` times its least, or not
/// finite. Values and their order of data are put back afterwards. Smith, *Cyclical Learning Rates for
/// Training Neural Networks*, 2017.
public struct LearningRateFinder: Sendable {
  /// The rates to try.
  public var rates: ClosedRange<Double>
  /// The greatest number of steps.
  public var steps: Int
  /// Of the running mean of losses.
  public var smoothing: Double
  /// How far above its least the smoothed loss ends the search.
  public var divergence: Double
  /// How gradients are bounded.
  public var clipping: Clipping

  /// Creates a finder; traps for a range that is not positive, or fewer than 2 steps.
  public init(
    rates: ClosedRange<Double> = 1e-7...10, steps: Int = 100, smoothing: Double = 0.9,
    divergence: Double = 4, clipping: Clipping = .none
  ) {
    guard rates.lowerBound > 0, steps > 1 else {
      fatalError("LearningRateFinder: expected rates above 0 and 2 steps, found \(rates), \(steps)")
    }
    self.rates = rates
    self.steps = steps
    self.smoothing = smoothing
    self.divergence = divergence
    self.clipping = clipping
  }

  /// Tries the rates on the loss that a closure builds for each step, from 0.
  ///
  /// - `optimizer`: one of its own, since it remembers the steps.
  public func find(
    _ optimizer: Optimizer, loss: (_ step: Int) -> Tensor
  ) -> LearningRateFinding {
    let parameters = optimizer.parameters
    let values = parameters.map(\.value)
    defer { for (parameter, value) in zip(parameters, values) { parameter.value = value } }
    var finding = LearningRateFinding()
    var mean = 0.0
    var clipping = ClippingState(clipping)
    for step in 0..<steps {
      let share = Double(step) / Double(steps - 1)
      let ratio = rates.upperBound / rates.lowerBound
      optimizer.learningRate = rates.lowerBound * Double.exp(share * Double.log(ratio))
      // The graph goes before the update, so that the parameters' arrays have one owner again.
      func backward() -> (gradients: Gradients, loss: Double) {
        let loss = loss(step)
        return (loss.backward(), loss.item)
      }
      var (gradients, value) = backward()
      mean = smoothing * mean + (1 - smoothing) * value
      // An average that began at zero falls short by 1 − decayᵗ.
      let known = 1 - (0...step).reduce(1.0) { product, _ in product * smoothing }
      let smoothed = mean / known
      let norm = clipping.clip(&gradients, parameters: parameters)
      let least = finding.losses.min() ?? smoothed
      guard smoothed.isFinite, norm.isFinite, step == 0 || smoothed <= divergence * least else {
        finding.hasDiverged = true
        break
      }
      finding.rates.append(optimizer.learningRate)
      finding.losses.append(smoothed)
      optimizer.step(gradients)
    }
    return finding
  }

  /// Tries the rates on a task's steps, over again where its epoch has fewer; the model, what the task
  /// carries and the order of the epoch are put back.
  ///
  /// - `epoch`: the epoch whose order is used, and which is prepared again at the end.
  public func find(
    _ task: any LossTask, _ configuration: TrainingConfiguration, epoch: Int = 0
  ) throws -> LearningRateFinding {
    let carried = Dictionary(task.carried.map { ($0.name, $0.array) }) { first, _ in first }
    task.beginEpoch(epoch)
    let key = RandomKey(seed: configuration.seed)
    var count = 0
    let finding = find(Optimizer(configuration.makeRule(), task.module.parameters)) { step in
      if count == task.stepCount {
        task.beginEpoch(epoch)
        count = 0
      }
      defer { count += 1 }
      return task.loss(step: count, mode: .training(key.folding(in: UInt64(step)))).loss
    }
    task.beginEpoch(epoch)
    let rows = task.stepCount == 0 ? 0 : task.rowCount(step: 0)
    try task.restore(carried: carried, rows: 0..<rows)
    return finding
  }
}

/// What a learning rate finder saw.
public struct LearningRateFinding: Sendable, Equatable {
  /// The rates that were tried, rising.
  public internal(set) var rates: [Double] = []
  /// The smoothed loss at each of them.
  public internal(set) var losses: [Double] = []
  /// Whether the loss ran away before the last rate.
  public internal(set) var hasDiverged = false

  /// The rate at which the loss fell fastest against the logarithm of the rate, before its least; nil
  /// where it never fell.
  public var suggestion: Double? {
    guard let least = losses.indices.min(by: { losses[$0] < losses[$1] }), least > 0 else {
      return nil
    }
    func fall(_ place: Int) -> Double {
      let (before, after) = (max(place - 1, 0), min(place + 1, losses.count - 1))
      return (losses[before] - losses[after])
        / Double.log(rates[after] / rates[before])
    }
    guard let steepest = (0...least).max(by: { fall($0) < fall($1) }), fall(steepest) > 0 else {
      return nil
    }
    return rates[steepest]
  }
}
