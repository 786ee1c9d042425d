import ArgumentParser
import ParlanceLanguageModels
import ParlanceNN
import ParlanceOptim
import ParlanceText
import ParlanceTraining

extension RecurrentCell: ExpressibleByArgument {}
extension TextLevel: ExpressibleByArgument {}
extension LanguageModelArchitecture.Context: ExpressibleByArgument {}
extension OutputArchitecture.Layer: ExpressibleByArgument {}
extension TrainingConfiguration.Optimizer: ExpressibleByArgument {}
extension ScheduleState.Unit: ExpressibleByArgument {}

/// What is done with lines that hold no token.
enum BlankLines: String, ExpressibleByArgument, CaseIterable { case skip, keep }

/// How the learning rate changes.
enum Schedule: String, ExpressibleByArgument, CaseIterable {
  case constant, decay, halve, plateau, step, exponential, cosine, polynomial
  case warmRestarts = "warm-restarts"
  case oneCycle = "one-cycle"
}

/// What decides the model that `lm train` makes, from the command line or a file; nil where not said.
struct TrainOptions: ParsableArguments {
  @Option(
    help: """
      What the model is: a recurrent network; a network over a window of the last tokens; an n-gram model with Kneser-Ney smoothing (modified, \
      interpolated), as KenLM estimates it; an n-gram model with another --smoothing; or a sparse \
      non-negative matrix of n-grams and skip-grams (snm). The last three are estimated from all \
      of --train. (default: recurrent)
      """)
  var modelType: ModelType?

  // Texts
  @Option(
    help: ArgumentHelp(
      "Training text, plain or gzipped; - for standard input. (default: built-in recipes)",
      valueName: "file"),
    completion: .file())
  var train: String?

  @Option(
    help: ArgumentHelp(
      "Validation text. (default: the last tenth of the training lines)", valueName: "file"),
    completion: .file())
  var validation: String?

  @Option(
    help: ArgumentHelp("Text for the final score.", valueName: "file"), completion: .file())
  var test: String?

  @Option(help: "What a token is: a word, a Unicode scalar, or a grapheme. (default: word)")
  var level: TextLevel?

  @Option(
    help: ArgumentHelp("The most frequent tokens to keep; 0 for all. (default: 0)", valueName: "n"))
  var vocabularySize: Int?

  @Option(
    help: ArgumentHelp("How often a token must occur to be kept. (default: 1)", valueName: "n"))
  var minimumCount: Int?

  @Option(help: "Lines without a token. (default: skip for words, keep for characters)")
  var blankLines: BlankLines?

  // n-gram models
  @Option(help: ArgumentHelp("The longest n-grams. (default: 5)", valueName: "n"))
  var order: Int?

  @Option(
    help: """
      How n-gram models give probability to what they have not seen. (default: modified-kneser-ney \
      for kneser-ney, witten-bell for ngram)
      """)
  var smoothing: NGramSmoothing?

  @Option(help: ArgumentHelp("What add-k adds to each count. (default: 1)", valueName: "k"))
  var addK: Double?

  @Option(
    help: ArgumentHelp(
      """
      Leave out n-grams that occur no more often than this: a threshold for each order from 1 on, \
      as in "0 0 1"; the last serves all longer ones. (default: 0)
      """, valueName: "counts"))
  var prune: Numbers?

  @Option(
    help: ArgumentHelp(
      "Memory for counting n-grams, as in 500M or 4G; what needs more is counted on disk. "
        + "(default: half of the machine's)", valueName: "size"))
  var memory: ByteCount?

  // Sparse non-negative matrices
  @Option(
    help: ArgumentHelp(
      "The longest gap of skip-grams, in words; 0 for no skip-grams. (default: 2)", valueName: "n"))
  var skip: Int?

  @Option(
    help: ArgumentHelp(
      "The most words of a skip-gram, before and after its gap together. (default: 3)",
      valueName: "n"))
  var skipOrder: Int?

  @Option(
    help: ArgumentHelp(
      "How far back single words count, beyond the gaps of skip-grams; 0 for none. (default: 31)",
      valueName: "n"))
  var reach: Int?

  @Option(
    help: ArgumentHelp(
      "How often the words of a skip-gram must occur to be kept. (default: 2)", valueName: "n"))
  var minimumFeatureCount: Int?

  @Option(
    help: ArgumentHelp(
      "Blocks of lines that are held out in turn to train the matrix. (default: 10)",
      valueName: "n"))
  var blocks: Int?

  // Model
  @Option(help: "The kind of recurrent cell. (default: lstm)")
  var cell: RecurrentCell?

  @Option(help: ArgumentHelp("Tokens that a window holds. (default: 4)", valueName: "n"))
  var window: Int?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Connect a window's embeddings with the output layer too. (default: no)")
  var direct: Bool?

  @Option(help: ArgumentHelp("Numbers for each token. (default: the hidden size)", valueName: "n"))
  var embeddingSize: Int?

  @Option(help: ArgumentHelp("Numbers in each layer's state. (default: 200)", valueName: "n"))
  var hiddenSize: Int?

  @Option(help: ArgumentHelp("Recurrent or hidden layers. (default: 1)", valueName: "n"))
  var layers: Int?

  @Option(
    help: ArgumentHelp(
      "Dropout on embeddings, between layers and before the output. (default: 0.2; 0 for the recipes)",
      valueName: "rate"))
  var dropout: Double?

  @Option(
    help: """
      How the network's states become probabilities: full softmax; adaptive or hierarchical softmax, \
      faster for large vocabularies; or trained on samples of the vocabulary by noise-contrastive \
      estimation (nce), sampled softmax or BlackOut, whose steps do not grow with it. Evaluation is \
      exact with each. (default: full; hierarchical with --max-ent-order)
      """)
  var outputLayer: OutputArchitecture.Layer?

  @Option(
    help: ArgumentHelp(
      """
      Where the clusters of the adaptive layer begin among the tokens by their frequency, as in \
      "2000 10000". (default: by their shares of the text)
      """, valueName: "ids"))
  var cutoffs: Numbers?

  @Option(
    help: ArgumentHelp(
      "Classes of the hierarchical layer; 0 for the square root of the vocabulary. (default: 0)",
      valueName: "n"))
  var classes: Int?

  @Option(
    help: ArgumentHelp(
      "Tokens that a step samples. (default: 500; 1000 for sampled)", valueName: "n"))
  var samples: Int?

  @Option(
    help: ArgumentHelp(
      "The power of the counts by which tokens are sampled. (default: 1; 0.75 for sampled)",
      valueName: "power"))
  var noisePower: Double?

  @Option(
    help: ArgumentHelp(
      "Add hashed n-gram features up to this order to the hierarchical layer. (default: 0)",
      valueName: "n"))
  var maxEntOrder: Int?

  @Option(
    help: ArgumentHelp("Values in the table of these features. (default: 16777216)", valueName: "n")
  )
  var maxEntSize: Int?

  @Option(
    help: ArgumentHelp(
      "By how much the learning rate is multiplied for these features. (default: 16)",
      valueName: "factor"))
  var maxEntRateFactor: Double?

  @Option(
    help: ArgumentHelp("Dropout on embeddings. (default: that of --dropout)", valueName: "rate"))
  var inputDropout: Double?

  @Option(
    help: ArgumentHelp("Dropout before the output. (default: that of --dropout)", valueName: "rate")
  )
  var outputDropout: Double?

  @Option(
    help: ArgumentHelp(
      "Dropout of words, each wherever it stands in a batch. (default: 0)", valueName: "rate"))
  var wordDropout: Double?

  @Option(
    help: ArgumentHelp(
      "Dropout of recurrent weights, the same for all steps. (default: 0)", valueName: "rate"))
  var weightDrop: Double?

  @Option(
    help: ArgumentHelp(
      "Dropout of the state on its way to the next step, one mask for all steps. (default: 0)",
      valueName: "rate"))
  var stateDropout: Double?

  @Option(
    help: ArgumentHelp(
      "The rate at which units of the state keep what they were. (default: 0)", valueName: "rate"))
  var zoneout: Double?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "One dropout mask for all steps of a window. (default: no)")
  var sharedDropout: Bool?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Use the embeddings as output weights too. (default: no)")
  var tied: Bool?

  @Option(
    help:
      "Read across lines, or each line from a state of zeros. (default: stream; line for the recipes)"
  )
  var context: LanguageModelArchitecture.Context?

  // Training
  @Option(
    help: ArgumentHelp(
      "Rows of a batch. (default: 32; 16 for the recipes; 20 for layers that sample; 5 with n-gram features)",
      valueName: "n"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      "Steps of backpropagation through time. (default: 35; 20 for layers that sample; 10 with n-gram features)",
      valueName: "n"))
  var sequenceLength: Int?

  @Option(help: "The update rule. (default: adam; sgd for layers that sample and n-gram features)")
  var optimizer: TrainingConfiguration.Optimizer?

  @Option(
    help: ArgumentHelp(
      "The learning rate at the beginning. (default: 0.002; 0.004 for the recipes; 1 for sgd, asgd, nt-asgd and adadelta; 20 for layers that sample)",
      valueName: "rate"))
  var learningRate: Double?

  @Option(help: ArgumentHelp("Momentum of sgd and rmsprop. (default: 0)", valueName: "share"))
  var momentum: Double?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast, help: "Nesterov's momentum. (default: no)")
  var nesterov: Bool?

  @Option(
    help: ArgumentHelp(
      "Decoupled decay of adamw, L2 penalty of the others. (default: 0)", valueName: "rate"))
  var weightDecay: Double?

  @Option(
    help: """
      The learning rate: constant; multiplied by a factor after each epoch from some epoch on \
      (decay); halved every few epochs (halve); multiplied when validation stops improving \
      (plateau), every few epochs (step) or each time (exponential); falling as half a cosine \
      wave, once (cosine) or again and again (warm-restarts), or as a power (polynomial); or \
      rising and falling, the learning rate at its top (one-cycle). (default: plateau; decay for \
      the recipes)
      """)
  var schedule: Schedule?

  @Option(
    help: ArgumentHelp(
      "Factor of decay, plateau, step and exponential. (default: 0.5; 0.2 for the recipes)",
      valueName: "factor"))
  var scheduleFactor: Double?

  @Option(
    help: ArgumentHelp("The first epoch after which decay works. (default: 1)", valueName: "n"))
  var scheduleStart: Int?

  @Option(
    help: ArgumentHelp("Epochs between two changes of halve and step. (default: 1)", valueName: "n")
  )
  var scheduleEvery: Int?

  @Option(
    help: ArgumentHelp(
      "Length of cosine, warm-restarts, polynomial or one-cycle; 0 for all of training. (default: 0)",
      valueName: "n"))
  var scheduleLength: Int?

  @Option(
    help: ArgumentHelp("How much longer each warm restart lasts. (default: 1)", valueName: "n"))
  var scheduleGrowth: Int?

  @Option(
    help: ArgumentHelp(
      "The least rate of cosine and warm-restarts. (default: 0)", valueName: "rate"))
  var scheduleMinimum: Double?

  @Option(help: ArgumentHelp("The power of polynomial. (default: 1)", valueName: "power"))
  var schedulePower: Double?

  @Option(help: "What a schedule, its lengths and the warm-up count. (default: epoch)")
  var scheduleUnit: ScheduleState.Unit?

  @Option(
    help: ArgumentHelp(
      "Epochs or steps over which the rate rises before the schedule. (default: 0)", valueName: "n")
  )
  var warmUp: Int?

  @Option(
    help: ArgumentHelp(
      "Epochs without improvement that a plateau takes. (default: 1)", valueName: "n"))
  var schedulePatience: Int?

  @Option(
    help: ArgumentHelp(
      "The greatest norm of all gradients together; 0 for any. (default: 1; 5 for sgd and its kin; 0.25 for layers that sample)",
      valueName: "norm"))
  var clipNorm: Double?

  @Option(
    help: ArgumentHelp(
      "The greatest magnitude in a gradient; 0 for any. (default: 0)", valueName: "value"))
  var clipValue: Double?

  @Option(
    help: ArgumentHelp(
      """
      Clip the norm at the mean of past norms and so many of their deviations; 0 for never. \
      (default: 0)
      """, valueName: "n"))
  var clipDeviations: Double?

  @Option(
    help: ArgumentHelp(
      "Passes over the training text. (default: 10; 2 for the recipes)", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "Epochs without improvement after which training ends; 0 for never. (default: 0)",
      valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Minutes between checkpoints within an epoch. (default: 5)", valueName: "minutes"))
  var checkpointMinutes: Double?

  @Option(
    help: ArgumentHelp("Of initial values, masks, orders and recipes. (default: 1)", valueName: "n")
  )
  var seed: UInt64?
}
