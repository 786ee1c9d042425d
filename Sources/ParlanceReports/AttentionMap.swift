import ParlanceDrawing

extension HeatMap {
  /// What a decoder looked at: a row for each token that it wrote, a column for each of the source, from no
  /// attention (0) to all of it (1).
  ///
  /// - `weights`: by the target's token, then the source's. Bahdanau, Cho and Bengio 2015, figure 3.
  public init(_ title: String, attention weights: [[Double]], source: [String], target: [String]) {
    self.init(
      title, rows: target.map(Self.visible), columns: source.map(Self.visible), values: weights,
      range: 0...1)
    rowTitle = "target"
    columnTitle = "source"
    // Small weights are what the colours show.
    texts = weights.map { row in row.map { $0 < 0.1 ? "" : HeatMap.percent($0) } }
  }

  /// A token that can be seen: a blank is "␣".
  static func visible(_ token: String) -> String {
    token.isEmpty || token.allSatisfy(\.isWhitespace) ? "␣" : token
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded()))" }
}
