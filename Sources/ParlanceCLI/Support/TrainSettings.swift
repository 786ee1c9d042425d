import ParlanceLanguageModels
import ParlanceOptim
import ParlanceText
import ParlanceTraining

extension TrainOptions {
  /// These options with a value for each that has a default.
  ///
  /// The built-in recipes have defaults of their own: their lines have nothing to do with each other,
  /// and there are more of them than a small model can learn by heart.
  var resolved: TrainOptions {
    var defaults = TrainOptions.none()
    let level = level ?? .word
    let isRecipes = train == nil
    let type = modelType ?? .recurrent
    defaults.modelType = type
    defaults.level = level
    defaults.vocabularySize = 0
    defaults.minimumCount = 1
    defaults.blankLines = level.skipsBlankLines ? .skip : .keep
    if type == .window {
      (defaults.window, defaults.direct) = (4, false)
    } else {
      defaults.cell = .lstm
      (defaults.dropouts.weightDrop, defaults.dropouts.stateDropout, defaults.dropouts.zoneout) = (
        0, 0, 0
      )
    }
    defaults.hiddenSize = 200
    defaults.embeddingSize = hiddenSize ?? 200
    defaults.layers = 1
    defaults.dropouts.dropout = isRecipes ? 0 : 0.2
    defaults.dropouts.inputDropout = dropouts.dropout ?? defaults.dropouts.dropout
    defaults.dropouts.outputDropout = dropouts.dropout ?? defaults.dropouts.dropout
    defaults.dropouts.sharedDropout = false
    defaults.dropouts.wordDropout = 0
    defaults.tied = false
    defaults.context = isRecipes ? .line : .stream
    defaults.batchSize = isRecipes ? 16 : 32
    defaults.sequenceLength = 35
    let isSGD = optimizer?.isPlainDescent == true
    defaults.optimizer = .adam
    defaults.learningRate = isSGD || optimizer == .adadelta ? 1 : isRecipes ? 0.004 : 0.002
    defaults.momentum = 0
    defaults.nesterov = false
    defaults.weightDecay = 0
    defaults.schedules.schedule = isRecipes ? .decay : .plateau
    defaults.schedules.scheduleFactor = isRecipes ? 0.2 : 0.5
    defaults.schedules.scheduleStart = 1
    defaults.schedules.scheduleEvery = 1
    defaults.schedules.schedulePatience = 1
    defaults.schedules.scheduleLength = 0
    defaults.schedules.scheduleGrowth = 1
    defaults.schedules.scheduleMinimum = 0
    defaults.schedules.schedulePower = 1
    defaults.schedules.scheduleUnit = .epoch
    defaults.schedules.warmUp = 0
    let clipsOtherwise = (clipValue ?? 0) > 0 || (clipDeviations ?? 0) > 0
    defaults.clipNorm = clipsOtherwise ? 0 : isSGD ? 5 : 1
    defaults.clipValue = 0
    defaults.clipDeviations = 0
    defaults.epochs = isRecipes ? 2 : 10
    defaults.patience = 0
    defaults.checkpointMinutes = 5
    defaults.seed = 1
    setOutputDefaults(&defaults)
    return defaults.overridden(by: self)
  }

  private func setOutputDefaults(_ defaults: inout TrainOptions) {
    defaults.output.maxEntOrder = 0
    defaults.output.outputLayer = output.maxEntOrder ?? 0 > 0 ? .hierarchical : .full
    let layer = output.outputLayer ?? defaults.output.outputLayer
    if layer == .hierarchical { defaults.output.classes = 0 }
    let hasFeatures = output.maxEntOrder ?? 0 > 0
    if hasFeatures {
      (defaults.output.maxEntSize, defaults.output.maxEntRateFactor) = (1 << 24, 16)
    }
    // Rules that remember something of each number would make a step's cost grow with the vocabulary
    // or with the table of features.
    guard optimizer ?? .sgd == .sgd, hasFeatures || layer?.isSampled == true else { return }
    defaults.optimizer = .sgd
    // Few tokens at once, since each changes the features that it looks at.
    (defaults.batchSize, defaults.sequenceLength) = hasFeatures ? (5, 10) : (20, 20)
    defaults.learningRate = hasFeatures ? 0.5 : 20
    if (clipValue ?? 0) <= 0 && (clipDeviations ?? 0) <= 0 {
      defaults.clipNorm = hasFeatures ? 0.5 : 0.25
    }
  }

  /// Which options do not go together, or nil; of resolved options.
  var conflict: String? {
    if let conflict = output.conflict(isTied: tied == true) { return conflict }
    let clippings = [
      ("--clip-norm", clipNorm), ("--clip-value", clipValue), ("--clip-deviations", clipDeviations),
    ].filter { $0.1 ?? 0 > 0 }.map(\.0)
    if clippings.count > 1 { return clippings.joined(separator: " and ") + " exclude each other" }
    if tied == true && embeddingSize != hiddenSize {
      return "--tied needs --embedding-size and --hidden-size to be the same"
    }
    if tied == true && direct == true { return "--tied and --direct exclude each other" }
    if nesterov == true && momentum == 0 { return "--nesterov needs --momentum" }
    if optimizer?.hasMomentum == false && momentum != 0 {
      return "--momentum goes with --optimizer sgd or rmsprop only"
    }
    if optimizer != .sgd && nesterov == true { return "--nesterov goes with --optimizer sgd only" }
    if optimizer == .sparseAdam && (weightDecay ?? 0) > 0 {
      return "--weight-decay does not go with --optimizer sparse-adam"
    }
    return nil
  }

  /// What the library trains with; of resolved options.
  var settings: LanguageModelSettings {
    var settings = LanguageModelSettings()
    settings.train = train
    settings.validation = validation
    settings.test = test
    set(&settings.vocabularySize, vocabularySize == 0 ? nil : vocabularySize)
    set(&settings.minimumCount, minimumCount)
    settings.skipBlankLines = blankLines.map { $0 == .skip }
    set(&settings.batchSize, batchSize)
    set(&settings.sequenceLength, sequenceLength)
    set(&settings.maxEntRateFactor, output.maxEntRateFactor)
    settings.architecture = architecture
    settings.training = training
    return settings
  }

  private var architecture: LanguageModelArchitecture {
    var made = LanguageModelArchitecture()
    if modelType == .window { made.network = .window }
    set(&made.level, level)
    set(&made.cell, cell)
    set(&made.window, window)
    set(&made.direct, direct)
    set(&made.embeddingSize, embeddingSize)
    set(&made.hiddenSize, hiddenSize)
    set(&made.layers, layers)
    set(&made.dropout, dropouts.dropout)
    made.inputDropout = dropouts.inputDropout
    made.outputDropout = dropouts.outputDropout
    set(&made.sharedDropout, dropouts.sharedDropout)
    set(&made.wordDropout, dropouts.wordDropout)
    set(&made.weightDrop, dropouts.weightDrop)
    set(&made.stateDropout, dropouts.stateDropout)
    set(&made.zoneout, dropouts.zoneout)
    set(&made.tied, tied)
    set(&made.context, context)
    made.output = output.architecture
    return made
  }

  private var training: TrainingConfiguration {
    var training = TrainingConfiguration()
    set(&training.epochs, epochs)
    set(&training.optimizer, optimizer)
    set(&training.learningRate, learningRate)
    set(&training.momentum, momentum)
    set(&training.nesterov, nesterov)
    set(&training.weightDecay, weightDecay)
    training.schedule = schedules.learningRateSchedule
    training.scheduleUnit = schedules.scheduleUnit
    training.clipping = clipping
    training.patience = patience == 0 ? nil : patience
    set(&training.checkpointMinutes, checkpointMinutes)
    set(&training.seed, seed)
    return training
  }

  private var clipping: Clipping {
    if let clipNorm, clipNorm > 0 { return .norm(clipNorm) }
    if let clipValue, clipValue > 0 { return .value(clipValue) }
    if let clipDeviations, clipDeviations > 0 { return .movingNorm(deviations: clipDeviations) }
    return .none
  }

  private func set<Value>(_ place: inout Value, _ value: Value?) {
    if let value { place = value }
  }

  private func set<Value>(_ place: inout Value?, _ value: Value?) { place = value }
}
