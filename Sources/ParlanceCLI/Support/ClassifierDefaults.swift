import ParlanceClassification
import ParlanceText
import ParlanceTraining

extension ClassifierOptions {
  /// These options with a value for each that has a default and goes with the kind of model.
  var resolved: ClassifierOptions {
    let level = features.level ?? .word
    let settings = ClassifierSettings(type, level: level)
    let made = settings.architecture
    var defaults = ClassifierOptions.none()
    defaults.modelType = type
    defaults.multiLabel = false
    defaults.format.dataFormat = .automatic
    defaults.format.labelPrefix = LabelledFormat().labelPrefix
    defaults.features.level = level
    defaults.features.tokenizer = made.tokenizer.style
    defaults.features.lowercase = made.tokenizer.lowercased
    (defaults.features.vocabularySize, defaults.features.minimumCount) = (0, 1)
    defaults.features.order = made.order
    defaults.features.characters = LengthRange(made.characters)
    defaults.features.shapes = made.shapes
    defaults.features.buckets = 0
    defaults.features.weighting = made.weighting
    defaults.embeddingSize = vectors == nil ? made.embeddingSize : nil
    defaults.hiddenSize = made.hiddenSize
    defaults.layers = made.layers
    defaults.bidirectional = made.isBidirectional
    defaults.pooling = made.pooling
    defaults.sum = false
    defaults.filterWidths = Numbers(
      rawValue: made.filterWidths.map(String.init).joined(separator: " "))
    defaults.filters = made.filterCount
    defaults.dropout = made.dropout
    defaults.inputDropout = made.inputDropout
    defaults.wordDropout = made.wordDropout
    defaults.maximumLength = made.maximumLength
    defaults.thawAfter = vectors == nil ? nil : -1
    defaults.classWeights = ClassWeightsArgument(settings.classWeights)
    defaults.selection = settings.selection
    defaults.calibrate = true
    defaults.batchSize = settings.batchSize
    defaults.optimization.fill(settings.training, said: optimization)
    let all = defaults.overridden(by: self)
    // What does not go with the kind of model has no value.
    var fitting = ClassifierOptions.none()
    for field in Self.fields where field.kinds?.contains(kind) ?? true {
      field.merge(all, &fitting)
    }
    return fitting
  }

  /// Which options do not go together, or nil; of resolved options.
  var conflict: String? {
    if thawAfter ?? -1 >= 0, vectors == nil { return "--thaw-after needs --vectors" }
    if embeddingSize != nil && vectors != nil {
      return "--embedding-size and --vectors exclude each other: vectors have a size of their own"
    }
    return optimization.conflict
  }

  /// What the library trains with; of resolved options.
  var settings: ClassifierSettings {
    let type = type
    var settings = ClassifierSettings(type, level: features.level ?? .word)
    (settings.train, settings.validation, settings.test) = (train, validation, test)
    settings.format = format.format
    func set<Value>(_ place: WritableKeyPath<ClassifierSettings, Value>, _ value: Value?) {
      if let value { settings[keyPath: place] = value }
    }
    set(\.architecture.isMultiLabel, multiLabel)
    let tokenizer = settings.architecture.tokenizer
    settings.architecture.tokenizer = Tokenizer(
      level: features.level ?? tokenizer.level, style: features.tokenizer ?? tokenizer.style,
      lowercased: features.lowercase ?? tokenizer.lowercased)
    settings.vocabularySize = features.vocabularySize == 0 ? nil : features.vocabularySize
    set(\.minimumCount, features.minimumCount)
    set(\.architecture.order, features.order)
    set(\.architecture.characters, features.characters.map(\.range))
    set(\.architecture.shapes, features.shapes)
    set(\.architecture.buckets, features.buckets)
    set(\.architecture.weighting, features.weighting)
    set(\.architecture.embeddingSize, embeddingSize)
    set(\.architecture.hiddenSize, hiddenSize)
    set(\.architecture.layers, layers)
    set(\.architecture.isBidirectional, bidirectional)
    set(\.architecture.pooling, pooling)
    set(\.architecture.reduction, sum.map { $0 ? .sum : .mean })
    set(\.architecture.filterWidths, filterWidths?.numbers)
    set(\.architecture.filterCount, filters)
    set(\.architecture.dropout, dropout)
    set(\.architecture.inputDropout, inputDropout)
    set(\.architecture.wordDropout, wordDropout)
    set(\.architecture.maximumLength, maximumLength)
    settings.vectors = vectors.map { path in
      VectorUse(path: path, frozenEpochs: thawAfter.flatMap { $0 < 0 ? nil : $0 })
    }
    set(\.classWeights, classWeights?.weights)
    set(\.selection, selection)
    set(\.calibrates, calibrate)
    set(\.batchSize, batchSize)
    set(\.augmentations, augment?.split(separator: ",").map(String.init))
    if type == .ngram {
      set(\.training.seed, optimization.seed)
    } else {
      settings.training = optimization.configuration
    }
    return settings
  }
}
