import ParlanceArrays
import ParlanceText
import ParlanceTraining

private typealias Searched = SearchedSetting<ClassifierSettings>

extension ClassifierSettings: TrainedSettings {
  /// A type of model brings the defaults that go with it.
  public var searched: [SearchedSetting<ClassifierSettings>] {
    let learnsVectors = vectors == nil
    // What does best in general comes up the most often.
    let types =
      learnsVectors
      ? ["logistic", "logistic", "logistic", "feedforward", "cnn"]
      : ["logistic", "logistic", "gru", "lstm", "cnn", "dan"]
    let vectorSizes =
      learnsVectors
      ? [
        Searched(
          "embeddingSize", \.architecture.embeddingSize, .choice(["50", "100"]), where: "modelType",
          is: ["feedforward"])
      ] : []
    let networks = Self.networks.filter { !learnsVectors || $0.name != "thawAfter" }
    return [Searched("modelType", .choice(types), set: Self.setType)] + bags + vectorSizes
      + networks + [
        Searched(
          "classWeights", \.classWeights,
          .choice(["none", "balanced:0.5", "balanced:0.75", "balanced"]))
      ]
  }

  /// What all types of model are compared by are texts that none has learned from.
  public var forTrials: ClassifierSettings {
    var settings = self
    settings.alwaysHoldsOut = true
    return settings
  }

  /// Takes a type of model with its defaults; what belongs to the data stays.
  private static func setType(_ value: SearchValue, _ settings: inout ClassifierSettings) -> Bool {
    guard let type = ClassifierArchitecture.ModelType(rawValue: value.description) else {
      return false
    }
    let tokenizer = settings.architecture.tokenizer
    var typical = ClassifierSettings(type, level: tokenizer.level)
    typical.architecture.tokenizer = tokenizer
    typical.architecture.isMultiLabel = settings.architecture.isMultiLabel
    typical.training.seed = settings.training.seed
    (typical.train, typical.validation, typical.test) =
      (settings.train, settings.validation, settings.test)
    (typical.format, typical.vectors) = (settings.format, settings.vectors)
    typical.vocabularySize = settings.vocabularySize
    typical.minimumCount = settings.minimumCount
    (typical.augmentations, typical.calibrates) = (settings.augmentations, settings.calibrates)
    settings = typical
    return true
  }

  private var bags: [Searched] {
    let logistic = ["logistic"]
    let feedforward = ["feedforward"]
    func rate(_ range: ClosedRange<Double>, _ types: [String]) -> Searched {
      Searched(
        "learningRate", \.training.learningRate, .real(range, isLogarithmic: true),
        where: "modelType", is: types)
    }
    func epochs(_ range: ClosedRange<Int>, _ types: [String]) -> Searched {
      Searched(
        "epochs", \.training.epochs, .integer(range, isLogarithmic: true), where: "modelType",
        is: types)
    }
    func characters(_ ranges: [String], _ types: [String]) -> Searched {
      Searched("characters", .choice(ranges), where: "modelType", is: types) { value, settings in
        let ends = value.description.split(separator: "-").compactMap { Int($0) }
        settings.architecture.characters = ends.count == 2 ? ends[0]...ends[1] : nil
        return ends.count == 2 || ends == [0]
      }
    }
    // Cross-validation has no steps, and weighs the families of features itself.
    let steps =
      isCrossValidated
      ? []
      : [
        rate(architecture.weighting == .mean ? 0.3...3 : 1...10, logistic),
        epochs(8...40, logistic),
        Searched(
          "shapes", \.architecture.shapes, .choice(["true", "false"]), where: "modelType",
          is: logistic),
      ]
    return steps + [
      Searched(
        "order", \.architecture.order, .integer(1...3), where: "modelType",
        is: logistic + feedforward + ["fasttext"]),
      characters(["0", "2-4", "2-5", "2-6", "3-5", "3-6"], logistic),
      rate(2...20, feedforward), epochs(8...60, feedforward),
      Searched(
        "learningRate", .real(0.05...2, isLogarithmic: true), where: "modelType", is: ["fasttext"]
      ) {
        value, settings in
        guard let rate = Double(value.description) else { return false }
        settings.training.learningRate = rate
        settings.batchSize = ClassifierSettings.fastTextBatch(rate: rate)
        return true
      }, epochs(5...50, ["fasttext"]),
      characters(["0", "3-5"], feedforward),
    ]
  }

  private static var networks: [Searched] {
    let recurrent = ["rnn", "lstm", "gru"]
    func of<Value: LosslessStringConvertible & Sendable>(
      _ types: [String], _ name: String,
      _ path: WritableKeyPath<ClassifierSettings, Value> & Sendable, _ range: SearchRange
    ) -> Searched {
      Searched(name, path, range, where: "modelType", is: types)
    }
    return [
      of(
        recurrent + ["cnn", "dan"], "learningRate", \.training.learningRate,
        .real(4e-4...4e-3, isLogarithmic: true)),
      of(recurrent + ["cnn", "dan"], "batchSize", \.batchSize, .choice(["16", "32", "64"])),
      of(
        recurrent + ["dan"], "hiddenSize", \.architecture.hiddenSize,
        .choice(["64", "100", "150"])),
      Searched(
        "pooling", \.architecture.pooling, .choice(["max", "mean", "attention"]),
        where: "modelType", is: recurrent),
      of(recurrent + ["cnn"], "dropout", \.architecture.dropout, .real(0.2...0.6)),
      of(recurrent + ["cnn"], "inputDropout", \.architecture.inputDropout, .real(0...0.5)),
      of(["cnn"], "filterCount", \.architecture.filterCount, .choice(["50", "100", "150"])),
      Searched(
        "filterWidths", .choice(["2 3 4", "3 4 5", "2 3 4 5"]), where: "modelType", is: ["cnn"]
      ) { value, settings in
        let widths = value.description.split(separator: " ").compactMap { Int($0) }
        settings.architecture.filterWidths = widths
        return !widths.isEmpty
      },
      of(["dan"], "dropout", \.architecture.dropout, .real(0...0.4)),
      of(["dan"], "wordDropout", \.architecture.wordDropout, .real(0...0.5)),
      Searched(
        "thawAfter", .choice(["0", "-1"]), where: "modelType", is: recurrent + ["cnn", "dan"]
      ) { value, settings in
        settings.vectors?.frozenEpochs = value.description == "0" ? 0 : nil
        return true
      },
      of(["dan"], "layers", \.architecture.layers, .integer(1...3)),
    ]
  }
}

extension ClassWeights: LosslessStringConvertible {
  /// none, balanced, balanced:POWER, or label=weight between commas; nil for any other text.
  public init?(_ text: String) {
    switch text {
    case "none": self = .none
    case "balanced": self = .balanced()
    case _ where text.hasPrefix("balanced:"):
      guard let power = Double(text.dropFirst("balanced:".count)), (0...4).contains(power)
      else { return nil }
      self = .balanced(power: power)
    default:
      var given: [String: Double] = [:]
      for part in text.split(separator: ",") {
        guard let sign = part.lastIndex(of: "="),
          let weight = Double(part[part.index(after: sign)...]), weight >= 0, weight.isFinite
        else { return nil }
        given[String(part[..<sign])] = weight
      }
      if given.isEmpty { return nil }
      self = .given(given)
    }
  }

  public var description: String {
    switch self {
    case .none: "none"
    case .balanced(let power): power == 1 ? "balanced" : "balanced:\(power)"
    case .given(let given): given.keys.sorted().map { "\($0)=\(given[$0]!)" }.joined(separator: ",")
    }
  }
}
