import ArgumentParser
import Foundation
import ParlanceLanguageModels
import ParlanceText
import ParlanceTraining

/// What a language model is made of.
enum ModelType: String, CaseIterable {
  case recurrent, window, transformer
  case kneserNey = "kneser-ney"
  case ngram, snm

  /// Those that are trained step by step.
  static let networks: [ModelType] = [.recurrent, .window, .transformer]
  /// Those that are tables of counted n-grams.
  static let ngrams: [ModelType] = [.kneserNey, .ngram]
  /// Those that are estimated from counts in one go.
  static let counted = ngrams + [.snm]

  /// The smoothings that an n-gram model may have, that of the default first.
  var smoothings: [NGramSmoothing] {
    switch self {
    case .recurrent, .window, .transformer, .snm: []
    case .kneserNey: [.modifiedKneserNey, .kneserNey]
    case .ngram: [.wittenBell, .addK, .kneserNey, .modifiedKneserNey]
    }
  }
}

/// The settings of a language model of each type; those that all types have are set in all.
struct AnyLanguageModelSettings: Sendable {
  private var kind = ModelType.recurrent
  var network = LanguageModelSettings()
  var ngrams = NGramSettings()
  var matrix = SparseNonnegativeSettings()

  /// Which of them is meant.
  var type: ModelType {
    get { kind }
    set {
      kind = newValue
      network.architecture.network = .init(rawValue: newValue.rawValue) ?? .recurrent
      if let smoothing = newValue.smoothings.first { ngrams.smoothing = smoothing }
    }
  }

  var texts: LanguageModelTexts {
    get { network.texts }
    set { (network.texts, ngrams.texts, matrix.texts) = (newValue, newValue, newValue) }
  }

  var level: TextLevel {
    get { network.architecture.level }
    set {
      (network.architecture.level, ngrams.level) = (newValue, newValue)
      matrix.architecture.level = newValue
    }
  }

  /// How a network is trained; of a matrix, its epochs, rate and seed.
  var training: TrainingConfiguration {
    get {
      var training = network.training
      if type == .snm {
        (training.epochs, training.learningRate) = (matrix.epochs, matrix.learningRate)
      }
      return training
    }
    set {
      network.training = newValue
      (ngrams.seed, matrix.seed) = (newValue.seed, newValue.seed)
      if type == .snm {
        (matrix.epochs, matrix.learningRate) = (newValue.epochs, newValue.learningRate)
      }
    }
  }
}

// MARK: Settings of one type

extension LanguageModelOptions {
  static func decoded(_ json: Data) -> AnyLanguageModelSettings? {
    func read<Value: Decodable>(_ type: Value.Type) -> Value? {
      try? JSONDecoder().decode(type, from: json)
    }
    var all = AnyLanguageModelSettings()
    if let network = read(LanguageModelSettings.self) {
      all.type = ModelType(rawValue: network.architecture.network.rawValue) ?? .recurrent
      (all.network, all.texts) = (network, network.texts)
      all.level = network.architecture.level
    } else if let ngrams = read(NGramSettings.self) {
      let smoothings = ModelType.kneserNey.smoothings
      all.type = smoothings.contains(ngrams.smoothing) ? .kneserNey : .ngram
      (all.level, all.texts) = (ngrams.level, ngrams.texts)
      all.training.seed = ngrams.seed
      (all.ngrams, all.matrix.architecture.order) = (ngrams, ngrams.order)
      all.texts.holdsOut = ngrams.texts.holdsOut && ngrams.counts == nil
    } else if let matrix = read(SparseNonnegativeSettings.self) {
      all.type = .snm
      (all.level, all.texts) = (matrix.architecture.level, matrix.texts)
      all.training.seed = matrix.seed
      all.matrix = matrix
    } else {
      return nil
    }
    return all
  }

  static func encoded(_ settings: AnyLanguageModelSettings) throws -> Data {
    switch settings.type {
    case .recurrent, .window, .transformer: try JSONEncoder().encode(settings.network)
    case .kneserNey, .ngram: try JSONEncoder().encode(settings.ngrams)
    case .snm: try JSONEncoder().encode(settings.matrix)
    }
  }
}

// MARK: Settings as options have them

/// What is done with lines that hold no token.
enum BlankLines: String, ExpressibleByArgument, CaseIterable { case skip, keep }

extension AnyLanguageModelSettings {
  var blankLines: BlankLines {
    get { texts.skipBlankLines ?? level.skipsBlankLines ? .skip : .keep }
    set { texts.skipBlankLines = newValue == .skip }
  }

  /// The longest n-grams.
  var order: Int {
    get { type == .snm ? matrix.architecture.order : ngrams.order }
    set { (matrix.architecture.order, ngrams.order) = (newValue, newValue) }
  }
}

extension Int? {
  /// 0 for nil.
  var orZero: Int {
    get { self ?? 0 }
    set { self = newValue == 0 ? nil : newValue }
  }
}

extension NGramSettings {
  /// Nil where another smoothing has none.
  var addK: Double? {
    get { smoothing == .addK ? addend : nil }
    set { addend = newValue ?? addend }
  }

  /// Nil where all n-grams are kept.
  var pruning: [Int]? {
    get { prune.isEmpty ? nil : prune }
    set { prune = newValue ?? [] }
  }
}

extension LanguageModelArchitecture {
  var inputRate: Double {
    get { inputDropout ?? dropout }
    set { inputDropout = newValue }
  }

  var outputRate: Double {
    get { outputDropout ?? dropout }
    set { outputDropout = newValue }
  }

  /// Of the hierarchical layer; 0 for the root of the vocabulary.
  var classCount: Int? {
    get { output.layer == .hierarchical ? output.classes ?? 0 : nil }
    set { output.classes = newValue == 0 ? nil : newValue }
  }

  /// Of n-gram features, where there are any.
  var featureCount: Int? {
    get { output.maxEntOrder > 0 ? output.maxEntSize : nil }
    set { output.maxEntSize = newValue ?? output.maxEntSize }
  }
}

extension LanguageModelSettings {
  /// Of n-gram features, where there are any.
  var featureRateFactor: Double? {
    get { architecture.output.maxEntOrder > 0 ? maxEntRateFactor : nil }
    set { maxEntRateFactor = newValue ?? maxEntRateFactor }
  }
}
