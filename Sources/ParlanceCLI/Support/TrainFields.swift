import ArgumentParser
import ParlanceArrays

/// One of `TrainOptions` by its name: how it is read from a file, checked, merged and written back.
protocol TrainField {
  /// As on the command line without the dashes, and as the key in a file.
  var name: String { get }
  /// The kinds of model that have the option.
  var models: [ModelType] { get }
  /// Sets the option from a file's scalar; returns what was expected where that does not do.
  func read(_ text: String, into options: inout TrainOptions) -> String?
  /// What is expected, and the value, where the value does not do.
  func problem(_ options: TrainOptions) -> (expected: String, found: String)?
  /// Takes the option over where it is said in `other`.
  func merge(_ other: TrainOptions, into options: inout TrainOptions)
  /// The value as YAML, or nil.
  func yaml(_ options: TrainOptions) -> String?
}

/// A field with values of one type.
private struct Field<Value: ExpressibleByArgument>: TrainField {
  let name: String
  let path: WritableKeyPath<TrainOptions, Value?>
  let expected: String
  var models = ModelType.allCases
  var accepts: (Value) -> Bool = { _ in true }

  func read(_ text: String, into options: inout TrainOptions) -> String? {
    guard let value = Value(argument: text), accepts(value) else { return expected }
    options[keyPath: path] = value
    return nil
  }

  func problem(_ options: TrainOptions) -> (expected: String, found: String)? {
    guard let value = options[keyPath: path], !accepts(value) else { return nil }
    return (expected, "\(value)")
  }

  func merge(_ other: TrainOptions, into options: inout TrainOptions) {
    if let value = other[keyPath: path] { options[keyPath: path] = value }
  }

  func yaml(_ options: TrainOptions) -> String? {
    guard let value = options[keyPath: path] else { return nil }
    if let text = value as? String { return quoted(text) }
    return (value as? any RawRepresentable<String>)?.rawValue ?? "\(value)"
  }

  /// As a double-quoted scalar of YAML.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension TrainOptions {
  /// All options, in the order in which a file has them.
  static var fields: [any TrainField] {
    everywhere + ofCountedModels + ofSkipGrams + ofNetworks + ofOutputLayers + ofDropout
      + ofTraining + ofSchedules
      + ofTrainingsEnd
  }

  private static var everywhere: [any TrainField] {
    [
      choice("model-type", \.modelType),
      text("train", \.train), text("validation", \.validation), text("test", \.test),
      choice("level", \.level), number("vocabulary-size", \.vocabularySize, 0...(1 << 26)),
      number("minimum-count", \.minimumCount, 1...(1 << 40)), choice("blank-lines", \.blankLines),
    ]
  }

  private static var ofCountedModels: [any TrainField] {
    let models = ModelType.ngrams
    return [
      number("order", \.order, 1...1000, ModelType.counted),
      choice("smoothing", \.smoothing, models),
      real("add-k", \.addK, "a positive number", models) { $0 > 0 && $0.isFinite },
      Field(name: "prune", path: \.prune, expected: "whole numbers, as in 0 0 1", models: models),
      Field(
        name: "memory", path: \.memory, expected: "a size, as in 500M or 4G", models: models),
    ]
  }

  private static var ofSkipGrams: [any TrainField] {
    [
      number("skip", \.skip, 0...100, [.snm]), number("skip-order", \.skipOrder, 1...10, [.snm]),
      number("reach", \.reach, 0...1000, [.snm]),
      number("minimum-feature-count", \.minimumFeatureCount, 1...1_000_000_000, [.snm]),
      number("blocks", \.blocks, 2...100, [.snm]),
    ]
  }

  private static var ofNetworks: [any TrainField] {
    let networks = ModelType.networks
    return [
      choice("cell", \.cell, [.recurrent]), number("window", \.window, 1...1024, [.window]),
      truth("direct", \.direct, [.window]),
      number("embedding-size", \.embeddingSize, 1...65536, networks),
      number("hidden-size", \.hiddenSize, 1...65536, networks),
      number("layers", \.layers, 1...64, networks),
      truth("tied", \.tied, networks), choice("context", \.context, networks),
    ]
  }

  private static var ofOutputLayers: [any TrainField] {
    let networks = ModelType.networks
    return [
      choice("output-layer", \.output.outputLayer, networks),
      Field(
        name: "cutoffs", path: \.output.cutoffs,
        expected: "ascending whole numbers, as in 2000 10000",
        models: networks),
      number("classes", \.output.classes, 0...(1 << 26), networks),
      number("samples", \.output.samples, 1...(1 << 20), networks),
      real("noise-power", \.output.noisePower, "a number of [0, 1]", networks) {
        $0 >= 0 && $0 <= 1
      },
      number("max-ent-order", \.output.maxEntOrder, 0...64, networks),
      number("max-ent-size", \.output.maxEntSize, 1...(1 << 30), networks),
      real("max-ent-rate-factor", \.output.maxEntRateFactor, "a positive number", networks) {
        $0 > 0 && $0.isFinite
      },
    ]
  }

  private static var ofDropout: [any TrainField] {
    let networks = ModelType.networks
    return [
      rate("dropout", \.dropouts.dropout, networks),
      rate("input-dropout", \.dropouts.inputDropout, networks),
      rate("output-dropout", \.dropouts.outputDropout, networks),
      truth("shared-dropout", \.dropouts.sharedDropout, networks),
      rate("word-dropout", \.dropouts.wordDropout, networks),
      rate("weight-drop", \.dropouts.weightDrop, [.recurrent]),
      rate("state-dropout", \.dropouts.stateDropout, [.recurrent]),
      rate("zoneout", \.dropouts.zoneout, [.recurrent]),
    ]
  }

  private static var ofTraining: [any TrainField] {
    let networks = ModelType.networks
    return [
      number("batch-size", \.batchSize, 1...(1 << 20), networks),
      number("sequence-length", \.sequenceLength, 1...(1 << 20), networks),
      choice("optimizer", \.optimizer, networks),
      real("learning-rate", \.learningRate, "a positive number", networks + [.snm]) {
        $0 > 0 && $0.isFinite
      },
      rate("momentum", \.momentum, networks), truth("nesterov", \.nesterov, networks),
      rate("weight-decay", \.weightDecay, networks),
    ]
  }

  private static var ofSchedules: [any TrainField] {
    let networks = ModelType.networks
    return [
      choice("schedule", \.schedules.schedule, networks),
      real("schedule-factor", \.schedules.scheduleFactor, "a number of (0, 1]", networks) {
        $0 > 0 && $0 <= 1
      },
      number("schedule-start", \.schedules.scheduleStart, 0...1_000_000, networks),
      number("schedule-every", \.schedules.scheduleEvery, 1...1_000_000, networks),
      number("schedule-patience", \.schedules.schedulePatience, 1...1_000_000, networks),
      number("schedule-length", \.schedules.scheduleLength, 0...1_000_000_000, networks),
      number("schedule-growth", \.schedules.scheduleGrowth, 1...1_000_000, networks),
      positive("schedule-minimum", \.schedules.scheduleMinimum, networks),
      positive("schedule-power", \.schedules.schedulePower, networks),
      choice("schedule-unit", \.schedules.scheduleUnit, networks),
      number("warm-up", \.schedules.warmUp, 0...1_000_000_000, networks),
    ]
  }

  private static var ofTrainingsEnd: [any TrainField] {
    let networks = ModelType.networks
    return [
      positive("clip-norm", \.clipNorm, networks), positive("clip-value", \.clipValue, networks),
      positive("clip-deviations", \.clipDeviations, networks),
      number("epochs", \.epochs, 1...1_000_000, networks + [.snm]),
      number("patience", \.patience, 0...1_000_000, networks),
      real("checkpoint-minutes", \.checkpointMinutes, "a positive number", networks) {
        $0 > 0 && $0.isFinite
      },
      Field(name: "seed", path: \.seed, expected: "a whole number from 0 to 2^64 - 1"),
    ]
  }

  private typealias Path<Value> = WritableKeyPath<TrainOptions, Value?>

  private static func text(_ name: String, _ path: Path<String>) -> any TrainField {
    Field(name: name, path: path, expected: "a path") { !$0.isEmpty }
  }

  private static func truth(
    _ name: String, _ path: Path<Bool>, _ models: [ModelType]
  ) -> any TrainField {
    Field(name: name, path: path, expected: "true or false", models: models)
  }

  private static func choice<Value: ExpressibleByArgument>(
    _ name: String, _ path: Path<Value>, _ models: [ModelType] = ModelType.allCases
  ) -> any TrainField {
    Field(
      name: name, path: path,
      expected: "one of " + Value.allValueStrings.joined(separator: ", "), models: models)
  }

  private static func number(
    _ name: String, _ path: Path<Int>, _ range: ClosedRange<Int>,
    _ models: [ModelType] = ModelType.allCases
  ) -> any TrainField {
    Field(
      name: name, path: path,
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", models: models
    ) { range.contains($0) }
  }

  private static func real(
    _ name: String, _ path: Path<Double>, _ expected: String, _ models: [ModelType],
    _ accepts: @escaping (Double) -> Bool
  ) -> any TrainField {
    Field(name: name, path: path, expected: expected, models: models, accepts: accepts)
  }

  private static func rate(
    _ name: String, _ path: Path<Double>, _ models: [ModelType]
  ) -> any TrainField {
    real(name, path, "a number of [0, 1)", models) { $0 >= 0 && $0 < 1 }
  }

  private static func positive(
    _ name: String, _ path: Path<Double>, _ models: [ModelType]
  ) -> any TrainField {
    real(name, path, "0 or a positive number", models) { $0 >= 0 && $0.isFinite }
  }

  func validate() throws {
    for field in Self.fields {
      if let (expected, found) = field.problem(self) {
        throw ValidationError("--\(field.name): expected \(expected), found \(found)")
      }
    }
  }

  /// Nothing said.
  static func none() -> TrainOptions {
    // An empty command line has no way to be wrong.
    try! TrainOptions.parse([])
  }

  /// These options, with what `other` says in their place.
  func overridden(by other: TrainOptions) -> TrainOptions {
    var result = self
    for field in Self.fields { field.merge(other, into: &result) }
    return result
  }
}
