import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

// All that a further task writes for `train`, `evaluate` and `predict` with checkpoints, resume, a model
// card, JSON and `inspect`: a model that tells texts apart by how often each letter stands in them.

/// The shares of 26 letters, normalised, to a number for each label.
final class LetterNetwork: Module {
  let norm = BatchNorm1d(26)
  let output: Linear

  init(labels: Int, using generator: inout RandomGenerator) {
    output = Linear(26, labels, using: &generator)
  }

  func callAsFunction(_ texts: [String], _ mode: Mode) -> Tensor {
    let shares = texts.flatMap { text in
      let letters = text.lowercased().unicodeScalars.compactMap { Int($0.value) - 97 }
        .filter((0..<26).contains)
      return (0..<26).map { letter in
        Float(letters.count { $0 == letter }) / Float(max(letters.count, 1))
      }
    }
    return output(norm(Tensor(NDArray(shares, shape: [texts.count, 26])), mode), mode)
  }
}

/// The network with the names of its labels.
struct LetterModel: NetworkModel {
  struct Description: Codable {
    var labelCount: Int
  }

  let network: LetterNetwork
  let labels: LabelSet

  static let kind = "letters"

  var description: Description { Description(labelCount: labels.count) }
  var module: any Module { network }
  var sideFiles: [ModelFile] { [ModelFile("labels.txt", text: labels.fileContents)] }
  var inspection: ModelInspection {
    ModelInspection(description, [("labels", labels.names.joined(separator: " "))], of: network)
  }

  init(network: LetterNetwork, labels: LabelSet) {
    (self.network, self.labels) = (network, labels)
  }

  init(_ description: Description, from store: ModelStore) throws {
    guard description.labelCount > 0 else { throw store.bad("labelCount: expected at least 1") }
    labels = try store.labels(count: description.labelCount)
    network = try store.network { LetterNetwork(labels: description.labelCount, using: &$0) }
  }

  func predict(_ texts: [String]) -> [String] {
    let logits = withoutGraph { network(texts, .evaluation) }.array
    return logits.kernels.extremumPlaces(logits, isMaximum: true, isLast: false)
      .map { labels.names[Int($0)] }
  }

  func evaluate(_ lines: LetterLines) -> Evaluation {
    let targets = lines.labels.map { Int32(labels.index(of: $0) ?? 0) }
    let loss = withoutGraph { crossEntropy(network(lines.texts, .evaluation), targets) }.item
    let right = zip(predict(lines.texts), lines.labels).count { $0 == $1 }
    return Evaluation(
      totalLoss: loss * Double(targets.count), tokens: targets.count,
      scores: ["accuracy": Double(right) / Double(max(targets.count, 1))], deciding: "accuracy")
  }
}

/// Texts with a label each: lines of a label, a tab and a text.
struct LetterLines {
  var labels: [String] = []
  var texts: [String] = []

  init(_ path: String) throws {
    try LineReader.forEachLine(path) { line, number in
      let fields = line.split(separator: "\t", maxSplits: 1).map(String.init)
      guard fields.count == 2 else {
        throw InputError(.badData, file: path, line: number, "expected a label, a tab and a text")
      }
      labels.append(fields[0])
      texts.append(fields[1])
    }
  }

  private init(_ labels: ArraySlice<String>, _ texts: ArraySlice<String>) {
    (self.labels, self.texts) = (Array(labels), Array(texts))
  }

  func split() throws -> (training: LetterLines, validation: LetterLines) {
    let cut = texts.count - max(texts.count / 10, 1)
    guard cut > 0 else { throw InputError(.badData, "one line is too few") }
    return (
      LetterLines(labels[..<cut], texts[..<cut]), LetterLines(labels[cut...], texts[cut...])
    )
  }
}

struct LetterSettings: RunSettings {
  var training = TrainingConfiguration()
  var batchSize = 8
  var train = ""
  var test: String?

  var problem: SettingProblem? {
    .first(of: .first(counts: ["batchSize": batchSize]), training.problem)
  }
  var dataFiles: [String: String] { DataSource(train: train, test: test).files }
}

/// Steps of some lines each, in the order of the file.
final class LetterTask: LossTask {
  let model: LetterModel
  let lines: LetterLines
  let validation: LetterLines
  let batchSize: Int
  /// The step, counted over all epochs, whose loss is NaN once.
  var fault: Int?
  private var epoch = 0

  init(_ model: LetterModel, _ lines: LetterLines, _ validation: LetterLines, batchSize: Int) {
    (self.model, self.lines, self.validation) = (model, lines, validation)
    self.batchSize = batchSize
  }

  var module: any Module { model.network }
  var stepCount: Int { (lines.texts.count + batchSize - 1) / batchSize }

  func beginEpoch(_ epoch: Int) { self.epoch = epoch }

  func rowCount(step: Int) -> Int { min(batchSize, lines.texts.count - step * batchSize) }

  func loss(step: Int, rows: Range<Int>, mode: Mode) -> StepLoss {
    let range = step * batchSize + rows.lowerBound..<step * batchSize + rows.upperBound
    let targets = lines.labels[range].map { Int32(model.labels.index(of: $0)!) }
    var loss = crossEntropy(model.network(Array(lines.texts[range]), mode), targets)
    if fault == epoch * stepCount + step {
      fault = nil
      model.network.norm.runningMean.value = NDArray(repeating: .nan, shape: [26])
      loss = loss * Double.nan
    }
    return StepLoss(loss: loss, tokens: range.count, texts: range.count)
  }

  func validate(ranks: any Communicator) -> Evaluation { model.evaluate(validation) }
}

struct LetterPlan: TrainingPlan {
  let settings: LetterSettings
  private let data: (training: LetterLines, validation: LetterLines, test: LetterLines?)
  static let title = "Letters"

  init(_ settings: LetterSettings) throws {
    self.settings = settings
    data = try DataSource(train: settings.train, test: settings.test).read(LetterLines.init) {
      throw InputError(.usage, "train: expected a file")
    } holdOut: {
      try $0.split()
    }
  }

  func fitting() throws -> Fitting<LetterModel> {
    var generator = RandomGenerator(seed: settings.training.seed)
    let labels = try LabelSet(Set(data.training.labels).sorted(), file: settings.train)
    let model = LetterModel(
      network: LetterNetwork(labels: labels.count, using: &generator), labels: labels)
    let task = LetterTask(
      model, data.training, data.validation, batchSize: settings.batchSize)
    return .training(model, task, settings.training)
  }

  func score(of model: LetterModel, on part: HeldOutPart) -> LetterScore? {
    (part == .test ? data.test : data.validation).map {
      LetterScore(accuracy: model.evaluate($0).scores["accuracy"]!)
    }
  }

  func objective(of score: LetterScore) -> Double { score.accuracy }
  func tokensPerEpoch(of model: LetterModel) -> Int { data.training.texts.count }
  func facts(
    _ model: LetterModel, _ report: RunReport<LetterScore, NoDetails>
  ) -> [(name: String, value: String)] {
    [("Labels", "\(model.labels.count)"), ("Training", "\(report.epochs) epochs")]
  }
}

struct LetterScore: RunScore {
  let accuracy: Double
  var shares: [String: Double] { ["accuracy": accuracy] }
  var summary: String { "accuracy \(accuracy)" }
}
