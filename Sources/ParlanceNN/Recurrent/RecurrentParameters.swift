import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Makes the parameters of one recurrent layer, under PyTorch's names where it has them.
struct RecurrentParameters {
  private let cell: RecurrentCell
  private let inputSize: Int
  private let hiddenSize: Int
  private let options: RecurrentOptions
  private let initializer: RecurrentInitializer
  private let suffix: String

  init(
    _ cell: RecurrentCell, _ inputSize: Int, _ hiddenSize: Int, _ options: RecurrentOptions,
    _ initializer: RecurrentInitializer, suffix: String
  ) {
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.options = options
    self.initializer = initializer
    self.suffix = suffix
  }

  private var stateSize: Int { options.projectionSize ?? hiddenSize }
  private var gateCount: Int { cell.gateCount - (options.couplesGates ? 1 : 0) }
  private var width: Int { gateCount * hiddenSize }
  private var pyTorch: Initializer { .uniform(1 / Double(max(hiddenSize, 1)).squareRoot()) }

  func inputWeight(using generator: inout RandomGenerator) -> Parameter {
    weight("weight_ih", inputSize, width, initializer.input, using: &generator)
  }

  func hiddenWeight(using generator: inout RandomGenerator) -> Parameter {
    weight("weight_hh", stateSize, width, initializer.hidden, using: &generator)
  }

  func projection(using generator: inout RandomGenerator) -> Parameter? {
    options.projectionSize.map {
      weight("weight_hr", hiddenSize, $0, initializer.input, using: &generator)
    }
  }

  /// A bias; where one is asked for, f's part is set to what `forget` makes of it.
  func bias(
    _ name: String, forget: (Double) -> Double, using generator: inout RandomGenerator
  ) -> Parameter? {
    guard options.hasBias else { return nil }
    var value = vector(width, using: &generator)
    if let bias = initializer.forgetBias, cell == .lstm, !options.couplesGates {
      for unit in hiddenSize..<2 * hiddenSize { value[flat: unit] = forget(bias) }
    }
    return Parameter(value, name: name + suffix)
  }

  func peephole(using generator: inout RandomGenerator) -> Parameter? {
    guard options.hasPeepholes else { return nil }
    let count = options.couplesGates ? 2 : 3
    return Parameter(
      vector(count * hiddenSize, using: &generator), name: "weight_peephole" + suffix)
  }

  func norms() -> [RecurrentNorm] {
    guard options.hasLayerNorm else { return [] }
    return [
      RecurrentNorm(width, name: "ln_ih" + suffix), RecurrentNorm(width, name: "ln_hh" + suffix),
    ] + (cell == .lstm ? [RecurrentNorm(hiddenSize, name: "ln_cell" + suffix)] : [])
  }

  func initialState(_ name: String, _ size: Int) -> Parameter? {
    options.learnsInitialState ? Parameter(shape: [size], name: name + suffix) : nil
  }

  private func weight(
    _ name: String, _ inputs: Int, _ width: Int, _ initializer: Initializer?,
    using generator: inout RandomGenerator
  ) -> Parameter {
    let value = (initializer ?? pyTorch).array(
      [inputs, width], inputs: inputs, outputs: hiddenSize, using: &generator)
    return Parameter(value, name: name + suffix, layout: .transposedInFiles)
  }

  private func vector(_ size: Int, using generator: inout RandomGenerator) -> NDArray {
    (initializer.bias ?? pyTorch).array(
      [size], inputs: 1, outputs: size, using: &generator)
  }
}
