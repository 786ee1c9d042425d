import ParlanceArrays
import ParlanceAutograd
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What a run makes of its settings and training texts before it learns: fastText's arguments, and the
/// dictionary.
struct FastTextForm {
  let arguments: FastTextArguments
  /// With rows for the buckets alone that occur in the training texts.
  let dictionary: FastTextDictionary

  init(_ settings: ClassifierSettings, _ data: ClassificationData) {
    let (made, architecture) = (settings.fastText, settings.architecture)
    var arguments = FastTextArguments()
    arguments.dimension = data.vectors?.dimension ?? architecture.embeddingSize
    arguments.epochs = settings.training.epochs
    arguments.minimumCount = settings.minimumCount
    arguments.negatives = made.negatives
    arguments.wordNGrams = architecture.order
    arguments.loss = made.loss.inFile
    let hashes = architecture.order > 1 || made.maximumN > 0
    arguments.subwords = Subwords(
      minimum: made.minimumN, maximum: made.maximumN, buckets: hashes ? architecture.buckets : 0)
    var counts = [String: Int](uniqueKeysWithValues: data.labels.names.map { ($0, 0) })
    for label in data.training.texts.items.lazy.flatMap(\.labels) {
      counts[label.composed, default: 0] += 1
    }
    let texts = data.training.texts.items.lazy.map(\.text)
    let all = FastTextDictionary(
      counting: texts, labels: data.labels.names.map { ($0, counts[$0] ?? 0) },
      minimumCount: settings.minimumCount, known: data.vectors?.words)
    self.arguments = arguments
    dictionary = all.keeping(buckets: hashes ? Self.buckets(of: texts, arguments, all) : nil)
  }

  /// The buckets of n-grams that occur in texts.
  private static func buckets(
    of texts: some Sequence<String>, _ arguments: FastTextArguments,
    _ dictionary: FastTextDictionary
  ) -> [Int32] {
    var isThere = [Bool](repeating: false, count: arguments.buckets)
    for text in texts {
      var bag = FastTextBag(arguments, dictionary)
      bag.add(line: text)
      for row in bag.rows where row >= dictionary.wordCount {
        isThere[Int(row) - dictionary.wordCount] = true
      }
    }
    return isThere.indices.lazy.filter { isThere[$0] }.map { Int32($0) }
  }

  /// The rows of words and of buckets that occur.
  var rowCount: Int { dictionary.wordCount + (dictionary.prunedBuckets?.count ?? 0) }

  /// The same with another dictionary.
  init(_ form: FastTextForm, dictionary: FastTextDictionary) {
    (arguments, self.dictionary) = (form.arguments, dictionary)
  }

  /// The labels without their prefix, in the dictionary's order.
  var labels: LabelSet {
    get throws { try FastTextClassifier.labels(of: dictionary) }
  }

  /// The file with rows for all buckets.
  func file(_ network: FastTextNetwork) throws -> FastTextFile {
    let (width, output) = (arguments.dimension, try rows(network, network.output))
    guard let kept = dictionary.prunedBuckets else {
      return FastTextFile(
        arguments: arguments, dictionary: dictionary,
        input: .dense(try rows(network, network.input)), output: .dense(output))
    }
    // What no training text has is zero: it says nothing, and takes no memory before it is written.
    let all = try NumberBuffer<Float>(count: (dictionary.wordCount + arguments.buckets) * width)
    let numbers = network.numbers(network.input)
    for place in 0..<dictionary.wordCount * width { all[place] = numbers[place] }
    for (index, bucket) in kept.buckets.enumerated() {
      let (from, to) = (dictionary.wordCount + index, dictionary.wordCount + Int(bucket))
      for place in 0..<width { all[to * width + place] = numbers[from * width + place] }
    }
    return FastTextFile(
      arguments: arguments, dictionary: dictionary.keeping(buckets: nil),
      input: .dense(NumberRows(all, width: width)), output: .dense(output))
  }

  private func rows(_ network: FastTextNetwork, _ table: Parameter) throws -> NumberRows {
    try NumberRows(network.numbers(table), width: arguments.dimension)
  }

  /// The file with rows for the buckets alone that occur.
  func compactFile(_ network: FastTextNetwork) throws -> FastTextFile {
    FastTextFile(
      arguments: arguments, dictionary: dictionary,
      input: .dense(try rows(network, network.input)),
      output: .dense(try rows(network, network.output)))
  }

  /// The classifier as it is while it is trained.
  func classifier(
    _ network: FastTextNetwork, _ settings: ClassifierSettings
  ) throws -> FastTextClassifier {
    var classifier = try FastTextClassifier(compactFile(network))
    classifier.network = network
    classifier.isMultiLabel = settings.architecture.isMultiLabel
    return classifier
  }
}

/// Texts as rows, one after the other.
struct FastTextTexts {
  private var rows: [Int32] = []
  private var starts = [0]

  init(_ texts: some Sequence<String>, _ form: FastTextForm) {
    for text in texts {
      var bag = FastTextBag(form.arguments, form.dictionary)
      bag.add(line: text)
      rows += bag.rows
      starts.append(rows.count)
    }
  }

  /// The rows of a text.
  subscript(text: Int) -> ArraySlice<Int32> { rows[starts[text]..<starts[text + 1]] }
}
