import Parlance

extension Lesson {
  /// D3. Learning rates.
  static let learningRates = Lesson(
    "learning-rates", "Learning rates", rows: ["D3"],
    question: "Why does the learning rate fall while training goes on?", example: "D3LearningRates",
    commands: [
      "parlance lm train --schedule halve --schedule-every 2 --output models/book",
      "parlance report models/book --output page",
    ]
  ) { page in
    page.section("Too small, right, too large")
    page.say("Descent of ½ θ² from θ = 1 multiplies θ by (1 − rate) each step. After ten:")
    for rate in [0.1, 1, 1.9, 2.1] {
      let theta = Parameter(NDArray(scalar: 1, .float64))
      let optimizer = Optimizer(SGD(learningRate: rate), [theta])
      for _ in 0..<10 { optimizer.step((0.5 * square(theta.tensor)).backward()) }
      page.value("rate \(rate.fixed(1))", theta.value.item, 3)
    }
    page.section("Under noise")
    page.say(
      "Gradients of small batches are noisy. A rate that stays keeps swinging around the lowest place, a small one is "
        + "long on its way; one that begins large and falls does both well. Forty epochs of twenty noisy steps:"
    )
    let schedules: [(name: String, schedule: LearningRateSchedule, rate: Double)] = [
      ("fixed 0.5", .constant, 0.5), ("fixed 0.02", .constant, 0.02),
      ("decaying from 0.5", .decay(factor: 0.9, after: 5), 0.5),
      ("halved every 5", .halve(every: 5), 0.5),
    ]
    var (rows, rates, losses): ([[String]], [Chart.Series], [Chart.Series]) = ([], [], [])
    for (name, schedule, rate) in schedules {
      let run = noisyDescent(schedule, rate)
      page.keep("rate, \(name)", run.rates[39])
      page.keep("loss, \(name)", run.losses[39])
      rows.append([name, run.rates[39].fixed(4), run.losses[39].fixed(4)])
      rates.append(Chart.Series(name, run.rates))
      losses.append(Chart.Series(name, run.losses))
    }
    page.table("The last epoch", ["schedule", "rate", "mean loss"], rows)
    page.picture(
      Chart("Learning rates", x: "epoch", y: "learning rate", yScale: .logarithmic, series: rates),
      "learning-rates", "two stay, one falls by a tenth each epoch, one by half every five")
    page.picture(
      Chart("Loss under noise", x: "epoch", y: "mean loss", yScale: .logarithmic, series: losses),
      "learning-rate-losses", "the two that fall end lowest")

    let halved = LearningRateSchedule.halve(every: 4)
    var state = ScheduleState(halved, learningRate: 0.8)
    for _ in 0..<12 { state.endEpoch(validationLoss: 1) }
    return Exercise(
      "A rate of 0.8 is halved every 4 epochs. What is it in epoch 13?",
      .number(state.learningRate),
      why: "Halved after 4, after 8 and after 12: 0.8 / 2³.",
      hint: "How often was it halved before epoch 13 began?",
      slips: [
        (.number(0.2, 1), "Halved after epoch 12 too: three times."),
        (.number(0.4, 1), "That is in epoch 5."),
        (.number(0.05), "Three times, not four."),
      ])
  }

  private static func noisyDescent(
    _ schedule: LearningRateSchedule, _ rate: Double
  ) -> (rates: [Double], losses: [Double]) {
    var generator = RandomGenerator(seed: 1)
    let theta = Parameter(NDArray(float64: [3, -2]))
    let optimizer = Optimizer(SGD(learningRate: rate), [theta])
    var state = ScheduleState(schedule, learningRate: rate)
    var found: (rates: [Double], losses: [Double]) = ([], [])
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
      found.rates.append(state.learningRate)
      found.losses.append(sum / 20)
      state.endEpoch(validationLoss: sum / 20)
    }
    return found
  }
}
