import ParlanceSystem

/// What a task knows of one run of `train`: its data, its model, how this is trained or counted, and
/// what it is scored by. All else is `ModelRun`.
public protocol TrainingPlan {
  /// All that decides what comes out; with the data, a run is a function of it.
  associatedtype Settings: RunSettings
  /// What is made.
  associatedtype Model: StoredModel
  /// How good it is on held-out data.
  associatedtype Score: RunScore
  /// What the report of this task has beside that of others.
  associatedtype Details: Encodable & Sendable = NoDetails

  /// What the model card calls the model.
  static var title: String { get }

  /// What the model is for and what not, for the model card.
  static var use: String { get }

  /// Reads and checks all data; writes nothing.
  ///
  /// - Throws: `InputError` that names file and line.
  init(_ settings: Settings) throws
  /// The same with the data of another plan, which are not read again where they serve.
  ///
  /// By default all is read.
  init(_ settings: Settings, sharing plans: [Self]) throws
  /// Whether the plan's data are those of other settings. By default they are not.
  func serves(_ settings: Settings) -> Bool

  /// What the plan was made from.
  var settings: Settings { get }
  /// What was noticed on reading the data, for people.
  var notes: [String] { get }

  /// How the model comes to be.
  func fitting() throws -> Fitting<Model>
  /// The same model on all data, what `fitting` holds out among them; nil, as by default, where there are no more.
  ///
  /// The first training tells how good such a model is, and how many epochs it takes where it may end early.
  func refitting() throws -> Fitting<Model>?
  /// Seconds of the model's own making that were spent before the run; none by default.
  var secondsBefore: Double { get }
  /// Brings the best model into its last form: calibrates it, say. Does nothing by default.
  func finish(_ model: inout Model) throws
  /// How good the model is on data that training has not seen; nil where there are none.
  func score(of model: Model, on part: HeldOutPart) throws -> Score?
  /// What runs are compared by, greater being better.
  func objective(of score: Score) -> Double
  /// The tokens that an epoch reads.
  func tokensPerEpoch(of model: Model) -> Int
  /// What the report has beside what all reports have.
  ///
  /// - `training`: the task and how its training went; nil for what is counted.
  func details(
    of model: Model, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> Details
  /// Rows of the model card: a name and a value each; the scores follow by themselves.
  func facts(_ model: Model, _ report: RunReport<Score, Details>) -> [(name: String, value: String)]
}

extension TrainingPlan {
  public static var use: String {
    "Texts like those that it was trained on; on others its scores say nothing. Try it on your own before "
      + "you rely on it."
  }
  public init(_ settings: Settings, sharing plans: [Self]) throws { try self.init(settings) }
  public func serves(_ settings: Settings) -> Bool { false }
  public var notes: [String] { [] }
  public func refitting() throws -> Fitting<Model>? { nil }
  public var secondsBefore: Double { 0 }
  public func finish(_ model: inout Model) throws {}
}

extension TrainingPlan where Details == NoDetails {
  public func details(
    of model: Model, _ training: (task: any TrainingTask, result: TrainingResult)?
  ) -> NoDetails { NoDetails() }
}

/// Settings of a run.
public protocol RunSettings: Codable, Sendable {
  /// What is wrong with the numbers, or nil.
  var problem: SettingProblem? { get }
  /// The files and folders that a run reads, by what the settings call them; none by default.
  ///
  /// A run goes on only with the content that it began with, wherever that lies now.
  var dataFiles: [String: String] { get }
}

extension RunSettings {
  public var dataFiles: [String: String] { [:] }
}

/// How a model comes to be.
public enum Fitting<Model> {
  /// By steps: a model with its first values, and the task that changes them where they lie.
  case training(Model, any TrainingTask, TrainingConfiguration)
  /// In one go, from counts of the whole text; `epochs` is how often it is read.
  case counting(epochs: Int, (_ observer: (any TrainingObserver)?) throws -> Model)

  /// Whether the work is that of arrays, which may lie on a device.
  var usesDevices: Bool {
    if case .training(_, let task, _) = self { task is any LossTask } else { false }
  }
}

/// Data that training has not seen.
public enum HeldOutPart: Sendable {
  /// What the best model is chosen by.
  case validation
  /// What it is measured by in the end.
  case test
}

/// What a run is scored by.
public protocol RunScore: Encodable, Sendable {
  /// The scores by their names in JSON, for means over several runs.
  var shares: [String: Double] { get }
  /// For people, in one line.
  var summary: String { get }
  /// Tables for the model card: the scores of each label, say; none by default.
  var sections: [ModelCard.Section] { get }
}

extension RunScore {
  public var sections: [ModelCard.Section] { [] }
}

/// Nothing.
public struct NoDetails: Codable, Sendable, Equatable {
  /// Creates nothing.
  public init() {}
}
