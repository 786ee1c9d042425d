import Foundation
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// A file of events that TensorBoard reads: scalars, histograms and texts by step.
///
/// Records are TFRecords: the length, its masked CRC-32C, a message `Event` and its masked CRC-32C.
public struct TensorBoardEvents: Sendable {
  /// The records so far.
  public private(set) var bytes: [UInt8] = []

  /// Begins a file.
  ///
  /// - `time`: seconds since 1970, of the first record.
  public init(time: Double) {
    append(time: time, step: 0) { $0.string(3, "brain.Event:2") }
  }

  /// Says that training begins, or goes on, after so many steps: what earlier files have of later steps counts
  /// for nothing.
  public mutating func begin(after steps: Int, time: Double) {
    // What has this step or a later one is left out.
    append(time: time, step: steps + 1) { $0.message(7) { $0.int(1, 1) } }
  }

  /// The records since the last call, which are then left out.
  mutating func taken() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// A number at a step.
  public mutating func scalar(_ tag: String, _ value: Double, step: Int, time: Double) {
    append(tag, step: step, time: time) { $0.float(2, Float(value)) }
  }

  /// A text at a step, which is shown as Markdown.
  public mutating func text(_ tag: String, _ text: String, step: Int, time: Double) {
    append(tag, step: step, time: time) { value in
      value.message(9) { $0.message(1) { $0.string(1, "text") } }
      value.message(8) {
        $0.int(1, 7)
        $0.message(2) { $0.message(2) { $0.int(1, 1) } }
        $0.string(8, text)
      }
    }
  }

  /// How many of some numbers lie in each of 30 equal ranges from the least to the greatest.
  public mutating func histogram(_ tag: String, _ numbers: [Float], step: Int, time: Double) {
    let finite = numbers.lazy.filter(\.isFinite).map(Double.init)
    guard let least = finite.min(), let greatest = finite.max() else { return }
    let count = 30
    let width = greatest > least ? (greatest - least) / Double(count) : 1
    var counts = [Double](repeating: 0, count: count)
    var (sum, squares) = (0.0, 0.0)
    for number in finite {
      counts[min(Int((number - least) / width), count - 1)] += 1
      sum += number
      squares += number * number
    }
    let limits = (1...count).map { least + Double($0) * width }
    func packed(_ numbers: [Double]) -> [UInt8] {
      numbers.flatMap { $0.bitPattern.littleEndianBytes }
    }
    append(tag, step: step, time: time) { value in
      value.message(5) {
        $0.double(1, least)
        $0.double(2, greatest)
        $0.double(3, counts.reduce(0, +))
        $0.double(4, sum)
        $0.double(5, squares)
        $0.data(6, packed(limits))
        $0.data(7, packed(counts))
      }
    }
  }

  private mutating func append(
    _ tag: String, step: Int, time: Double, _ build: (inout ProtobufMessage) -> Void
  ) {
    append(time: time, step: step) {
      $0.message(5) {
        $0.message(1) {
          $0.string(1, tag)
          build(&$0)
        }
      }
    }
  }

  private mutating func append(
    time: Double, step: Int, _ build: (inout ProtobufMessage) -> Void
  ) {
    var event = ProtobufMessage()
    event.double(1, time)
    if step > 0 { event.int(2, step) }
    build(&event)
    let length = UInt64(event.bytes.count).littleEndianBytes
    bytes += length + Self.masked(length) + event.bytes + Self.masked(event.bytes)
  }

  private static func masked(_ bytes: [UInt8]) -> [UInt8] {
    let crc = bytes.crc32c
    return ((crc >> 15 | crc << 17) &+ 0xA282_EAD8).littleEndianBytes
  }
}

extension TensorBoardEvents {
  /// The records of a run: losses, perplexities, rates and scores as scalars, the model card as a text.
  ///
  /// - `end`: seconds since 1970 of the last record.
  public init(run metrics: [MetricsRecord], card: String?, end: Double) {
    let start = end - (metrics.last?.seconds ?? 0)
    self.init(time: start)
    for record in metrics { add(record, time: start + record.seconds) }
    if let card { text("model card", card, step: metrics.last?.step ?? 0, time: end) }
  }

  /// Adds a record: losses, perplexities, rates and scores.
  public mutating func add(_ record: MetricsRecord, time: Double) {
    func put(_ tag: String, _ value: Double?) {
      if let value { scalar(tag, value, step: record.step, time: time) }
    }
    let kind = record.isBest == nil ? "step" : "epoch"
    put("train/loss/\(kind)", record.trainLoss)
    put("train/perplexity/\(kind)", record.trainPerplexity)
    put("train/learning-rate", record.learningRate)
    put("train/gradient-norm", record.gradientNorm)
    put("train/words-per-second", record.wordsPerSecond)
    guard let validation = record.validation else { return }
    put("validation/loss", validation.loss)
    if validation.isCrossEntropy { put("validation/perplexity", validation.perplexity) }
    for (name, score) in validation.scores.sorted(by: { $0.key < $1.key }) {
      put("validation/\(name)", score)
    }
  }

  /// Adds a histogram of each parameter.
  public mutating func add(weightsOf module: any Module, step: Int, time: Double) {
    for (name, parameter) in module.namedParameters() {
      histogram("weights/\(name)", parameter.value.floats, step: step, time: time)
    }
  }
}

/// Vectors as the projector of TensorBoard reads them: three files in the folder of the events.
public enum TensorBoardProjector {
  /// The files of vectors with their words.
  ///
  /// - `most`: how many of the first words at most; the projector becomes slow with more than some thousands.
  public static func files(
    _ vectors: WordVectors, most: Int = 10_000
  ) -> [(name: String, text: String)] {
    let count = min(vectors.count, most)
    let rows = (0..<count).map { index in
      vectors.vector(at: index).map { "\($0)" }.joined(separator: "\t")
    }
    // A word with a tab or a line's end in it would be two.
    let words = (0..<count).map { index in
      vectors.word(at: index).map { $0.isNewline || $0 == "\t" ? " " : String($0) }.joined()
    }
    let configuration = """
      embeddings {
        tensor_name: "words"
        tensor_path: "vectors.tsv"
        metadata_path: "words.tsv"
      }

      """
    return [
      ("projector_config.pbtxt", configuration),
      ("vectors.tsv", rows.map { $0 + "\n" }.joined()),
      ("words.tsv", words.map { $0 + "\n" }.joined()),
    ]
  }
}
