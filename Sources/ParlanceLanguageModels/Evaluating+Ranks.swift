import ParlanceDistributed
import ParlanceSystem
import ParlanceText

extension LanguageModeling {
  /// Whether what is read of a line does not depend on the lines before it.
  package var readsLinesAlone: Bool {
    switch self {
    case let model as LanguageModel: model.architecture.context == .line
    case let model as MixtureLanguageModel: model.parts.allSatisfy { $0.readsLinesAlone }
    default: true
    }
  }

  /// The natural log-probability of each token of a corpus, of which each rank predicts its share: of its
  /// lines, or where the state of a network goes from line to line, of its windows.
  ///
  /// All numbers are those of one process. Of windows a rank reads those before its own too: what is shared
  /// is the output layer's work.
  ///
  /// - Throws: `InputError` for a mixture that has such a network; what the communicator throws.
  package func logProbabilities(
    of corpus: TokenCorpus, ranks: any Communicator
  ) throws -> [Double] {
    if ranks.size == 1 { return logProbabilities(of: corpus) }
    if let model = self as? LanguageModel, !readsLinesAlone {
      return try ranks.gatherAll(
        model.streamLogProbabilities(of: corpus, share: ranks.share(of:)))
    }
    guard readsLinesAlone else {
      throw InputError(
        .usage,
        "a mixture with a model whose state goes from line to line is evaluated by one process; begin it "
          + "without mpirun"
      )
    }
    let lines = ranks.share(of: corpus.lineCount)
    let own = lines.isEmpty ? [] : logProbabilities(of: corpus.lines(lines))
    return try ranks.gatherAll(own)
  }
}
