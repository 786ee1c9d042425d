/// All lessons, in the order of the lectures.
public enum Course {
  /// Lessons on one subject.
  public struct Chapter: Sendable {
    /// The letter of its rows.
    public let letter: String
    /// What it is about.
    public let title: String
    /// In order.
    public let lessons: [Lesson]
  }

  /// The chapters.
  public static let chapters = [
    Chapter(letter: "A", title: "Units and feed-forward networks", lessons: units),
    Chapter(letter: "B", title: "Losses and regularisation", lessons: losses),
    Chapter(letter: "C", title: "Automatic differentiation", lessons: graphs),
    Chapter(letter: "D", title: "Training", lessons: training),
    Chapter(letter: "E", title: "Recurrent networks", lessons: recurrence),
    Chapter(letter: "F", title: "Language models", lessons: languageModels),
    Chapter(letter: "G", title: "Classifying, tagging and encoding text", lessons: texts),
    Chapter(letter: "H", title: "Word vectors", lessons: vectors),
  ].filter { !$0.lessons.isEmpty }

  /// All lessons of all chapters.
  public static let lessons = chapters.flatMap(\.lessons)

  /// The lesson of a name; nil where there is none.
  public static func lesson(_ name: String) -> Lesson? { lessons.first { $0.name == name } }

  private static let units: [Lesson] = [.unit, .activations, .xor, .logLinear, .oneHot, .layers]
  private static let losses: [Lesson] = [
    .losses, .penalties, .dropout, .earlyStopping, .augmentation,
  ]
  private static let graphs: [Lesson] = [
    .computationGraph, .jacobians, .ownOperation, .gradientCheck, .twoLayers, .dynamicGraphs,
  ]
  private static let training: [Lesson] = [
    .descent, .updateRules, .learningRates, .initialisation, .clipping, .notANumber, .hardware,
  ]
  private static let recurrence: [Lesson] = [
    .recurrentStep, .throughTime, .vanishingGradients, .cliffs, .gates, .gru, .stacked,
  ]
  private static let languageModels: [Lesson] = [
    .nGrams, .windowModel, .recurrentModel, .perplexity, .systems, .uses,
  ]
  private static let texts: [Lesson] = [
    .averaging, .encodings, .inputs, .padding, .tagging, .attention,
  ]
  private static let vectors: [Lesson] = [.learnedVectors, .glove, .analogies, .bias]
}
