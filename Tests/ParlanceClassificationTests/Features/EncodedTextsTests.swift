import Testing

@testable import ParlanceClassification

@Suite struct EncodedTextsTests {
  @Test func textsAreChosenAndPadded() {
    var texts = EncodedTexts()
    texts.append([5, 6], tokenCount: 2)
    texts.append([], tokenCount: 0)
    texts.append([7, 8, 9], tokenCount: 3)
    let part = texts.texts([2, 1])
    #expect(part.ids == [7, 8, 9] && part.lengths == [3, 0] && part.tokenCounts == [3, 0])
    let padded = texts.padded(with: 0, minimum: 4)
    #expect(padded.steps == 4)
    #expect(padded.ids == [5, 6, 0, 0, 0, 0, 0, 0, 7, 8, 9, 0])
    #expect(EncodedTexts().padded(with: 0).ids.isEmpty)
  }

  @Test func weightsGoWithTheirIds() {
    var texts = EncodedTexts()
    texts.append([1, 2], weights: [0.5, 2], tokenCount: 2)
    texts.append([3], weights: [4], tokenCount: 1)
    #expect(texts.texts([1, 0]).weights == [4, 0.5, 2])
  }

  @Test func aWeightForEachId() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var texts = EncodedTexts()
      texts.append([1, 2], weights: [1], tokenCount: 2)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("EncodedTexts: 1 weights for 2 ids"))
  }
}
