import ParlanceDecoding
import Testing

@Suite struct GenerationOptionsTests {
  @Test func problemsAreNamed() {
    #expect(GenerationOptions().problem == nil)
    let problems: [(String, (inout GenerationOptions) -> Void)] = [
      ("temperature: expected 0 or more, found -inf", { $0.temperature = -.infinity }),
      ("temperature: expected 0 or more, found nan", { $0.temperature = .nan }),
      ("top-p: expected (0, 1], found 0.0", { $0.topP = 0 }),
      ("top-k: expected at least 1, found 0", { $0.topK = 0 }),
      ("beam: expected at least 1, found 0", { $0.beamWidth = 0 }),
      ("length-penalty: expected 0 or more, found -1.0", { $0.lengthPenalty = -1 }),
      ("length-penalty: expected 0 or more, found inf", { $0.lengthPenalty = .infinity }),
      ("no-repeat-ngram: expected at least 1, found 0", { $0.noRepeatNGram = 0 }),
      ("length: expected 0 or more, found -1", { $0.maximumLength = -1 }),
      ("minimum length: expected 0 or more, found -1", { $0.minimumLength = -1 }),
      ("lines: expected 0 or more, found -1", { $0.lines = -1 }),
    ]
    for (message, change) in problems { #expect(options(change).problem == message) }
  }
}
