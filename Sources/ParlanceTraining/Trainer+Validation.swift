import ParlanceDistributed
import ParlanceNN
import ParlanceSystem

extension Trainer {
  /// The model's score on validation data, which the ranks share, on rank 0; nil where a stop was asked for
  /// on the way.
  func validate() throws -> Evaluation? {
    // The epochs that a mean is taken of are in rank 0's folder alone.
    let isShared = task.averagedEpochs < 2 || directory == nil
    guard isShared || ranks.rank == 0 else { return nil }
    do {
      return try withScored {
        try StopRequest.$current.withValue(stop) {
          try task.validate(ranks: isShared ? ranks : Alone())
        }
      }
    } catch is Interrupted where stop.signal != nil && (ranks.size == 1 || !isShared) {
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
