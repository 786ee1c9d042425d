import Parlance

extension Lesson {
  /// D1. Full batch, one example, mini-batch.
  static let descent = Lesson(
    "descent", "Gradient descent by batches", rows: ["D1"],
    question: "How many examples should be looked at before a step?",
    commands: [
      "parlance classify train --model-type dan --batch-size 1 --output models/one",
      "parlance classify train --model-type dan --batch-size 64 --output models/many",
    ]
  ) { page in
    page.say(
      "240 points of two kinds, and a unit that should tell them apart. An epoch sees each point once, in an order "
        + "that is shuffled anew. With all points a step is exact and rare; with one it is rough and often; a "
        + "mini-batch lies between.")
    let points = TwoKinds(count: 240, seed: 1)
    var (rows, series): ([[String]], [Chart.Series]) = ([], [])
    for batch in [240, 16, 1] {
      let records = points.train(batchSize: batch, epochs: 12)
      let (first, last) = (records[0], records[records.count - 1])
      page.keep("loss with \(batch)", last.loss)
      page.keep("steps with \(batch)", Double(240 / batch))
      rows.append([
        "\(batch)", "\(240 / batch)", first.loss.fixed(3), last.loss.fixed(3),
        (100 * last.accuracy).fixed(1) + " %",
      ])
      series.append(Chart.Series("batches of \(batch)", records.map(\.loss), style: .lineAndPoints))
    }
    page.table(
      "After 12 epochs at the same learning rate",
      ["batch size", "steps an epoch", "loss of epoch 1", "of epoch 12", "accuracy"], rows,
      texts: [])
    page.say(
      "In the same twelve epochs small batches take more steps and come further. On real machines a large batch is "
        + "one large product, and so cheaper an example.")
    page.picture(
      Chart("The mean loss of each epoch", x: "epoch", y: "nats", series: series), "descent",
      "the fewer examples a batch has, the faster the loss falls by epochs")

    return Exercise(
      "1,000 examples, batches of 64 (the last may be smaller), 5 epochs: how many steps are taken?",
      .number(5 * (1000.0 / 64).rounded(.up), 0),
      why: "15 full batches and one of 40: 16 an epoch.",
      hint: "How many batches has one epoch, the last small one counted?",
      slips: [
        (.number(75, 0), "The last, smaller batch is a step too."),
        (.number(16, 0), "That is one epoch."),
        (.number(78, 0), "Each epoch ends with a batch of its own; epochs do not share one."),
      ])
  }
}

/// Points around two centres, and a unit that learns to tell them apart.
private struct TwoKinds {
  private let x: [[Float]]
  private let y: [Float]

  init(count: Int, seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let noise = NDArray(normal: 1, shape: [count, 2], using: &generator)
    y = (0..<count).map { Float($0 % 2) }
    x = (0..<count).map { row in
      (0..<2).map { Float(noise[row, $0]) + (row % 2 == 0 ? -1 : 1) }
    }
  }

  func train(batchSize: Int, epochs: Int) -> [(loss: Double, accuracy: Double)] {
    var generator = RandomGenerator(seed: 2)
    let unit = Linear(2, 1, initializer: .zeros, using: &generator)
    let optimizer = Optimizer(SGD(learningRate: 0.05), unit.parameters)
    return (0..<epochs).map { _ in
      var (total, correct) = (0.0, 0)
      let order = Array(x.indices).shuffled(using: &generator)
      for start in stride(from: 0, to: order.count, by: batchSize) {
        let batch = order[start..<min(start + batchSize, order.count)]
        let inputs = Tensor(NDArray(batch.flatMap { x[$0] }, shape: [batch.count, 2]))
        let targets = batch.map { y[$0] }
        let logits = unit(inputs)
        let loss = binaryCrossEntropyFromLogits(
          logits, Tensor(NDArray(targets, shape: [batch.count, 1])))
        total += loss.item * Double(batch.count)
        correct += zip(logits.array.doubles, targets).count { ($0 > 0) == ($1 > 0.5) }
        optimizer.step(loss.backward())
      }
      return (total / Double(x.count), Double(correct) / Double(x.count))
    }
  }
}
