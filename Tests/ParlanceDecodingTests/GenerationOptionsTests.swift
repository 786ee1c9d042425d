import ParlanceDecoding
import Testing

@Suite struct GenerationOptionsTests {
  @Test func problemsAreNamed() {
    #expect(GenerationOptions().problem == nil)
    let problems: [(String, (inout GenerationOptions) -> Void)] = [
      ("temperature: expected 0 or a positive number, found -inf", { $0.temperature = -.infinity }),
      ("temperature: expected 0 or a positive number, found nan", { $0.temperature = .nan }),
      ("topP: expected (0, 1], found 0.0", { $0.topP = 0 }),
      ("topK: expected at least 1, found 0", { $0.topK = 0 }),
      ("beam: expected at least 1, found 0", { $0.beamWidth = 0 }),
      ("lengthPenalty: expected 0 or a positive number, found -1.0", { $0.lengthPenalty = -1 }),
      (
        "lengthPenalty: expected 0 or a positive number, found inf",
        { $0.lengthPenalty = .infinity }
      ),
      ("noRepeatNgram: expected at least 1, found 0", { $0.noRepeatNGram = 0 }),
      ("length: expected at least 0, found -1", { $0.maximumLength = -1 }),
      ("minimumLength: expected at least 0, found -1", { $0.minimumLength = -1 }),
      ("lines: expected at least 0, found -1", { $0.lines = -1 }),
    ]
    for (message, change) in problems { #expect(options(change).problem?.description == message) }
  }
}
