import ParlanceNN
import ParlanceSystem

extension Trainer {
  /// The model's score on validation data; nil where a stop was asked for on the way.
  func validate() throws -> Evaluation? {
    do {
      return try withScored {
        try StopRequest.$current.withValue(stop) { try task.validate() }
      }
    } catch is Interrupted where stop.signal != nil {
      return nil
    }
  }

  static func fault(of evaluation: Evaluation) -> String? {
    evaluation.isSound ? nil : "the validation loss is \(evaluation.loss)"
  }

  /// What is wrong with the model's numbers, or nil: a step with a finite loss can poison them.
  var modelFault: String? {
    let module = task.module
    let arrays =
      module.namedParameters().map { ($0.name, $0.parameter.value) }
      + module.namedBuffers().map { ($0.name, $0.buffer.value) }
    return arrays.first { !$0.1.kernels.allFinite($0.1) }.map { "\($0.0) holds NaN or Inf" }
  }
}
