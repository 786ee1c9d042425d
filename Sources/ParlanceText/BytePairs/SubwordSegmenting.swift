/// What cuts the words of a line into pieces, and joins pieces again.
public protocol SubwordSegmenting: Sendable {
  /// The pieces of a line.
  func tokens(_ line: String) -> [String]
  /// The line of pieces.
  func joined(_ tokens: [String]) -> String
}

extension BytePairEncoding: SubwordSegmenting {
  public func joined(_ tokens: [String]) -> String { joined(tokens[...]) }
}
