import ParlanceSystem

/// How a model of fastText is made, as its files say.
public struct FastTextArguments: Codable, Sendable, Equatable {
  /// What a model learns.
  public enum Model: Int32, Codable, Sendable, CaseIterable {
    /// A word from those around it.
    case cbow = 1
    /// The words around a word.
    case skipGram = 2
    /// Labels of texts.
    case supervised = 3
  }

  /// What it learns by.
  public enum Loss: Int32, Codable, Sendable, CaseIterable {
    /// The way through a Huffman tree to an output.
    case hierarchicalSoftmax = 1
    /// An output against drawn ones, each by its own sigmoid.
    case negativeSampling = 2
    /// All outputs.
    case softmax = 3
    /// Each output by its own sigmoid.
    case oneVersusAll = 4
  }

  /// D: numbers of a vector.
  public var dimension = 100
  /// Words on each side of a word.
  public var windowSize = 5
  /// Times that the text is read.
  public var epochs = 5
  /// How often a word must occur to have a vector of its own.
  public var minimumCount = 1
  /// Outputs that are drawn for each right one.
  public var negatives = 5
  /// The longest n-grams of words that have vectors.
  public var wordNGrams = 1
  /// What it learns by.
  public var loss = Loss.softmax
  /// What it learns.
  public var model = Model.supervised
  /// The n-grams of characters that have vectors; their buckets are those of the n-grams of words too.
  public var subwords = Subwords(minimum: 0, maximum: 0, buckets: 2_000_000)
  /// Words after which the learning rate is set anew.
  public var rateInterval = 100
  /// The share of a text above which words are left out at random.
  public var samplingThreshold = 1e-4

  /// Creates fastText's defaults for texts with labels.
  public init() {}

  /// The rows that hashed n-grams share; the same as of `subwords`.
  public var buckets: Int { subwords.buckets }

  /// Whether words have parts with vectors.
  public var readsCharacters: Bool { subwords.maximum > 0 }
}

extension FastTextArguments {
  /// Reads what a file says.
  init(_ bytes: inout FastTextBytes, version: Int32) throws {
    func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
      let found = Int(try bytes.int32(name))
      guard range.contains(found) else { throw bytes.bad(name, "\(range)", "\(found)") }
      return found
    }
    let counts = 0...Int(Int32.max)
    dimension = try number("the dimension", 1...1 << 16)
    windowSize = try number("the window", counts)
    epochs = try number("the number of epochs", counts)
    minimumCount = try number("the minimum count", counts)
    negatives = try number("the number of negatives", counts)
    wordNGrams = try number("the length of word n-grams", counts)
    let loss = try number("the loss", 1...4)
    let model = try number("the kind of model", 1...3)
    self.loss = Loss(rawValue: Int32(loss)) ?? self.loss
    self.model = Model(rawValue: Int32(model)) ?? self.model
    subwords.buckets = try number("the number of buckets", counts)
    subwords.minimum = try number("the shortest character n-gram", counts)
    subwords.maximum = try number("the longest character n-gram", counts)
    rateInterval = try number("the interval of the learning rate", counts)
    samplingThreshold = try bytes.double("the sampling threshold")
    // The programs that wrote version 11 had no character n-grams in models of labels.
    if version == 11, self.model == .supervised { subwords.maximum = 0 }
  }

  /// What a file says.
  var bytes: [UInt8] {
    let numbers = [
      dimension, windowSize, epochs, minimumCount, negatives, wordNGrams, Int(loss.rawValue),
      Int(model.rawValue), subwords.buckets, subwords.minimum, subwords.maximum, rateInterval,
    ]
    return numbers.flatMap { Int32(clamping: $0).littleEndianBytes }
      + samplingThreshold.bitPattern.littleEndianBytes
  }
}
