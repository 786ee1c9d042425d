import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceTraining
import Testing

@testable import ParlanceLanguageModels

/// A stop while n-grams are counted: nothing is left of it.
@Suite struct NGramStopTests {
  @Test(arguments: [false, true])
  func countingStops(isMatrix: Bool) throws {
    try withFolder { folder in
      let text = folder + "/text.txt"
      try AtomicFile.write(String(repeating: "the cat sees the dog\n", count: 200), to: text)
      let stop = StopRequest()
      stop.ask(signal: 15)
      let output = folder + "/model"
      let error = #expect(throws: TrainingInterrupted.self) {
        if isMatrix {
          var settings = SparseNonnegativeSettings()
          settings.texts.train = text
          _ = try SparseNonnegativeRun(settings, output: output).train(stop: stop)
        } else {
          var settings = NGramSettings()
          settings.texts.train = text
          _ = try NGramRun(settings, output: output).train(stop: stop)
        }
      }
      #expect(error?.signal == 15 && error?.hasCheckpoint == false)
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }
}
