import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceClassification

/// Training on other texts in each epoch.
@Suite struct AugmentingTests {
  private func weights(
    _ settings: ClassifierSettings, stoppedAfter steps: Int? = nil
  ) throws -> [UInt8] {
    try withFolder { folder in
      if let steps {
        let stop = StopAfter(steps: steps)
        #expect(throws: TrainingInterrupted.self) {
          try run(settings, in: folder).train(
            configuration: "", command: "test", observer: stop, stop: stop.request)
        }
      }
      _ = try run(settings, in: folder, existing: steps == nil ? .refuse : .resume)
        .train(configuration: "", command: "test")
      return [UInt8](
        try Data(contentsOf: URL(fileURLWithPath: folder + "/model/weights.safetensors")))
    }
  }

  @Test(arguments: [ClassifierArchitecture.ModelType.logistic, .gru])
  func theSeedDecidesAndARunGoesOn(_ type: ClassifierArchitecture.ModelType) throws {
    var settings = smallSettings(type)
    settings.training.epochs = 3
    settings.selection = .loss
    let plain = try weights(settings)
    settings.augmentations = ["dropout=0.3", "swap=0.2"]
    let augmented = try weights(settings)
    #expect(augmented != plain)
    #expect(try weights(settings) == augmented)
    #expect(try weights(settings, stoppedAfter: 3) == augmented)
  }

  @Test func whatIsNoWayIsRefused() throws {
    var settings = smallSettings(.logistic)
    settings.augmentations = ["shuffle=0.3"]
    try withFolder { folder in
      let error = #expect(throws: InputError.self) { try run(settings, in: folder) }
      #expect(error?.kind == .usage)
    }
  }
}
