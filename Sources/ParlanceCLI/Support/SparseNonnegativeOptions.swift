import ParlanceLanguageModels

extension TrainOptions {
  /// These options of a sparse non-negative matrix with a value for each that has a default.
  var resolvedForSparseMatrix: TrainOptions {
    let settings = SparseNonnegativeSettings()
    let made = settings.architecture
    var defaults = TrainOptions.none()
    defaults.level = level ?? .word
    defaults.vocabularySize = 0
    defaults.minimumCount = settings.minimumCount
    defaults.blankLines = (level ?? .word).skipsBlankLines ? .skip : .keep
    (defaults.order, defaults.skip, defaults.skipOrder) = (made.order, made.skip, made.skipOrder)
    (defaults.reach, defaults.minimumFeatureCount) = (made.reach, made.minimumFeatureCount)
    defaults.blocks = settings.blocks
    defaults.optimization.epochs = settings.epochs
    defaults.optimization.learningRate = settings.learningRate
    defaults.optimization.seed = settings.seed
    return defaults.overridden(by: self)
  }

  /// What the library makes a sparse non-negative matrix with; of resolved options.
  var sparseMatrixSettings: SparseNonnegativeSettings {
    var settings = SparseNonnegativeSettings()
    settings.train = train
    settings.validation = validation
    settings.test = test
    settings.vocabularySize = vocabularySize == 0 ? nil : vocabularySize
    settings.skipBlankLines = blankLines.map { $0 == .skip }
    if let level { settings.architecture.level = level }
    if let order { settings.architecture.order = order }
    if let skip { settings.architecture.skip = skip }
    if let skipOrder { settings.architecture.skipOrder = skipOrder }
    if let reach { settings.architecture.reach = reach }
    if let minimumFeatureCount { settings.architecture.minimumFeatureCount = minimumFeatureCount }
    if let minimumCount { settings.minimumCount = minimumCount }
    if let blocks { settings.blocks = blocks }
    if let epochs = optimization.epochs { settings.epochs = epochs }
    if let learningRate = optimization.learningRate { settings.learningRate = learningRate }
    if let seed = optimization.seed { settings.seed = seed }
    return settings
  }
}
