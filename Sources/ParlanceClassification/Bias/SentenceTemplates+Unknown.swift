import ParlanceText

extension SentenceTemplates {
  /// By group: words of which a classifier knows no token, so that sentences with them tell it nothing
  /// of the group. Empty for classifiers that read characters or hash their tokens, and for those that
  /// have no list of tokens.
  public func unknownWords(of model: any TextClassifying) -> [String: [String]] {
    guard let model = model as? TextClassifier else { return [:] }
    let made = model.architecture
    guard !made.hashes, made.characters == nil, made.tokenizer.level == .word else { return [:] }
    var unknown: [String: [String]] = [:]
    for lists in groups.values {
      for (group, words) in lists {
        unknown[group, default: []] += words.filter { word in
          model.encoder.read(word).tokens.allSatisfy {
            model.encoder.vocabulary.id(near: $0) == Vocabulary.unknownID
          }
        }
      }
    }
    return unknown.mapValues { $0.sorted() }.filter { !$0.value.isEmpty }
  }
}
