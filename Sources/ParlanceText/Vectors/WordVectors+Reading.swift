import ParlanceSystem

extension WordVectors {
  /// Reads vectors as text, plain or gzipped: a word and its numbers a line, with or without a first
  /// line of the numbers of words and of dimensions.
  ///
  /// A word may have spaces in it: the last D fields of a line are its numbers, where D comes from the
  /// first line if that says it, else from most of the first thousand. Blank lines, and lines that are no
  /// UTF-8, are left out; `notes` counts these.
  ///
  /// - `keeping`: which words to keep; nil for all.
  /// - Throws: `InputError` that names file and line.
  public static func read(
    path: String, keeping: ((String) -> Bool)? = nil
  ) throws -> WordVectors {
    var reader = try LineReader(path: path)
    reader.skipsInvalid = true
    var lines: [(text: String, number: Int)] = []
    while lines.count < 1000, let line = try reader.next() {
      if !line.isWhiteSpace { lines.append((line, reader.lineNumber)) }
    }
    guard let first = lines.first else {
      throw InputError(.badData, file: path, "the file is empty; expected words with vectors")
    }
    let header = header(first.text)
    if header != nil { lines.removeFirst() }
    let form = try VectorForm(lines, header?.dimension, first, file: reader.name)
    var parser = Parser(file: reader.name, dimension: form.dimension, keeping: keeping)
    for line in lines { try parser.add(line.text, line.number) }
    while let line = try reader.next() {
      if !line.isWhiteSpace { try parser.add(line, reader.lineNumber) }
    }
    var vectors = WordVectors(
      words: parser.words, numbers: parser.numbers, dimension: form.dimension)
    let skipped = reader.skippedCount
    if skipped > 0 {
      vectors.notes.append(
        "\(path): \(skipped) \(skipped == 1 ? "word is" : "words are") not UTF-8 and left out")
    }
    if let header, header.words != parser.lineCount + skipped {
      vectors.notes.append(
        "\(path): the first line promises \(header.words) words, found \(parser.lineCount + skipped)"
          + (header.words > parser.lineCount ? ": is the file cut short?" : ""))
    }
    return vectors
  }

  /// The numbers of words and dimensions that a first line says.
  private static func header(_ line: String) -> (words: Int, dimension: Int)? {
    let fields = line.vectorFields
    guard fields.count == 2, let words = Int(fields[0]), let dimension = Int(fields[1]),
      words >= 0, dimension > 0
    else { return nil }
    return (words, dimension)
  }

  private struct Parser {
    let file: String
    let dimension: Int
    let keeping: ((String) -> Bool)?
    var words: [String] = []
    var numbers: [Float] = []
    var lineCount = 0

    mutating func add(_ line: String, _ number: Int) throws {
      let fields = line.vectorFields
      guard fields.count > dimension else {
        throw InputError(
          .badData, file: file, line: number,
          "expected a word and \(dimension) numbers, found \(fields.count) fields: \(line.shown)")
      }
      lineCount += 1
      let numeric = fields[(fields.count - dimension)...]
      let end = fields[fields.count - dimension - 1].endIndex
      let word = String(line[..<end])
      if let keeping, !keeping(word) { return }
      for field in numeric {
        guard let value = Float(field), value.isFinite else {
          throw InputError(
            .badData, file: file, line: number,
            "the vector of \(word.shown): expected a number, found \(String(field).shown)")
        }
        numbers.append(value)
      }
      words.append(word)
    }
  }
}

/// How many numbers a vector has.
private struct VectorForm {
  let dimension: Int

  init(
    _ lines: [(text: String, number: Int)], _ said: Int?, _ first: (text: String, number: Int),
    file: String
  ) throws {
    var counts: [Int: Int] = [:]
    for line in lines { counts[line.text.vectorFields.count - 1, default: 0] += 1 }
    // Of equally frequent ones the smaller: a word may have spaces.
    let usual = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? said ?? 0
    dimension = said ?? usual
    guard dimension > 0, dimension <= 1 << 16 else {
      throw InputError(
        .badData, file: file, line: first.number,
        "expected a word and the numbers of its vector, found \(first.text.shown)")
    }
    guard let said, usual > said else { return }
    // Words of several parts are no numbers.
    let isLonger = lines.allSatisfy { line in
      line.text.vectorFields.dropFirst().prefix(usual - said).allSatisfy { Float($0) != nil }
    }
    if isLonger {
      throw InputError(
        .badData, file: file, line: first.number,
        "the first line promises \(said) numbers a word, the lines after it have \(usual)")
    }
  }
}

extension String {
  /// The parts between blanks.
  fileprivate var vectorFields: [Substring] { parts(between: 0x20, 0x09) }
}
