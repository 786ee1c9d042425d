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
    let said = optimization
    let isSGD = said.optimizer?.isPlainDescent == true
    defaults.optimization.optimizer = .adam
    defaults.optimization.learningRate =
      isSGD || said.optimizer == .adadelta ? 1 : isRecipes ? 0.004 : 0.002
    defaults.optimization.schedules.schedule = isRecipes ? .decay : .plateau
    defaults.optimization.schedules.scheduleFactor = isRecipes ? 0.2 : 0.5
    defaults.optimization.clipNorm = said.clipsOtherwise ? 0 : isSGD ? 5 : 1
    defaults.optimization.epochs = isRecipes ? 2 : 10
    defaults.optimization.fill()
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
    guard optimization.optimizer ?? .sgd == .sgd, hasFeatures || layer?.isSampled == true else {
      return
    }
    defaults.optimization.optimizer = .sgd
    // Few tokens at once, since each changes the features that it looks at.
    (defaults.batchSize, defaults.sequenceLength) = hasFeatures ? (5, 10) : (20, 20)
    defaults.optimization.learningRate = hasFeatures ? 0.5 : 20
    if !optimization.clipsOtherwise {
      defaults.optimization.clipNorm = hasFeatures ? 0.5 : 0.25
    }
  }

  /// Which options do not go together, or nil; of resolved options.
  var conflict: String? {
    if let conflict = output.conflict(isTied: tied == true) { return conflict }
    if tied == true && embeddingSize != hiddenSize {
      return "--tied needs --embedding-size and --hidden-size to be the same"
    }
    if tied == true && direct == true { return "--tied and --direct exclude each other" }
    return optimization.conflict
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
    settings.training = optimization.configuration
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

  private func set<Value>(_ place: inout Value, _ value: Value?) {
    if let value { place = value }
  }

  private func set<Value>(_ place: inout Value?, _ value: Value?) { place = value }
}
