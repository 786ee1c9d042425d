import ParlanceArrays
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem

extension LanguageModelNetwork {
  /// The state of B rows from the arrays of a checkpoint.
  ///
  /// - Throws: `InputError` that names what does not fit.
  func state(_ arrays: [String: NDArray], rows: Int) throws -> CarriedState {
    let steps = arrays[CarriedState.keys(0)]?.shape.dropFirst(2).first ?? 0
    let state = CarriedState(
      try stateShapes(rows: rows, steps: steps).map { name, shape in
        guard let array = arrays[name], array.shape == shape,
          array.elementType == .float32 || Self.countNames.contains(name)
        else {
          throw InputError(
            .badData,
            "checkpoint: carried.\(name) should have shape \(shape), found "
              + (arrays[name].map { "\($0.shape)" } ?? "none"))
        }
        return (name, array)
      })
    let tokens = state[CarriedState.historyName]?.doubles ?? []
    let ids = -1..<Double(architecture.vocabularySize)
    guard tokens.allSatisfy({ ids.contains($0) && $0 == $0.rounded() }) else {
      throw InputError(.badData, "checkpoint: carried.history holds what is no token")
    }
    if let problem = cacheProblem(state, steps: steps) {
      throw InputError(.badData, "checkpoint: carried.\(problem)")
    }
    return state
  }

  /// What is held in double precision, since it counts.
  private static var countNames: [String] {
    [CarriedState.historyName, CarriedState.lengthsName, CarriedState.placesName]
  }

  /// What is wrong with the counts of a transformer's caches, or nil.
  private func cacheProblem(_ state: CarriedState, steps: Int) -> String? {
    guard architecture.network == .transformer else { return nil }
    if steps > architecture.window {
      return "keys_l0 has \(steps) tokens, a window holds \(architecture.window)"
    }
    let limits = [(CarriedState.lengthsName, Double(steps)), (CarriedState.placesName, 0x1p53)]
    for (name, limit) in limits {
      let numbers = state[name]?.doubles ?? []
      guard numbers.allSatisfy({ (0...limit).contains($0) && $0 == $0.rounded() }) else {
        return "\(name) holds what is no count"
      }
    }
    return nil
  }

  /// What the state of B rows is made of.
  ///
  /// - `steps`: the tokens that a transformer's caches hold.
  private func stateShapes(rows: Int, steps: Int) -> [(name: String, shape: [Int])] {
    if architecture.network == .transformer {
      return cacheShapes(rows: rows, steps: steps) + history(rows)
    }
    let layers = architecture.network == .recurrent ? architecture.layers : 0
    let shape = [rows, architecture.hiddenSize]
    return (0..<layers).flatMap { layer in
      [(CarriedState.hidden(layer), shape)]
        + (architecture.cell == .lstm ? [(CarriedState.cell(layer), shape)] : [])
    } + history(rows)
  }

  private func history(_ rows: Int) -> [(name: String, shape: [Int])] {
    historyLength > 0 ? [(CarriedState.historyName, [rows, historyLength])] : []
  }

  private func cacheShapes(rows: Int, steps: Int) -> [(name: String, shape: [Int])] {
    let heads = architecture.headCount
    let shape = [rows, heads, steps, architecture.hiddenSize / heads]
    return (0..<architecture.layers).flatMap { layer in
      [(CarriedState.keys(layer), shape), (CarriedState.values(layer), shape)]
    } + [(CarriedState.lengthsName, [rows, 1]), (CarriedState.placesName, [rows, 1])]
  }
}
