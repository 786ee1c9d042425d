import Foundation
import ParlanceArrays
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A linear classifier over the features, strengths and penalty that cross-validation finds the best,
/// learned from all texts.
///
/// Up to 1,000 texts say which features and what cost: their products with each other make a trial
/// cheap. Where there are more, parts of all are held out to compare what these chose with what is mostly
/// good. Then all texts are held out once, for honest scores and the temperature, and the model is
/// learned from all of them.
struct CrossValidatedRegression {
  let settings: ClassifierSettings
  let data: ClassificationData
  let weights: [Float]
  let targets: [[Int]]

  /// Texts by which features are chosen.
  static let chosenBy = 1000
  /// Texts without which nothing is said of how sure a model may be.
  private static let calibratedBy = 30

  /// What comes out.
  struct Outcome {
    var classifier: TextClassifier
    /// What was said of texts that their model had not learned from.
    var results: ClassificationResults
    /// These texts, as the results have them.
    var texts: LabelledTexts
    var details: CrossValidationDetails
  }

  init(_ settings: ClassifierSettings, _ data: ClassificationData) {
    (self.settings, self.data) = (settings, data)
    let parts = [data.training, data.validation]
    targets = parts.flatMap {
      TrueLabels($0.texts.items.map(\.labels), known: data.labels).indices.map {
        $0.filter { $0 < data.labels.count }
      }
    }
    let training = Array(targets.prefix(data.training.read.count))
    let byLabel = settings.classWeights.weights(of: training, labels: data.labels)
    var weights = targets.map { labels in
      Float(labels.reduce(0) { max($0, byLabel?[$1] ?? 1) })
    }
    if settings.architecture.isMultiLabel { weights = weights.map { max($0, 1) } }
    let mean = weights.reduce(0, +) / Float(max(weights.count, 1))
    self.weights = weights.map { $0 / max(mean, 1e-6) }
  }

  private var isGiven: Bool { !data.validation.read.isEmpty }

  /// Chooses, judges and learns.
  ///
  /// - Throws: `Interrupted` where a stop was asked for.
  func run(
    making classifier: (ClassifierArchitecture) throws -> TextClassifier,
    _ observer: (any TrainingObserver)?
  ) throws -> Outcome {
    let texts = data.training.read + data.validation.read
    let allowed = data.fitted(settings.architecture)
    let widest = TextEncoder(allowed, vocabulary: data.vocabulary)
    let (chosen, validation) = chosenTexts()
    observer?.note(
      "trying features and penalties on \(chosen.count) of \(texts.count) texts")
    let features = BagFeatures(
      chosen.map { texts[$0] }, targets: chosen.map { targets[$0] }, widest)
    try StopRequest.check()
    var search = RegressionSearch(
      GramMatrices(features), validation,
      targets: chosen.map { targets[$0] }, weights: chosen.map { weights[$0] },
      isMultiLabel: allowed.isMultiLabel, labels: data.labels, selection: settings.selection,
      triesMargins: triesMargins, triesLabels: settings.triesLabels)
    try search.run(allowed)
    var choice = search.best!.choice
    // Long texts of many labels take their time: fewer parts then, and less is compared.
    let work = features.ids.count / max(chosen.count, 1) * targets.count * data.labels.count
    let isLarge = work > 40_000_000
    if targets.count > Self.chosenBy {
      choice = try compared(
        choice, BagFeatures(texts, targets: targets, widest), isLarge: isLarge, observer)
    }
    var made = try classifier(architecture(choice.features))
    let folds = isLarge ? min(3, settings.folds ?? 3) : settings.folds ?? 2
    let way =
      isGiven ? "judging the validation texts" : "holding out each text once, in \(folds) parts"
    observer?.note(way + "; then learning from all")
    let (logits, factors) = try judged(
      choice, BagFeatures(texts, targets: targets, made.encoder), folds)
    try learn(&made, choice, factors)
    let (held, results) = calibrate(&made, logits)
    let details = CrossValidationDetails(
      folds: isGiven ? nil : min(folds, targets.count), trials: search.trialCount,
      order: choice.features.order, strengths: choice.features.strengths,
      divergencePower: choice.features.divergencePower, cost: choice.cost, loss: choice.loss)
    observer?.note(details.line)
    return Outcome(classifier: made, results: results, texts: held, details: details)
  }

  /// Of two labels margins tell nothing more; and sums that are not scaled say too little of how sure a model is.
  private var triesMargins: Bool {
    settings.triesMargins && settings.calibrates && !settings.architecture.isMultiLabel
      && data.labels.count > 2
      && (isGiven ? data.validation.read.count : targets.count) >= Self.calibratedBy
  }

  /// Texts, and how they are held out, by their places among these.
  private func chosenTexts() -> ([Int], CrossValidation) {
    let all = data.training.texts
    let order = all.spread(seed: settings.training.seed)
    if isGiven {
      let training = order.prefix(Self.chosenBy).sorted()
      let held = data.validation.texts.spread(seed: settings.training.seed).prefix(1000).sorted()
      let places = training + held.map { all.items.count + $0 }
      return (
        places,
        CrossValidation(
          training: Array(0..<training.count), held: Array(training.count..<places.count))
      )
    }
    let places = order.prefix(Self.chosenBy).sorted()
    let part = LabelledTexts(places.map { all.items[$0] })
    // One way to cut few texts says little.
    let rounds = places.count < 500 ? 4 : 1
    let orders = (0..<rounds).map { part.spread(seed: settings.training.seed &+ UInt64($0)) }
    return (places, CrossValidation(orders, folds: settings.folds ?? 2))
  }

  /// What is left of the settings' architecture.
  private func architecture(_ features: ChosenFeatures) -> ClassifierArchitecture {
    var made = settings.architecture
    made.order = features.order
    made.strengths = features.strengths
    if features.strengths.shapes == 0 { made.shapes = false }
    if features.strengths.characters == 0 { made.characters = nil }
    return data.fitted(made)
  }

  /// How all texts are held out.
  private func splits(_ folds: Int) -> [CrossValidation.Split] {
    let count = data.training.read.count
    return isGiven
      ? CrossValidation(training: Array(0..<count), held: Array(count..<targets.count)).rounds[0]
      : CrossValidation([data.training.texts.spread(seed: settings.training.seed)], folds: folds)
        .rounds[0]
  }

  /// What few texts chose, or the other loss; with the better of the two, the same features counted without their labels,
  /// or the usual ones; and the cost or the next greater one: what does better where more texts are learned from. Of
  /// large texts two are compared, on one part: what few chose, and the usual features by margins, where they may be
  /// tried, with labels having the say that few texts gave them; or the two losses, where the usual features were chosen.
  private func compared(
    _ choice: RegressionChoice, _ features: @autoclosure () -> BagFeatures, isLarge: Bool,
    _ observer: (any TrainingObserver)?
  ) throws -> RegressionChoice {
    var plain = choice.features
    plain.divergencePower = 0
    var usual = isLarge ? choice.features : plain
    usual.order = settings.architecture.order
    usual.strengths.words = 1
    usual.strengths.characters = settings.architecture.characters == nil ? 0 : 1
    let other: RegressionLoss? =
      triesMargins ? choice.loss == .softmax ? .squaredHinges : .softmax : nil
    if isLarge, usual == choice.features, other == nil { return choice }
    observer?.note("comparing the best of them with others on all texts")
    let features = features()
    let splits = Array(splits(settings.folds ?? (isLarge ? 3 : 2)).prefix(isLarge ? 1 : 2))
    var best: (choice: RegressionChoice, value: Double)?
    func look(_ own: ChosenFeatures, _ loss: RegressionLoss) throws {
      let costs = choice.costs(by: loss, isLarge: isLarge)
      let trial = RegressionChoice(features: own, loss: loss, cost: costs[0])
      for (cost, logits) in zip(costs, try heldOut(trial, costs, features, splits)) {
        let value =
          logits.value(by: settings.selection, labels: data.labels)
          - RegressionSearch.handicap(own, texts: targets.count)
        if value > best?.value ?? -.infinity {
          best = (RegressionChoice(features: own, loss: loss, cost: cost), value)
        }
      }
    }
    try look(choice.features, choice.loss)
    if isLarge, usual != choice.features {
      try look(usual, triesMargins ? .squaredHinges : choice.loss)
      return best!.choice
    }
    if let other { try look(choice.features, other) }
    let loss = best!.choice.loss
    if plain != choice.features { try look(plain, loss) }
    if usual != choice.features, usual != plain { try look(usual, loss) }
    return best!.choice
  }

  /// What all texts get while they are held out, and what features count once all are learned from.
  private func judged(
    _ choice: RegressionChoice, _ features: BagFeatures, _ folds: Int
  ) throws -> (HeldOutLogits, factors: [Float]) {
    let logits = try heldOut(choice, [choice.cost], features, splits(folds))[0]
    return (
      logits, features.factors(of: choice.features, by: Array(0..<data.training.read.count))
    )
  }

  /// What each split's held-out texts get from a model of its others, at ascending costs.
  private func heldOut(
    _ chosen: RegressionChoice, _ costs: [Double], _ features: BagFeatures,
    _ splits: [CrossValidation.Split]
  ) throws -> [HeldOutLogits] {
    let empty = HeldOutLogits(
      targets: targets, isMultiLabel: settings.architecture.isMultiLabel, weights: weights,
      rounds: 1)
    var logits = [HeldOutLogits](repeating: empty, count: costs.count)
    for split in splits {
      let product = FeatureProduct(
        features.weighted(chosen.features, by: split.training), rowCount: features.rowCount)
      let problem = problem(learningFrom: split.training, product, chosen.loss)
      var solution = problem.begin()
      for (index, cost) in costs.enumerated() {
        try StopRequest.check()
        problem.minimize(&solution, cost: cost, tolerance: 5e-3, steps: 25)
        logits[index].take(solution.logits, split, round: 0)
      }
    }
    return logits
  }

  private func problem(
    learningFrom texts: [Int], _ product: FeatureProduct, _ loss: RegressionLoss
  ) -> KernelRegression {
    var own = [Float](repeating: 0, count: targets.count)
    for text in texts { own[text] = weights[text] }
    return KernelRegression(
      targets: targets, labelCount: data.labels.count, loss: loss, weights: own
    ) { product.withBias($0) }
  }

  /// Learns from all texts but those that were given to validate.
  private func learn(
    _ made: inout TextClassifier, _ choice: RegressionChoice, _ factors: [Float]
  ) throws {
    guard let network = made.network as? LogisticClassifier else {
      fatalError("CrossValidatedRegression: expected logistic regression")
    }
    let count = data.training.read.count
    network.idf?.value = NDArray(factors)
    made.readRarities()
    var encoded = EncodedTexts()
    for text in data.training.read { made.encoder.append(text, to: &encoded) }
    let product = FeatureProduct(encoded, rowCount: made.architecture.featureCount)
    let problem = KernelRegression(
      targets: Array(targets.prefix(count)), labelCount: data.labels.count,
      loss: choice.loss, weights: Array(weights.prefix(count))
    ) { product.withBias($0) }
    var solution = problem.begin()
    try StopRequest.check()
    problem.minimize(&solution, cost: choice.cost, tolerance: 1e-3, steps: 60)
    try StopRequest.check()
    let coefficients = NDArray(solution.coefficients, shape: [count, data.labels.count])
    network.features.weight.value = product.table(of: coefficients)
    network.bias.value = product.bias(of: coefficients)
  }

  /// Temperature and thresholds from texts that were held out; and what is said of these.
  private func calibrate(
    _ made: inout TextClassifier, _ held: HeldOutLogits
  ) -> (texts: LabelledTexts, results: ClassificationResults) {
    let texts = held.rows[0].indices.filter { held.rows[0][$0] != nil }
    let rows = texts.map { held.rows[0][$0]! }
    let items = data.training.texts.items + data.validation.texts.items
    let own = LabelledTexts(texts.map { items[$0] })
    let truth = TrueLabels(own.items.map(\.labels), known: data.labels)
    // A few texts say nothing of how sure a model may be.
    if settings.calibrates, texts.count >= Self.calibratedBy {
      made.scaling =
        made.isMultiLabel
        ? TemperatureScaling(binaryLogits: rows, truth: truth.indices)
        : TemperatureScaling(logits: rows, truth: truth.single)
    }
    let probabilities = rows.map(made.probabilities)
    guard made.isMultiLabel else {
      return (own, ClassificationResults(truth: truth, probabilities: probabilities))
    }
    let first = ClassificationResults(
      truth: truth, probabilities: probabilities, thresholds: made.thresholds)
    if settings.calibrates { made.thresholds = first.thresholdsOfGreatestF1 ?? made.thresholds }
    let results = ClassificationResults(
      truth: truth, probabilities: probabilities, thresholds: made.thresholds)
    return (own, results)
  }
}
