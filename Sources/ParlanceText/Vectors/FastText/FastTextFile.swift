import ParlanceSystem

/// A model of fastText, as its `.bin` and `.ftz` files hold it.
///
/// A word's vector is the mean of its own row of `input` and those of its character n-grams; a word that
/// the dictionary lacks has the n-grams' alone. Versions 11 and 12 are read, 12 is written.
///
/// ```swift
/// let file = try FastTextFile(path: "cc.de.300.bin")
/// let vector = file.input.mean(of: file.rows(ofWord: "Dampfschiff"))
/// ```
///
/// Source: Joulin, Grave, Bojanowski, Douze, Jégou and Mikolov 2016, "FastText.zip".
public struct FastTextFile: Sendable {
  /// How the model is made.
  public let arguments: FastTextArguments
  /// Its words and labels.
  public let dictionary: FastTextDictionary
  /// A row for each word, then for each bucket that has one: [words + buckets, D].
  public let input: FastTextMatrix
  /// A row for each label of a supervised model, else for each word: [outputs, D].
  public let output: FastTextMatrix

  /// What folders of models call such a file: with vectors as they are, and with codes of them.
  package static let names = (plain: "model.bin", quantized: "model.ftz")
  /// What a file begins with.
  static let magic: Int32 = 793_712_314
  private static let newestVersion: Int32 = 12

  /// Creates a model from its parts; traps where they do not fit together.
  public init(
    arguments: FastTextArguments, dictionary: FastTextDictionary, input: FastTextMatrix,
    output: FastTextMatrix
  ) {
    (self.arguments, self.dictionary) = (arguments, dictionary)
    (self.input, self.output) = (input, output)
    if let problem { fatalError("FastTextFile: \(problem)") }
  }

  /// Whether a file begins as those of fastText do; false too where it cannot be read.
  public static func isFastText(_ path: String) -> Bool {
    guard path != "-", let source = try? ByteSource(path: path) else { return false }
    var head = [UInt8](repeating: 0, count: 4)
    var found = 0
    while found < 4 {
      let count = head.withUnsafeMutableBytes {
        (try? source.read(into: .init(rebasing: $0[found...]))) ?? 0
      }
      if count == 0 { return false }
      found += count
    }
    return head == magic.littleEndianBytes
  }

  /// Reads a file, plain or gzipped; a plain one is mapped into memory.
  ///
  /// - Throws: `InputError` that names the file and what is wrong in it.
  public init(path: String) throws {
    var file = try FastTextBytes(path: path)
    let magic = file.left < 4 ? 0 : try file.int32("the mark")
    guard magic == Self.magic else {
      throw InputError(
        .badData, file: file.file,
        "expected a model of fastText (.bin or .ftz), found a file that does not begin as those do")
    }
    let version = try file.int32("the version")
    guard version == 11 || version == Self.newestVersion else {
      throw InputError(
        .badData, file: file.file,
        "expected version 11 or 12 of fastText's files, found \(version)"
          + (version < 11 ? "; older ones are read by the program that wrote them alone" : ""))
    }
    arguments = try FastTextArguments(&file, version: version)
    dictionary = try FastTextDictionary(&file)
    let isQuantized = try file.flag("whether the inputs are quantised")
    input = try FastTextMatrix(
      &file, isQuantized: isQuantized, width: arguments.dimension, "the input vectors")
    let quantizesOutput = try file.flag("whether the outputs are quantised")
    output = try FastTextMatrix(
      &file, isQuantized: isQuantized && quantizesOutput, width: arguments.dimension,
      "the output vectors")
    if let problem { throw InputError(.badData, file: file.file, problem) }
  }

  /// What does not fit together, or nil.
  private var problem: String? {
    let words = dictionary.wordCount
    let hashes = arguments.readsCharacters || arguments.wordNGrams > 1
    let buckets = dictionary.prunedBuckets?.count ?? (hashes ? arguments.buckets : 0)
    if input.count < words + buckets {
      return "expected input vectors of \(words) words and \(buckets) buckets, found \(input.count)"
    }
    let isSupervised = arguments.model == .supervised
    let outputs = isSupervised ? dictionary.labelCount : words
    if output.count != outputs {
      return
        "expected output vectors of \(outputs) \(isSupervised ? "labels" : "words"), found "
        + "\(output.count)"
    }
    if isSupervised, outputs == 0 { return "expected labels, found none" }
    return nil
  }

  /// Throws `InputError` where a number is NaN or infinite; reads all of the file.
  public func checkFinite(path: String) throws {
    for (matrix, name) in [(output, "output"), (input, "input")] where !matrix.isFinite {
      throw InputError(
        .badData, file: path,
        "the \(name) vectors hold NaN or infinite numbers: the training that made them failed, or "
          + "the file is damaged")
    }
  }

  /// Writes the file; throws `InputError` where that fails.
  public func write(to path: String) throws {
    try AtomicFile.write(to: path) { output in
      var isQuantized = (input: false, output: false)
      if case .quantized = input { isQuantized.input = true }
      if case .quantized = self.output { isQuantized.output = true }
      try output.write(
        Self.magic.littleEndianBytes + Self.newestVersion.littleEndianBytes + arguments.bytes)
      try dictionary.write(to: output)
      try output.write([isQuantized.input ? 1 : 0] as [UInt8])
      try input.write(to: output)
      try output.write([isQuantized.output ? 1 : 0] as [UInt8])
      try self.output.write(to: output)
    }
  }
}
