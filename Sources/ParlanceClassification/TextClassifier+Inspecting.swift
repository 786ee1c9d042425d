import ParlanceTraining

extension TextClassifier {
  /// What the classifier is made of.
  public var inspection: ModelInspection {
    let made = architecture
    var facts = [
      (
        name: "kind",
        value: "\(made.modelType.rawValue) classifier over \(made.tokenizer.level.rawValue)s"
      ),
      (name: "labels", value: labels.names.joined(separator: " ")),
    ]
    if made.isMultiLabel { facts.append((name: "labels a text", value: "any number")) }
    if made.hashes { facts.append((name: "hashed n-grams", value: "\(made.buckets) rows")) }
    facts.append((name: "vocabulary", value: "\(made.vocabularySize) tokens"))
    return ModelInspection(made, facts, of: network)
  }
}
