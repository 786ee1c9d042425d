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
    valueTitle = "gate"
  }
}

/// Some units of a recurrent layer over a text: their gates from closed (0) to open (1), and what they would
/// write (candidate), hold (cell) and say (hidden).
///
/// Karpathy, Johnson and Fei-Fei, *Visualizing and Understanding Recurrent Networks*, 2015.
public struct UnitPicture: Sendable {
  /// One unit, a number a step.
  public struct Unit: Encodable, Sendable {
    /// Its number in the layer.
    public let unit: Int
    /// By name: input, forget, output; reset, update; candidate; cell; hidden.
    public let values: [String: [Double]]
  }

  /// The units, in the order asked for.
  public let units: [Unit]
  /// Their gates, from 0 to 1; without rows for a layer that has none.
  public let gates: HeatMap
  /// What is written, held and said, 0 in the middle.
  public let states: HeatMap
  private let title: String

  /// Pictures some units of a run that was recorded step by step; traps for units that are not there.
  ///
  /// - `words`: what stands above the steps.
  public init(
    _ title: String, _ run: LayerTrace.RecurrentRun, words: [String], units chosen: [Int]
  ) {
    self.title = title
    let found = run.gates
    let words = words.map(HeatMap.visible)
    gates = HeatMap("Gates", gates: found, words: words, units: chosen).named("gate")
    // Of a plain network the candidate is the state.
    var parts =
      found.count == 1
      ? []
      : found.filter { $0.name == "candidate" }.map { gate in
        (gate.name, { (unit: Int) in words.indices.map { gate.values[0, $0, unit] } })
      }
    let states = run.states
    if states.first?.cell != nil {
      parts.append(("cell", { unit in states.map { $0.cell!.array[0, unit] } }))
    }
    parts.append(("hidden", { unit in states.map { $0.hidden.array[0, unit] } }))
    var (rows, values): ([String], [[Double]]) = ([], [])
    for (name, numbers) in parts {
      for unit in chosen {
        rows.append("\(name) \(unit)")
        values.append(numbers(unit))
      }
    }
    // An end that can be read.
    let greatest = (10 * max(1, values.joined().map(abs).max() ?? 1)).rounded(.up) / 10
    self.states = HeatMap(
      "States", rows: rows, columns: words, values: values, range: -greatest...greatest,
      colours: .diverging
    ).named("value")
    units = chosen.map { unit in
      var all: [String: [Double]] = [:]
      for gate in found where gate.name != "candidate" {
        all[gate.name] = words.indices.map { gate.values[0, $0, unit] }
      }
      for (name, numbers) in parts { all[name] = numbers(unit) }
      return Unit(unit: unit, values: all)
    }
  }

  /// Both maps, one below the other: a self-contained SVG document.
  public var svg: String {
    PictureGrid(title, (gates.rows.isEmpty ? [] : [gates.svg]) + [states.svg], columns: 1).svg
  }
}

extension HeatMap {
  /// With what its colours measure, and without numbers where many columns leave no room for them.
  fileprivate func named(_ value: String) -> HeatMap {
    var map = self
    (map.valueTitle, map.columnTitle) = (value, "token")
    map.showsNumbers = columns.count <= 40
    return map
  }
}
