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

  /// The natural log-probability of each token of a corpus, of whose lines each rank reads its share.
  ///
  /// - Throws: `InputError` where the model reads one line after the other; what the communicator throws.
  package func logProbabilities(
    of corpus: TokenCorpus, ranks: any Communicator
  ) throws -> [Double] {
    if ranks.size == 1 { return logProbabilities(of: corpus) }
    guard readsLinesAlone else {
      throw InputError(
        .usage,
        "a model whose state goes from line to line is evaluated by one process; begin it without mpirun"
      )
    }
    let lines = ranks.share(of: corpus.lineCount)
    let own = lines.isEmpty ? [] : logProbabilities(of: corpus.lines(lines))
    return try ranks.gatherAll(own)
  }
}
