import ParlanceSystem

/// Vectors as text: a word and its numbers a line, with or without a first line of the numbers of words and
/// of dimensions.
enum TextVectors {
  static func read(_ source: ByteSource, keeping: ((String) -> Bool)?) throws -> WordVectors {
    var reader = LineReader(source: source)
    reader.skipsInvalid = true
    var lines: [(text: String, number: Int)] = []
    while lines.count < 1000, let line = try reader.next() {
      if !line.isWhiteSpace { lines.append((line, reader.lineNumber)) }
    }
    guard let first = lines.first else {
      throw InputError(
        .badData, file: reader.name, "the file is empty; expected words with vectors")
    }
    let header = VectorsHeader(first.text)
    if header != nil { lines.removeFirst() }
    let form = try VectorForm(lines, header?.dimension, first, file: reader.name)
    var builder = VectorsBuilder(file: reader.name, dimension: form.dimension, keeping: keeping)
    for line in lines { try add(line.text, line.number, to: &builder) }
    while let line = try reader.next() {
      if !line.isWhiteSpace { try add(line, reader.lineNumber, to: &builder) }
    }
    return try builder.finish(skipped: reader.skippedCount, promised: header?.words)
  }

  private static func add(
    _ line: String, _ number: Int, to builder: inout VectorsBuilder
  ) throws {
    let (fields, dimension) = (line.vectorFields, builder.dimension)
    guard fields.count > dimension else {
      throw InputError(
        .badData, file: builder.file, line: number,
        "expected a word and \(dimension) numbers, found \(fields.count) fields: \(line.shown)")
    }
    let numeric = fields[(fields.count - dimension)...]
    let end = fields[fields.count - dimension - 1].endIndex
    let word = String(line[..<end])
    guard builder.keeps(word) else { return }
    let values = try numeric.map { field in
      guard let value = Float(field), value.isFinite else {
        throw InputError(
          .badData, file: builder.file, line: number,
          "the vector of \(word.shown): expected a number, found \(String(field).shown)")
      }
      return value
    }
    try builder.add(word, values)
  }
}

/// The numbers of words and dimensions that a first line says.
struct VectorsHeader {
  let words: Int
  let dimension: Int

  /// Nil for a line that is none.
  init?(_ line: String) {
    let fields = line.vectorFields
    guard fields.count == 2, let words = Int(fields[0]), let dimension = Int(fields[1]),
      words >= 0, dimension > 0
    else { return nil }
    (self.words, self.dimension) = (words, dimension)
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
