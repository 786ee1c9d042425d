import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceNN
import ParlanceText
import ParlanceTraining

/// The systems of the lectures' perplexity table, each with what makes ours of it.
struct TableSystem {
  /// As the lectures name it.
  let name: String
  /// Its perplexity on the One Billion Word benchmark, as the lectures give it; nil where they do not.
  let lectures: Double?
  /// The folder of its model.
  let folder: String
  /// The options of `lm train` that make it what it is.
  let options: [String]
  /// Nil for models that are counted, not trained in epochs.
  let network: LanguageModelArchitecture?

  static let all: [TableSystem] = [
    counted("Kneser-Ney 5-gram", 67.6, "kneser-ney", ["--model-type", "kneser-ney"]),
    trained("RNN + MaxEnt 9-gram", 51.3, "rnn-maxent", .rnn, 1, .hierarchical, maxEntOrder: 9),
    trained("RNN + BlackOut", 68.3, "rnn-blackout", .rnn, 1, .blackout),
    counted("sparse non-negative matrix", 52.9, "snm", ["--model-type", "snm"]),
    trained("LSTM", 43.7, "lstm", .lstm, 1, .full),
    trained("2-layer LSTM", 30, "lstm-2-layers", .lstm, 2, .full),
    trained("small LSTM, adaptive softmax", 43.9, "lstm-adaptive", .lstm, 1, .adaptive),
    trained(
      "large 2-layer LSTM, adaptive softmax", 39.8, "lstm-2-layers-adaptive", .lstm, 2, .adaptive),
    transformer,
  ]

  private static var transformer: TableSystem {
    let settings = LanguageModelSettings(train: "-", network: .transformer)
    return TableSystem(
      name: "\(settings.architecture.layers)-layer transformer", lectures: nil,
      folder: "transformer",
      options: ["--model-type", "transformer", "--schedule", "decay", "--schedule-factor", "0.5"],
      network: settings.architecture)
  }

  private static func counted(
    _ name: String, _ lectures: Double, _ folder: String, _ options: [String]
  ) -> TableSystem {
    TableSystem(name: name, lectures: lectures, folder: folder, options: options, network: nil)
  }

  private static func trained(
    _ name: String, _ lectures: Double, _ folder: String, _ cell: RecurrentCell, _ layers: Int,
    _ output: OutputArchitecture.Layer, maxEntOrder: Int = 0
  ) -> TableSystem {
    var network = LanguageModelArchitecture()
    network.cell = cell
    network.layers = layers
    network.output.layer = output
    network.output.maxEntOrder = maxEntOrder
    var options = ["--cell", cell.rawValue, "--layers", "\(layers)"]
    if maxEntOrder > 0 {
      options += ["--max-ent-order", "\(maxEntOrder)"]
    } else {
      // Plain recurrent networks diverge at an LSTM's rate.
      options += [
        "--output-layer", output.rawValue, "--optimizer", "sgd", "--learning-rate",
        cell == .rnn ? "5" : "20", "--clip-norm", "0.25", "--batch-size", "20",
        "--sequence-length", "20",
      ]
    }
    options += [
      "--dropout", "0.2", "--schedule", "decay", "--schedule-factor", "0.5",
    ]
    return TableSystem(
      name: name, lectures: lectures, folder: folder, options: options, network: network)
  }

  /// B and T of its training, as the options have them.
  var batch: (size: Int, length: Int) {
    if network?.network == .transformer {
      let settings = LanguageModelSettings(train: "-", network: .transformer)
      return (settings.batchSize, settings.sequenceLength)
    }
    return network?.output.maxEntOrder ?? 0 > 0 ? (5, 10) : (20, 20)
  }
}

/// How large each system of a table is and how long it is trained: what its folder keeps, so that a run
/// that goes on makes the same models.
struct TablePlan: Codable {
  struct Row: Codable {
    let folder: String
    var arguments: [String]
    /// What there is to say of a row that takes longer than it may; nil for others.
    var note: String?
  }

  let rows: [Row]

  /// Hidden sizes to choose from.
  private static let sizes = [12, 24, 50, 100, 200, 400, 650, 1024, 1500, 2048]
  private static let fewestEpochs = 4
  private static let mostEpochs = 12

  /// Plans each row so that it takes some minutes of training on this machine: the greatest hidden size
  /// with which a few epochs fit.
  ///
  /// A few steps of each size are timed. A row of which one epoch of the smallest size takes longer keeps
  /// that, with a note.
  static func made(_ data: LanguageModelData, budget: Double, common: [String]) -> TablePlan {
    let rows = TableSystem.all.map { system in
      var row = Row(folder: system.folder, arguments: system.options + common)
      guard let network = system.network else { return row }
      let (size, epochs, seconds) = size(
        network, system.batch, data.tokenCounts, tokens: data.training.tokenCount, budget)
      row.arguments += [
        "--hidden-size", "\(size)", "--epochs", "\(epochs)", "--schedule-start",
        "\(max(1, epochs / 2))",
      ]
      if seconds > 60 * budget {
        row.note =
          "one epoch at hidden size \(size) takes about \(seconds.clock): more than --budget"
      }
      return row
    }
    return TablePlan(rows: rows)
  }

  private static func size(
    _ network: LanguageModelArchitecture, _ batch: (size: Int, length: Int), _ counts: [Int],
    tokens: Int, _ budget: Double
  ) -> (size: Int, epochs: Int, secondsOfEpoch: Double) {
    var best: (size: Int, epochs: Int, secondsOfEpoch: Double)?
    for size in sizes {
      var made = network
      made.vocabularySize = counts.count
      (made.hiddenSize, made.embeddingSize) = (size, size)
      let memory = MemoryEstimate(
        training: made, TrainingConfiguration(), places: (batch.size, batch.length))
      if (try? memory.check()) == nil { break }
      let step = trainingStep(
        made, counts: counts, batchSize: batch.size, sequenceLength: batch.length)
      let seconds = measure(3, warmUp: 1, step).median
      let epoch = seconds * Double(tokens) / Double(batch.size * batch.length)
      let epochs = Int(min(budget * 60 / epoch, Double(mostEpochs)))
      if best != nil && epochs < fewestEpochs { break }
      best = (size, max(epochs, 1), epoch)
    }
    return best ?? (sizes[0], 1, 0)
  }
}
