import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// How logistic regression and a network do on texts that neither has learned from.
///
/// The network is better where it is right more often than chance makes it: with n texts that it alone
/// gets right and m that it alone gets wrong, n − m > 2 √(n + m) (McNemar 1947).
public struct ClassifierComparison: Sendable {
  /// The kind of network.
  public let modelType: ClassifierArchitecture.ModelType
  /// Texts that were held out.
  public let textCount: Int
  /// The share of them that logistic regression gets right.
  public let logistic: Double
  /// The share of them that the network gets right.
  public let network: Double
  /// Whether that is more than chance.
  public let isNetworkBetter: Bool
  /// Whether the network learns from all texts in a minute or two.
  public let isNetworkQuick: Bool

  init(
    _ modelType: ClassifierArchitecture.ModelType, isQuick: Bool, logistic: [Bool],
    network: [Bool]
  ) {
    let pairs = Array(zip(logistic, network))
    (self.modelType, isNetworkQuick) = (modelType, isQuick)
    textCount = pairs.count
    self.logistic = Double(pairs.count(where: \.0)) / Double(max(textCount, 1))
    self.network = Double(pairs.count(where: \.1)) / Double(max(textCount, 1))
    let won = Double(pairs.count { !$0 && $1 })
    let lost = Double(pairs.count { $0 && !$1 })
    isNetworkBetter = won - lost > 2 * (won + lost).squareRoot()
  }

  /// Whether the network is to be trained.
  public var choosesNetwork: Bool { isNetworkBetter && isNetworkQuick }

  private static func percent(_ share: Double) -> String {
    "\((1000 * share).rounded() / 10)"
  }

  /// For people.
  public var line: String {
    let name = "a \(modelType.rawValue)"
    let end =
      !isNetworkBetter
      ? "logistic regression is taken"
      : isNetworkQuick
        ? "\(name) is trained"
        : "logistic regression is taken for its speed; --model-type \(modelType.rawValue) does better"
    return
      "of \(textCount) held-out texts logistic regression gets \(Self.percent(logistic)) % right, and "
      + "\(name) that has read some of the others \(Self.percent(network)) %: \(end)"
  }
}

/// Chooses between the logistic regression that is the default and a network, by texts that neither has
/// learned from.
///
/// ```swift
/// let choice = try ClassifierChoice(ClassifierSettings(), or: ClassifierSettings(.gru))
/// let run = try ClassifierRun(choice.settings, output: "models/topics") {
///   try ClassifierPlan(choice.settings, sharing: choice.plans)
/// }
/// ```
///
/// The work is bounded, whatever the clock says: the network reads 400,000 tokens at most, of 200,000
/// tokens of text. Nothing is compared where there is little to gain (no file of texts, or logistic
/// regression is right on 97 % of them), where too few texts are held out to say anything (100), where
/// texts are single words, or have any number of labels.
public struct ClassifierChoice {
  /// Those of the better model.
  public let settings: ClassifierSettings
  /// With the data of both.
  public let plans: [ClassifierPlan]
  /// What was found; nil where nothing was compared.
  public let comparison: ClassifierComparison?

  private static let (trialTokens, trialReads, quickTokens) = (200_000, 400_000, 400_000)
  private static let (leastHeld, leastMean, leastError) = (100, 3, 0.03)

  /// Reads the texts, and learns from them both ways.
  ///
  /// - Throws: `InputError`; `TrainingInterrupted` where a stop was asked for.
  public init(
    _ logistic: ClassifierSettings, or network: ClassifierSettings,
    observer: (any TrainingObserver)? = nil, stop: StopRequest = StopRequest()
  ) throws {
    for settings in [logistic, network] {
      if let problem = settings.problem { throw InputError(.usage, problem) }
    }
    do {
      (plans, comparison) = try stop.heeded {
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
  ) throws -> ([ClassifierPlan], ClassifierComparison?) {
    guard let file = logistic.train, file != "-", !logistic.architecture.isMultiLabel else {
      return ([], nil)
    }
    let plan = try ClassifierPlan(logistic)
    let rights = try plan.rights(observer, stop)
    let errors = Double(rights.count { !$0 })
    guard errors >= Self.leastError * Double(rights.count) else { return ([plan], nil) }
    let other = try ClassifierPlan(network, sharing: [plan])
    let tokens = other.data.training.tokens.reduce(0) { $0 + $1.count }
    let places =
      plan.data.validation.read.isEmpty
      ? plan.data.training.texts.heldOut(seed: logistic.training.seed) : Array(rights.indices)
    guard places.count >= leastHeld, tokens >= leastMean * other.data.training.read.count else {
      return ([plan], nil)
    }
    observer?.note(
      "training a \(network.architecture.modelType.rawValue) for a few epochs beside it")
    var trial = network
    trial.training.epochs = min(
      network.training.epochs, max(1, trialReads / min(max(tokens, 1), trialTokens)))
    let few = try ClassifierPlan(
      trial, other.data.limited(toTokens: trialTokens, seed: network.training.seed))
    return (
      [plan, other],
      ClassifierComparison(
        network.architecture.modelType, isQuick: tokens <= quickTokens,
        logistic: places.map { rights[$0] },
        network: try few.rights(nil, stop))
    )
  }
}

extension ClassifierPlan {
  /// Which texts a model that has not learned from them gets right: those to validate by, or where a
  /// model is cross-validated without any, all.
  fileprivate func rights(
    _ observer: (any TrainingObserver)?, _ stop: StopRequest
  ) throws -> [Bool] {
    let results: ClassificationResults
    switch try fitting() {
    case .counting: results = try outcomeBeforehand(observer).results
    case .training(let model, let task, let training):
      _ = try Trainer(task, training, stop: stop).run()
      let (texts, truth) = data.encoded(data.validation, model)
      results = model.results(on: texts, truth: truth)
    }
    return zip(results.predictions, results.truth.single).map { $0 == [$1] }
  }
}
