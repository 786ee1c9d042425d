import ArgumentParser
import ParlanceLanguageModels

/// What a language model is made of.
enum ModelType: String, ExpressibleByArgument, CaseIterable {
  case recurrent, window
  case kneserNey = "kneser-ney"
  case ngram, snm

  /// Those that are trained step by step.
  static let networks: [ModelType] = [.recurrent, .window]
  /// Those that are tables of counted n-grams.
  static let ngrams: [ModelType] = [.kneserNey, .ngram]
  /// Those that are estimated from counts in one go.
  static let counted = ngrams + [.snm]

  /// The smoothing that an n-gram model has unless another is asked for.
  var smoothings: [NGramSmoothing] {
    switch self {
    case .recurrent, .window, .snm: []
    case .kneserNey: [.modifiedKneserNey, .kneserNey]
    case .ngram: [.wittenBell, .addK, .kneserNey, .modifiedKneserNey]
    }
  }
}

extension NGramSmoothing: ExpressibleByArgument {}

/// Whole numbers between spaces or commas: thresholds of pruning, cutoffs of the vocabulary.
struct Numbers: ExpressibleByArgument, RawRepresentable {
  let rawValue: String
  let numbers: [Int]

  init?(rawValue: String) {
    let parts = rawValue.split { $0 == " " || $0 == "," }
    let numbers = parts.compactMap { Int($0) }
    guard !numbers.isEmpty, numbers.count == parts.count else { return nil }
    self.rawValue = rawValue
    self.numbers = numbers
  }
}

/// A number of bytes, with K, M, G or T for powers of 1024.
struct ByteCount: ExpressibleByArgument, RawRepresentable {
  let rawValue: String
  let bytes: Int

  init?(rawValue: String) {
    let digits = rawValue.prefix { $0.isASCII && $0.isNumber }
    let units = ["": 0, "K": 10, "M": 20, "G": 30, "T": 40]
    guard let number = Int(digits),
      let shift = units[rawValue.dropFirst(digits.count).uppercased()],
      number <= Int.max >> shift
    else { return nil }
    self.rawValue = rawValue
    bytes = number << shift
  }
}

extension TrainOptions {
  /// These options of an n-gram model with a value for each that has a default.
  var resolvedForNGrams: TrainOptions {
    var defaults = TrainOptions.none()
    defaults.level = level ?? .word
    defaults.vocabularySize = 0
    defaults.minimumCount = 1
    defaults.blankLines = (level ?? .word).skipsBlankLines ? .skip : .keep
    defaults.order = 5
    defaults.smoothing = modelType?.smoothings.first
    if (smoothing ?? defaults.smoothing) == .addK { defaults.addK = 1 }
    defaults.optimization.seed = 1
    return defaults.overridden(by: self)
  }

  /// Which options of an n-gram model do not go together, or nil; of resolved options.
  var ngramConflict: String? {
    if let modelType, let smoothing, !modelType.smoothings.contains(smoothing) {
      return "--smoothing \(smoothing.rawValue) does not go with --model-type \(modelType.rawValue)"
    }
    if addK != nil && smoothing != .addK { return "--add-k goes with --smoothing add-k only" }
    return nil
  }

  /// What the library makes an n-gram model with; of resolved options.
  var ngramSettings: NGramSettings {
    var settings = NGramSettings()
    settings.train = train
    settings.validation = validation
    settings.test = test
    settings.vocabularySize = vocabularySize == 0 ? nil : vocabularySize
    settings.skipBlankLines = blankLines.map { $0 == .skip }
    settings.prune = prune?.numbers ?? []
    settings.memory = memory?.bytes
    if let level { settings.level = level }
    if let minimumCount { settings.minimumCount = minimumCount }
    if let order { settings.order = order }
    if let smoothing { settings.smoothing = smoothing }
    if let addK { settings.addend = addK }
    if let seed = optimization.seed { settings.seed = seed }
    return settings
  }
}
