import Foundation
import ParlanceSystem

extension WordVectors {
  /// The file of a model's folder that holds its vectors, in the own form.
  public static let fileName = "vectors.bin"

  /// Reads vectors in any form, which their content tells, plain or gzipped: text as of GloVe, word2vec and
  /// fastText (.vec), word2vec's binary form, models of fastText (.bin, .ftz), the own form, and a folder with
  /// `vectors.bin` or a model of fastText.
  ///
  /// In text a word may have spaces in it: the last D fields of a line are its numbers, where D comes from
  /// the first line if that says it, else from most of the first thousand. Blank lines, and words that are
  /// no UTF-8, are left out; `notes` counts these. The own form is mapped into memory: a file takes no
  /// time to open, however long it is.
  ///
  /// - `keeping`: which words to keep in memory; nil for all.
  /// - Throws: `InputError` that names file and line.
  public static func read(
    path: String, keeping: ((String) -> Bool)? = nil
  ) throws -> WordVectors {
    let path = try file(of: path)
    let source = try ByteSource(path: path)
    let start = try source.peek(1 << 16)
    if start.starts(with: MappedVectors.magic) {
      let isMapped = source.isPlainFile && !source.isGzipped
      let block = try isMapped ? MemoryBlock(reading: path) : source.contents()
      let vectors = try MappedVectors.read(block, file: source.name)
      return try keeping.map { try vectors.kept($0) } ?? vectors
    }
    if start.starts(with: FastTextFile.magic.littleEndianBytes) {
      guard source.isPlainFile else {
        throw InputError(
          .usage, file: source.name,
          "a model of fastText is not read from a pipe: give the path of its file")
      }
      return try FastTextVectors.read(path: path, keeping: keeping)
    }
    if let header = BinaryVectors.header(start) {
      return try BinaryVectors.read(source, header, keeping: keeping)
    }
    return try TextVectors.read(source, keeping: keeping)
  }

  /// How many numbers vectors of a file have that can be read twice; nil for a pipe.
  ///
  /// - Throws: `InputError` as `read` does.
  public static func dimension(path: String) throws -> Int? {
    var status = stat()
    guard path != "-", stat(path, &status) == 0,
      [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    else { return nil }
    return try read(path: path) { _ in false }.dimension
  }

  /// The file that a path names: of a folder that in it.
  static func file(of path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return path }
    // A classifier of fastText's form has its words' vectors in its model.
    for name in [fileName, FastTextFile.names.plain, FastTextFile.names.quantized]
    where FileManager.default.fileExists(atPath: path + "/" + name) {
      return path + "/" + name
    }
    let isStopped = FileManager.default.fileExists(atPath: path + "/run")
    throw InputError(
      .missingInput, file: path,
      "expected a folder that vectors train or vectors extract wrote; it has no \(fileName)"
        + (isStopped ? ": was its training stopped? --resume goes on with it" : ""))
  }

  /// Throws `InputError` where a file of the own form is damaged in its vectors, which is not looked at
  /// when it is mapped; all of it is read.
  public static func check(path: String) throws {
    let path = try file(of: path)
    // A pipe could not be read a second time.
    guard SystemCalls.isRegularFile(path) else { return }
    let input = try InputFile(path)
    let size = MappedVectors.magic.count
    guard input.count >= size, try input.bytes(0, size, "the mark") == MappedVectors.magic else {
      return
    }
    try MappedVectors.checkRows(path: path)
  }

  /// The words that are to be kept, in memory, with the parts of all.
  fileprivate func kept(_ keeping: (String) -> Bool) throws -> WordVectors {
    var kept = WordTable.Builder()
    var numbers = GrowingBuffer<Float>()
    for index in 0..<count {
      let word = word(at: index)
      guard keeping(word), self.index(of: word) == index else { continue }
      try kept.add(word)
      try numbers.append(vector(at: index))
    }
    let rows = StoredRows(
      count: kept.count, width: dimension, .float32(try numbers.finish()))
    return WordVectors(table: try kept.finish().table, rows: rows, parts: parts)
  }
}

extension ByteSource {
  /// All that is left, in memory.
  func contents() throws -> MemoryBlock {
    var bytes = GrowingBuffer<UInt8>()
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    while true {
      let count = try block.withUnsafeMutableBytes { try read(into: $0) }
      guard count > 0 else { return try bytes.finishedBlock() }
      try bytes.append(block[..<count])
    }
  }
}

/// Words and numbers on their way into memory.
struct VectorsBuilder: ~Copyable {
  let file: String
  let dimension: Int
  private let keeping: ((String) -> Bool)?
  private var words: WordTable.Builder
  private var numbers = GrowingBuffer<Float>()
  /// Words that were added, kept or not.
  private(set) var count = 0

  init(file: String, dimension: Int, keeping: ((String) -> Bool)?) {
    (self.file, self.dimension, self.keeping) = (file, dimension, keeping)
    words = WordTable.Builder(file: file)
  }

  /// Counts a word, and says whether its numbers are to be added.
  mutating func keeps(_ word: String) -> Bool {
    count += 1
    return keeping?(word) ?? true
  }

  /// Adds a word with its numbers.
  mutating func add(_ word: String, _ values: [Float]) throws {
    guard values.allSatisfy(\.isFinite) else {
      throw InputError(
        .badData, file: file,
        "the vector of \(word.shown): expected finite numbers, found \(values.first { !$0.isFinite }!)"
      )
    }
    try words.add(word)
    try numbers.append(values)
  }

  /// The vectors, with notes of what was left out and what a first line promised.
  consuming func finish(skipped: Int, promised: Int?) throws -> WordVectors {
    let (kept, count, file, dimension) = (words.count, count, file, dimension)
    guard count > 0 else {
      throw InputError(.badData, file: file, "there are no words; expected words with vectors")
    }
    let rows = StoredRows(count: kept, width: dimension, .float32(try numbers.finish()))
    let (table, repeated) = try words.finish()
    var vectors = WordVectors(table: table, rows: rows)
    if repeated > 0 { vectors = try vectors.kept { _ in true } }
    func note(_ count: Int, _ what: String) {
      guard count > 0 else { return }
      vectors.notes.append("\(file): \(count) \(count == 1 ? "word is" : "words are") \(what)")
    }
    note(skipped, "not UTF-8 and left out")
    note(repeated, "there again: of each the first counts")
    if let promised, promised != count + skipped {
      vectors.notes.append(
        "\(file): the first line promises \(promised) words, found \(count + skipped)"
          + (promised > count + skipped ? ": is the file cut short?" : ""))
    }
    return vectors
  }
}
