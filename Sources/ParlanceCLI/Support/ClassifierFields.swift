import ParlanceClassification

extension ClassifierOptions: ConfigurableOptions {
  private typealias Kind = ClassifierArchitecture.ModelType

  var kind: String { type.rawValue }

  /// What is trained where nothing else is said.
  var type: ClassifierArchitecture.ModelType {
    modelType ?? .logistic
  }

  static var fields: [OptionField<ClassifierOptions>] {
    [
      .choice("model-type", \.modelType), .text("train", \.train),
      .text("validation", \.validation), .text("test", \.test),
    ] + LabelledFormatOptions.fields.map { $0.within(\.format) } + [
      .truth("multi-label", \.multiLabel)
    ] + FeatureOptions.fields.map { $0.within(\.features) } + ofNetworks + [
      OptionField(
        "class-weights", \.classWeights,
        expected: "none, balanced, balanced:POWER, or weights as in spam=2,ham=1"
      ).only(for: trained),
      .text("augment", \.augment, "ways to augment").only(for: trained),
      .choice("selection", \.selection), .truth("calibrate", \.calibrate),
      .number("batch-size", \.batchSize, 1...(1 << 20)).only(for: trained),
    ]
      + OptimizationOptions<Defaults>.fields.map { $0.within(\.optimization) }
      .map { $0.name == "seed" ? $0 : $0.only(for: trained) }
  }

  private static let trained = Kind.allCases.filter { $0 != .ngram }
  private static let recurrent: [Kind] = [.rnn, .lstm, .gru]
  private static let hidden: [Kind] = [.feedforward, .dan] + recurrent
  private static let embedded: [Kind] = hidden + [.cnn]

  private static var ofNetworks: [OptionField<ClassifierOptions>] {
    [
      .number("embedding-size", \.embeddingSize, 1...65536).only(for: embedded),
      .number("hidden-size", \.hiddenSize, 1...65536).only(for: hidden),
      .number("layers", \.layers, 0...64).only(for: hidden),
      .truth("bidirectional", \.bidirectional).only(for: recurrent),
      .choice("pooling", \.pooling).only(for: recurrent),
      .truth("sum", \.sum).only(for: [Kind.dan]),
      OptionField("filter-widths", \.filterWidths, expected: "widths of 1 to 256, as in 3 4 5") {
        $0.numbers.allSatisfy { (1...256).contains($0) }
      }.only(for: [Kind.cnn]),
      .number("filters", \.filters, 1...65536).only(for: [Kind.cnn]),
      .rate("dropout", \.dropout).only(for: embedded),
      .rate("input-dropout", \.inputDropout).only(for: recurrent + [.cnn]),
      .rate("word-dropout", \.wordDropout).only(for: trained),
      .number("maximum-length", \.maximumLength, 1...(1 << 24)),
      .text("vectors", \.vectors).only(for: trained),
      .number("thaw-after", \.thawAfter, -1...1_000_000).only(for: trained),
    ]
  }
}
