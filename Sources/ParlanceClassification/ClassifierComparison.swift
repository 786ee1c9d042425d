import Foundation
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// How logistic regression and a network do on texts that neither has learned from.
///
/// The network is better where it is right more often than chance makes it, and its labels' F1 is no lower in
/// the mean: with n texts that it alone gets right and m that it alone gets wrong, n − m > 2.5 √(n + m)
/// (McNemar 1947; a little more than his 2, since these texts say which epoch of the network is the best). From
/// 4 √(n + m) on F1 may be lower by what accuracy gains: the network has read less here of labels of few texts.
public struct ClassifierComparison: Sendable {
  /// The kind of network.
  public let modelType: ClassifierArchitecture.ModelType
  /// What logistic regression said of the texts that were held out.
  public let logistic: ClassificationResults
  /// What the network said of them.
  public let network: ClassificationResults
  /// Whether the network learns from all texts in a minute or two.
  public let isNetworkQuick: Bool

  /// Whether what the network does better is more than chance.
  public var isNetworkBetter: Bool {
    let pairs = Array(zip(logistic.isRight, network.isRight))
    let won = Double(pairs.count { !$0 && $1 })
    let lost = Double(pairs.count { $0 && !$1 })
    let chance = (won + lost).squareRoot()
    let gain = won - lost > 4 * chance ? (won - lost) / Double(pairs.count) : 0
    return won - lost > 2.5 * chance && network.macroF1 + gain >= logistic.macroF1
  }

  /// Whether the network is to be trained.
  public var choosesNetwork: Bool { isNetworkBetter && isNetworkQuick }

  private static func percent(_ share: Double) -> String {
    "\((1000 * share).rounded() / 10) %"
  }

  /// For people.
  public var line: String {
    let name = "a \(modelType.rawValue)"
    let end =
      !isNetworkBetter
      ? "logistic regression is taken"
      : isNetworkQuick
        ? "\(name) is trained"
        : "logistic regression is taken for its speed, but --model-type \(modelType.rawValue) seems to do better"
    return
      "of \(logistic.predictions.count) held-out texts logistic regression gets "
      + "\(Self.percent(logistic.counts.accuracy)) right, and \(name) that has read some of the others "
      + "\(Self.percent(network.counts.accuracy)): \(end)"
  }
}

extension ClassificationResults {
  /// Of each text, whether just its labels were predicted.
  fileprivate var isRight: [Bool] {
    zip(predictions, truth.indices).map { Set($0) == Set($1) }
  }
}

/// Chooses between the logistic regression that is the default and a network, by texts that neither has
/// learned from.
///
/// ```swift
/// let choice = try ClassifierChoice(ClassifierSettings(), or: ClassifierSettings(.gru))
/// let run = try ClassifierRun(choice.settings, output: "models/topics") {
///   try ClassifierPlan(choice.settings, sharing: [choice.plan].compactMap(\.self))
/// }
/// ```
///
/// The work is bounded, whatever the clock says: the network reads 400,000 tokens at most, of 200,000
/// tokens of text, and 2,000 texts judge it. Nothing is compared where there is little to gain (no file of
/// texts, or logistic regression is right on 97 % of them), where too few texts are held out to say
/// anything (100), where texts have fewer than three words in the mean or any number of labels, and where
/// the network cannot be made.
public struct ClassifierChoice {
  /// Those of the better model.
  public let settings: ClassifierSettings
  /// With its data; nil where nothing was read.
  public let plan: ClassifierPlan?
  /// What was found; nil where nothing was compared.
  public let comparison: ClassifierComparison?

  private static let (trialTokens, trialReads, quickTokens) = (200_000, 400_000, 400_000)
  private static let (leastHeld, mostHeld, leastMean, leastError) = (100, 2000, 3, 0.03)

  /// Reads the texts, and learns from them both ways.
  ///
  /// - `network`: settings of a network for the same texts and seed.
  /// - Throws: `InputError`; `TrainingInterrupted` where a stop was asked for.
  public init(
    _ logistic: ClassifierSettings, or network: ClassifierSettings,
    observer: (any TrainingObserver)? = nil, stop: StopRequest = StopRequest()
  ) throws {
    for settings in [logistic, network] {
      if let problem = settings.problem { throw InputError(.usage, problem) }
    }
    guard logistic.architecture.modelType == .logistic,
      ![.logistic, .ngram, .fasttext].contains(network.architecture.modelType),
      logistic.source == network.source, logistic.training.seed == network.training.seed
    else {
      throw InputError(
        .usage,
        "a choice is between logistic regression and a network, of the same texts and seed")
    }
    do {
      (plan, comparison) = try stop.heeded {
        try Self.compare(logistic, network, observer, stop)
      }
    } catch let error as Interrupted {
      throw TrainingInterrupted(signal: error.signal, hasCheckpoint: false)
    } catch let error as TrainingInterrupted {
      throw TrainingInterrupted(signal: error.signal, hasCheckpoint: false)
    }
    settings = comparison?.choosesNetwork == true ? network : logistic
  }

  private static func compare(
    _ logistic: ClassifierSettings, _ network: ClassifierSettings,
    _ observer: (any TrainingObserver)?, _ stop: StopRequest
  ) throws -> (ClassifierPlan?, ClassifierComparison?) {
    // Each reads them, and a pipe is read once.
    guard logistic.train != nil, !logistic.architecture.isMultiLabel,
      logistic.dataFiles.values.allSatisfy(isReadTwice)
    else { return (nil, nil) }
    let plan = try ClassifierPlan(logistic)
    let tokens = plan.data.training.tokens.reduce(0) { $0 + $1.count }
    let places = heldOut(plan.data, seed: logistic.training.seed)
    guard places.count >= leastHeld, tokens >= leastMean * plan.data.training.read.count,
      logistic.isCrossValidated || tokens <= quickTokens
    else { return (plan, nil) }
    let results = try plan.judged(observer, stop)
    guard results.counts.accuracy <= 1 - leastError else { return (plan, nil) }
    let name = network.architecture.modelType.rawValue
    observer?.note("training a \(name) for a few epochs beside it")
    do {
      let other = try ClassifierPlan(network)
      var trial = network
      trial.training.epochs = min(
        network.training.epochs, max(1, trialReads / min(max(tokens, 1), trialTokens)))
      let few = try ClassifierPlan(
        trial,
        other.data.limited(
          toTokens: trialTokens, of: network.architecture.maximumLength, held: mostHeld,
          seed: network.training.seed))
      let comparison = ClassifierComparison(
        modelType: network.architecture.modelType, logistic: results.selecting(places),
        network: try few.judged(nil, stop), isNetworkQuick: tokens <= quickTokens)
      return (comparison.choosesNetwork ? other : plan, comparison)
    } catch let error as InputError {
      observer?.note("no \(name) could be compared: \(error.message)")
      return (plan, nil)
    }
  }

  private static func isReadTwice(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// The places, among the texts that logistic regression is judged by, of those that judge both.
  private static func heldOut(_ data: ClassificationData, seed: UInt64) -> [Int] {
    if !data.validation.read.isEmpty { return data.validation.texts.spread(mostHeld, seed: seed) }
    let held = data.training.texts.heldOut(seed: seed)
    return LabelledTexts(held.map { data.training.texts.items[$0] }).spread(mostHeld, seed: seed)
      .map { held[$0] }
  }
}

extension ClassifierPlan {
  /// What a model says of texts that it has not learned from: those to validate by, or where it is
  /// cross-validated without any, all.
  fileprivate func judged(
    _ observer: (any TrainingObserver)?, _ stop: StopRequest
  ) throws -> ClassificationResults {
    switch try fitting() {
    case .counting: return try outcomeBeforehand(observer).results
    case .training(let model, let task, let training):
      observer?.note("training logistic regression to compare it")
      _ = try Trainer(task, training, stop: stop).run()
      let (texts, truth) = data.encoded(data.validation, model)
      return model.results(on: texts, truth: truth)
    }
  }
}
