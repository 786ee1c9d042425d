import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A classifier of texts with the tokens that it reads and the labels that it gives.
///
/// ```swift
/// let classifier = try TextClassifier(directory: RunDirectory("models/classifier"))
/// print(classifier.predict("what a day!").first!.label)
/// ```
public struct TextClassifier: TextClassifying {
  /// The network.
  public let network: any ClassifierNetwork
  /// What turns texts into what the network reads.
  public private(set) var encoder: TextEncoder
  /// The labels of its outputs.
  public let labels: LabelSet
  /// What logits are divided by: see `TemperatureScaling`.
  public var scaling = TemperatureScaling()
  /// Where a text may have any number of labels: the probability from which each label is given.
  public var thresholds: [Double]

  /// Creates a classifier; traps where vocabulary or labels have other sizes than the network.
  public init(network: any ClassifierNetwork, vocabulary: Vocabulary, labels: LabelSet) {
    guard network.architecture.labelCount == labels.count else {
      fatalError(
        "TextClassifier: the network has \(network.architecture.labelCount) outputs, "
          + "there are \(labels.count) labels")
    }
    self.network = network
    self.labels = labels
    encoder = TextEncoder(network.architecture, vocabulary: vocabulary)
    thresholds = [Double](repeating: 0.5, count: labels.count)
    readRarities()
  }

  /// Takes over what the network has of features' rarities.
  mutating func readRarities() { encoder.idf = network.idf?.value.floats ?? [] }

  /// What the network is made of.
  public var architecture: ClassifierArchitecture { network.architecture }

  public var isMultiLabel: Bool { architecture.isMultiLabel }

  public func probabilities(of texts: [String]) -> [[Double]] {
    probabilities(of: encoder.encode(texts))
  }

  /// How likely each label is of each text: [texts][labels].
  public func probabilities(of texts: EncodedTexts) -> [[Double]] {
    logits(of: texts).map(probabilities)
  }

  /// What a text's logits say: [labels].
  func probabilities(of logits: [Double]) -> [Double] {
    let scaled = logits.map { $0 / scaling.temperature }
    if isMultiLabel { return scaled.map { 1 / (1 + exp(-$0)) } }
    let greatest = scaled.max() ?? 0
    let powers = scaled.map { exp($0 - greatest) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  /// The network's outputs before scaling: [texts][labels].
  public func logits(of texts: EncodedTexts) -> [[Double]] {
    let zeros = [Double](repeating: 0, count: labels.count)
    var rows = [[Double]](repeating: zeros, count: texts.count)
    let batches = LengthBatches(lengths: texts.lengths, batchSize: 64)
    withoutGraph {
      for batch in batches where !StopRequest.isAsked {
        let found = network(texts.texts(batch)).array.doubles
        for (place, text) in batch.enumerated() {
          rows[text] = Array(found[place * labels.count..<(place + 1) * labels.count])
        }
      }
    }
    return rows
  }

  /// What the classifier says of texts whose labels are known.
  public func results(on texts: LabelledTexts) throws -> ClassificationResults {
    try texts.checkLabels(isMultiLabel: isMultiLabel)
    return results(
      on: encoder.encode(texts.items.map(\.text)),
      truth: TrueLabels(texts.items.map(\.labels), known: labels))
  }

  /// More probabilities than these, 32 MB, are not kept.
  static let keptProbabilities = 1 << 22

  private func streamed(_ texts: EncodedTexts, _ truth: TrueLabels) -> ClassificationResults {
    let size = max(64, Self.keptProbabilities / 4 / labels.count)
    var (rows, begin) = ([[Double]](), 0)
    return ClassificationResults(truth: truth) { text in
      if text >= begin + rows.count {
        begin = text
        rows = probabilities(of: texts.texts(Array(text..<min(text + size, texts.count))))
      }
      return rows[text - begin]
    }
  }

  func results(on texts: EncodedTexts, truth: TrueLabels) -> ClassificationResults {
    if !isMultiLabel, texts.count * labels.count > Self.keptProbabilities {
      return streamed(texts, truth)
    }
    let found = probabilities(of: texts)
    return isMultiLabel
      ? ClassificationResults(truth: truth, probabilities: found, thresholds: thresholds)
      : ClassificationResults(truth: truth, probabilities: found)
  }
}

extension LabelledTexts {
  /// Throws `InputError` with file and line for a text that has not just one label, unless there may
  /// be several.
  func checkLabels(isMultiLabel: Bool) throws {
    guard !isMultiLabel else { return }
    for item in items where item.labels.count != 1 {
      throw InputError(
        .badData, file: item.file.isEmpty ? nil : item.file,
        line: item.file.isEmpty ? nil : item.line,
        "expected one label, found \(item.labels.count)"
          + (item.labels.count > 1
            ? " (\(item.labels.joined(separator: ", "))); --multi-label learns any number of them"
            : "; --multi-label learns texts without a label too"))
    }
  }
}

extension TextClassifier {
  /// Finds the temperature at which confidences are right, and where a text may have any number of
  /// labels the threshold of each at which its F1 is greatest, on texts that training has not seen.
  public mutating func calibrate(on texts: EncodedTexts, truth: TrueLabels) {
    let logits = logits(of: texts)
    if isMultiLabel {
      scaling = TemperatureScaling(binaryLogits: logits, truth: truth.indices)
      thresholds = results(on: texts, truth: truth).thresholdsOfGreatestF1 ?? thresholds
    } else {
      scaling = TemperatureScaling(logits: logits, truth: truth.single)
    }
  }
}
