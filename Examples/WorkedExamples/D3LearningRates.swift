import Parlance

/// D3. Stochastic descent with its rate fixed, decaying, and halved every k epochs: noise in the
/// gradients keeps a fixed rate at a distance from the minimum, and a small one takes long.
func learningRates() throws {
  let schedules: [(name: String, schedule: LearningRateSchedule, rate: Double)] = [
    ("fixed 0.5", .constant, 0.5), ("fixed 0.02", .constant, 0.02),
    ("decaying from 0.5", .decay(factor: 0.9, after: 5), 0.5),
    ("halved every 5", .halve(every: 5), 0.5),
  ]
  var (rates, losses): ([Chart.Series], [Chart.Series]) = ([], [])
  for (name, schedule, rate) in schedules {
    var generator = RandomGenerator(seed: 1)
    let theta = Parameter(NDArray(float64: [3, -2]))
    let optimizer = Optimizer(SGD(learningRate: rate), [theta])
    var state = ScheduleState(schedule, learningRate: rate)
    var (used, means): ([Double], [Double]) = ([], [])
    for _ in 0..<40 {
      optimizer.learningRate = state.learningRate
      var sum = 0.0
      for _ in 0..<20 {
        let loss = (0.5 * square(theta.tensor)).sum()
        sum += loss.item
        var gradients = loss.backward()
        let noise = NDArray(normal: 1, shape: [2], .float64, using: &generator)
        gradients[theta] = (Tensor(gradients[theta]) + Tensor(noise)).array
        optimizer.step(gradients)
      }
      used.append(state.learningRate)
      means.append(sum / 20)
      state.endEpoch(validationLoss: sum / 20)
    }
    print("\(name): rate \(text(used[39], 4)) in the last epoch, mean loss \(text(means[39], 4))")
    rates.append(Chart.Series(name, used))
    losses.append(Chart.Series(name, means))
  }
  try write(
    Chart(
      "Learning rates", x: "epoch", y: "learning rate", yScale: .logarithmic, series: rates
    ).svg, as: "learning-rates.svg")
  try write(
    Chart(
      "Loss under noisy gradients", x: "epoch", y: "mean loss", yScale: .logarithmic,
      series: losses
    ).svg, as: "learning-rate-losses.svg")
}
