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

  @OptionGroup var dropouts: DropoutOptions

  @OptionGroup var output: OutputLayerOptions

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
      "The learning rate at the beginning. (default: 0.002; 0.004 for the recipes; 1 for sgd, asgd, nt-asgd and adadelta; 20 for layers that sample; 0.5 with n-gram features)",
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

  @OptionGroup var schedules: ScheduleOptions

  @Option(
    help: ArgumentHelp(
      "The greatest norm of all gradients together; 0 for any. (default: 1; 5 for sgd and its kin; 0.25 for layers that sample; 0.5 with n-gram features)",
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
