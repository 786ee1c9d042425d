import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

extension Module {
  /// All parameters and buffers by name, in PyTorch's layouts: what `weights.safetensors` holds.
  public var stateDictionary: [(name: String, array: NDArray)] {
    namedParameters(includingAliases: true).map { name, parameter in
      (name, parameter.fileArray)
    } + namedBuffers().map { name, buffer in (name, buffer.value) }
  }

  /// The gradients of all parameters by name, in PyTorch's layouts, so that they stand beside
  /// `parameter.grad`; zeros where nothing reached a parameter.
  public func gradientDictionary(_ gradients: Gradients) -> [(name: String, array: NDArray)] {
    namedParameters().map { ($0.name, $0.parameter.layout.turned(gradients[$0.parameter])) }
  }

  /// Brings all parameters and buffers into an element type: float64 for checks, float32 to train.
  public func cast(to elementType: ElementType) {
    for parameter in parameters { parameter.value = parameter.value.cast(to: elementType) }
    for (_, buffer) in namedBuffers() { buffer.value = buffer.value.cast(to: elementType) }
  }

  /// Sets all parameters and buffers from arrays in PyTorch's layouts; changes nothing if one does
  /// not fit.
  ///
  /// Float32 goes into a float64 model; the other way round would lose digits in silence.
  ///
  /// - Throws: `InputError` of kind `badData` that names the tensor: missing, of another shape, of more
  ///   digits, or one that the model does not have.
  public func load(stateDictionary arrays: [String: NDArray], file: String? = nil) throws {
    func bad(_ message: String) -> InputError { InputError(.badData, file: file, message) }
    var seen: Set<ObjectIdentifier> = []
    var values: [(Parameter, NDArray)] = []
    var names: Set<String> = []
    func found(
      _ name: String, _ shape: [Int], _ type: ElementType, isAlias: Bool = false
    ) throws -> NDArray? {
      names.insert(name)
      guard let array = arrays[name] else {
        if isAlias { return nil }
        throw bad("tensor \(name) is missing; the model needs it with shape \(shape)")
      }
      guard array.shape == shape else {
        throw bad("tensor \(name): expected shape \(shape), found \(array.shape)")
      }
      guard array.elementType == .float32 || type == .float64 else {
        throw bad(
          "tensor \(name): expected float32, found float64; convert the model before it is saved "
            + "(in PyTorch: model.float())")
      }
      return array
    }
    for (name, parameter) in namedParameters(includingAliases: true) {
      let isAlias = !seen.insert(ObjectIdentifier(parameter)).inserted
      let type = parameter.value.elementType
      let array = try found(name, parameter.fileShape, type, isAlias: isAlias)
      if let array, !isAlias { values.append((parameter, array)) }
    }
    let buffers = try namedBuffers().map { name, buffer in
      (buffer, try found(name, buffer.shape, buffer.value.elementType))
    }
    if let name = arrays.keys.filter({ !names.contains($0) }).min() {
      throw bad("tensor \(name) has no place in the model")
    }
    for (parameter, array) in values { parameter.set(fileArray: array) }
    for (buffer, array) in buffers {
      if let array { buffer.value = array.cast(to: buffer.value.elementType) }
    }
  }
}

extension Parameter {
  /// The shape in files.
  var fileShape: [Int] { layout == .asStored ? shape : shape.reversed() }

  /// The values as files hold them.
  var fileArray: NDArray { layout.turned(value) }

  package func set(fileArray array: NDArray) {
    value = layout.turned(array.cast(to: value.elementType))
  }
}

extension Parameter.Layout {
  /// An array as files hold it from the one in memory, and the other way round.
  package func turned(_ array: NDArray) -> NDArray {
    if self == .asStored { return array }
    return array.packedTranspose ?? array.kernels.permute(array, array.shape.indices.reversed())
  }
}
