import ParlanceSystem

/// The files of subword-nmt: merges, a pair a line after `#version: 0.2`, and pieces with their counts.
extension BytePairEncoding {
  private static let version = "#version: 0.2"

  /// What a file of merges holds.
  public var fileContents: String {
    ([Self.version] + merges.map { "\($0.first) \($0.second)" }).joined(separator: "\n") + "\n"
  }

  /// Writes the merges; throws `InputError` where the file cannot be made or written.
  public func write(to path: String) throws { try AtomicFile.write(fileContents, to: path) }

  /// Reads the merges.
  ///
  /// - Throws: what `LineReader` throws, and `InputError.badData` with the line for anything but a pair.
  public static func read(from path: String) throws -> BytePairEncoding {
    var merges: [Merge] = []
    var reader = try LineReader(path: path)
    func bad(_ line: Int, _ message: String) -> InputError {
      InputError(.badData, file: reader.name, line: line, message)
    }
    while let line = try reader.next() {
      let number = reader.lineNumber
      if number == 1 {
        guard line.trimmed == version else {
          if line.begins(with: "{") {
            throw bad(
              1,
              "this is JSON, and no file of merges; a tokenizer.json is read by that ending, where subwords takes it"
            )
          }
          throw bad(
            1, "expected the line \(version) that files of merges begin with, found \(line.shown)")
        }
        continue
      }
      let symbols = line.parts(between: 0x20, 0x0D)
      guard symbols.count == 2 else {
        throw bad(number, "expected two symbols with a blank between them, found \(line.shown)")
      }
      merges.append(Merge(String(symbols[0]), String(symbols[1])))
    }
    guard reader.lineNumber > 0 else { throw bad(1, "the file is empty; expected merges") }
    return BytePairEncoding(merges)
  }

  /// The pieces of texts that are encoded already, the frequent ones first; of equally frequent ones the
  /// one that comes first, as in subword-nmt.
  ///
  /// - Throws: what `LineReader` throws.
  public static func pieceCounts(in paths: [String]) throws -> [(piece: String, count: Int)] {
    var (places, counts): ([TokenKey: Int], [(piece: String, count: Int)]) = ([:], [])
    for path in paths {
      try LineReader.forEachLine(path) { line, _ in
        for piece in line.parts(between: 0x20) {
          let key = TokenKey(piece)
          if let place = places[key] {
            counts[place].count += 1
          } else {
            places[key] = counts.count
            counts.append((String(piece), 1))
          }
        }
      }
    }
    return counts.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map(\.element)
  }

  /// Reads pieces that occur so often from a file of pieces with their counts.
  ///
  /// - Throws: what `LineReader` throws, and `InputError.badData` with the line.
  public static func pieces(from path: String, minimumCount: Int) throws -> Set<String> {
    var pieces: Set<String> = []
    var reader = try LineReader(path: path)
    while let line = try reader.next() {
      let fields = line.parts(between: 0x20, 0x09)
      if fields.isEmpty { continue }
      guard fields.count == 2, let count = Int(fields[1]) else {
        throw InputError(
          .badData, file: reader.name, line: reader.lineNumber,
          "expected a piece and its count, found \(line.shown)")
      }
      if count >= minimumCount { pieces.insert(String(fields[0])) }
    }
    return pieces
  }
}
