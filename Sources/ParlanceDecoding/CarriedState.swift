import ParlanceArrays
import ParlanceAutograd
import ParlanceNN

/// What a model carries from one token to the next: arrays by name, each with one row a text.
///
/// States of recurrent layers, caches of keys and values, last tokens: whatever [R, …]. The names are
/// those that checkpoints know.
public struct CarriedState: Sendable {
  /// The arrays, in the order in which they were named.
  public private(set) var arrays: [(name: String, array: NDArray)] = []

  /// Creates a state that holds nothing.
  public init() {}

  /// Creates a state of given arrays; traps where two have one name or differ in rows.
  public init(_ arrays: [(name: String, array: NDArray)]) {
    for (name, array) in arrays {
      if self[name] != nil { fatalError("CarriedState: two arrays named \(name)") }
      self[name] = array
    }
  }

  /// R: how many texts it is about; 0 where it holds nothing.
  public var rowCount: Int { arrays.first?.array.shape[0] ?? 0 }

  /// The array of a name; traps where a new one has another number of rows than the others.
  public subscript(name: String) -> NDArray? {
    get { arrays.first { $0.name == name }?.array }
    set {
      let place = arrays.firstIndex { $0.name == name }
      guard let newValue else {
        if let place { arrays.remove(at: place) }
        return
      }
      if let other = arrays.first(where: { $0.name != name }),
        newValue.shape.first != other.array.shape[0]
      {
        fatalError(
          "CarriedState: \(name) \(newValue.shape) beside \(other.name) \(other.array.shape)")
      }
      if let place { arrays[place].array = newValue } else { arrays.append((name, newValue)) }
    }
  }

  /// The state of some of the texts, in any order, each as often as wanted.
  public func rows(_ places: [Int]) -> CarriedState {
    if places == Array(0..<rowCount) { return self }
    let ids = places.map(Int32.init)
    return mapped { $0.kernels.gatherRows($0, ids) }
  }

  /// The states of several texts as one, row under row; traps where their arrays do not fit.
  public static func joined(_ states: [CarriedState]) -> CarriedState {
    guard let first = states.first, states.count > 1 else { return states.first ?? CarriedState() }
    return CarriedState(
      first.arrays.map { name, _ in
        let parts = states.map { state in
          guard state.arrays.count == first.arrays.count, let part = state[name] else {
            fatalError("CarriedState.joined: expected \(first), found \(state)")
          }
          return Tensor(part)
        }
        return (name, withoutGraph { concatenate(parts, axis: 0).array })
      })
  }

  /// What must be the same of states that are joined: names, shapes but for the rows, element types.
  package var form: [String] {
    arrays.map { "\($0.name) \($0.array.shape.dropFirst()) \($0.array.elementType)" }
  }

  private func mapped(_ body: (NDArray) -> NDArray) -> CarriedState {
    var state = self
    for place in arrays.indices { state.arrays[place].array = body(arrays[place].array) }
    return state
  }
}

extension CarriedState: CustomStringConvertible {
  /// Names and shapes.
  public var description: String {
    "[" + arrays.map { "\($0.name): \($0.array.shape)" }.joined(separator: ", ") + "]"
  }
}

extension CarriedState {
  /// A state of parts of their own, each array under its part's prefix and a point.
  public init(parts: [(prefix: String, state: CarriedState)]) {
    self.init(
      parts.flatMap { prefix, state in
        state.arrays.map { (prefix + "." + $0.name, $0.array) }
      })
  }

  /// The arrays under a prefix, without it.
  public func part(_ prefix: String) -> CarriedState {
    let begin = prefix + "."
    return CarriedState(
      arrays.filter { $0.name.hasPrefix(begin) }.map {
        (String($0.name.dropFirst(begin.count)), $0.array)
      })
  }
}

extension CarriedState {
  /// The states of recurrent layers, from the input up: `hidden_l0`, for the LSTM `cell_l0`, and so on.
  ///
  /// They are arrays: what is carried has no graph.
  public var layers: [RecurrentState] {
    get {
      var states: [RecurrentState] = []
      while let hidden = self[Self.hidden(states.count)] {
        let cell = self[Self.cell(states.count)]
        states.append(RecurrentState(hidden: Tensor(hidden), cell: cell.map { Tensor($0) }))
      }
      return states
    }
    set {
      for layer in newValue.indices {
        self[Self.hidden(layer)] = newValue[layer].hidden.array
        if let cell = newValue[layer].cell { self[Self.cell(layer)] = cell.array }
      }
    }
  }

  /// The last tokens of each text, under the name `history`; none where their length is 0.
  public var history: TokenHistory? {
    get {
      self[Self.historyName].map {
        TokenHistory($0.doubles.map { Int32($0) }, length: $0.shape[1])
      }
    }
    set {
      guard let newValue, newValue.length > 0 else {
        self[Self.historyName] = nil
        return
      }
      // Ids are below 2^26; a float32 holds those below 2^24 exactly, a float64 all.
      self[Self.historyName] = NDArray(
        float64: newValue.tokens.map { Double($0) },
        shape: [newValue.tokens.count / newValue.length, newValue.length])
    }
  }

  /// The name of a layer's h.
  public static func hidden(_ layer: Int) -> String { "hidden_l\(layer)" }
  /// The name of a layer's c.
  public static func cell(_ layer: Int) -> String { "cell_l\(layer)" }
  /// The name of the last tokens.
  public static let historyName = "history"
}
