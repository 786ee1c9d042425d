import ArgumentParser
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceNN
import ParlanceOptim
import ParlanceText
import ParlanceTraining

extension RecurrentCell: ExpressibleByArgument {}
extension TextLevel: ExpressibleByArgument {}
extension LanguageModelArchitecture.Context: ExpressibleByArgument {}
extension OutputArchitecture.Layer: ExpressibleByArgument {}

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

  @OptionGroup var optimization: Optimization

  typealias Optimization = OptimizationOptions<Defaults>
}

extension TrainOptions {
  /// What the help says.
  enum Defaults: OptimizationDefaults {
    static let optimizer = "adam; sgd for layers that sample and n-gram features"
    static let learningRate = """
      0.002; 0.004 for the recipes; 1 for sgd, asgd, nt-asgd and adadelta; 20 for layers that sample; \
      0.5 with n-gram features
      """
    static let schedule = "plateau; decay for the recipes"
    static let scheduleFactor = "0.5; 0.2 for the recipes"
    static let clipNorm = """
      1; 5 for sgd and its kin; 0.25 for layers that sample; 0.5 with n-gram features
      """
    static let epochs = "10; 2 for the recipes"
    static let patience = "0"
    static let seed = "initial values, masks, orders and recipes"
  }
}
