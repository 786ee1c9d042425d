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
        .badData, file: reader.name,
        "\(reader.skippedCount > 0 ? "no line is UTF-8" : "the file is empty"); "
          + "expected words with vectors")
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
    let dimension = builder.dimension
    var line = line
    let (word, values): (String, [Float]) = try line.withUTF8 { bytes in
      let places = fields(bytes, dimension)
      guard let places, let end = wordEnd(bytes, before: places.first ?? 0..<bytes.count) else {
        let text = String(decoding: bytes, as: UTF8.self)
        throw InputError(
          .badData, file: builder.file, line: number,
          "expected a word and \(dimension) numbers, found \(text.vectorFields.count) fields: "
            + text.shown)
      }
      let word = String(decoding: bytes[..<end], as: UTF8.self)
      guard builder.keeps(word) else { return (word, []) }
      return (
        word,
        try places.map { place in
          guard let value = DecimalNumber.float(bytes[place]), value.isFinite else {
            let field = String(decoding: bytes[place], as: UTF8.self)
            throw InputError(
              .badData, file: builder.file, line: number,
              "the vector of \(word.shown): expected a number, found \(field.shown)")
          }
          return value
        }
      )
    }
    if values.count == dimension { try builder.add(word, values) }
  }

  /// Where the last fields of a line are, or nil where it has not so many.
  private static func fields(_ line: UnsafeBufferPointer<UInt8>, _ count: Int) -> [Range<Int>]? {
    var places = [Range<Int>](repeating: 0..<0, count: count)
    var place = line.count
    for index in places.indices.reversed() {
      while place > 0, isBlank(line[place - 1]) { place -= 1 }
      let end = place
      while place > 0, !isBlank(line[place - 1]) { place -= 1 }
      guard place < end else { return nil }
      places[index] = place..<end
    }
    return places
  }

  /// Where the word before the first number ends, or nil where there is none.
  private static func wordEnd(
    _ line: UnsafeBufferPointer<UInt8>, before number: Range<Int>
  ) -> Int? {
    var place = number.lowerBound
    while place > 0, isBlank(line[place - 1]) { place -= 1 }
    return place > 0 ? place : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
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
  var vectorFields: [Substring] { parts(between: 0x20, 0x09) }
}
