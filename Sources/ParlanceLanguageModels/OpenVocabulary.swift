import ParlanceText

/// A model that may tell a literal `<unk>` of a text from tokens that its vocabulary lacks, or that may
/// lack tokens of its own vocabulary.
///
/// Others have one probability for both, that of `<unk>`.
protocol OpenVocabulary: LanguageModeling {
  /// Whether a token of the vocabulary has a probability of its own.
  func knows(_ id: Int32) -> Bool
  /// Whether what stands at the id of `<pad>` is the probability of what is unknown.
  var hasUnknownAtPadding: Bool { get }
  /// Whether a literal `<unk>` and tokens that are lacking are two events.
  var separatesUnknown: Bool { get }
  /// As `logProbabilities(of:)`, the two being one event, whose probability is their sum.
  func joinedLogProbabilities(of corpus: TokenCorpus) -> [Double]
}

extension LanguageModeling {
  /// Whether a token of the vocabulary is an ordinary one that has a probability of its own.
  func knowsWord(_ id: Int32) -> Bool {
    id > Vocabulary.sentenceEndID && ((self as? any OpenVocabulary)?.knows(id) ?? true)
  }
}
