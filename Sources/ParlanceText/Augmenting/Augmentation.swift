import ParlanceSystem

/// A way to make another text of the same label from a text.
public protocol Augmentation: Sendable {
  /// The words of another text, of the same words in the greater part; never none of some.
  func augmented(_ words: [String], using generator: inout RandomGenerator) -> [String]
}

/// Several augmentations, one after another.
public struct Augmenter: Sendable {
  /// In the order in which they are applied.
  public let augmentations: [any Augmentation]

  /// Creates an augmenter.
  public init(_ augmentations: [any Augmentation]) { self.augmentations = augmentations }

  /// Another text of the same label; the same key gives the same one.
  ///
  /// A training loop folds the seed, the epoch and the text's number into the key.
  public func augmented(_ words: [String], key: RandomKey) -> [String] {
    var generator = RandomGenerator(key: key)
    return augmentations.reduce(words) { $1.augmented($0, using: &generator) }
  }

  /// The file that a text such as `synonyms=FILE` names, or nil.
  public static func file(in text: String) -> String? {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    return parts.count == 2 && parts[0] == "synonyms" ? rated(parts[1]).file : nil
  }

  /// A file, and the rate after it; a path may have an equals sign of its own.
  private static func rated(_ text: String) -> (file: String, rate: Double?) {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count > 1, let rate = Double(parts[parts.count - 1]) else { return (text, nil) }
    return (parts.dropLast().joined(separator: "="), rate)
  }

  /// Reads what to do from texts such as `dropout=0.1`, `swap=0.1` and `synonyms=FILE`; the last has
  /// the rate of a number after a further `=`.
  ///
  /// - Throws: `InputError.usage` for what is none of these; what `Synonyms.read` throws.
  public init(parsing texts: [String]) throws {
    augmentations = try texts.map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      func rate(_ text: String) throws -> Double {
        guard let rate = Double(text), rate >= 0, rate < 1 else {
          throw InputError(.usage, "\(parts[0]): expected a rate of [0, 1), found \(text)")
        }
        return rate
      }
      switch (parts.first, parts.count) {
      case ("dropout", 2): return WordDropping(rate: try rate(parts[1]))
      case ("swap", 2): return WordSwapping(rate: try rate(parts[1]))
      case ("synonyms", 2):
        let (file, said) = Self.rated(parts[1])
        return SynonymReplacing(
          try Synonyms.read(from: file), rate: try rate(said.map { "\($0)" } ?? "0.1"))
      default:
        throw InputError(
          .usage, "expected dropout=RATE, swap=RATE or synonyms=FILE[=RATE], found \(text)")
      }
    }
  }
}
