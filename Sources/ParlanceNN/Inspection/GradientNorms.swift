import ParlanceArrays
import ParlanceAutograd

extension Gradients {
  /// ‖∂L/∂θ‖, the Euclidean norm of each parameter's gradient, by name.
  public func norms(
    _ parameters: [(name: String, parameter: Parameter)]
  ) -> [(name: String, norm: Double)] {
    parameters.map { name, parameter in (name, norm([parameter])) }
  }

  /// ‖∂L/∂θ‖ over all parameters of each layer: those whose names differ in the last part alone.
  public func layerNorms(
    _ parameters: [(name: String, parameter: Parameter)]
  ) -> [(name: String, norm: Double)] {
    var layers: [(name: String, parameters: [Parameter])] = []
    for (name, parameter) in parameters {
      let layer = name.split(separator: ".").dropLast().joined(separator: ".")
      if let index = layers.firstIndex(where: { $0.name == layer }) {
        layers[index].parameters.append(parameter)
      } else {
        layers.append((layer, [parameter]))
      }
    }
    return layers.map { ($0.name, norm($0.parameters)) }
  }

  /// ‖∂L/∂h‖ of each tensor: of the states of a recurrent network, step by step.
  ///
  /// Traps unless the gradients come from `backward(keepingAll: true)` and each tensor was reached.
  public func norms(_ tensors: [Tensor]) -> [Double] {
    tensors.enumerated().map { index, tensor in
      guard let gradient = self[tensor] else {
        fatalError("norms: no gradient of tensor \(index) was kept; use backward(keepingAll: true)")
      }
      return gradient.kernels.sumOfSquares(gradient).squareRoot()
    }
  }

  private func norm(_ parameters: [Parameter]) -> Double {
    sumsOfSquares(of: parameters).reduce(0, +).squareRoot()
  }
}
