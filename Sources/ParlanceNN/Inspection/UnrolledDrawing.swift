import ParlanceAutograd

/// A recurrent network unrolled over its steps: what depends on what, and which weights are shared.
///
/// A column for each step, a row for each direction of each layer; arrows of one colour are uses of
/// one weight.
public struct UnrolledDrawing: Sendable {
  /// One weight, and how many arrows are uses of it.
  public struct Weight: Sendable, Equatable {
    /// The parameter's name.
    public let name: String
    /// The parameter's shape in memory.
    public let shape: [Int]
    /// How often the network uses it over these steps.
    public internal(set) var uses: Int
  }

  package struct Box: Sendable {
    package let row: Int
    /// −1 and T stand for what comes before the first step and after the last.
    package let column: Int
    package let label: String
    package let isState: Bool
  }

  package struct Arrow: Sendable {
    package let from: Int
    package let to: Int
    /// Nil where nothing is multiplied.
    package let weight: Int?
  }

  /// The weights that the steps share.
  public private(set) var weights: [Weight] = []
  package private(set) var boxes: [Box] = []
  package private(set) var arrows: [Arrow] = []
  /// What stands beside each row, from the input up.
  package private(set) var rows: [String] = ["input"]
  package let steps: Int

  /// Unrolls a network; traps for layers other than the library's.
  ///
  /// - Parameters:
  ///   - network: one layer or a stack.
  ///   - inputs: what stands in the boxes of the steps: words, say.
  public init(_ network: any SequenceLayer, inputs: [String]) {
    steps = inputs.count
    var below = [
      inputs.enumerated().map { add(0, $0, $1, isState: false) }
    ]
    for (index, layer) in network.simpleLayers.enumerated() {
      below = layer.directions.map { add($0, index, over: below) }
    }
    rows.append("output")
    for step in 0..<steps {
      let output = add(rows.count - 1, step, "y\(Self.subscripted(step + 1))", isState: false)
      for row in below { arrows.append(Arrow(from: row[step], to: output, weight: nil)) }
    }
  }

  /// For each output, the steps whose input it depends on, from the first on.
  public var dependencies: [[Int]] {
    var sources = [[Int]](repeating: [], count: boxes.count)
    for arrow in arrows { sources[arrow.to].append(arrow.from) }
    return boxes.indices.filter { boxes[$0].row == rows.count - 1 }.map { output in
      var (seen, pending) = (Set([output]), [output])
      while let box = pending.popLast() {
        for source in sources[box] where seen.insert(source).inserted { pending.append(source) }
      }
      return seen.filter { boxes[$0].row == 0 }.map { boxes[$0].column }.sorted()
    }
  }

  private mutating func add(_ row: Int, _ column: Int, _ label: String, isState: Bool) -> Int {
    boxes.append(Box(row: row, column: column, label: label, isState: isState))
    return boxes.count - 1
  }

  /// Adds one direction of a layer: its boxes' indices.
  private mutating func add(
    _ layer: RecurrentLayer, _ index: Int, over below: [[Int]]
  ) -> [Int] {
    let row = rows.count
    rows.append("layer \(index)" + (layer.isReversed ? " ←" : " →"))
    let states = (0..<steps).map {
      add(row, $0, "h\(Self.subscripted($0 + 1))", isState: true)
    }
    let start = add(row, layer.isReversed ? steps : -1, "h₀", isState: true)
    let (input, hidden) = (add(layer.inputWeight), add(layer.hiddenWeight))
    for step in 0..<steps {
      for source in below {
        arrows.append(Arrow(from: source[step], to: states[step], weight: input))
      }
      let before = layer.isReversed ? step + 1 : step - 1
      arrows.append(
        Arrow(
          from: states.indices.contains(before) ? states[before] : start, to: states[step],
          weight: hidden))
    }
    weights[input].uses += steps
    weights[hidden].uses += steps
    return states
  }

  private mutating func add(_ parameter: Parameter) -> Int {
    weights.append(Weight(name: parameter.name ?? "", shape: parameter.shape, uses: 0))
    return weights.count - 1
  }

  static func subscripted(_ number: Int) -> String {
    String(
      String.UnicodeScalarView(
        "\(number)".unicodeScalars.map {
          Unicode.Scalar(0x2080 + $0.value - 0x30)!
        }))
  }
}
