import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceTraining

@Suite struct TensorBoardWriterTests {
  private let record = MetricsRecord(
    epoch: 1, step: 7, trainLoss: 2, learningRate: 0.5, gradientNorm: 3, wordsPerSecond: 100,
    seconds: 4)

  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func eventsAreThereAtOnce() throws {
    try withFolder { folder in
      let logs = folder + "/logs/a"
      var generator = RandomGenerator(seed: 1)
      let layer = Linear(2, 1, using: &generator)
      let writer = try TensorBoardWriter(logs)
      writer.didBegin(after: 0)
      let path = logs + "/" + (try files(logs)[0])
      func text() throws -> String {
        String(decoding: try InputFile.contents(of: path) ?? [], as: UTF8.self)
      }
      let x = Tensor(NDArray([Float(1), 2], shape: [1, 2]))
      writer.didRecord(record, of: layer, layer(x).sum().backward())
      let first = try text()
      for tag in ["brain.Event:2", "train/loss/step", "gradients/weight", "gradients/bias"] {
        #expect(first.contains(tag), "\(tag)")
      }
      #expect(!first.contains("weights/"))
      var last = record
      last.isBest = true
      writer.didRecord(last, of: layer, nil)
      let whole = try text()
      #expect(whole.contains("weights/weight") && whole.contains("train/loss/epoch"))
      // One that goes on begins a file of its own, within the same second too.
      let second = try TensorBoardWriter(logs)
      #expect(try files(logs).count == 1)
      second.didBegin(after: 0)
      #expect(try files(logs).count == 2)
    }
  }

  @Test func aFolderThatCannotBeIsNamed() throws {
    try withFolder { folder in
      try AtomicFile.write("", to: folder + "/file")
      #expect(throws: InputError.self) { try TensorBoardWriter(folder + "/file/x") }
    }
  }
}
