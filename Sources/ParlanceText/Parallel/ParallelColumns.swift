/// Where a file of pairs holds its sources and its targets: columns between tabs, by number or by the names
/// that its first line gives them, or keys of JSON objects.
public struct ParallelColumns: Sendable, Equatable {
  /// The column or the key of the sources; nil for the first column and the key `source`.
  public var source: String?
  /// The column or the key of the targets; nil for the second column and the key `target`.
  public var target: String?

  /// Creates columns.
  public init(source: String? = nil, target: String? = nil) {
    (self.source, self.target) = (source, target)
  }

  /// Reads "2,1" or "en,fr"; nil for another form.
  public init?(_ text: String) {
    let parts = text.parts(between: UInt8(ascii: ","), omittingEmpty: false).map {
      String($0).trimmed
    }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.init(source: parts[0], target: parts[1])
  }

  /// What is wrong with a line.
  struct Problem: Error { let message: String }

  /// The places of both columns by the first line's fields, and whether that line names them.
  func places(
    in fields: [String]
  ) throws(Problem) -> (places: (source: Int, target: Int), isHeader: Bool) {
    let names = [source, target].compactMap { $0 }.filter { Int($0) == nil }
    func place(_ column: String?, _ usual: Int) throws(Problem) -> Int {
      guard let column else { return usual }
      if let number = Int(column), number > 0 { return number - 1 }
      guard let place = fields.firstIndex(of: column) else {
        throw Problem(
          message: "there is no column \(column.shown); the first line has "
            + fields.map(\.shown).joined(separator: ", "))
      }
      return place
    }
    return ((try place(source, 0), try place(target, 1)), !names.isEmpty)
  }

  func pair(
    _ fields: [String], _ line: String, at places: (source: Int, target: Int)
  ) throws(Problem) -> SentencePair {
    guard fields.count > max(places.source, places.target) else {
      throw Problem(
        message: source == nil && target == nil
          ? "expected a source, a tab and a target, found \(line.shown)"
          : "expected \(max(places.source, places.target) + 1) columns, found \(fields.count)")
    }
    return SentencePair(source: fields[places.source], target: fields[places.target])
  }

  func pair(object line: String) throws(Problem) -> SentencePair {
    do {
      var record = try JSONRecord(line)
      func text(_ key: String) throws -> String {
        guard case .text(let text)? = try record.value(key) else {
          throw JSONRecord.Problem(message: "expected a text under the key \(key)")
        }
        return text
      }
      return SentencePair(
        source: try text(source ?? "source"), target: try text(target ?? "target"))
    } catch let problem as JSONRecord.Problem {
      throw Problem(message: problem.message)
    } catch { throw Problem(message: "\(error)") }
  }
}
