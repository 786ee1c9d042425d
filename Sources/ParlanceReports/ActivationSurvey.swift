import ParlanceArrays
import ParlanceAutograd
import ParlanceDrawing
import ParlanceNN
import ParlanceTraining

/// What the units of a network do over many texts: how many are saturated, how many never on.
public struct ActivationSurvey {
  /// One layer's function.
  public struct Layer: Encodable, Sendable {
    /// The layer's name.
    public let layer: String
    /// The function, or the gate of a recurrent layer.
    public let function: String
    /// How many units it has.
    public let units: Int
    /// How many values were looked at.
    public let values: Int
    /// The share of them in the flat ends of a sigmoid or tanh; nil for other functions.
    public let saturated: Double?
    /// The units that lie there nearly always.
    public let saturatedUnits: [Int]?
    /// The units of ReLU and its kin that are never above zero.
    public let deadUnits: [Int]?
  }

  private struct Key: Hashable {
    let layer: String
    let function: String
  }

  private var order: [Key] = []
  private var found: [Key: UnitActivity] = [:]

  /// The functions that are looked at where they stand alone.
  private static let functions: Set<String> = [
    "tanh", "sigmoid", "relu", "gelu", "silu", "leakyRelu", "elu", "hardTanh", "hardSigmoid",
  ]

  /// Looks at nothing yet.
  public init() {}

  /// Runs a body that reads one text with a model, and adds what its units do.
  public mutating func read(_ model: any NetworkModel, _ body: () -> Tensor) {
    let names = model.module.namedParameters()
    let ((_, trace), operations) = observedOperations(Self.functions, names: names) {
      LayerTrace.recording(body)
    }
    let layers = Dictionary(
      model.module.namedModules().map { (ObjectIdentifier($0.module), $0.name) },
      uniquingKeysWith: { first, _ in first })
    for run in trace.recurrent {
      let name = layers[ObjectIdentifier(run.layer)] ?? "recurrent"
      for gate in run.gates where run.layer.cell != .rnn && run.layer.cell != .rnnReLU {
        add(name, gate.name, UnitActivity(gate.values, lengths: run.lengths))
      }
      add(name, "hidden", UnitActivity(run.hidden.array, lengths: run.lengths))
    }
    for operation in operations where !operation.output.shape.isEmpty {
      let parameter = operation.parameters.first ?? operation.name
      let layer = parameter.split(separator: ".").dropLast().joined(separator: ".")
      add(layer.isEmpty ? parameter : layer, operation.name, UnitActivity(operation.output))
    }
  }

  private mutating func add(_ layer: String, _ function: String, _ activity: UnitActivity) {
    let key = Key(layer: layer, function: function)
    if found[key] == nil {
      order.append(key)
      found[key] = activity
    } else if found[key]!.unitCount == activity.unitCount {
      found[key]!.add(activity)
    }
  }

  /// The layers in the order in which they ran.
  public var layers: [Layer] {
    order.map { key in
      let activity = found[key]!
      let bounds: UnitActivity.Bounds? =
        switch key.function {
        case "tanh", "candidate", "hidden", "hardTanh": .tanh
        case "sigmoid", "hardSigmoid", "input", "forget", "output", "reset", "update": .sigmoid
        default: nil
        }
      return Layer(
        layer: key.layer, function: key.function, units: activity.unitCount,
        values: activity.exampleCount * activity.unitCount,
        saturated: bounds.map { activity.saturatedShare($0) },
        saturatedUnits: bounds.map { activity.saturatedUnits($0) },
        deadUnits: bounds == nil ? activity.neverOnUnits : nil)
    }
  }

  /// The shares as a picture: a row for each layer's function.
  public var map: HeatMap {
    let rows = layers
    func share(_ units: [Int]?, of count: Int) -> Double {
      units.map { Double($0.count) / Double(max(count, 1)) } ?? .nan
    }
    var map = HeatMap(
      "Saturated and dead units", rows: rows.map { "\($0.layer) \($0.function)" },
      columns: ["values saturated", "units saturated", "units dead"],
      values: rows.map {
        [
          $0.saturated ?? .nan, share($0.saturatedUnits, of: $0.units),
          share($0.deadUnits, of: $0.units),
        ]
      }, range: 0...1)
    map.valueTitle = "share"
    return map
  }
}
