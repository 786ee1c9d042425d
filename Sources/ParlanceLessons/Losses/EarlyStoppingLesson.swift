import Foundation
import Parlance

extension Lesson {
  /// B4. Early stopping.
  static let earlyStopping = Lesson(
    "early-stopping", "Early stopping", rows: ["B4"],
    question: "When should training end, and which model should be kept?",
    commands: [
      "parlance lm train --patience 3 --output models/book",
      "parlance report models/book --output page",
    ]
  ) { page in
    page.say(
      "Sixteen noisy points of a curve, and a network with far more weights than points. It is trained on half of "
        + "them; the other half only measures.")
    let fit = NoisyFit(seed: 4)
    let (training, validation) = fit.run(steps: 400)
    let best = validation.indices.min { validation[$0] < validation[$1] }!
    let last = validation.count - 1
    page.value("best step", Double(best + 1), 0)
    page.table(
      "Mean squared error", ["step", "training", "validation"],
      [0, best, last].map {
        ["\($0 + 1)", training[$0].fixed(4), validation[$0].fixed(4)]
      }, texts: [])
    page.keep("training at the best", training[best])
    page.keep("training at the end", training[last])
    page.keep("validation at the best", validation[best])
    page.keep("validation at the end", validation[last])
    page.say(
      "Before the best step both losses fall: the network underfits. After it the training loss still falls while "
        + "the other rises: it learns the noise, it overfits. So the model of the best step is kept, and training "
        + "ends when nothing better has come for a while (the patience).")
    page.picture(
      Chart(
        "Training and validation", x: "step", y: "mean squared error", yScale: .logarithmic,
        series: [
          Chart.Series("training", training), Chart.Series("validation", validation),
          Chart.Series("best", points: [(Double(best + 1), validation[best])], style: .points),
        ]), "early-stopping",
      "the training loss falls all the time; the validation loss turns upwards after its best step")

    let losses = [2.1, 1.6, 1.4, 1.5, 1.45, 1.42, 1.3]
    var (least, since, end) = (Double.infinity, 0, losses.count)
    for (epoch, loss) in losses.enumerated() {
      (least, since) = loss < least ? (loss, 0) : (least, since + 1)
      if since == 3 {
        end = epoch + 1
        break
      }
    }
    return Exercise(
      "Validation losses by epoch: \(losses.fixed(2)). The patience is 3 epochs without a better one. After which "
        + "epoch does training end?", .number(Double(end), 0),
      why:
        "Epochs 4, 5 and 6 were no better than epoch 3, whose model is kept; epoch 7 is never seen.",
      hint: "Find the best so far, and count the epochs after it that are not below it.",
      slips: [
        (
          .number(3, 0), "That is the epoch whose model is kept; training needs three more to know."
        ),
        (.number(7, 0), "Epoch 7 would be better, but the patience is used up before."),
        (.number(5, 0), "Only two epochs have been no better by then."),
      ])
  }
}

/// A network of one hidden layer on a few noisy points.
private struct NoisyFit {
  private let parts: [(x: Tensor, y: Tensor)]
  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
    var generator = RandomGenerator(seed: seed)
    let x = (0..<16).map { -1 + 2 * Double($0) / 15 }
    let noise = NDArray(normal: 0.5, shape: [16], .float64, using: &generator).doubles
    let y = zip(x, noise).map { sin(3 * $0) + $1 }
    parts = [0, 1].map { part in
      let places = (0..<16).filter { $0 % 2 == part }
      func column(_ values: [Double]) -> Tensor {
        Tensor(NDArray(places.map { Float(values[$0]) }, shape: [8, 1]))
      }
      return (column(x), column(y))
    }
  }

  /// Both losses before each step.
  func run(steps: Int) -> (training: [Double], validation: [Double]) {
    var generator = RandomGenerator(seed: seed)
    let layers = Sequential(
      Linear(1, 40, initializer: .normal(6), using: &generator), Function { tanh($0) },
      Linear(40, 1, using: &generator))
    let optimizer = Optimizer(Adam(learningRate: 0.004), layers.parameters)
    var losses: (training: [Double], validation: [Double]) = ([], [])
    for _ in 0..<steps {
      let loss = meanSquaredError(layers(parts[0].x), parts[0].y)
      losses.training.append(loss.item)
      losses.validation.append(
        withoutGraph { meanSquaredError(layers(parts[1].x), parts[1].y).item })
      optimizer.step(loss.backward())
    }
    return losses
  }
}
