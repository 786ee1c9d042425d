import ParlanceArrays
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides which sparse non-negative matrix `lm train` makes of a text.
@dynamicMemberLookup
public struct SparseNonnegativeSettings: CountedLanguageModelSettings, Equatable {
  /// What the model is made of; the vocabulary's size is filled in from the data.
  public var architecture = SparseNonnegativeArchitecture()
  /// Blocks of lines that are held out in turn.
  public var blocks = 10
  /// How often each block is.
  public var epochs = 4
  /// Of AdaGrad.
  public var learningRate = 0.2
  /// The texts.
  public var texts = LanguageModelTexts()
  /// Of the recipes.
  public var seed: UInt64 = 1

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .first(
      of: .first(["blocks": (blocks, 2...100), "epochs": (epochs, 0 ... .max)]),
      .unless(
        learningRate > 0 && learningRate.isFinite, "learningRate", expected: "a positive number",
        found: learningRate),
      texts.problem, architecture.problem)
  }

  var level: TextLevel { architecture.level }

  /// A setting of the texts.
  public subscript<Value>(dynamicMember path: WritableKeyPath<LanguageModelTexts, Value>) -> Value {
    get { texts[keyPath: path] }
    set { texts[keyPath: path] = newValue }
  }
}
