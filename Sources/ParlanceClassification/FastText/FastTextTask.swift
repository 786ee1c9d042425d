import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training of a classifier of fastText's form.
///
/// A step is a small batch: all its texts are taken against the tables as they stand, then their changes
/// are added in order, so that the bits do not depend on threads. fastText's threads, which write at once
/// into the same tables, see each other's changes as late.
final class FastTextTask: UpdatingTask {
  let network: FastTextNetwork
  private let form: FastTextForm
  private let settings: ClassifierSettings
  private let texts: FastTextTexts
  private let targets: [[Int]]
  private let validation: (texts: [String], truth: TrueLabels)
  private let tree: [[(node: Int, isRight: Bool)]]
  private let sampler: AliasTable?
  private var order: [Int] = []

  /// - `targets`: the indices of each text's labels.
  init(
    _ network: FastTextNetwork, _ form: FastTextForm, texts: FastTextTexts, targets: [[Int]],
    validation: (texts: [String], truth: TrueLabels), settings: ClassifierSettings
  ) {
    (self.network, self.form, self.settings) = (network, form, settings)
    (self.texts, self.targets, self.validation) = (texts, targets, validation)
    let counts = Array(form.dictionary.counts.suffix(form.dictionary.labelCount))
    let loss = form.arguments.loss
    tree = loss == .hierarchicalSoftmax ? LabelTree(counts: counts).paths : []
    sampler =
      loss == .negativeSampling && counts.count > 1
      ? AliasTable(counts.map { Double($0).squareRoot() }) : nil
  }

  var module: any Module { network }
  var bestFile: String { "run/best.safetensors" }
  var minimisesCrossEntropy: Bool { false }

  func beginEpoch(_ epoch: Int) {
    // What has no row, or no label, teaches nothing.
    order = targets.indices.filter { !targets[$0].isEmpty || isOneVersusAll }
      .filter { !texts[$0].isEmpty }
    var generator = RandomGenerator(
      key: RandomKey(seed: settings.training.seed).folding(in: "order").folding(in: UInt64(epoch)))
    order.shuffle(using: &generator)
  }

  private var isOneVersusAll: Bool { form.arguments.loss == .oneVersusAll }

  var stepCount: Int { (order.count + settings.batchSize - 1) / settings.batchSize }

  func update(step: Int, rate: Double, key: RandomKey) -> StepTotals {
    let begin = step * settings.batchSize
    var generator = RandomGenerator(key: key)
    var bags = LabelledBags()
    for text in order[begin..<min(begin + settings.batchSize, order.count)] {
      bags.append(rows: texts[text], outputs: outputs(targets[text], &generator))
    }
    var loss = 0.0
    network.input.update { input in
      network.output.update { output in
        loss = bags.learn(
          input: &input, output: &output, rate: rate,
          isSoftmax: form.arguments.loss == .softmax)
      }
    }
    return StepTotals(
      loss: loss / Double(max(bags.count, 1)), count: bags.count, tokens: bags.rowCount)
  }

  /// The rows of outputs that a text learns from, with what each should say.
  private func outputs(
    _ labels: [Int], _ generator: inout RandomGenerator
  ) -> [(row: Int32, label: Float)] {
    let count = form.dictionary.labelCount
    if isOneVersusAll {
      return (0..<count).map { (Int32($0), labels.contains($0) ? 1 : 0) }
    }
    let label =
      labels.count == 1
      ? labels[0] : labels[Int(generator.uniform() * Double(labels.count))]
    switch form.arguments.loss {
    case .hierarchicalSoftmax:
      return tree[label].map { (Int32($0.node), $0.isRight ? 1 : 0) }
    case .negativeSampling:
      let drawn = (0..<settings.fastText.negatives).map { _ in draw(not: label, &generator) }
      return [(Int32(label), 1)] + drawn.compactMap { $0.map { (Int32($0), 0) } }
    case .softmax, .oneVersusAll:
      return (0..<count).map { (Int32($0), $0 == label ? 1 : 0) }
    }
  }

  private func draw(not label: Int, _ generator: inout RandomGenerator) -> Int? {
    guard let sampler else { return nil }
    // A label that nearly all texts have is drawn again and again.
    for _ in 0..<1000 {
      let found = sampler.draw(using: &generator)
      if found != label { return found }
    }
    return nil
  }

  func validate(ranks: any Communicator) throws -> Evaluation {
    let classifier = try form.classifier(network, settings)
    let results = classifier.results(of: validation.texts, truth: validation.truth)
    return Evaluation(results, selection: settings.selection)
  }
}

/// Draws indices by given shares.
///
/// Source: Walker 1977, "An efficient method for generating discrete random variables with general
/// distributions".
struct AliasTable {
  private var shares: [Double]
  private var aliases: [Int]

  init(_ weights: [Double]) {
    let total = weights.reduce(0, +)
    shares = weights.map { total > 0 ? $0 / total * Double(weights.count) : 1 }
    aliases = Array(weights.indices)
    var small = shares.indices.filter { shares[$0] < 1 }
    var large = shares.indices.filter { shares[$0] >= 1 }
    while let low = small.popLast(), let high = large.last {
      aliases[low] = high
      shares[high] -= 1 - shares[low]
      if shares[high] < 1 { small.append(large.removeLast()) }
    }
  }

  func draw(using generator: inout RandomGenerator) -> Int {
    let index = min(Int(generator.uniform() * Double(shares.count)), shares.count - 1)
    return generator.uniform() < shares[index] ? index : aliases[index]
  }
}
