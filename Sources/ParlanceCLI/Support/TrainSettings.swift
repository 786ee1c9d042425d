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
      (defaults.weightDrop, defaults.stateDropout, defaults.zoneout) = (0, 0, 0)
    }
    defaults.hiddenSize = 200
    defaults.embeddingSize = hiddenSize ?? 200
    defaults.layers = 1
    defaults.dropout = isRecipes ? 0 : 0.2
    defaults.inputDropout = dropout ?? defaults.dropout
    defaults.outputDropout = dropout ?? defaults.dropout
    defaults.sharedDropout = false
    defaults.wordDropout = 0
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
    defaults.schedule = isRecipes ? .decay : .plateau
    defaults.scheduleFactor = isRecipes ? 0.2 : 0.5
    defaults.scheduleStart = 1
    defaults.scheduleEvery = 1
    defaults.schedulePatience = 1
    defaults.scheduleLength = 0
    defaults.scheduleGrowth = 1
    defaults.scheduleMinimum = 0
    defaults.schedulePower = 1
    defaults.scheduleUnit = .epoch
    defaults.warmUp = 0
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
    defaults.maxEntOrder = 0
    defaults.outputLayer = maxEntOrder ?? 0 > 0 ? .hierarchical : .full
    let layer = outputLayer ?? defaults.outputLayer
    if layer == .hierarchical { defaults.classes = 0 }
    let hasFeatures = maxEntOrder ?? 0 > 0
    if hasFeatures { (defaults.maxEntSize, defaults.maxEntRateFactor) = (1 << 24, 16) }
    // Rules that remember something of each number would make a step's cost grow with the vocabulary
    // or with the table of features.
    guard optimizer ?? .sgd == .sgd, hasFeatures || layer?.isSampled == true else { return }
    defaults.optimizer = .sgd
    // Few tokens at once, since each changes the features that it looks at.
    (defaults.batchSize, defaults.sequenceLength) = hasFeatures ? (5, 10) : (20, 20)
    defaults.learningRate = hasFeatures ? 1 : 20
    if (clipValue ?? 0) <= 0 && (clipDeviations ?? 0) <= 0 {
      defaults.clipNorm = hasFeatures ? 1 : 0.25
    }
  }

  /// Which options of output layers do not go together, or nil.
  private var outputConflict: String? {
    let layer = outputLayer ?? .full
    let ofLayers: [(String, Bool, [OutputArchitecture.Layer])] = [
      ("cutoffs", cutoffs != nil, [.adaptive]), ("classes", classes != nil, [.hierarchical]),
      ("samples", samples != nil, [.nce, .sampled, .blackout]),
      ("noise-power", noisePower != nil, [.nce, .sampled, .blackout]),
      ("max-ent-order", maxEntOrder ?? 0 > 0, [.hierarchical]), ("tied", tied == true, [.full]),
    ]
    for (name, isSaid, layers) in ofLayers where isSaid && !layers.contains(layer) {
      return "--\(name) goes with --output-layer "
        + layers.map(\.rawValue).joined(separator: ", ") + " only"
    }
    if maxEntSize != nil || maxEntRateFactor != nil, maxEntOrder ?? 0 == 0 {
      return "--max-ent-size and --max-ent-rate-factor need --max-ent-order"
    }
    return nil
  }

  /// Which options do not go together, or nil; of resolved options.
  var conflict: String? {
    if let outputConflict { return outputConflict }
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
    set(&settings.maxEntRateFactor, maxEntRateFactor)
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
    set(&made.dropout, dropout)
    made.inputDropout = inputDropout
    made.outputDropout = outputDropout
    set(&made.sharedDropout, sharedDropout)
    set(&made.wordDropout, wordDropout)
    set(&made.weightDrop, weightDrop)
    set(&made.stateDropout, stateDropout)
    set(&made.zoneout, zoneout)
    set(&made.tied, tied)
    set(&made.context, context)
    set(&made.output.layer, outputLayer)
    made.output.cutoffs = cutoffs?.numbers
    made.output.classes = classes == 0 ? nil : classes
    made.output.samples = samples
    made.output.noisePower = noisePower
    set(&made.output.maxEntOrder, maxEntOrder)
    set(&made.output.maxEntSize, maxEntSize)
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
    training.schedule = learningRateSchedule
    training.scheduleUnit = scheduleUnit
    training.clipping = clipping
    training.patience = patience == 0 ? nil : patience
    set(&training.checkpointMinutes, checkpointMinutes)
    set(&training.seed, seed)
    return training
  }

  private var learningRateSchedule: LearningRateSchedule {
    let plain = plainSchedule
    guard let warmUp, warmUp > 0 else { return plain }
    return .warmUp(length: warmUp, then: plain)
  }

  private var plainSchedule: LearningRateSchedule {
    let (factor, every) = (scheduleFactor ?? 1, scheduleEvery ?? 1)
    let (length, minimum) = (scheduleLength ?? 0, scheduleMinimum ?? 0)
    return switch schedule ?? .constant {
    case .constant: .constant
    case .decay: .decay(factor: factor, after: scheduleStart ?? 0)
    case .halve: .halve(every: every)
    case .plateau: .plateau(factor: factor, patience: schedulePatience ?? 1)
    case .step: .step(every: every, factor: factor)
    case .exponential: .exponential(factor: factor)
    case .cosine: .cosine(length: length, minimum: minimum)
    case .polynomial: .polynomial(length: length, power: schedulePower ?? 1)
    case .warmRestarts:
      .warmRestarts(length: length, growth: scheduleGrowth ?? 1, minimum: minimum)
    case .oneCycle: .oneCycle(length: length)
    }
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
