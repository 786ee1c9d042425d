import ParlanceTraining

// What decides the vocabulary is not looked for: losses over other words cannot be compared.

extension LanguageModelSettings: TrainedSettings {
  public var searched: [SearchedSetting<LanguageModelSettings>] {
    typealias Searched = SearchedSetting<LanguageModelSettings>
    // Rules that take steps of the gradient's size have rates far from the others'.
    let (least, most) = training.optimizer.isPlainDescent ? (0.25, 4.0) : (0.4, 2.5)
    let rate = training.learningRate
    let rates = Searched(
      "learningRate", \.training.learningRate,
      .real(least * rate...most * rate, isLogarithmic: true))
    let sizes = Searched("hiddenSize", .choice(["64", "128", "200", "300"])) { value, settings in
      guard let size = Int(value.description) else { return false }
      let old = settings.architecture.hiddenSize
      if settings.architecture.embeddingSize == old { settings.architecture.embeddingSize = size }
      settings.architecture.hiddenSize = size
      return true
    }
    let rows = Searched("batchSize", \.batchSize, .choice(["10", "16", "32", "64"]))
    let cells = Searched("cell", \.architecture.cell, .choice(["lstm", "lstm", "gru"]))
    return [
      rates, sizes, Searched("layers", \.architecture.layers, .integer(1...2)),
      Searched("dropout", \.architecture.dropout, .real(0...0.5)), rows,
    ] + (architecture.network == .recurrent ? [cells] : [])
  }
}

extension NGramSettings: SearchableSettings {
  /// Counting has no passes.
  public var passes: Int? {
    get { nil }
    set {}
  }

  public var searched: [SearchedSetting<NGramSettings>] {
    typealias Searched = SearchedSetting<NGramSettings>
    let orders = level == .word ? 2...6 : 4...12
    // Of another family than the settings' own none takes part: `lm train` has a type for each.
    let smoothings: [NGramSmoothing] =
      smoothing.countsContinuations ? [.modifiedKneserNey, .kneserNey] : [.wittenBell, .addK]
    return [
      Searched("order", \.order, .integer(orders)),
      Searched("smoothing", \.smoothing, .choice(smoothings.map(\.rawValue))),
      Searched(
        "addend", \.addend, .real(1e-4...1, isLogarithmic: true), where: "smoothing",
        is: [NGramSmoothing.addK.rawValue]),
      Searched(
        "prune", .choice(["0", "0 0 1", "0 0 2"]), where: "order",
        is: orders.filter { $0 >= 3 }.map(String.init)
      ) { value, settings in
        settings.prune = value.description.split(separator: " ").compactMap { Int($0) }
        return !settings.prune.isEmpty
      },
    ]
  }
}

extension SparseNonnegativeSettings: SearchableSettings {
  public var passes: Int? {
    get { epochs }
    set { epochs = newValue ?? epochs }
  }

  public var searched: [SearchedSetting<SparseNonnegativeSettings>] {
    [
      SearchedSetting("order", \.architecture.order, .integer(2...6)),
      SearchedSetting("skip", \.architecture.skip, .integer(0...4)),
      SearchedSetting(
        "minimumFeatureCount", \.architecture.minimumFeatureCount, .integer(1...4)),
      SearchedSetting("learningRate", \.learningRate, .real(0.05...0.5, isLogarithmic: true)),
    ]
  }
}
