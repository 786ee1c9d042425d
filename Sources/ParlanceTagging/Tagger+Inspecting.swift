import ParlanceTraining

extension Tagger {
  /// What the tagger is made of.
  public var inspection: ModelInspection {
    let made = architecture
    var facts = [
      (name: "kind", value: made.summary),
      (name: "sizes", value: "words of \(made.inputSize) numbers, hidden \(made.hiddenSize)"),
      (name: "tags", value: tags.names.joined(separator: " ")),
    ]
    if let scheme = made.scheme { facts.append((name: "scheme", value: scheme.name)) }
    facts.append((name: "vocabulary", value: "\(made.vocabularySize) words"))
    return ModelInspection(made, facts, of: network)
  }
}
