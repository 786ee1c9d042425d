import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import Testing

extension GoldenCase {
  /// What is wrong with a module's values and gradients in both precisions, or nil.
  ///
  /// Each parameter of the module takes its values from `in.<its name>`, in PyTorch's layout, and has
  /// its gradient compared with `grad.<its name>`; the other inputs are parameters of their own.
  ///
  /// - Parameters:
  ///   - make: a new module of the case's settings.
  ///   - run: from the module and the other inputs by name to the outputs.
  public func failure<M: Module>(
    module make: @autoclosure () throws -> M, _ run: (M, [String: Tensor]) throws -> [Tensor]
  ) rethrows -> String? {
    var failure: String?
    for (type, tolerance) in precisions where failure == nil {
      let module = try make()
      var all: [(name: String, parameter: Parameter)] = []
      for (name, parameter) in module.namedParameters() {
        guard let array = array("in.\(name)") else { return "the case has no in.\(name)" }
        parameter.value = parameter.value.cast(to: type)
        parameter.set(fileArray: array)
        all.append((name, parameter))
      }
      let own = Set(all.map(\.name))
      let inputs = inputNames.filter { !own.contains($0) }.map {
        ($0, Parameter(array("in.\($0)")!.cast(to: type)))
      }
      let tensors = Dictionary(uniqueKeysWithValues: inputs.map { ($0.0, $0.1.tensor) })
      let outputs = try run(module, tensors)
      failure = problem(outputs, all + inputs, tolerance).map { "\(type), \($0)" }
    }
    return failure
  }
}

/// Expects a module's values and all its gradients by name, in both precisions.
public func expectCase<M: Module>(
  _ golden: GoldenCase, module make: @autoclosure () throws -> M,
  _ location: SourceLocation = #_sourceLocation,
  _ run: (M, [String: Tensor]) throws -> [Tensor]
) rethrows {
  let failure = try golden.failure(module: try make(), run)
  golden.record(failure == nil)
  #expect(failure == nil, "\(golden)", sourceLocation: location)
}
