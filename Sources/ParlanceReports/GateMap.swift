import ParlanceDrawing
import ParlanceNN

extension HeatMap {
  /// The gates of a recurrent layer over one sentence, from closed (0) to open (1): a row for each
  /// gate's mean over its units, or for each of the given units. Candidates are left out.
  ///
  /// - `gates`: of `RecurrentLayer.gates`.
  /// - `words`: what stands above the steps.
  /// - `sequence`: which sequence of the batch.
  /// - `units`: which units to show; nil for the mean of all.
  public init(
    _ title: String, gates: [RecurrentGate], words: [String], sequence: Int = 0,
    units: [Int]? = nil
  ) {
    let shown = gates.filter { $0.name != "candidate" }
    var (rows, values): ([String], [[Double]]) = ([], [])
    for gate in shown {
      let size = gate.values.shape[2]
      for unit in units.map({ $0.map(Optional.init) }) ?? [nil] {
        rows.append(unit.map { "\(gate.name) \($0)" } ?? gate.name)
        values.append(
          words.indices.map { step in
            if let unit { return gate.values[sequence, step, unit] }
            return (0..<size).reduce(0.0) { $0 + gate.values[sequence, step, $1] }
              / Double(max(size, 1))
          })
      }
    }
    self.init(title, rows: rows, columns: words, values: values, range: 0...1)
  }
}
