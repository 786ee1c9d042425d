import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A layer that multiplies its input with weights as they are.
protocol Multiplying: Module {
  /// The weights of its products.
  var multipliedWeights: [Parameter] { get }
}

extension Linear: Multiplying {
  var multipliedWeights: [Parameter] { [weight] }
}

extension FullSoftmax: Multiplying {
  var multipliedWeights: [Parameter] { [weight] }
}

extension RecurrentLayer: Multiplying {
  var multipliedWeights: [Parameter] {
    // Others are made anew from these at each call.
    options.needsSteps || options.couplesGates ? [] : [inputWeight, hiddenWeight]
  }
}

extension MultiHeadAttention: Multiplying {
  var multipliedWeights: [Parameter] {
    [inputWeight, queryWeight, keyWeight, valueWeight].compactMap { $0 }
  }
}

extension Module {
  /// Keeps the weights of products in the form that products read, so that none arranges them anew: for a
  /// model that only answers.
  ///
  /// The numbers stay what they are, and so does what products make of them within
  /// `Threads.keepingRowsApart`. A weight that is changed is plain again.
  public func keepWeightsForProducts() {
    let modules = [self as any Module] + namedModules().map(\.module)
    for case let layer as any Multiplying in modules {
      for weight in layer.multipliedWeights { weight.keep(as: .float32) }
    }
  }

  /// Rounds all matrices to a format and keeps them so, for a model that only answers: what reads them sees
  /// the rounded numbers. Vectors, and what has more axes, stay as they are; matrices of so narrow rows that
  /// a scale for each outweighs what a byte a number saves are kept in bfloat16 rather than int8.
  ///
  /// - Throws: `InputError` where a matrix holds what is not a finite number.
  public func roundWeights(to format: WeightFormat) throws {
    for (name, parameter) in namedParameters() where parameter.isMatrixOfNumbers {
      guard parameter.value.kernels.allFinite(parameter.value) else {
        throw InputError(.badData, "tensor \(name) holds numbers that are not finite")
      }
    }
    for parameter in parameters where parameter.isMatrixOfNumbers {
      parameter.keep(as: format == .int8 && parameter.rowLength <= 4 ? .bfloat16 : format)
    }
  }

  /// The format in which matrices are rounded; nil where none is. Of two it is int8.
  public var roundedFormat: WeightFormat? {
    let formats = parameters.compactMap(\.value.weightFormat)
    return formats.contains(.int8) ? .int8 : formats.first { $0 != .float32 }
  }
}

extension Parameter {
  /// Whether it is a matrix of float32 that is not packed.
  fileprivate var isMatrixOfNumbers: Bool {
    value.rank == 2 && value.hasValues && value.elementType == .float32
      && value.weightFormat == nil
  }

  /// Numbers that have a scale together in int8.
  fileprivate var rowLength: Int { value.shape[layout == .transposedInFiles ? 0 : 1] }

  fileprivate func keep(as format: WeightFormat) {
    guard isMatrixOfNumbers else { return }
    value = value.packed(as: format, transposed: layout == .transposedInFiles)
  }
}
